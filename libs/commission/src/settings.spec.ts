import { SettingsError } from '#service';
import { inProject } from '#testing';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readSettings } from './settings.js';
import { logOriginOf } from './signing-settings.js';

const ENV = {
  DATABASE_URL: 'postgres://nobody@localhost/none',
  OIDC_ISSUER: 'http://localhost:1',
  FINGERPRINT_KEY: '00'.repeat(32),
};

describe('The rules that an installation decides by', () => {
  let folder: string;
  beforeAll(() => (folder = mkdtempSync(join(tmpdir(), 'profile-'))));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('are those of Los Angeles where nothing else is said, or of another shipped profile', () => {
    expect(readSettings(ENV).profile.id).toBe('los-angeles');
    expect(readSettings({ ...ENV, PROFILE: 'port-alder' }).profile.board.seats).toBe(7);
  });

  it('name the origin of the log, where it has no other', () => {
    const originOf = (settings: Record<string, string>) => readSettings({ ...ENV, ...settings }).source;
    expect(originOf({ PROFILE: 'port-alder', LOG_SOURCE: '' })).toBe('urn:promulgate:port-alder');
    expect(originOf({ PROFILE: '', LOG_SOURCE: '' })).toBe('urn:promulgate:los-angeles');
    expect(originOf({ PROFILE: 'port-alder', LOG_SOURCE: 'urn:example:log' })).toBe('urn:example:log');
  });

  it('are read from a file of its own', () => {
    const shipped = readFileSync(inProject('libs/jurisdiction/profiles/port-alder.yaml'), 'utf8');
    const file = join(folder, 'ours.yaml');
    writeFileSync(file, shipped.replace('id: port-alder', 'id: ours'));
    expect(readSettings({ ...ENV, PROFILE: file }).profile.id).toBe('ours');
    writeFileSync(file, shipped.replace('rule: 09-12', 'rule: some day in fall'));
    expect(() => readSettings({ ...ENV, PROFILE: file })).toThrow('Not a rule for a holiday: some day in fall');
  });

  it('come with their earlier versions, which are held to the same', () => {
    const shipped = readFileSync(inProject('libs/jurisdiction/profiles/port-alder.yaml'), 'utf8');
    const file = join(folder, 'two.yaml');
    writeFileSync(file, shipped.replace('version: 1', 'version: 2'));
    writeFileSync(join(folder, 'two@1.yaml'), shipped);
    expect(readSettings({ ...ENV, PROFILE: file })).toMatchObject({ profile: { version: 2 }, earlierProfiles: [{ version: 1 }] });
    writeFileSync(join(folder, 'two@1.yaml'), shipped.replace('rule: 09-12', 'rule: some day in fall'));
    expect(() => readSettings({ ...ENV, PROFILE: file })).toThrow('Not a rule for a holiday: some day in fall');
  });

  it('keep a process from starting where they cannot be read', () => {
    expect(() => readSettings({ ...ENV, PROFILE: 'atlantis' })).toThrow(SettingsError);
    expect(() => readSettings({ ...ENV, PROFILE: 'atlantis' })).toThrow('PROFILE cannot be used: There is no profile atlantis');
  });

  it('are told as wrong settings where the command line asks for the log’s name alone', () => {
    expect(logOriginOf({ PROFILE: '' })).toBe('promulgate.invalid/los-angeles');
    expect(() => logOriginOf({ PROFILE: 'atlantis' })).toThrow(SettingsError);
    expect(() => logOriginOf({ PROFILE: 'atlantis' })).toThrow('PROFILE cannot be used: There is no profile atlantis');
  });
});

describe('Webhooks', () => {
  const KEY = '0f'.repeat(32);

  it('are not sent without a key', () => {
    expect(readSettings(ENV).webhooks).toBeUndefined();
    expect(readSettings({ ...ENV, WEBHOOK_KEY: '', WEBHOOK_ALLOW_PRIVATE: '' }).webhooks).toBeUndefined();
  });

  it('are sent into networks only where that is said', () => {
    const key = Buffer.from(KEY, 'hex');
    expect(readSettings({ ...ENV, WEBHOOK_KEY: KEY }).webhooks).toEqual({ key, allowPrivate: false });
    expect(readSettings({ ...ENV, WEBHOOK_KEY: KEY, WEBHOOK_ALLOW_PRIVATE: 'true' }).webhooks).toEqual({
      key,
      allowPrivate: true,
    });
  });

  it('keep a process from starting where their settings mean nothing', () => {
    expect(() => readSettings({ ...ENV, WEBHOOK_KEY: KEY.slice(2) })).toThrow(
      'WEBHOOK_KEY must be at least 64 hexadecimal digits',
    );
    expect(() => readSettings({ ...ENV, WEBHOOK_KEY: 'secret' })).toThrow('WEBHOOK_KEY must be');
    expect(() => readSettings({ ...ENV, WEBHOOK_KEY: KEY, WEBHOOK_ALLOW_PRIVATE: 'yes' })).toThrow(
      'WEBHOOK_ALLOW_PRIVATE must be',
    );
  });
});

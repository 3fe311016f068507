import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PERSONS } from '#testing';
import { Home, type Run } from './home.js';

let project: string;
beforeEach(() => (project = mkdtempSync(join(tmpdir(), 'promulgate-test-home-'))));
afterEach(() => rmSync(project, { recursive: true, force: true }));

const runFile = () => join(project, '.promulgate', 'run.json');

describe('what the demo keeps', () => {
  it('makes its secrets once, for its eyes only', () => {
    const home = new Home(project);
    const keys = home.keys();
    expect(keys.fingerprintKey).toMatch(/^[0-9a-f]{64}$/);
    expect(keys.webhookKey).toMatch(/^[0-9a-f]{64}$/);
    expect(new Home(project).keys()).toEqual(keys);
    expect(statSync(home.path('keys.json')).mode & 0o777).toBe(0o600);
    expect(statSync(home.folder).mode & 0o066).toBe(0);
  });

  it('gives a person that a later version brings a secret, and leaves the others theirs', () => {
    const home = new Home(project);
    const { secrets } = home.keys().issuer;
    const fewer = Object.fromEntries(Object.entries(secrets).filter(([id]) => id !== 'oversight'));
    writeFileSync(home.path('keys.json'), JSON.stringify({ ...home.keys(), issuer: { ...home.keys().issuer, secrets: fewer } }));
    const after = home.keys().issuer.secrets;
    expect(Object.keys(after).sort()).toEqual(PERSONS.map(({ id }) => id).sort());
    expect(after).toMatchObject(fewer);
  });

  it('makes a secret that a later version brings, and keeps it', () => {
    const home = new Home(project);
    const { webhookKey: _later, ...before } = home.keys();
    writeFileSync(home.path('keys.json'), JSON.stringify(before));
    const after = home.keys();
    expect(after).toEqual({ ...before, webhookKey: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect(home.keys()).toEqual(after);
  });

  it('does not replace a damaged keys file: the data would be lost with it', () => {
    const home = new Home(project);
    home.keys();
    writeFileSync(home.path('keys.json'), '{"installation":');
    expect(() => home.keys()).toThrow(/is damaged\.\nPut back a copy/);
    expect(readFileSync(home.path('keys.json'), 'utf8')).toBe('{"installation":');
  });

  it('remembers one thing beside another', () => {
    new Home(project).remember({ issuerPort: 4 });
    new Home(project).remember({ story: 'entered' });
    expect(new Home(project).memory()).toEqual({ issuerPort: 4, story: 'entered' });
  });
});

describe('the claim on the folder', () => {
  it('is held by one process, released at its end, and taken over from one that was killed', async () => {
    const home = new Home(project);
    home.claim();
    expect(statSync(runFile()).mode & 0o777).toBe(0o600);
    const other = spawn('sleep', ['60'], { stdio: 'ignore' });
    home.announce({ pid: other.pid ?? 0, url: 'http://127.0.0.1:8080', persons: [] });
    expect(() => home.claim()).toThrow(/already running at http:\/\/127\.0\.0\.1:8080[^]*or stop it/);
    home.release();
    expect(statSync(runFile()).isFile()).toBe(true);
    const gone = new Promise((resolve) => other.once('exit', resolve));
    other.kill('SIGKILL');
    await gone;
    home.claim();
    expect((JSON.parse(readFileSync(runFile(), 'utf8')) as Run).pid).toBe(process.pid);
    home.release();
    expect(() => statSync(runFile())).toThrow(/ENOENT/);
  });
});

import { parseLogKey } from '#tlog';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKeyFile, readSigningKeys, rotateKeyFile, SigningKeyError } from './signing-keys.js';

const ORIGIN = 'log.example/commission';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'promulgate-keys-'));
  file = join(folder, 'key.json');
});
afterEach(() => rmSync(folder, { recursive: true }));

const verifierKeys = async (source: Parameters<typeof readSigningKeys>[0]) =>
  (await readSigningKeys(source)).map((key) => key.verifierKey(ORIGIN));

describe('The file of the log’s keys', () => {
  it('is made once, for its owner’s eyes only', async () => {
    const key = await createKeyFile(file);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(parseLogKey(key.verifierKey(ORIGIN)).name).toBe(ORIGIN);
    expect(await verifierKeys({ file })).toEqual([key.verifierKey(ORIGIN)]);
    await expect(createKeyFile(file)).rejects.toThrow(/is there already.*log rotate FILE/);
    expect(await verifierKeys({ file })).toEqual([key.verifierKey(ORIGIN)]);
  });

  it('gets a new key at its end, which signs; the ones before stay', async () => {
    const first = await createKeyFile(file);
    const second = await rotateKeyFile(file);
    expect(await verifierKeys({ file })).toEqual([first.verifierKey(ORIGIN), second.verifierKey(ORIGIN)]);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('may be an environment variable', async () => {
    const key = await createKeyFile(file);
    expect(await verifierKeys({ text: readFileSync(file, 'utf8') })).toEqual([key.verifierKey(ORIGIN)]);
  });

  it.each([0o640, 0o604, 0o620])('is refused with the mode %s: others may have read it', async (mode) => {
    await createKeyFile(file);
    chmodSync(file, mode);
    await expect(readSigningKeys({ file })).rejects.toThrow(/may be read by others than its owner.*chmod 600/);
  });

  const withKey = (key: object) => JSON.stringify({ keys: [key] });
  it.each([
    ['no JSON', 'MC4CAQAwBQYDK2VwBCIEIOt7', 'is no JSON'],
    ['no list', '{"key": 1}', 'has no list of keys'],
    ['no key', '{"keys": []}', 'holds no key'],
    ['nothing in place of a key', '{"keys": [null]}', 'of an algorithm that is not known here: none'],
    ['another algorithm', withKey({ algorithm: 'rsa', pkcs8: '' }), 'not known here: rsa'],
    ['an algorithm by a name that every object has', withKey({ algorithm: 'toString', pkcs8: '' }), 'not known here: toString'],
    ['no key in base64', withKey({ algorithm: 'ed25519', pkcs8: 'AAAA' }), 'not PKCS #8'],
    [
      'a key of another algorithm than it says',
      withKey({ algorithm: 'ed25519', pkcs8: 'MC4CAQAwBQYDK2VuBCIEIHBV0i0ar0U2j6wZvHbQ7w0UxhxmDxTtBjfUq9mVRFFm' }),
      'says ed25519 and is x25519',
    ],
  ])('is refused with %s, and not repeated', async (_what, text, why) => {
    writeFileSync(file, text, { mode: 0o600 });
    await expect(readSigningKeys({ file })).rejects.toThrow(SigningKeyError);
    await expect(readSigningKeys({ file })).rejects.toThrow(why);
    await expect(readSigningKeys({ file })).rejects.not.toThrow(/MC4C/);
  });

  it('is named where it cannot be read', async () => {
    await expect(readSigningKeys({ file })).rejects.toThrow(`cannot be read from ${file}`);
  });
});

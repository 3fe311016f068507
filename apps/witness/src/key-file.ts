/**
 * The witness's key: one line in a file that nobody else may read. It has the form in which the Go tools for notes keep theirs,
 *
 *   PRIVATE+KEY+name+hex(key ID)+base64(0x04 ‖ 32-byte Ed25519 seed)
 *
 * so that the name and the kind of signature cannot be lost from it.
 */
import { cosigner, cosignerKey, decodeBase64, encodeBase64, type NoteSigner, parseWitnessKey } from '#tlog';
import { createPrivateKey, type KeyObject, randomBytes } from 'node:crypto';
import { closeSync, fstatSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs';
import { Refusal, words } from './refusal.js';

const COSIGNATURE_TYPE = 0x04;
const SEED_BYTES = 32;
/** RFC 8410: what stands before the seed in a PKCS #8 file. */
const PKCS8_PREFIX = Buffer.from('302e020100300506032b657004220420', 'hex');
const OTHERS_MAY = 0o077;

export interface WitnessKey {
  readonly name: string;
  /** What logs and readers are given, to check the cosignatures with. */
  readonly verifierKey: string;
  readonly signer: NoteSigner;
}

/** Makes a key under this name, in a file of its own with mode 0600. Refuses where there is such a file. */
export function makeKey(path: string, name: string): WitnessKey {
  const seed = randomBytes(SEED_BYTES);
  const key = namedKey(name, seed);
  const [, id = ''] = key.verifierKey.split('+');
  const line = `PRIVATE+KEY+${name}+${id}+${encodeBase64(Buffer.concat([Buffer.of(COSIGNATURE_TYPE), seed]))}\n`;
  try {
    const file = openSync(path, 'wx', 0o600);
    writeSync(file, line);
    fsyncSync(file);
    closeSync(file);
  } catch (fault) {
    throw new Refusal(
      `The key could not be written: ${words(fault)}`,
      'Name a file that does not exist yet, in a folder that you may write to. A key is never written over.',
    );
  }
  return key;
}

/** Reads the key. Refuses a file that others may read, and one that is no key of a witness. */
export function openKey(path: string): WitnessKey {
  const text = readPrivate(path);
  const [, name, id, encoded] = /^PRIVATE\+KEY\+([^+]+)\+([0-9a-f]{8})\+(.+)\n?$/.exec(text) ?? [];
  if (name === undefined || id === undefined || encoded === undefined) throw notAKey(path, 'it has another form');
  try {
    const bytes = decodeBase64(encoded, 'Its last part');
    if (bytes[0] !== COSIGNATURE_TYPE) throw new Error('it does not sign cosignatures of type 0x04');
    if (bytes.length !== 1 + SEED_BYTES) throw new Error(`it has ${bytes.length - 1} bytes, not ${SEED_BYTES}`);
    const key = keyOf(name, bytes.subarray(1));
    if (!key.verifierKey.startsWith(`${name}+${id}+`)) throw new Error(`its ID is not ${id}: name or key was changed`);
    return key;
  } catch (fault) {
    throw notAKey(path, words(fault));
  }
}

function readPrivate(path: string): string {
  let file;
  try {
    file = openSync(path, 'r');
  } catch (fault) {
    throw new Refusal(`The key cannot be read: ${words(fault)}`, `Make one: npm run -s witness -- key ${path} NAME`);
  }
  try {
    const mode = fstatSync(file).mode & 0o777;
    if ((mode & OTHERS_MAY) !== 0)
      throw new Refusal(
        `The key ${path} has the mode ${mode.toString(8)}: others than its owner can read or change it.`,
        `Find out who could. If nobody did: chmod 600 ${path}`,
      );
    return readFileSync(file, 'utf8');
  } finally {
    closeSync(file);
  }
}

function namedKey(name: string, seed: Uint8Array): WitnessKey {
  try {
    return keyOf(name, seed);
  } catch (fault) {
    throw new Refusal(words(fault), 'A witness is best named by a URL without its scheme: inspector-general.example/witness');
  }
}

function keyOf(name: string, seed: Uint8Array): WitnessKey {
  const privateKey: KeyObject = createPrivateKey({ key: Buffer.concat([PKCS8_PREFIX, seed]), format: 'der', type: 'pkcs8' });
  const verifierKey = cosignerKey(name, privateKey);
  parseWitnessKey(verifierKey);
  return { name, verifierKey, signer: cosigner(name, privateKey, () => Math.floor(Date.now() / 1000)) };
}

const notAKey = (path: string, why: string): Refusal =>
  new Refusal(`${path} holds no key of a witness: ${why}.`, 'Bring the file back from its backup. A new key is a new witness.');

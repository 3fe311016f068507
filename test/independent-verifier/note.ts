/**
 * C2SP signed-note with its verifier keys, the checkpoint that tlog-checkpoint makes of it, and the witnesses' cosignatures of
 * tlog-cosignature. Of the signature types, 0x01 (Ed25519) and 0x04 (timestamped Ed25519 cosignature) are known.
 */
import { createPublicKey, type KeyObject, verify } from 'node:crypto';
import { HASH_BYTES, type Head, sha256 } from './merkle.js';

export class Malformed extends Error {}

const ED25519 = 0x01;
const COSIGNATURE = 0x04;
const MOST_SIGNATURES = 100;
const KEY_ID_BYTES = 4;
const PUBLIC_KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
const TIMESTAMP_BYTES = 8;

/** Standard Base64 with its padding, and nothing that decodes to the same bytes in another spelling. */
export function fromBase64(text: string): Buffer {
  const bytes = Buffer.from(text, 'base64');
  if (bytes.toString('base64') !== text) throw new Malformed(`Not base64: ${text.slice(0, 100)}`);
  return bytes;
}

export interface VerifierKey {
  readonly name: string;
  /** Eight hex digits. */
  readonly id: string;
  readonly type: number;
  readonly key: KeyObject;
}

const isKeyName = (name: string): boolean => name !== '' && !/[\s+]/u.test(name);

/** `<name>+<id>+<base64 of type and key>`. Throws {@link Malformed}, where the id is not that of the key as well. */
export function parseVerifierKey(text: string): VerifierKey {
  const [, name = '', id = '', encoded = ''] = /^([^+]*)\+([0-9a-f]{8})\+(.*)$/su.exec(text) ?? [];
  const bytes = fromBase64(encoded);
  const type = bytes[0];
  if (!isKeyName(name) || (type !== ED25519 && type !== COSIGNATURE) || bytes.length !== 1 + PUBLIC_KEY_BYTES)
    throw new Malformed(`Not a verifier key: ${text.slice(0, 200)}`);
  const expected = sha256(Buffer.from(`${name}\n`), bytes)
    .subarray(0, KEY_ID_BYTES)
    .toString('hex');
  if (id !== expected) throw new Malformed(`The key's id is ${expected}, not ${id}.`);
  const x = bytes.subarray(1).toString('base64url');
  return { name, id, type, key: createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x }, format: 'jwk' }) };
}

export interface SignatureLine {
  readonly name: string;
  /** Eight hex digits. */
  readonly id: string;
  readonly signature: Buffer;
}

export interface Note {
  /** With its last newline. */
  readonly text: string;
  readonly signatures: readonly SignatureLine[];
}

const SIGNATURE_LINE = /^\u2014 (\S+) (\S+)$/u;

function parseSignatureLine(line: string): SignatureLine {
  const [, name = '', encoded = ''] = SIGNATURE_LINE.exec(line) ?? [];
  const bytes = fromBase64(encoded);
  if (!isKeyName(name) || bytes.length <= KEY_ID_BYTES) throw new Malformed('A signature line is malformed.');
  return { name, id: bytes.subarray(0, KEY_ID_BYTES).toString('hex'), signature: bytes.subarray(KEY_ID_BYTES) };
}

/** Throws {@link Malformed}. */
export function parseNote(bytes: Uint8Array): Note {
  let all;
  try {
    all = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new Malformed('The note is not UTF-8.');
  }
  for (const character of all)
    if (character < ' ' && character !== '\n') throw new Malformed('The note holds a control character.');
  const end = all.lastIndexOf('\n\n');
  if (end < 0 || !all.endsWith('\n')) throw new Malformed('The note has no signatures.');
  const lines = all.slice(end + 2).split('\n');
  lines.pop();
  if (lines.length === 0 || lines.length > MOST_SIGNATURES) throw new Malformed('The note has no signatures, or too many.');
  return { text: all.slice(0, end + 1), signatures: lines.map(parseSignatureLine) };
}

/** Whether this key, which the line names, made the signature over the text. */
function isSignedBy({ type, key }: VerifierKey, text: string, signature: Buffer): boolean {
  if (type === ED25519) return signature.length === SIGNATURE_BYTES && verify(null, Buffer.from(text), key, signature);
  if (signature.length !== TIMESTAMP_BYTES + SIGNATURE_BYTES) return false;
  const time = signature.readBigUInt64BE();
  const cosigned = `cosignature/v1\ntime ${time}\n${text}`;
  return time < 1n << 63n && verify(null, Buffer.from(cosigned), key, signature.subarray(TIMESTAMP_BYTES));
}

export interface Opened {
  /** Of the keys given, those that signed. */
  readonly signedBy: readonly VerifierKey[];
  /** Of the keys given, those that a signature names which they did not make: the note is to be refused. */
  readonly forged: readonly VerifierKey[];
}

/** What the signatures are worth to somebody who trusts these keys; those of other keys are passed over. */
export function openNote({ text, signatures }: Note, keys: readonly VerifierKey[]): Opened {
  const signedBy = new Set<VerifierKey>();
  const forged = new Set<VerifierKey>();
  for (const { name, id, signature } of signatures)
    for (const key of keys)
      if (key.name === name && key.id === id) (isSignedBy(key, text, signature) ? signedBy : forged).add(key);
  return { signedBy: [...signedBy], forged: [...forged] };
}

export interface Checkpoint extends Head {
  readonly origin: string;
  readonly note: Note;
}

/** Throws {@link Malformed}. */
export function parseCheckpoint(bytes: Uint8Array): Checkpoint {
  const note = parseNote(bytes);
  const [origin = '', sizeLine = '', rootLine = '', ...others] = note.text.slice(0, -1).split('\n');
  if (origin === '' || others.includes('')) throw new Malformed('A line of the checkpoint is empty.');
  const size = /^(?:0|[1-9]\d{0,15})$/.test(sizeLine) ? Number(sizeLine) : NaN;
  if (!Number.isSafeInteger(size)) throw new Malformed(`Not a tree size: ${sizeLine.slice(0, 100)}`);
  const root = fromBase64(rootLine);
  if (root.length !== HASH_BYTES) throw new Malformed(`Not a root hash: ${rootLine.slice(0, 100)}`);
  return { origin, size, root, note };
}

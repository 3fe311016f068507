/**
 * Who signs notes, and verifier keys: c2sp.org/signed-note, "Signatures" and "Verifier keys".
 *
 *   key ID        SHA-256(name ‖ 0x0A ‖ type ‖ public key)[:4]
 *   verifier key  name+hex(key ID)+base64(type ‖ public key)
 *
 * An algorithm is a signature type with what it can do; another one is a file beside `note-ed25519.ts` and a line where keys are parsed.
 */
import { hash } from 'node:crypto';
import { decodeBase64, encodeBase64 } from './base64.js';
import { TlogError } from './tlog-error.js';

/** Name and key ID tell who signed; the ID is no hash to trust, only an abbreviation. */
export interface NoteKey {
  readonly name: string;
  /** A uint32. */
  readonly keyId: number;
}

export interface NoteVerifier extends NoteKey {
  /** Whether these bytes, without the key ID in front, are a signature of the note's text. */
  verifies(text: string, signature: Uint8Array): boolean;
}

export interface NoteSigner extends NoteKey {
  /** The signature, without the key ID in front. */
  sign(text: string): Buffer;
}

/** What a signature type makes of a public key; throws `malformed-key` for bytes that are none. */
export interface NoteAlgorithm {
  /** The signature type identifier byte. */
  readonly type: number;
  verifier(name: string, publicKey: Uint8Array): NoteVerifier;
}

/** A name is not empty and has neither a Unicode space nor a plus. */
export function requireKeyName(name: string): void {
  if (name === '' || /[\p{White_Space}+\p{Cc}]/u.test(name) || !name.isWellFormed()) {
    throw new TlogError(
      'malformed-key',
      `A key's name is not empty and has no space and no plus: ${JSON.stringify(name.slice(0, 100))}.`,
    );
  }
}

export function keyIdOf(name: string, type: number, publicKey: Uint8Array): number {
  requireKeyName(name);
  return hash('sha256', Buffer.concat([Buffer.from(`${name}\n`), Buffer.of(type), publicKey]), 'buffer').readUInt32BE();
}

export function encodeVerifierKey(name: string, type: number, publicKey: Uint8Array): string {
  return `${name}+${hex(keyIdOf(name, type, publicKey))}+${encodeBase64(Buffer.concat([Buffer.of(type), publicKey]))}`;
}

/** Refuses a type that is not among the algorithms, and a key ID that is not that of the key. */
export function parseKey(verifierKey: string, algorithms: readonly NoteAlgorithm[]): NoteVerifier {
  const shown = JSON.stringify(verifierKey.slice(0, 100));
  // The last part is base64 and may hold a plus itself.
  const [, name, id, encoded] = /^([^+]*)\+([^+]*)\+(.*)$/s.exec(verifierKey) ?? [];
  if (name === undefined || id === undefined || encoded === undefined) {
    throw new TlogError('malformed-key', `A verifier key is name+id+key: ${shown}.`);
  }
  requireKeyName(name);
  if (!/^[0-9a-f]{8}$/.test(id))
    throw new TlogError('malformed-key', `A key ID is eight lower-case hexadecimal digits: ${shown}.`);
  const bytes = decodeBase64(encoded, 'A verifier key’s last part', 'malformed-key');
  const [type] = bytes;
  const algorithm = algorithms.find((each) => each.type === type);
  if (!algorithm) {
    const known = algorithms.map((each) => each.type).join(', ');
    throw new TlogError(
      'malformed-key',
      `Signatures of type ${type ?? 'none'} are not among those accepted here (${known}): ${shown}.`,
    );
  }
  const verifier = algorithm.verifier(name, bytes.subarray(1));
  if (hex(verifier.keyId) !== id)
    throw new TlogError('malformed-key', `The key ID of this key is ${hex(verifier.keyId)}: ${shown}.`);
  return verifier;
}

const hex = (keyId: number): string => keyId.toString(16).padStart(8, '0');

/**
 * Signed notes: c2sp.org/signed-note. A text that ends in a newline, an empty line, and a line for each signature:
 *
 *   — <key name> base64(key ID, uint32 big-endian ‖ signature)
 *
 * The text is nothing before a known key's signature was verified.
 */
import { decodeBase64, encodeBase64 } from './base64.js';
import { type NoteKey, type NoteSigner, type NoteVerifier, requireKeyName } from './note-key.js';
import { TlogError } from './tlog-error.js';

export interface NoteSignature extends NoteKey {
  /** Without the key ID in front. */
  readonly signature: Buffer;
}

export interface Note {
  /** With its last newline, without the empty line. */
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

/** More is read by nobody: a post-quantum signature takes 5 kB, and every verifier must accept 16 signatures. */
export const MAX_NOTE_BYTES = 1_000_000;
export const MAX_SIGNATURES = 100;

const KEY_ID_BYTES = 4;
const MARK = '\u2014 ';
// Written out, because the characters themselves cannot be seen. A note has no control character but newline.
const CONTROL = new RegExp('[\\u0000-\\u0009\\u000b-\\u001f]');

export function signNote(text: string, signers: readonly NoteSigner[]): Note {
  requireText(text);
  return {
    text,
    signatures: signers.map((signer) => ({ name: signer.name, keyId: signer.keyId, signature: signer.sign(text) })),
  };
}

/** The note's bytes. Refuses what {@link parseNote} would refuse. */
export function encodeNote({ text, signatures }: Note): Buffer {
  requireText(text);
  if (signatures.length === 0) throw malformed('it has no signature');
  const note = Buffer.from(`${text}\n${signatures.map(encodeSignature).join('')}`);
  requireLimits(note.length, signatures.length);
  return note;
}

/** A signature's line with its newline, as a witness answers it. */
export function encodeSignature({ name, keyId, signature }: NoteSignature): string {
  requireKeyName(name);
  const id = Buffer.alloc(KEY_ID_BYTES);
  id.writeUInt32BE(keyId);
  return `${MARK}${name} ${encodeBase64(Buffer.concat([id, signature]))}\n`;
}

/** Reads a note without believing it: {@link verifyNote} says whose signatures hold. */
export function parseNote(bytes: Uint8Array): Note {
  requireLimits(bytes.length, 0);
  const note = decodeUtf8(bytes);
  if (CONTROL.test(note)) throw malformed('it has a control character other than newline');
  const split = note.lastIndexOf('\n\n');
  if (split < 0) throw malformed('no empty line stands between text and signatures');
  const text = note.slice(0, split + 1);
  return { text, signatures: parseSignatureLines(note.slice(split + 2)) };
}

/** Lines of signatures alone: what follows a note's text, and what a witness answers. */
export function parseSignatureLines(lines: string): NoteSignature[] {
  if (lines === '') throw malformed('it has no signature');
  if (!lines.endsWith('\n')) throw malformed('its last line does not end in a newline');
  const each = lines.slice(0, -1).split('\n');
  requireLimits(0, each.length);
  return each.map(parseSignature);
}

/**
 * The signatures of known keys, one a key; all of them hold. Signatures of others are passed over.
 * Throws `signature-fails` where one of a known key does not hold, and `no-known-signature` where there is none.
 */
export function verifyNote({ text, signatures }: Note, known: readonly NoteVerifier[]): NoteSignature[] {
  const held = new Map<string, NoteSignature>();
  const verifiers = new Map(known.map((verifier) => [keyOf(verifier), verifier]));
  if (verifiers.size < known.length) throw new TlogError('malformed-key', 'Two of the known keys have the same name and key ID.');
  for (const signature of signatures) {
    const verifier = verifiers.get(keyOf(signature));
    if (!verifier) continue;
    if (!verifier.verifies(text, signature.signature)) {
      throw new TlogError('signature-fails', `The signature of ${signature.name} is not one of this text.`);
    }
    if (!held.has(keyOf(signature))) held.set(keyOf(signature), signature);
  }
  if (held.size === 0) {
    throw new TlogError('no-known-signature', `None of the ${signatures.length} signatures is of a known key.`);
  }
  return [...held.values()];
}

function parseSignature(line: string): NoteSignature {
  const shown = JSON.stringify(line.slice(0, 100));
  const [, name, encoded] = new RegExp(`^${MARK}([^ ]+) ([^ ]+)$`, 'u').exec(line) ?? [];
  if (name === undefined || encoded === undefined) throw malformed(`a line is not “— name signature”: ${shown}`);
  requireKeyName(name);
  const bytes = decodeBase64(encoded, 'A signature', 'malformed-note');
  if (bytes.length <= KEY_ID_BYTES) throw malformed(`a signature is no longer than its key ID: ${shown}`);
  return { name, keyId: bytes.readUInt32BE(), signature: bytes.subarray(KEY_ID_BYTES) };
}

function requireText(text: string): void {
  if (!text.endsWith('\n')) throw malformed('its text does not end in a newline');
  if (CONTROL.test(text)) throw malformed('it has a control character other than newline');
  if (!text.isWellFormed()) throw malformed('it is not valid UTF-8');
}

function requireLimits(bytes: number, signatures: number): void {
  if (bytes > MAX_NOTE_BYTES) throw malformed(`it has ${bytes} bytes; ${MAX_NOTE_BYTES} are read`);
  if (signatures > MAX_SIGNATURES) throw malformed(`it has ${signatures} signatures; ${MAX_SIGNATURES} are read`);
}

function decodeUtf8(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw malformed('it is not valid UTF-8');
  }
}

const keyOf = ({ name, keyId }: NoteKey): string => `${name} ${keyId}`;
const malformed = (why: string): TlogError => new TlogError('malformed-note', `Not a signed note: ${why}.`);

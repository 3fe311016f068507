/** The text of a checkpoint, which is signed as a note: c2sp.org/tlog-checkpoint, "Note text". */
import { decodeBase64, encodeBase64 } from './base64.js';
import { HASH_BYTES } from './hashing.js';
import { requireCount, TlogError } from './tlog-error.js';

export interface Checkpoint {
  /** Names the log: a URL without its scheme, by recommendation. */
  readonly origin: string;
  /** How many leaves the tree has. */
  readonly size: number;
  readonly root: Buffer;
  /** Opaque lines behind the root; not recommended, and not read by anybody else. */
  readonly extensions: readonly string[];
}

/** Answers what {@link parseCheckpoint} reads back; throws where there is no such text. */
export function encodeCheckpoint({ origin, size, root, extensions }: Checkpoint): string {
  requireCount(size, 'A tree size');
  const text = [origin, String(size), encodeBase64(root), ...extensions].map((line) => `${line}\n`).join('');
  const parsed = parseCheckpoint(text);
  if (parsed.extensions.length !== extensions.length || parsed.origin !== origin) {
    throw new TlogError('malformed-checkpoint', 'An origin or an extension of a checkpoint is one line.');
  }
  return text;
}

export function parseCheckpoint(text: string): Checkpoint {
  if (!text.endsWith('\n')) throw malformed('it does not end in a newline');
  const [origin, size, root, ...extensions] = text.slice(0, -1).split('\n');
  if (origin === undefined || size === undefined || root === undefined) throw malformed('it has fewer than three lines');
  if (origin === '') throw malformed('its origin is empty');
  if (!/^(0|[1-9]\d*)$/.test(size))
    throw malformed(`its size is no decimal number without leading zeroes: ${JSON.stringify(size.slice(0, 100))}`);
  if (!Number.isSafeInteger(Number(size))) throw malformed(`its size is beyond 2^53 - 1: ${size.slice(0, 100)}`);
  const hash = decodeBase64(root, 'A checkpoint’s root', 'malformed-checkpoint');
  if (hash.length !== HASH_BYTES) throw malformed(`its root has ${hash.length} bytes, not ${HASH_BYTES}`);
  if (extensions.includes('')) throw malformed('an extension line is empty');
  return { origin, size: Number(size), root: hash, extensions };
}

const malformed = (why: string): TlogError => new TlogError('malformed-checkpoint', `Not a checkpoint: ${why}.`);

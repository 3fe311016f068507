/** What was wrong with a log, a proof, a note or a key; the message says where. */
export type TlogErrorCode =
  | 'malformed-base64'
  | 'malformed-bundle'
  | 'malformed-checkpoint'
  | 'malformed-key'
  | 'malformed-note'
  | 'malformed-proof'
  | 'malformed-tile'
  | 'malformed-tile-path'
  | 'entry-too-large'
  /** A number that names no leaf or no tree: negative, fractional, beyond the tree, or beyond 2^53 - 1. */
  | 'out-of-range'
  /** The proof is well formed and proves something else. */
  | 'proof-fails'
  | 'signature-fails'
  | 'no-known-signature';

/**
 * Everything here that does not hold throws, parsing and verifying alike: a result can be overlooked, an exception cannot.
 * No message quotes more than a line of what it refuses.
 */
export class TlogError extends Error {
  override readonly name = 'TlogError';

  constructor(
    readonly code: TlogErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** Sizes and indexes are plain numbers: 2^53 - 1 leaves are more than any log will have. */
export function requireCount(value: number, what: string): void {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new TlogError('out-of-range', `${what} must be a whole number from 0 to 2^53 - 1, not ${value}.`);
  }
}

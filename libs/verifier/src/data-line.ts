/** A line of `data/` as packages write it, read from its bytes: nearly all lines of nearly all packages. */
import { canonicalEnd, hasAt, integerEnd } from './canonical-bytes.js';

/** `{"position":P,"data":DATA,"datasalt":"SALT"}`, each of them in the one form that it has: there is no second reading of it. */
export interface DataLine {
  readonly position: number;
  /** Canonical JSON; good until the next lines are asked for. */
  readonly data: Buffer;
  readonly salt: Buffer;
}

const POSITION = Buffer.from('{"position":');
const DATA = Buffer.from(',"data":');
const SALT = Buffer.from(',"datasalt":"');
const END = Buffer.from('"}');
export const SALT_BYTES = 32;
/** In base64. */
const SALT_LETTERS = 44;

/** Undefined for every other line, and for one whose data is not surely canonical. The bytes are valid UTF-8. */
export function dataLineIn(line: Buffer): DataLine | undefined {
  const to = line.length - SALT.length - SALT_LETTERS - END.length;
  if (!hasAt(line, 0, POSITION) || !hasAt(line, to, SALT) || !hasAt(line, line.length - END.length, END)) return undefined;
  const positionEnd = integerEnd(line, POSITION.length);
  const from = positionEnd + DATA.length;
  if (positionEnd === 0 || !hasAt(line, positionEnd, DATA) || canonicalEnd(line, from) !== to) return undefined;
  const letters = line.toString('latin1', to + SALT.length, to + SALT.length + SALT_LETTERS);
  const salt = Buffer.from(letters, 'base64');
  if (salt.length !== SALT_BYTES || salt.toString('base64') !== letters) return undefined;
  return { position: Number(line.toString('latin1', POSITION.length, positionEnd)), data: line.subarray(from, to), salt };
}

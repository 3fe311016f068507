/**
 * RFC 8785 canonical JSON, recognised where it stands: one look over the bytes, and no value is made of them.
 *
 * It is sure of what nearly all of a log is: texts without \u, whole numbers, names in ASCII. Of the rest it says nothing, neither that it is
 * canonical nor that it is not; whoever asks goes the long way then, over JSON.parse and back.
 *
 * To write an envelope anew and compare took 1.9 µs, to look it over takes 0.9.
 */

/** So many digits no double rounds. */
const MOST_DIGITS = 15;
/** Deeper is left to the long way: this recurses. */
const DEEPEST = 100;
const FIRST_NON_ASCII = 0x80;

const code = (character: string): number => character.charCodeAt(0);
const SPACE = code(' ');
const QUOTE = code('"');
const BACKSLASH = code('\\');
/** By byte, whether it stands behind a backslash. */
const IS_ESCAPED = Array.from({ length: 256 }, (_, byte) => Buffer.from('"\\bfnrt').includes(byte));
const [BRACE, END_OF_BRACE] = [code('{'), code('}')];
const [BRACKET, END_OF_BRACKET] = [code('['), code(']')];
const [COLON, COMMA, MINUS] = [code(':'), code(','), code('-')];
const [ZERO, NINE] = [code('0'), code('9')];
const WORDS = ['true', 'false', 'null'].map((word) => Buffer.from(word));

/** Whether these bytes, which are valid UTF-8, surely are the canonical form of a JSON value. */
export const isSurelyCanonical = (bytes: Buffer): boolean => bytes.length > 0 && canonicalEnd(bytes, 0) === bytes.length;

/** Where the value that begins at `at` ends, if it surely is in canonical form; 0 where it is not sure. The bytes are valid UTF-8. */
export function canonicalEnd(bytes: Buffer, at: number, depth = 0): number {
  switch (bytes[at]) {
    case QUOTE:
      return stringEnd(bytes, at);
    case BRACE:
      return depth < DEEPEST ? objectEnd(bytes, at, depth + 1) : 0;
    case BRACKET:
      return depth < DEEPEST ? arrayEnd(bytes, at, depth + 1) : 0;
    default:
      return integerEnd(bytes, at) || wordEnd(bytes, at);
  }
}

/** Whether these bytes stand there. */
export function hasAt(bytes: Buffer, at: number, expected: Buffer): boolean {
  for (let of = 0; of < expected.length; of++) if (bytes[at + of] !== expected[of]) return false;
  return true;
}

/** RFC 8785, 3.2.2.2: of what is escaped, only that which has a letter of its own; what need not be escaped is not. */
function stringEnd(bytes: Buffer, at: number): number {
  for (let end = at + 1; end < bytes.length; end++) {
    const byte = bytes[end];
    if (byte === QUOTE) return end + 1;
    if (byte < SPACE || (byte === BACKSLASH && !IS_ESCAPED[bytes[++end]])) return 0;
  }
  return 0;
}

function objectEnd(bytes: Buffer, at: number, depth: number): number {
  if (bytes[at + 1] === END_OF_BRACE) return at + 2;
  for (let name = at + 1, before = 0; bytes[name] === QUOTE;) {
    const nameEnd = stringEnd(bytes, name);
    if (nameEnd === 0 || bytes[nameEnd] !== COLON || (before > 0 && !ascends(bytes, before, name))) return 0;
    const end = canonicalEnd(bytes, nameEnd + 1, depth);
    if (end === 0) return 0;
    if (bytes[end] === END_OF_BRACE) return end + 1;
    if (bytes[end] !== COMMA) return 0;
    [before, name] = [name, end + 1];
  }
  return 0;
}

/** RFC 8785, 3.2.3: whether of two names, which begin at these quotes, the first surely stands before the other by its UTF-16 code units. */
function ascends(bytes: Buffer, one: number, other: number): boolean {
  for (let of = 1; ; of++) {
    const [first, second] = [bytes[one + of], bytes[other + of]];
    if (first === BACKSLASH || second === BACKSLASH) return false;
    if (first === QUOTE || second === QUOTE) return first !== second && first === QUOTE;
    // Two characters beyond ASCII may stand in another order than their bytes.
    if (first !== second) return first < second && first < FIRST_NON_ASCII;
  }
}

function arrayEnd(bytes: Buffer, at: number, depth: number): number {
  if (bytes[at + 1] === END_OF_BRACKET) return at + 2;
  for (let item = at + 1; ;) {
    const end = canonicalEnd(bytes, item, depth);
    if (end === 0) return 0;
    if (bytes[end] === END_OF_BRACKET) return end + 1;
    if (bytes[end] !== COMMA) return 0;
    item = end + 1;
  }
}

/** RFC 8785, 3.2.2.3, of whole numbers; what follows a number that is none is for whoever looks on from its end. */
export function integerEnd(bytes: Buffer, at: number): number {
  if (bytes[at] === ZERO) return at + 1;
  const digits = bytes[at] === MINUS ? at + 1 : at;
  if (bytes[digits] === ZERO) return 0;
  let end = digits;
  while (bytes[end] >= ZERO && bytes[end] <= NINE) end++;
  return end > digits && end - digits <= MOST_DIGITS ? end : 0;
}

function wordEnd(bytes: Buffer, at: number): number {
  const word = WORDS.find((each) => hasAt(bytes, at, each));
  return word ? at + word.length : 0;
}

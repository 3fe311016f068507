/**
 * I-JSON (RFC 7493): JSON that every reader understands alike. What is not is refused with the JSON pointer of the place.
 *
 * One pass over the text checks the grammar and what `JSON.parse` lets through (a name given twice, a lone surrogate, a number that it
 * rounds); `JSON.parse` then reads the values. The pass holds no more than the path to where it is: a syntax tree of a 1 MB body takes
 * 170 MB, and a nest of brackets overflows the stack of those who build one by recursion.
 */

/** Not I-JSON, or more of it than is taken; `detail` is a sentence about what `pointer` points at. */
export class NotIJson extends Error {
  override readonly name = 'NotIJson';

  constructor(
    readonly pointer: string,
    readonly detail: string,
  ) {
    super(detail);
  }
}

const DEEPEST = 32;
/** Far above any command; below what would keep a process busy with checking it. */
const MOST_VALUES = 10_000;
/** A setter or a getter of every JavaScript object: no name of a field, and dangerous as one. */
const RESERVED = new Set(['__proto__', 'constructor', 'prototype']);

/** The value of a JSON text in UTF-8. Throws {@link NotIJson}. */
export function parseIJson(bytes: Uint8Array): unknown {
  const text = decode(bytes);
  new Scan(text).run();
  return JSON.parse(text) as unknown;
}

function decode(bytes: Uint8Array): string {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new NotIJson('', 'The text is not valid UTF-8.');
  }
  if (text.startsWith('\uFEFF')) throw new NotIJson('', 'The text begins with a byte order mark; send it without.');
  return text;
}

/** An object or an array that has been opened and not closed. */
interface Frame {
  /** The names seen in an object; undefined for an array. */
  readonly names: Set<string> | undefined;
  /** The name or the index that the pass is at. */
  at: string | number | undefined;
}

type Expected = 'value' | 'value or ]' | 'name' | 'name or }' | ':' | ', or end' | 'nothing';

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][-+]?\d+)?/y;
const LITERAL = /true|false|null/y;
const SPACE = /[ \t\n\r]*/y;

class Scan {
  private readonly frames: Frame[] = [];
  private expected: Expected = 'value';
  private values = 0;
  private offset = 0;

  constructor(private readonly text: string) {}

  run(): void {
    for (this.take(SPACE); this.offset < this.text.length; this.take(SPACE)) this.step(this.text.charAt(this.offset));
    if (this.expected !== 'nothing') throw this.text.trim() === '' ? new NotIJson('', 'The text is empty.') : this.notJson();
  }

  private step(char: string): void {
    const { expected } = this;
    if ((char === ']' && expected === 'value or ]') || (char === '}' && expected === 'name or }')) this.close();
    else if (expected === 'value' || expected === 'value or ]') this.value(char);
    else if (expected === 'name' || expected === 'name or }') this.name();
    else if (expected === ':' && char === ':') this.punctuation('value');
    else if (expected === ', or end') this.next(char);
    else throw this.notJson();
  }

  private value(char: string): void {
    if (++this.values > MOST_VALUES) throw new NotIJson('', `The text holds more than ${MOST_VALUES} values.`);
    if (char === '{' || char === '[') return this.open(char === '{');
    if (char === '"') this.characters(this.string());
    else if (!this.take(LITERAL)) this.number();
    this.ended();
  }

  private open(object: boolean): void {
    if (this.frames.length >= DEEPEST) throw this.fault(`is nested deeper than ${DEEPEST} levels`);
    this.frames.push({ names: object ? new Set() : undefined, at: object ? undefined : 0 });
    this.punctuation(object ? 'name or }' : 'value or ]');
  }

  private next(char: string): void {
    const frame = this.frames.at(-1);
    if (char === (frame?.names ? '}' : ']')) return this.close();
    if (char !== ',' || !frame) throw this.notJson();
    if (!frame.names) frame.at = Number(frame.at) + 1;
    this.punctuation(frame.names ? 'name' : 'value');
  }

  private close(): void {
    this.frames.pop();
    this.offset++;
    this.ended();
  }

  private ended(): void {
    this.expected = this.frames.length > 0 ? ', or end' : 'nothing';
  }

  private punctuation(expected: Expected): void {
    this.offset++;
    this.expected = expected;
  }

  private name(): void {
    const frame = this.frames.at(-1);
    const name = this.string();
    this.expected = ':';
    if (!frame?.names) return;
    frame.at = name;
    this.characters(name);
    if (RESERVED.has(name)) throw this.fault('has a name that is reserved');
    if (frame.names.has(name)) throw this.fault('is given twice');
    frame.names.add(name);
  }

  /** The string that begins here. */
  private string(): string {
    if (this.text.charAt(this.offset) !== '"') throw this.notJson();
    let end = this.offset + 1;
    while (end < this.text.length && this.text.charAt(end) !== '"') end += this.text.charAt(end) === '\\' ? 2 : 1;
    let value: string;
    try {
      value = JSON.parse(this.text.slice(this.offset, end + 1)) as string;
    } catch {
      throw this.notJson();
    }
    this.offset = end + 1;
    return value;
  }

  private characters(value: string): void {
    if (!value.isWellFormed()) throw this.fault('holds half of a surrogate pair');
    if (value.includes('\0')) throw this.fault('holds the character U+0000');
    if (/\p{Noncharacter_Code_Point}/u.test(value)) throw this.fault('holds a code point that is no character');
  }

  private number(): void {
    const literal = this.take(NUMBER);
    if (!literal) throw this.notJson();
    const fault = numberFault(literal);
    if (fault) throw this.fault(fault);
  }

  /** What matches here, taken. */
  private take(pattern: RegExp): string {
    pattern.lastIndex = this.offset;
    const [found = ''] = pattern.exec(this.text) ?? [];
    this.offset += found.length;
    return found;
  }

  private notJson(): NotIJson {
    const lines = this.text.slice(0, this.offset).split('\n');
    return new NotIJson(this.pointer(), `Not JSON at line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}.`);
  }

  private fault(what: string): NotIJson {
    return new NotIJson(this.pointer(), `The value here ${what}.`);
  }

  private pointer(): string {
    return this.frames
      .map(({ at }) => (at === undefined ? '' : `/${String(at).replaceAll('~', '~0').replaceAll('/', '~1')}`))
      .join('');
  }
}

/** Why a number would not be kept as it was written: as an IEEE 754 double. */
function numberFault(literal: string): string | undefined {
  const value = Number(literal);
  if (!Number.isFinite(value)) return 'is a number too large to be kept';
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) return 'is a whole number beyond 2^53 - 1';
  if (digitsOf(literal) !== digitsOf(String(value))) return 'is a number with more digits than can be kept';
  return undefined;
}

/** A decimal in one form: its significant digits and the power of ten of the last one. Zero is `0`, whatever its sign. */
function digitsOf(decimal: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] =
    /^(-?)(\d+)(?:\.(\d+))?(?:[eE]([-+]?\d+))?$/.exec(decimal) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  const significant = digits.replace(/0+$/, '');
  if (significant === '') return '0';
  return `${sign}${significant}e${Number(exponent) - fraction.length + digits.length - significant.length}`;
}

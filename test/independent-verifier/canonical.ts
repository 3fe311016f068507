/**
 * JSON as RFC 8785 wants it: read strictly (RFC 8259 within I-JSON, RFC 7493: no name twice, no lone surrogate), written canonically.
 * Numbers are formatted by the language itself, which is what the RFC asks for.
 */

/** Objects are maps: every name is an ordinary one in them. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;
export type JsonObject = ReadonlyMap<string, Json>;

export class NotJson extends Error {}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
/** Characters of a string that stand for themselves. */
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const SPACE = /[ \t\n\r]*/y;
const ESCAPED: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};
const LITERALS: readonly (readonly [string, Json])[] = [
  ['null', null],
  ['true', true],
  ['false', false],
];
const DEEPEST = 200;

class Reader {
  private at = 0;
  constructor(private readonly text: string) {}

  document(): Json {
    const value = this.value(0);
    this.match(SPACE);
    if (this.at !== this.text.length) this.fail('something after the value');
    return value;
  }

  private fail(what: string): never {
    throw new NotJson(`${what}, at character ${this.at}`);
  }

  private match(pattern: RegExp): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0] ?? '';
    this.at += found.length;
    return found;
  }

  private take(expected: string): boolean {
    if (!this.text.startsWith(expected, this.at)) return false;
    this.at += expected.length;
    return true;
  }

  private takeSpaced(expected: string): boolean {
    this.match(SPACE);
    return this.take(expected);
  }

  private value(depth: number): Json {
    if (depth > DEEPEST) this.fail('nested too deeply');
    this.match(SPACE);
    if (this.take('{')) return this.object(depth);
    if (this.take('[')) return this.array(depth);
    if (this.take('"')) return this.string();
    for (const [literal, value] of LITERALS) if (this.take(literal)) return value;
    return this.number();
  }

  private number(): number {
    const digits = this.match(NUMBER);
    if (digits === '') this.fail('no value');
    const number = Number(digits);
    if (!Number.isFinite(number)) this.fail('a number beyond a double');
    return number;
  }

  private string(): string {
    let text = '';
    for (;;) {
      text += this.match(PLAIN);
      if (this.take('"')) break;
      if (!this.take('\\')) this.fail('a string that does not end, or holds a control character');
      text += this.escape();
    }
    if (!text.isWellFormed()) this.fail('a lone surrogate');
    return text;
  }

  private escape(): string {
    if (this.take('u')) {
      const digits = this.match(/[0-9a-fA-F]{4}/y);
      if (digits === '') this.fail('no four hex digits');
      return String.fromCharCode(parseInt(digits, 16));
    }
    const plain = ESCAPED[this.text.charAt(this.at)];
    if (plain === undefined) this.fail('an unknown escape');
    this.at++;
    return plain;
  }

  private array(depth: number): Json[] {
    const items: Json[] = [];
    if (this.takeSpaced(']')) return items;
    for (;;) {
      items.push(this.value(depth + 1));
      if (this.takeSpaced(']')) return items;
      if (!this.takeSpaced(',')) this.fail('no comma in an array');
    }
  }

  private object(depth: number): JsonObject {
    const members = new Map<string, Json>();
    if (this.takeSpaced('}')) return members;
    for (;;) {
      if (!this.takeSpaced('"')) this.fail('no name in an object');
      const name = this.string();
      if (members.has(name)) this.fail(`the name ${JSON.stringify(name)} twice`);
      if (!this.takeSpaced(':')) this.fail('no colon behind a name');
      members.set(name, this.value(depth + 1));
      if (this.takeSpaced('}')) return members;
      if (!this.takeSpaced(',')) this.fail('no comma in an object');
    }
  }
}

/** Throws {@link NotJson}. */
export const parseJson = (text: string): Json => new Reader(text).document();

const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Throws {@link NotJson}. */
export function parseJsonBytes(bytes: Uint8Array): Json {
  let text;
  try {
    text = UTF8.decode(bytes);
  } catch {
    throw new NotJson('not UTF-8');
  }
  return parseJson(text);
}

const SHORT: Readonly<Record<string, string>> = {
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\f': '\\f',
  '\r': '\\r',
  '"': '\\"',
  '\\': '\\\\',
};

const TO_ESCAPE = /["\\\u0000-\u001f]/;

/** RFC 8785 §3.2.2.2. */
function canonicalString(text: string): string {
  if (!TO_ESCAPE.test(text)) return `"${text}"`;
  let written = '"';
  for (const character of text)
    written += SHORT[character] ?? (character < ' ' ? `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}` : character);
  return `${written}"`;
}

/** RFC 8785 §3.2.2.3. */
function canonicalNumber(number: number): string {
  if (!Number.isFinite(number)) throw new NotJson('a number beyond a double');
  return Object.is(number, -0) ? '0' : String(number);
}

/** RFC 8785 §3.2.3: names in the order of their UTF-16 code units. */
const byCodeUnits = ([one]: readonly [string, Json], [other]: readonly [string, Json]): number =>
  one < other ? -1 : one > other ? 1 : 0;

export function canonical(value: Json): string {
  if (value === null || typeof value === 'boolean') return String(value);
  if (typeof value === 'number') return canonicalNumber(value);
  if (typeof value === 'string') return canonicalString(value);
  if (value instanceof Map) {
    const members = [...(value as JsonObject)].sort(byCodeUnits);
    return `{${members.map(([name, member]) => `${canonicalString(name)}:${canonical(member)}`).join(',')}}`;
  }
  return `[${(value as readonly Json[]).map(canonical).join(',')}]`;
}

export const isObject = (value: Json | undefined): value is JsonObject => value instanceof Map;

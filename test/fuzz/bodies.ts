/** Bodies of commands with one thing wrong or odd about them. */
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import type { Operation, Schema } from './contract.js';
import type { Draft, Tools } from './probe.js';
import { type Place, replaced } from './values.js';

export type BodyMaker = (tools: Tools, operation: Operation) => Draft;

const MIB = 1_048_576;
const MOST_LONG_BODIES = 0.25;

const json = (value: unknown): Buffer => Buffer.from(JSON.stringify(value));

interface Sound {
  readonly value: Readonly<Record<string, unknown>>;
  readonly schema: Schema;
  readonly places: readonly Place[];
}

function sound({ values }: Tools, { body }: Operation): Sound {
  const schema = values.contract.resolve(body ?? {});
  const value = values.valid(schema) as Record<string, unknown>;
  return { value, schema, places: values.places(schema, value).filter(({ at }) => at.length > 0) };
}

/** A place whose value is a text without a form of its own, where there is one. */
const textPlace = ({ chance }: Tools, { places }: Sound): Place | undefined => {
  const free = places.filter(
    ({ schema: { type, format, pattern, enum: choices } }) => type === 'string' && !format && !pattern && !choices,
  );
  return free.length > 0 ? chance.pick(free) : undefined;
};

const pointerOf = ({ at }: Place): string => at.map((part) => (typeof part === 'number' ? '[]' : part)).join('.');

export const valid: BodyMaker = (tools, operation) => ({
  what: 'valid in form',
  body: json(sound(tools, operation).value),
  expect: 'taken',
});

export const wrongType: BodyMaker = (tools, operation) => {
  const { chance } = tools;
  const { value, places } = sound(tools, operation);
  const place = chance.pick(places);
  const type = place.schema.type ?? 'string';
  const others: [string, unknown][] = [
    ['null', null],
    ['a number', 7],
    ['a fraction', 1.5],
    ['a string', 'x y'],
    ['true', true],
    ['a list', [1, 'a']],
    ['an empty list', []],
    ['an object', { a: 1 }],
    ['a date in words', 'tomorrow'],
    ['digits', '12'],
  ];
  const fitting = others.filter(([, other]) => !fits(place.schema, type, other));
  const [what, other] = chance.pick(fitting);
  return {
    what: `${what} for ${type} at ${pointerOf(place)}`,
    body: json(replaced(value, place.at, other)),
    expect: 'malformed',
  };
};

/** Whether a value could be right there after all. */
function fits(schema: Schema, type: string, value: unknown): boolean {
  const { format, pattern, enum: choices, minItems = 0 } = schema;
  if (type === 'string')
    return (
      typeof value === 'string' &&
      !format &&
      !choices &&
      (pattern === undefined || new RegExp(pattern).test(value)) &&
      value.length <= (schema.maxLength ?? Infinity)
    );
  if (type === 'integer') return Number.isInteger(value);
  if (type === 'boolean') return typeof value === 'boolean';
  if (type === 'array') return Array.isArray(value) && value.length === 0 && minItems === 0;
  return false;
}

export const fields: BodyMaker = (tools, operation) => {
  const { chance } = tools;
  const { value, schema } = sound(tools, operation);
  const needed = schema.required ?? [];
  if (needed.length > 0 && chance.odds(0.4)) {
    const { [chance.pick(needed)]: _left, ...rest } = value;
    return { what: 'a field is missing', body: json(rest), expect: 'malformed' };
  }
  if (chance.odds(0.1)) return { what: 'no field at all', body: json({}), expect: needed.length > 0 ? 'malformed' : 'taken' };
  const name = chance.pick([
    'id',
    'role',
    'actor',
    'status',
    'Title',
    'toString',
    'hasOwnProperty',
    '',
    ' ',
    '$where',
    'a/b~c',
    'a'.repeat(5_000),
  ]);
  return { what: 'an unknown field', body: json({ ...value, [name]: chance.pick(chance.json) ?? 1 }), expect: 'malformed' };
};

export const sizes: BodyMaker = (tools, operation) => {
  const { chance } = tools;
  const made = sound(tools, operation);
  const text = json(made.value);
  const place = textPlace(tools, made);
  if (chance.odds(MOST_LONG_BODIES)) return padded(chance.pick([MIB - 1, MIB, MIB + 1, MIB + 70_000, 3 * MIB]), text);
  if (place && chance.odds(0.6)) {
    const most = place.schema.maxLength ?? 0;
    const length = chance.pick([most, most + 1, most * 2, 100_000, 1_000_000]);
    const filler = chance.pick(['x', 'é', '"', '\\', '\u2028']);
    const body = json(replaced(made.value, place.at, filler.repeat(length)));
    if (body.length > MIB) return { what: 'a text beyond the body’s limit', body, expect: 'maybe' };
    return { what: `a text of ${length} where ${most} are`, body, expect: length <= most ? 'taken' : 'malformed' };
  }
  const count = chance.pick([101, 9_000, 10_001, 100_000]);
  const name = chance.pick(Object.keys(made.value));
  const list = Array.from({ length: count }, (_each, at) => (at % 2 ? 'x' : at));
  return { what: `a list of ${count}`, body: json({ ...made.value, [name]: list }), expect: 'malformed' };
};

/** A body is as long as it is, white space included. */
function padded(length: number, text: Buffer): Draft {
  const body = Buffer.concat([text, Buffer.alloc(Math.max(0, length - text.length), ' ')]);
  // Beyond the limit the service stops reading, and its answer may be lost with the connection.
  const expect = body.length > MIB ? 'maybe' : 'taken';
  return { what: `a body of ${body.length} bytes`, body, expect };
}

const BROKEN_UTF8: readonly (readonly number[])[] = [
  [0xff],
  [0xc0, 0x80],
  [0xed, 0xa0, 0x80],
  [0xf5, 0x80, 0x80, 0x80],
  [0xe2, 0x82],
  [0x80],
  [0xf0, 0x80, 0x80, 0xaf],
];

export const encodings: BodyMaker = (tools, operation) => {
  const { chance } = tools;
  const text = JSON.stringify(sound(tools, operation).value);
  const body = Buffer.from(text);
  const refused = (what: string, bytes: Buffer, more: Partial<Draft> = {}): Draft => ({
    what,
    body: bytes,
    expect: 'malformed',
    ...more,
  });
  const little = Buffer.from(text, 'utf16le');
  const big = Buffer.from(little).swap16();
  const coded = (name: string, bytes: Buffer) =>
    refused(`content coding ${name}`, bytes, { headers: [['Content-Encoding', name]] });
  return chance.pick<() => Draft>([
    () => refused('UTF-16, little-endian', little),
    () => refused('UTF-16, big-endian with its mark', Buffer.concat([Buffer.from([0xfe, 0xff]), big])),
    () => refused('UTF-16 and says so', little, { contentType: 'application/json; charset=utf-16' }),
    () => refused('a byte order mark', Buffer.concat([Buffer.from([0xef, 0xbb, 0xbf]), body])),
    () =>
      refused(
        'bytes that are not UTF-8',
        Buffer.concat([body.subarray(0, 2), Buffer.from(chance.pick(BROKEN_UTF8)), body.subarray(2)]),
      ),
    () => refused('chance bytes', chance.bytes(chance.whole(1, 200))),
    () => coded('gzip', gzipSync(body)),
    () => coded('deflate', deflateSync(body)),
    () => coded('br', brotliCompressSync(body)),
    () => coded('gzip', body),
    () => coded('identity, gzip', body),
    () => coded('x-unknown', body),
    () => coded('gzip', gzipSync(Buffer.alloc(20 * MIB, ' '))),
    () => ({ what: 'content coding identity', body, expect: 'taken', headers: [['Content-Encoding', 'identity']] }),
    () => ({
      what: 'charset utf-8',
      body,
      expect: 'taken',
      contentType: chance.pick(['application/json; charset=utf-8', 'application/json;charset="UTF-8"']),
    }),
    () =>
      refused('charset', body, {
        contentType: `application/json; charset=${chance.pick(['latin1', 'utf-7', 'utf8mb4', '""', 'x'.repeat(3_000)])}`,
      }),
    () =>
      refused('another media type', body, {
        contentType: chance.pick([
          'text/plain',
          'application/xml',
          'multipart/form-data; boundary=x',
          'application/json, text/plain',
          'application/x-www-form-urlencoded',
          '*/*',
          'json',
          ' ',
          'application/json;',
          'application/json; charset=utf-8; charset=utf-8',
          'application/json+x',
        ]),
      }),
    () => refused('no media type', body, { contentType: '' }),
  ])();
};

export const nesting: BodyMaker = (tools, operation) => {
  const { chance } = tools;
  const { value } = sound(tools, operation);
  const depth = chance.pick([31, 32, 33, 64, 1_000, 20_000, 150_000]);
  const name = chance.pick(Object.keys(value));
  const [open, close] = chance.pick([
    ['[', ']'],
    ['{"a":', '}'],
    ['[{"":', '}]'],
  ] as const);
  const nest = `${open.repeat(depth)}1${chance.odds(0.8) ? close.repeat(depth) : ''}`;
  const rest = JSON.stringify({ ...value, [name]: undefined }).slice(1);
  return {
    what: `nested ${depth} deep`,
    body: Buffer.from(`{${JSON.stringify(name)}:${nest}${rest === '}' ? '' : ','}${rest}`),
    expect: 'malformed',
  };
};

const RESERVED = ['__proto__', 'constructor', 'prototype'];
const INHERITED = ['toString', 'valueOf', 'hasOwnProperty', '__defineGetter__', 'isPrototypeOf', 'then'];

export const keys: BodyMaker = (tools, operation) => {
  const { chance } = tools;
  const { value, schema } = sound(tools, operation);
  const text = JSON.stringify(value);
  const also = (name: string, part: string) => Buffer.from(`${text.slice(0, -1)},${name}:${part}}`);
  const twice = chance.pick(Object.keys(value));
  const escaped = `"\\u${twice.charCodeAt(0).toString(16).padStart(4, '0')}${twice.slice(1)}"`;
  const harm = chance.pick(['{"roles":["administrator"]}', '1', '{"prototype":{"isAdmin":true}}', '[]', '"x"']);
  const nested = Object.keys(schema.properties ?? {}).find(
    (name) => typeof value[name] === 'object' && !Array.isArray(value[name]),
  );
  const inside = nested
    ? replaced(value, [nested], { ...(value[nested] as object), toString: 'x' })
    : { ...value, toString: 'x' };
  return chance.pick<() => Draft>([
    () => ({ what: 'a name given twice', body: also(JSON.stringify(twice), JSON.stringify(value[twice])), expect: 'malformed' }),
    () => ({ what: 'a name given twice, once escaped', body: also(escaped, '"x"'), expect: 'malformed' }),
    () => ({ what: 'a reserved name', body: also(JSON.stringify(chance.pick(RESERVED)), harm), expect: 'malformed' }),
    () => ({ what: 'a reserved name, escaped', body: also('"\\u005f_proto__"', harm), expect: 'malformed' }),
    () => ({
      what: 'a name that objects inherit',
      body: also(JSON.stringify(chance.pick(INHERITED)), harm),
      expect: 'malformed',
    }),
    () => ({ what: 'an inherited name in a part', body: json(inside), expect: 'malformed' }),
    () => ({ what: 'U+0000 in a name', body: also('"a\\u0000b"', '1'), expect: 'malformed' }),
    () => ({ what: 'half a character in a name', body: also('"\\ud800"', '1'), expect: 'malformed' }),
  ])();
};

/** Texts as they stand in JSON. The first ones are no I-JSON, the others are. */
const NOT_TAKEN = ['\\ud800', '\\udc00\\ud800', 'a\\u0000b', '\\uffff', '\\ufdd0', '\\ud83f\\udffe', '\ufffe'];
const TAKEN = [
  '\u202eevil\u202c',
  '\u2066\u2067\u2069',
  `a${'\u0301'.repeat(40)}`,
  '\u00e9',
  'e\u0301',
  '\ufb01\u00e5\u212b',
  '👩‍👩‍👧‍👦🏳️‍🌈',
  '\\ud83d\\ude00',
  '\u2028\u2029\u0085',
  '\u200b\u200d\ufeff',
  '\\u0001\\u001f\u007f',
  '\u3164\u115f',
  '\\u003cscript\\u003e\\u0022',
  "'; drop table commands; --",
  '${jndi:x}{{7*7}}%s%n$1',
  'İıſK',
  '﷽'.repeat(5),
];

export const unicode: BodyMaker = (tools, operation) => {
  const { chance } = tools;
  const made = sound(tools, operation);
  const place = textPlace(tools, made) ?? chance.pick(made.places);
  const bad = chance.odds(0.4);
  const odd = chance.pick(bad ? NOT_TAKEN : TAKEN);
  const marked = JSON.stringify(replaced(made.value, place.at, 'MARKED-PLACE'));
  return {
    what: `text ${JSON.stringify(odd).slice(0, 40)}`,
    body: Buffer.from(marked.replace('MARKED-PLACE', () => odd)),
    expect: bad ? 'malformed' : 'answered',
  };
};

const NUMBERS = [
  '9007199254740992',
  '9007199254740993',
  '-9007199254740993',
  '1e400',
  '-1e400',
  '1e-400',
  '0.1e1',
  '1.0',
  '1e2',
  '-0',
  '-0.0',
  '1E+2',
  '123456789012345678901234567890',
  '0.1234567890123456789',
  '5e-324',
  '2147483648',
  '-1',
  `1${'0'.repeat(5_000)}`,
  `0.${'0'.repeat(5_000)}1`,
];
const NO_NUMBERS = [
  'NaN',
  'Infinity',
  '-Infinity',
  '+1',
  '01',
  '.5',
  '5.',
  '0x10',
  '1_000',
  '1n',
  '--1',
  '1e',
  '\u0661',
  'undefined',
  'TRUE',
  "'1'",
];

export const numbers: BodyMaker = (tools, operation) => {
  const { chance } = tools;
  const { value, places } = sound(tools, operation);
  const whole = places.filter(({ schema }) => schema.type === 'integer' || schema.type === 'number');
  const at =
    whole.length > 0 && chance.odds(0.6)
      ? chance.pick(whole).at
      : chance.odds(0.5)
        ? ['expectedVersion']
        : chance.pick(places).at;
  const none = chance.odds(0.4);
  const odd = chance.pick(none ? NO_NUMBERS : NUMBERS);
  const marked = JSON.stringify(replaced(value, at, 'MARKED-PLACE'));
  return {
    what: `number ${odd.slice(0, 24)}`,
    body: Buffer.from(marked.replace('"MARKED-PLACE"', () => odd)),
    expect: none ? 'malformed' : 'answered',
  };
};

export const grammar: BodyMaker = (tools, operation) => {
  const { chance } = tools;
  const { value, places } = sound(tools, operation);
  const text = JSON.stringify(value);
  // Where there was nothing to change, it is as right as before.
  const refused = (what: string, odd: string): Draft => ({
    what,
    body: Buffer.from(odd),
    expect: odd === text ? 'taken' : 'malformed',
  });
  const at = chance.whole(1, Math.max(1, text.length - 1));
  return chance.pick<() => Draft>([
    () => refused('cut off', text.slice(0, at)),
    () => refused('a comma too many', `${text.slice(0, -1)},}`),
    () => refused('a comment', `/* x */${text}`),
    () => refused('two values', `${text}${text}`),
    () => refused('nothing', ''),
    () => refused('white space only', ' \n\t'),
    () => refused('single quotes', text.replaceAll('"', "'")),
    () => refused('a list of bodies', `[${text}]`),
    () => refused('not an object', chance.pick(['null', '1', '"x"', 'true', '[]'])),
    () => refused('other white space', `\u00a0${text}`),
    () => refused('a line break in a text', text.replace('":"', '":"\n')),
    () => ({
      what: 'one character changed',
      body: Buffer.from(text.slice(0, at) + String.fromCharCode(chance.whole(32, 126)) + text.slice(at + 1)),
      expect: 'answered',
    }),
    () => ({ what: 'one character left out', body: Buffer.from(text.slice(0, at) + text.slice(at + 1)), expect: 'answered' }),
    () => ({
      what: 'any JSON in a field',
      body: json(replaced(value, chance.pick(places).at, chance.pick(chance.json))),
      expect: 'answered',
    }),
    () => ({ what: 'any JSON', body: json(chance.pick(chance.json)), expect: 'malformed' }),
    () => ({ what: 'much white space', body: Buffer.from(JSON.stringify(value, undefined, 9)), expect: 'taken' }),
  ])();
};

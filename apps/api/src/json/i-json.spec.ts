import fc from 'fast-check';
import { NotIJson, parseIJson } from './i-json.js';

const parse = (text: string) => parseIJson(Buffer.from(text));

function refusal(bytes: string | Uint8Array): [pointer: string, detail: string] {
  try {
    parseIJson(typeof bytes === 'string' ? Buffer.from(bytes) : bytes);
  } catch (error) {
    if (error instanceof NotIJson) return [error.pointer, error.detail];
    throw error;
  }
  throw new Error('It was taken.');
}

const nested = (depth: number) => '['.repeat(depth) + ']'.repeat(depth);

describe('a text that is I-JSON', () => {
  it.each([
    ['{}', {}],
    [
      '  [1, -0.5, 1e3, 0.1, 12.50, 9007199254740991, -9007199254740991]\n',
      [1, -0.5, 1000, 0.1, 12.5, 9007199254740991, -9007199254740991],
    ],
    ['{"a":{"b":[true,false,null,"\\u00e9\\n\\"\\\\"]},"c":""}', { a: { b: [true, false, null, 'é\n"\\'] }, c: '' }],
    ['{"a":{"x":1},"b":{"x":2}}', { a: { x: 1 }, b: { x: 2 } }],
    ['"😀 \\ud83d\\ude00"', '😀 😀'],
    ['[1.0, 0e999999999999, 100e-2]', [1, 0, 1]],
  ])('%s', (text, value) => expect(parse(text)).toEqual(value));

  it('may be nested 32 levels', () => expect(() => parse(nested(32))).not.toThrow());

  it('is read as JSON.parse reads it, whatever it is', () => {
    const text = fc.string({
      unit: fc.constantFrom('é', '😀', 'a', '/', '~', '"', '\\', '{', '}', '[', ']', ',', ':', ' ', '\n', '7'),
    });
    const json = fc.letrec((tie) => ({
      value: fc.oneof({ maxDepth: 5 }, text, fc.maxSafeInteger(), fc.boolean(), fc.constant(null), tie('array'), tie('object')),
      array: fc.array(tie('value'), { maxLength: 4 }),
      object: fc.dictionary(text, tie('value'), { maxKeys: 4 }),
    })).value;
    fc.assert(
      fc.property(json, fc.constantFrom(undefined, 1, '\t'), (value, indent) => {
        const written = JSON.stringify(value, null, indent);
        expect(JSON.stringify(parse(written))).toBe(JSON.stringify(value));
      }),
    );
  });

  it('takes every double as JavaScript writes it, unless it is a whole number beyond 2^53', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (number) => {
        fc.pre(!Number.isInteger(number) || Number.isSafeInteger(number));
        expect(parse(JSON.stringify(number))).toBe(number === 0 ? 0 : number);
      }),
    );
  });
});

describe('a text that is not is refused, with its place', () => {
  it.each([
    ['a name given twice', '{"a":1,"b":{"c":[0,{"d":1,"d":1}]}}', '/b/c/1/d', /twice/],
    ['a name given twice, once escaped', '{"a":1,"\\u0061":2}', '/a', /twice/],
    ['__proto__', '{"a":{"__proto__":{"admin":true}}}', '/a/__proto__', /reserved/],
    ['__proto__, escaped', '{"\\u005f_proto__":1}', '/__proto__', /reserved/],
    ['constructor', '{"constructor":1}', '/constructor', /reserved/],
    ['a lone surrogate', '{"a":["\\ud800"]}', '/a/0', /surrogate/],
    ['a lone surrogate in a name', '{"\\udc00x":1}', '/\udc00x', /surrogate/],
    ['U+0000', '{"a":"x\\u0000"}', '/a', /U\+0000/],
    ['a noncharacter', '{"a":"\\uFFFE"}', '/a', /no character/],
    ['a noncharacter beyond the BMP', '["\\ud83f\\udfff"]', '/0', /no character/],
    ['a whole number beyond 2^53', '{"a":9007199254740992}', '/a', /2\^53/],
    ['the same below zero', '[-9007199254740992]', '/0', /2\^53/],
    ['a whole number by its exponent', '[1e20]', '/0', /2\^53/],
    ['a number that overflows', '{"a/b":{"~":1e400}}', '/a~1b/~0', /too large/],
    ['a number that underflows', '[1e-400]', '/0', /more digits/],
    ['more digits than a double keeps', '[3.141592653589793238]', '/0', /more digits/],
    ['33 levels', nested(33), '/0'.repeat(32), /deeper than 32/],
    ['half a million levels', nested(500_000), '/0'.repeat(32), /deeper than 32/],
    ['more values than any command has', `[${'0,'.repeat(10_001)}0]`, '', /more than 10000 values/],
    ['an empty text', ' \n', '', /empty/],
  ])('%s', (_what, text, pointer, detail) => expect(refusal(text)).toEqual([pointer, expect.stringMatching(detail)]));

  it('a byte order mark', () => expect(refusal('\uFEFF{}')).toEqual(['', expect.stringMatching(/byte order mark/)]));

  it('bytes that are not UTF-8', () =>
    expect(refusal(Buffer.from([0x22, 0xc3, 0x28, 0x22]))).toEqual(['', expect.stringMatching(/UTF-8/)]));

  it.each([
    ['{"a":1,\n  "b": tru}', '/b', 'Not JSON at line 2, column 8.'],
    ['{"a":[1,2', '/a/1', 'Not JSON at line 1, column 10.'],
    ['{"a":{"b":"x', '/a/b', 'Not JSON at line 1, column 11.'],
    ['["\\x"]', '/0', 'Not JSON at line 1, column 2.'],
    ['{"a":1]', '/a', 'Not JSON at line 1, column 7.'],
    ['[1,]', '/1', 'Not JSON at line 1, column 4.'],
    ['{"a":1,}', '/a', 'Not JSON at line 1, column 8.'],
    ['["\n"]', '/0', 'Not JSON at line 1, column 2.'],
    ['[NaN]', '/0', 'Not JSON at line 1, column 2.'],
    ['{"a":01}', '/a', 'Not JSON at line 1, column 7.'],
    ['{} {}', '', 'Not JSON at line 1, column 4.'],
    ["{'a':1}", '', 'Not JSON at line 1, column 2.'],
  ])('broken grammar: %s', (text, pointer, detail) => expect(refusal(text)).toEqual([pointer, detail]));

  it('whatever it is, by NotIJson and nothing else', () => {
    const noise = fc.string({
      unit: fc.constantFrom('{', '}', '[', ']', '"', ':', ',', '\\', '1', 'e', '.', '-', 'a', 'null', ' '),
    });
    fc.assert(
      fc.property(noise, (text) => {
        const read = [parse, JSON.parse].map((reader): unknown => {
          try {
            return reader(text);
          } catch (error) {
            return error;
          }
        });
        if (read[1] instanceof SyntaxError) expect(read[0]).toBeInstanceOf(NotIJson);
        else if (!(read[0] instanceof NotIJson)) expect(read[0]).toEqual(read[1]);
        else expect(read[0].detail).not.toMatch(/^Not JSON/);
      }),
      { numRuns: 2_000 },
    );
  });

  it('a name given twice anywhere in an object', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 6 }),
        fc.nat(),
        (names, at) => {
          fc.pre(!names.includes('constructor'));
          const again = names[at % names.length];
          const members = [...names, again].map((name) => `${JSON.stringify(name)}:0`);
          expect(refusal(`{${members.join(',')}}`)[1]).toMatch(/twice/);
        },
      ),
    );
  });
});

/** The published vectors of RFC 8785, on both ways of writing; and what has no canonical form. */
import canonicalize from 'canonicalize';
import fc from 'fast-check';
import { canonicalJson, parseCanonical } from './canonical.js';
import { canonicalEnd, isSurelyCanonical } from './canonical-bytes.js';

const double = (bits: string): number => Buffer.from(bits, 'hex').readDoubleBE();

describe('The canonical form of RFC 8785', () => {
  it('is that of §3.2.2 and §3.2.4', () => {
    const sample = JSON.parse(String.raw`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }`);
    const canonical = String.raw`{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}`;
    expect(canonicalJson(sample)).toBe(canonical);
    // Written once, it is the quick way.
    expect(canonicalJson(JSON.parse(canonical))).toBe(canonical);
  });

  it('sorts names by their UTF-16 code units: §3.2.3', () => {
    const sample = JSON.parse(
      String.raw`{"\u20ac":"Euro Sign","\r":"Carriage Return","\ufb33":"Hebrew Letter Dalet With Dagesh","1":"One","\ud83d\ude00":"Emoji: Grinning Face","\u0080":"Control","\u00f6":"Latin Small Letter O With Diaeresis"}`,
    );
    expect(Object.values(JSON.parse(canonicalJson(sample)) as object).sort()).toEqual(Object.values(sample as object).sort());
    expect([...canonicalJson(sample).matchAll(/:"([A-Z]\w+)/g)].map(([, word]) => word)).toEqual([
      'Carriage',
      'One',
      'Control',
      'Latin',
      'Euro',
      'Emoji',
      'Hebrew',
    ]);
  });

  it.each([
    ['0000000000000000', '0'],
    ['8000000000000000', '0'],
    ['0000000000000001', '5e-324'],
    ['8000000000000001', '-5e-324'],
    ['7fefffffffffffff', '1.7976931348623157e+308'],
    ['ffefffffffffffff', '-1.7976931348623157e+308'],
    ['4340000000000000', '9007199254740992'],
    ['c340000000000000', '-9007199254740992'],
    ['4430000000000000', '295147905179352830000'],
    ['44b52d02c7e14af5', '9.999999999999997e+22'],
    ['44b52d02c7e14af6', '1e+23'],
    ['44b52d02c7e14af7', '1.0000000000000001e+23'],
    ['444b1ae4d6e2ef4e', '999999999999999700000'],
    ['444b1ae4d6e2ef4f', '999999999999999900000'],
    ['444b1ae4d6e2ef50', '1e+21'],
    ['3eb0c6f7a0b5ed8c', '9.999999999999997e-7'],
    ['3eb0c6f7a0b5ed8d', '0.000001'],
    ['41b3de4355555553', '333333333.3333332'],
    ['41b3de4355555554', '333333333.33333325'],
    ['41b3de4355555555', '333333333.3333333'],
    ['41b3de4355555556', '333333333.3333334'],
    ['41b3de4355555557', '333333333.33333343'],
    ['becbf647612f3696', '-0.0000033333333333333333'],
    ['43143ff3c1cb0959', '1424953923781206.2'],
  ])('writes the number of Appendix B with the bits %s as %s', (bits, text) => {
    expect(canonicalJson(double(bits))).toBe(text);
    expect(canonicalJson({ b: double(bits), a: 1 })).toBe(`{"a":1,"b":${text}}`);
  });

  it('is the same as that of the package, for every value', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        const parsed: unknown = JSON.parse(JSON.stringify(value));
        expect(canonicalJson(parsed)).toBe(canonicalize(parsed));
      }),
    );
  });

  it('is refused to half of a surrogate pair, in a text and in a name, and not to what looks like one', () => {
    expect(() => canonicalJson(JSON.parse(String.raw`"\ud800"`))).toThrow('surrogate');
    expect(() => canonicalJson(JSON.parse(String.raw`{"\udead":1}`))).toThrow('surrogate');
    expect(canonicalJson(String.raw`\ud800`)).toBe(String.raw`"\\ud800"`);
  });
});

describe('Bytes in canonical form', () => {
  it('are parsed', () => {
    expect(parseCanonical(Buffer.from('{"10":1,"9":2,"a":"§"}'))).toEqual({ 9: 2, 10: 1, a: '§' });
  });

  it.each([
    ['white space', '{"a": 1}'],
    ['white space behind', '{"a":1}\n'],
    ['names out of order', '{"b":1,"a":1}'],
    ['a name twice', '{"a":1,"a":1}'],
    ['an escape that is not needed', String.raw`"\u0041"`],
    ['a number in another spelling', '1.0'],
    ['a number that no double is', '9007199254740993'],
    ['a byte order mark', '\ufeff1'],
    ['no end', '{"a":1'],
    ['no bytes', ''],
  ])('have no %s', (_what, text) => {
    expect(() => parseCanonical(Buffer.from(text))).toThrow();
  });

  it('are UTF-8', () => {
    expect(() => parseCanonical(Buffer.of(0x22, 0xff, 0x22))).toThrow('UTF-8');
  });
});

describe('Bytes that are canonical for sure', () => {
  const sure = (text: string) => isSurelyCanonical(Buffer.from(text));

  it.each([
    '0',
    '-7',
    '999999999999999',
    'true',
    'false',
    'null',
    '""',
    '"§ “what is said” 😀 \u007f\u2028"',
    String.raw`"a line\n\"another\"\t\\ \b\f\r"`,
    '{}',
    '[]',
    '[1,[],{},[{"a":[null,false]}]]',
    '{"":1,"a":2,"a ":3,"ab":{"b":1},"b":4,"§":5}',
    String.raw`{"\n":1}`,
  ])('are recognised: %s', (text) => {
    expect(canonicalize(JSON.parse(text))).toBe(text);
    expect(sure(text)).toBe(true);
  });

  it.each([
    ['names out of order', '{"b":1,"a":1}'],
    ['names out of order, of which one begins like the other', '{"a ":1,"a":1}'],
    ['a name twice', '{"a":1,"a":1}'],
    ['names whose escapes stand in another order than they', String.raw`{"Z":1,"\n":2}`],
    ['names beyond ASCII in the order of their bytes', '{"\ufb33":1,"😀":2}'],
    ['a text that is half of a pair', String.raw`"\ud800"`],
    ['an escape that is not needed', String.raw`"\u0041"`],
    ['an escape that RFC 8785 writes without one', String.raw`"\/"`],
    ['a character that has to be escaped', '"\n"'],
    ['a text without end', '"a'],
    ['an escape without end', '"\\'],
    ['a name without end', '{"a'],
    ['no name', '{1:2}'],
    ['no value', '{"a":}'],
    ['no colon', '{"a"1}'],
    ['a comma too many in an object', '{"a":1,}'],
    ['a comma too many in a list', '[1,]'],
    ['no comma', '[1"a"]'],
    ['no end', '[1'],
    ['more behind', '1,2'],
    ['white space', '{"a": 1}'],
    ['a zero with a sign', '-0'],
    ['a zero in front', '01'],
    ['a sign alone', '-'],
    ['a fraction that is none', '1.0'],
    ['an exponent', '1e3'],
    ['a number that no double is', '9007199254740993'],
    ['a word that is cut short', 'tru'],
    ['a word with more behind', '[nullx]'],
    ['nothing', ''],
  ])('have no %s', (_what, text) => {
    expect(sure(text)).toBe(false);
  });

  it('are those of any value that has nothing special, and are told from what is made of them by hand', () => {
    const edits = fc.array(fc.tuple(fc.nat(200), fc.nat(3), fc.constantFrom(...'{}[]",:\\n0-1eu /\u0001§')), { maxLength: 3 });
    let recognised = 0;
    fc.assert(
      fc.property(fc.jsonValue(), edits, (value, changes) => {
        const text = changes.reduce(
          (before, [at, gone, instead]) => `${before.slice(0, at)}${instead}${before.slice(at + gone)}`,
          canonicalize(JSON.parse(JSON.stringify(value))) ?? '',
        );
        const bytes = Buffer.from(text);
        if (!isSurelyCanonical(bytes)) return;
        recognised++;
        expect(canonicalize(JSON.parse(bytes.toString()))).toBe(bytes.toString());
      }),
      { numRuns: 2_000 },
    );
    expect(recognised).toBeGreaterThan(100);
  });

  it('end where their value ends, whatever follows', () => {
    const line = Buffer.from('{"data":{"a":[1,"b"]},"salt":');
    expect(canonicalEnd(line, 8)).toBe(line.indexOf(',"salt"'));
  });

  it('are not looked over deeper than is safe', () => {
    expect(sure('['.repeat(90) + ']'.repeat(90))).toBe(true);
    expect(sure('['.repeat(200_000) + ']'.repeat(200_000))).toBe(false);
  });
});

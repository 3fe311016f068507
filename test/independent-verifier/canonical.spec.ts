import { canonical, NotJson, parseJson, parseJsonBytes } from './canonical.js';

const again = (text: string): string => canonical(parseJson(text));
const doubleOf = (bits: string): number => Buffer.from(bits, 'hex').readDoubleBE();

describe('The canonical form of RFC 8785', () => {
  it('is that of the example in 3.2.2, to the bytes of 3.2.4', () => {
    const input = String.raw`{
      "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
      "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
      "literals": [null, true, false]
    }`;
    const bytes = `
      7b 22 6c 69 74 65 72 61 6c 73 22 3a 5b 6e 75 6c 6c 2c 74 72 75 65 2c 66 61 6c 73 65 5d 2c 22 6e
      75 6d 62 65 72 73 22 3a 5b 33 33 33 33 33 33 33 33 33 2e 33 33 33 33 33 33 33 2c 31 65 2b 33 30
      2c 34 2e 35 2c 30 2e 30 30 32 2c 31 65 2d 32 37 5d 2c 22 73 74 72 69 6e 67 22 3a 22 e2 82 ac 24
      5c 75 30 30 30 66 5c 6e 41 27 42 5c 22 5c 5c 5c 5c 5c 22 2f 22 7d`;
    expect(Buffer.from(again(input)).toString('hex')).toBe(bytes.replaceAll(/\s/g, ''));
  });

  it('has names in the order of 3.2.3: by code units, not by code points', () => {
    const input = String.raw`{
      "\u20ac": "Euro Sign",
      "\r": "Carriage Return",
      "\ufb33": "Hebrew Letter Dalet With Dagesh",
      "1": "One",
      "\ud83d\ude00": "Emoji: Grinning Face",
      "\u0080": "Control",
      "\u00f6": "Latin Small Letter O With Diaeresis"
    }`;
    expect([...again(input).matchAll(/:"([^"]*)"/g)].map(([, value]) => value)).toEqual([
      'Carriage Return',
      'One',
      'Control',
      'Latin Small Letter O With Diaeresis',
      'Euro Sign',
      'Emoji: Grinning Face',
      'Hebrew Letter Dalet With Dagesh',
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
  ])('writes the number %s of appendix B as %s, and reads it so', (bits, text) => {
    expect(canonical(doubleOf(bits))).toBe(text);
    expect(again(text)).toBe(text);
  });

  it.each(['7fffffffffffffff', '7ff0000000000000', 'fff0000000000000'])('has no form for the number %s', (bits) => {
    expect(() => canonical(doubleOf(bits))).toThrow(NotJson);
  });

  it.each([
    // The input and output files that the author of the RFC publishes beside it.
    [
      '{"1": {"f": {"f": "hi","F": 5} ,"\\n": 56.0}, "10": { }, "": "empty", "a": { }, "111": [ {"e": "yes","E": "no" } ], "A": { }}',
      '{"":"empty","1":{"\\n":56,"f":{"F":5,"f":"hi"}},"10":{},"111":[{"E":"no","e":"yes"}],"A":{},"a":{}}',
    ],
    [
      '{"peach": "This sorting order", "péché": "is wrong according to French", "pêche": "but canonicalization MUST", "sin": "ignore locale"}',
      '{"peach":"This sorting order","péché":"is wrong according to French","pêche":"but canonicalization MUST","sin":"ignore locale"}',
    ],
    ['{"Unnormalized Unicode":"A\\u030a"}', '{"Unnormalized Unicode":"A\u030a"}'],
    ['[ 56, { "d": true, "10": null, "1": [ ] } ]', '[56,{"1":[],"10":null,"d":true}]'],
    [
      '{"\\u20ac":"Euro Sign","\\r":"Carriage Return","\\u000a":"Newline","1":"One","\\u0080":"Control\\u007f","\\ud83d\\ude02":"Smiley","</script>":"Browser Challenge"}',
      '{"\\n":"Newline","\\r":"Carriage Return","1":"One","</script>":"Browser Challenge","\u0080":"Control\u007f","\u20ac":"Euro Sign","\ud83d\ude02":"Smiley"}',
    ],
    // Names that JavaScript gives a meaning, and spellings of the same.
    ['{"__proto__": 1, "constructor": [true]}', '{"__proto__":1,"constructor":[true]}'],
    [' [ 1 , -0, 1.0e0, "\\b\\f\\t\\u007f" ] ', '[1,0,1,"\\b\\f\\t\u007f"]'],
  ])('of %s', (input, output) => {
    expect(again(input)).toBe(output);
    expect(again(output)).toBe(output);
  });
});

describe('What is no JSON of I-JSON', () => {
  it.each([
    ...['', '{', '[1,]', '{"a":1,}', '{a:1}', "'a'", '01', '1.', '.5', '+1', '-', 'NaN', 'nul', 'true false', '[1 2]', '{"a" 1}'],
    ...['"a', '"\n"', '"\\x"', '"\\u12g4"', '"\\ud800"', '"\\ude00\\ud83d"', '1e400', '{"a":1,"a":2}', '{"a":1,"\\u0061":2}'],
    ...['\ufeff1', '[1]]', '\u00a01', `${'['.repeat(1000)}${']'.repeat(1000)}`],
  ])('is refused: %j', (text) => {
    expect(() => parseJson(text)).toThrow(NotJson);
  });

  it('is refused where its bytes are no UTF-8, or begin with a mark', () => {
    for (const hex of ['22ff22', '22c0af22', '22eda08022', 'efbbbf31'])
      expect(() => parseJsonBytes(Buffer.from(hex, 'hex'))).toThrow(NotJson);
  });
});

import { covers, valueAt, writes } from './json-value.js';

describe('A pointer into the data of an entry', () => {
  const data = { signedOn: '2026-02-10', items: [{ title: 'One' }, { title: 'Two' }], 'a/b': { 'c~d': null }, empty: '' };

  it('names a field, a place in a list, and a field below them', () => {
    expect(valueAt(data, '/signedOn')).toBe('2026-02-10');
    expect(valueAt(data, '/items/1/title')).toBe('Two');
    expect(valueAt(data, '/empty')).toBe('');
    expect(valueAt({ items: [...'abcdefghijkl'] }, '/items/11')).toBe('l');
  });

  it('writes a slash as ~1 and a tilde as ~0', () => {
    expect(valueAt(data, '/a~1b/c~0d')).toBeNull();
    expect(valueAt({ '~1': 'kept' }, '/~01')).toBe('kept');
  });

  it('names nothing where there is no such field, nor what every object inherits', () => {
    for (const pointer of ['/signed', '/items/2', '/items/01', '/items/-', '/items/length', '/signedOn/length', '/toString'])
      expect(valueAt(data, pointer)).toBeUndefined();
  });
});

describe('A place', () => {
  it('covers itself and what is in it, and with a star any place in a list', () => {
    expect(covers('items/*/title', '/items/0/title')).toBe(true);
    expect(covers('items/*/title', '/items/10/title')).toBe(true);
    expect(covers('items/*', '/items/7/title')).toBe(true);
    expect(covers('items/*/title', '/items/7')).toBe(false);
    for (const none of ['01', 'x1', '1x', '-', '']) expect(covers('items/*', `/items/${none}`)).toBe(false);
  });
});

describe('A text', () => {
  it('writes a string as it is, or as JSON', () => {
    expect(writes('2026-02-10', '2026-02-10')).toBe(true);
    expect(writes('"2026-02-10"', '2026-02-10')).toBe(true);
    expect(writes('""', '')).toBe(true);
    expect(writes('2026-02-11', '2026-02-10')).toBe(false);
  });

  it('writes a number, a truth and null as JSON', () => {
    expect(writes('12', 12)).toBe(true);
    expect(writes('13', 12)).toBe(false);
    expect(writes('true', true)).toBe(true);
    expect(writes('null', null)).toBe(true);
    expect(writes('null', 0)).toBe(false);
    expect(writes('no JSON', undefined)).toBe(false);
  });

  it('writes a list in its order and an object in any', () => {
    expect(writes('[1, 2]', [1, 2])).toBe(true);
    expect(writes('[2, 1]', [1, 2])).toBe(false);
    expect(writes('[1]', [1, 2])).toBe(false);
    expect(writes('[1, 3]', [1, 2])).toBe(false);
    expect(writes('{"a": 3, "b": 1}', { a: 2, b: 1 })).toBe(false);
    expect(writes('{"b": [{"c": 1}], "a": 2}', { a: 2, b: [{ c: 1 }] })).toBe(true);
    expect(writes('{"a": 2}', { a: 2, b: 1 })).toBe(false);
    expect(writes('{"a": 2, "c": 1}', { a: 2, b: 1 })).toBe(false);
    expect(writes('[]', {})).toBe(false);
  });
});

import { DirectiveView } from '#directives';
import { cursorOf } from './cursor.js';
import { keysOfPlace, orderOf, placeOf, sortParameter } from './sorting.js';

const ID = '01a20b37-93ca-71a4-aeec-6c179a8654e5';
const given = (sort: string | undefined, value: string | null): string => cursorOf(keysOfPlace(orderOf(sort), { value, id: ID }));

it('A list is sorted by what it says, either way', () => {
  const { read, must } = sortParameter(['signedOn', 'number']);
  expect([read('signedOn'), read('-number'), read('label'), read('--number'), read('')]).toEqual([
    ...['signedOn', '-number'],
    ...[undefined, undefined, undefined],
  ]);
  expect(must).toBe('be one of signedOn, -signedOn, number, -number');
});

it.each([
  [undefined, null],
  ['signedOn', '2026-02-28'],
  ['-signedOn', '2026-02-28'],
  ['number', '17'],
  ['label', 'a "label", of § 1'],
  ['label', ''],
  ['endedAt', null],
  ['-endedAt', '2026-03-10T16:30:00.123456Z'],
  ['synthetic', 'true'],
])('A cursor leads back to its place: %s at %s', (sort, value) => {
  expect(placeOf(orderOf(sort), given(sort, value), DirectiveView)).toEqual({ value, id: ID });
});

it.each([
  ['of another order', 'number', given('-number', '17')],
  ['of another property', 'number', given('signedOn', '2026-02-28')],
  ['of no order', 'number', given(undefined, null)],
  ['no number', 'number', given('number', '17a')],
  ['too large', 'number', given('number', '2147483648')],
  ['no day', 'signedOn', given('signedOn', '2026-02-29')],
  ['a year that PostgreSQL lacks', 'signedOn', given('signedOn', '0000-01-01')],
  ['no instant', 'endedAt', given('endedAt', '2026-03-10T24:30:00.123456Z')],
  ['neither yes nor no', 'synthetic', given('synthetic', 'maybe')],
  ['what PostgreSQL cannot hold', 'label', given('label', 'a\0b')],
])('A cursor that this query did not give out is refused: %s', (_what, sort, cursor) => {
  expect(() => placeOf(orderOf(sort), cursor, DirectiveView)).toThrow('after must be a cursor that this query gave out');
});

import { isExplained } from './readings.js';

const PRIVILEGED = new Set([3, 4, 5, 9]);
const NOTED = { id: 'one', role: 'system', reader: 'city-attorney', positions: '3-5 9' };

it('a reading of privileged entries by somebody who holds a token explains itself', () => {
  expect(isExplained(NOTED, PRIVILEGED)).toBe(true);
  expect(isExplained({ ...NOTED, positions: '9' }, PRIVILEGED)).toBe(true);
});

it.each([
  ['was not entered by the system', { role: 'city-attorney' }],
  ['is of nobody who holds a token', { reader: 'fuzz' }],
  ['names an entry that is not privileged', { positions: '3-6 9' }],
  ['names no entry', { positions: '' }],
  ['names what is no range', { positions: '3-5,9' }],
  ['names a range that ends before it begins', { positions: '5-3' }],
])('a reading that %s needs an answer', (_what, change) => {
  expect(isExplained({ ...NOTED, ...change }, PRIVILEGED)).toBe(false);
});

import { dayOrInstant, either, instant, oneOf, readParameters, recordId, whole, words } from './parameters.js';

const KNOWN = {
  id: recordId('An id.'),
  limit: whole(1, 200, 'How many.'),
  at: instant('When.'),
  state: oneOf(['running', 'stopped'], 'Which.'),
  name: words('What it is called.'),
  since: dayOrInstant('Since when.'),
  version: either(['base'], whole(1, 9, 'Which.'), 'Which.'),
};

it('Values are read as what they are', () => {
  const query = {
    ...{ id: '01A20B37-93CA-71A4-AEEC-6C179A8654E5', limit: '200', at: '2026-03-10T09:30:00-07:00' },
    ...{ state: 'running', name: 'a' },
  };
  expect(readParameters(query, KNOWN)).toEqual({
    ...{ id: '01a20b37-93ca-71a4-aeec-6c179a8654e5', limit: 200, at: '2026-03-10T16:30:00.000Z' },
    ...{ state: 'running', name: 'a' },
  });
});

it('A day is told from an instant, and a word from a number', () => {
  expect(readParameters({ since: '2028-02-29', version: 'base' }, KNOWN)).toEqual({
    since: { day: '2028-02-29' },
    version: 'base',
  });
  expect(readParameters({ since: '2026-03-10T09:30:00-07:00', version: '9' }, KNOWN)).toEqual({
    since: '2026-03-10T16:30:00.000Z',
    version: 9,
  });
});

it('What is not given has no value', () => {
  expect(readParameters({}, KNOWN)).toEqual({});
  expect(readParameters(undefined, KNOWN)).toEqual({});
});

it.each([
  ['unknown', { colour: 'red' }, 'colour is not a parameter of this query'],
  ['given twice', { limit: ['1', '2'] }, 'limit is given more than once'],
  ['too many', { limit: '201' }, 'limit must be a whole number from 1 to 200'],
  ['too few', { limit: '0' }, 'limit must be'],
  ['no whole number', { limit: '1.5' }, 'limit must be'],
  ['no id', { id: 'one' }, 'id must be the id of a record'],
  ['a date for an instant', { at: '2026-03-10' }, 'at must be an RFC 3339 instant'],
  ['a year that PostgreSQL lacks', { at: '0000-01-01T00:00:00Z' }, 'at must be an RFC 3339 instant'],
  ['a day that does not exist', { at: '2026-13-40T00:00:00Z' }, 'at must be an RFC 3339 instant'],
  ['a day that is none', { since: '2026-02-29' }, 'since must be a day of the years 1000 to 9998'],
  ['a day whose last instant may be of the year 10000', { since: '9999-01-01' }, 'since must be a day'],
  ['neither the word nor the number', { version: '10' }, 'version must be base, or a whole number from 1 to 9'],
  ['another word', { state: 'late' }, 'state must be one of running, stopped'],
  ['nothing', { name: '' }, 'name must be text'],
  ['what PostgreSQL cannot hold', { name: 'a\0b' }, 'name must be text'],
  ['a name of every object', { constructor: 'x' }, 'constructor is not a parameter'],
  ['a name that is no name', { '<script>': 'x' }, 'A parameter is not a parameter'],
])('A parameter at fault is named: %s', (_what, query, detail) => {
  expect(() => readParameters(query, KNOWN)).toThrow(detail);
});

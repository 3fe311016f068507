import { Problem } from '../errors/problem.js';
import { cursorOf, keysOf, nextLink } from './cursor.js';
import { UUID } from './parameters.js';

const ID = '01a20b37-93ca-71a4-aeec-6c179a8654e5';

it('A cursor gives back the keys that it was made of', () => {
  expect(keysOf(cursorOf([ID]), [UUID])).toEqual([ID]);
  expect(cursorOf([ID])).toMatch(/^[\w-]+$/);
});

it.each([
  ['no base64url', '!!'],
  ['no JSON', Buffer.from('[').toString('base64url')],
  ['another value', Buffer.from('{"a":1}').toString('base64url')],
  ['too many keys', cursorOf([ID, ID])],
  ['another kind of key', cursorOf(["x' or 1=1"])],
  ['a number', Buffer.from('[7]').toString('base64url')],
  ['a padded copy', `${cursorOf([ID])}=`],
])('A cursor that we did not make is refused: %s', (_what, cursor) => {
  expect(() => keysOf(cursor, [UUID])).toThrow(Problem);
});

it('The next page is the same query behind the cursor', () => {
  expect(nextLink('/v1/drafts?limit=2&after=old&status=READY', 'new')).toBe(
    '</v1/drafts?limit=2&after=new&status=READY>; rel="next"',
  );
  expect(nextLink('/v1/drafts', 'new')).toBe('</v1/drafts?after=new>; rel="next"');
});

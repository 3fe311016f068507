import { cursorOf, nextLink } from './cursor.js';
import type { Exchange } from './reading.js';

/**
 * A page of a list out of its rows, of which one more was read than it holds: that one tells that there is another page, and `Link` says where.
 * `keysOf` are the keys that the list is ordered by.
 */
export function pageOf<Row>(
  rows: readonly Row[],
  limit: number,
  { request, reply }: Pick<Exchange, 'request' | 'reply'>,
  keysOf: (row: Row) => readonly string[],
): readonly Row[] {
  const page = rows.slice(0, limit);
  const last = page.at(-1);
  if (rows.length > limit && last !== undefined) void reply.header('link', nextLink(request.url, cursorOf(keysOf(last))));
  return page;
}

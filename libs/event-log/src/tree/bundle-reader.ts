import { encodeBundle } from '#tlog';
import type { Queryable } from '../database.js';
import { readEntries } from './tile-store.js';

/** What is read of a bundle at once. A bundle of the largest entries has 16 MB; most have a quarter of one, and come in one piece. */
const SLICE_BYTES = 512 * 1024;
const PREFIX_BYTES = 2;

/** The bytes of an entry bundle, as they are read. */
export interface BundleBytes {
  /** How many there are in all. */
  readonly length: number;
  readonly slices: AsyncIterable<Buffer>;
}

/**
 * The bundle of the entries from the leaf `first` (from 0) on, in slices that are read one after the other. Entries that the log does not
 * have are left out: whoever verifies is to see what is there.
 */
export async function readBundle(
  database: Queryable,
  first: number,
  count: number,
  sliceBytes = SLICE_BYTES,
): Promise<BundleBytes> {
  const { rows } = await database.query<{ bytes: number }>({
    name: 'entry-lengths',
    text: `select octet_length(entry) as bytes from log join events using (global_position)
           where position > $1 and position <= $1::bigint + $2 order by position`,
    values: [first, count],
  });
  const lengths = rows.map(({ bytes }) => bytes + PREFIX_BYTES);
  return { length: sum(lengths), slices: slicesOf(database, first, count, Math.max(1, entriesAtOnce(lengths, sliceBytes))) };
}

/** So many entries that no run of them is longer than a slice, as long as one by itself is not. */
function entriesAtOnce(lengths: readonly number[], sliceBytes: number): number {
  const longest = Math.max(0, ...lengths);
  return sum(lengths) <= sliceBytes ? Infinity : Math.floor(sliceBytes / longest);
}

async function* slicesOf(database: Queryable, first: number, count: number, atOnce: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < count; at += atOnce)
    yield encodeBundle(await readEntries(database, first + at, Math.min(atOnce, count - at)));
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);

/** Entry bundles are read in slices: the same bytes, however large the entries are. */
import { decodeBundle, encodeBundle, MAX_ENTRY_BYTES } from '#tlog';
import { Leader } from '../sequencer/leader.js';
import { specDatabase, type SpecDatabase } from '../sequencer/spec-database.js';
import { readBundle } from './bundle-reader.js';
import { readEntries } from './tile-store.js';

let database: SpecDatabase;
beforeAll(async () => {
  database = await specDatabase();
});
afterAll(() => database.close());

/** A log of entries that are so many bytes long. */
async function logOf(lengths: readonly number[]): Promise<void> {
  await database.clear();
  const { client } = await database.session();
  await client.query(
    `insert into events (stream, version, id, type, schema_version, subject, actor, command_id, correlation_id, occurred_at, recorded_at, visibility, entry)
     select 'minutes', at, gen_random_uuid(), 'note.made', 1, 'minutes', 'somebody', gen_random_uuid(), gen_random_uuid(), now(), now(), 'PUBLIC',
       convert_to(repeat('x', bytes), 'UTF8')
     from unnest($1::int[]) with ordinality as e (bytes, at) order by at`,
    [lengths],
  );
  const leader = new Leader(client, 5_000);
  await leader.load();
  await leader.take();
}

async function read(first: number, count: number, sliceBytes?: number) {
  const { length, slices } = await readBundle(database.owner, first, count, sliceBytes);
  const read: Buffer[] = [];
  for await (const slice of slices) read.push(slice);
  return { length, sizes: read.map((slice) => slice.length), bytes: Buffer.concat(read) };
}

it('a bundle comes in one slice where it is small, else in slices that are', async () => {
  await logOf(Array.from({ length: 256 }, (_, at) => (at === 100 ? 300 : 98)));
  const whole = encodeBundle(await readEntries(database.owner, 0, 256));
  expect(await read(0, 256)).toEqual({ length: whole.length, sizes: [whole.length], bytes: whole });
  const sliced = await read(0, 256, 3_020);
  expect([sliced.bytes, sliced.length]).toEqual([whole, whole.length]);
  expect(sliced.sizes).toHaveLength(26);
  expect(Math.max(...sliced.sizes)).toBeLessThanOrEqual(3_020);
  expect(decodeBundle((await read(99, 3)).bytes, 3).map((entry) => entry.length)).toEqual([98, 300, 98]);
}, 60_000);

it('the largest entries come one by one', async () => {
  await logOf([MAX_ENTRY_BYTES, MAX_ENTRY_BYTES, 1]);
  const { sizes, length } = await read(0, 3, MAX_ENTRY_BYTES);
  expect([sizes, length]).toEqual([[MAX_ENTRY_BYTES + 2, MAX_ENTRY_BYTES + 2, 3], 2 * MAX_ENTRY_BYTES + 7]);
}, 60_000);

it('entries that the log has not are left out, and of none there are no bytes', async () => {
  await logOf([1, 2, 3]);
  await database.owner.query('delete from log where position = 2');
  expect(decodeBundle((await read(0, 3)).bytes, 2).map((entry) => entry.length)).toEqual([1, 3]);
  expect(await read(3, 3)).toEqual({ length: 0, sizes: [0], bytes: Buffer.alloc(0) });
}, 60_000);

import { catalog } from '#commission';
import { type Doorbell, type Ring } from '#command-queue';
import { applicationPool, migrate, type Pool } from '#event-log';
import type { Caller } from '#identity';
import { freshDatabase, type TestDatabase } from '#testing';
import { PrivilegedReadings, rangesOf } from './privileged-readings.js';

let database: TestDatabase;
let pool: Pool;
const rung: Ring[] = [];
const doorbell = { ring: (rings: readonly Ring[]) => Promise.resolve(rung.push(...rings) > 0) } as unknown as Doorbell;

beforeAll(async () => {
  database = await freshDatabase(process.env['TEST_POSTGRES_URL'] ?? '');
  await migrate(database.url);
  pool = applicationPool(database.url, 2, 'readings-spec');
}, 60_000);
afterAll(async () => {
  await pool.end();
  await database.drop();
}, 30_000);
beforeEach(() => rung.splice(0));

const reader: Caller = { subject: 'attorney-1', roles: ['city-attorney'], session: 'one' };
const held = async (): Promise<string[]> =>
  (await pool.query<{ positions: string }>(`select body ->> 'positions' as positions from commands order by seq`)).rows.map(
    ({ positions }) => positions,
  );

it('the ledger holds what was given, once for a session and a range, whoever asks again after a restart', async () => {
  const readings = new PrivilegedReadings(pool, catalog, doorbell);
  await readings.note(reader, [3, 4, 5, 9]);
  await readings.note(reader, [3, 4, 5, 9]);
  expect([await held(), rung.length]).toEqual([['3-5 9'], 1]);
  await new PrivilegedReadings(pool, catalog, doorbell).note(reader, [3, 4, 5, 9]);
  expect(await held()).toEqual(['3-5 9']);
  await readings.note({ ...reader, session: 'two' }, [3, 4, 5, 9]);
  await readings.note({ ...reader, subject: 'attorney-2' }, [3, 4, 5, 9]);
  await readings.note(reader, [9]);
  expect(await held()).toEqual(['3-5 9', '3-5 9', '3-5 9', '9']);
});

it('where nothing privileged was given, nothing is noted', async () => {
  const before = await held();
  await new PrivilegedReadings(pool, catalog, doorbell).note(reader, []);
  expect(await held()).toEqual(before);
});

it('what the ledger does not take is no reading: whoever is to be given it is told', async () => {
  const away = applicationPool(database.url, 1, 'readings-spec');
  await away.end();
  await expect(new PrivilegedReadings(away, catalog, doorbell).note(reader, [11])).rejects.toThrow();
  expect(rung).toEqual([]);
});

it.each([
  [[], ''],
  [[7], '7'],
  [[1, 2, 3], '1-3'],
  [[1, 3, 4, 9], '1 3-4 9'],
])('positions %j are told as %s', (positions, told) => {
  expect(rangesOf(positions)).toBe(told);
});

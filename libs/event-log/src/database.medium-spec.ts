import { freshDatabase, type TestDatabase } from '#testing';
import { applicationPool, type Pool, transaction } from './database.js';
import { migrate } from './migrate.js';

describe('A transaction', () => {
  let database: TestDatabase;
  let pool: Pool;

  beforeAll(async () => {
    const server = process.env['TEST_POSTGRES_URL'];
    if (!server) throw new Error('TEST_POSTGRES_URL is not set: run these tests with npm test.');
    database = await freshDatabase(server);
    await migrate(database.url);
    pool = applicationPool(database.url, 2, 'spec');
  }, 60_000);
  afterAll(async () => {
    await pool.end();
    await database.drop();
  }, 30_000);

  const series = async () => (await pool.query<{ series: string }>('select series from number_series order by 1')).rows;

  it('in which a fault was swallowed is not taken for done: PostgreSQL answers its COMMIT without an error', async () => {
    const swallowed = transaction(pool, async (client) => {
      await client.query(`insert into number_series values ('swallowed', 1)`);
      await client.query('select 1 / 0').catch(() => undefined);
    });
    await expect(swallowed).rejects.toThrow('ended in ROLLBACK');
    expect(await series()).toEqual([]);
  });

  it('that throws leaves nothing, and its session serves the next one', async () => {
    const thrown = transaction(pool, async (client) => {
      await client.query(`insert into number_series values ('thrown', 1)`);
      throw new Error('the work failed');
    });
    await expect(thrown).rejects.toThrow('the work failed');
    await transaction(pool, (client) => client.query(`insert into number_series values ('kept', 1)`));
    expect(await series()).toEqual([{ series: 'kept' }]);
  });
});

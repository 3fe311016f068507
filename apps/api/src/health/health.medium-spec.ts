import { accept, applicationPool, migrate, newId, type Pool } from '#event-log';
import { freshDatabase, type TestDatabase } from '#testing';
import pg from 'pg';
import { backlogOf } from './backlog.js';
import { Horizon } from './horizon.js';

let database: TestDatabase;
let pool: Pool;
let owner: pg.Client;

beforeAll(async () => {
  database = await freshDatabase(process.env['TEST_POSTGRES_URL'] ?? '');
  await migrate(database.url);
  pool = applicationPool(database.url, 2, 'health-spec');
  owner = new pg.Client({ connectionString: database.url, options: '-c search_path=promulgate' });
  await owner.connect();
}, 60_000);
afterAll(async () => {
  await owner.end();
  await pool.end();
  await database.drop();
}, 30_000);

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 20_000; !(await holds()); await new Promise((resolve) => setTimeout(resolve, 50)))
    if (Date.now() > end) throw new Error(`It does not come to hold: ${holds.toString()}`);
}

describe('The oldest transaction of the cluster', () => {
  let time: number;
  const horizon = (): Horizon => new Horizon(pool, () => time);

  beforeEach(() => {
    time = 0;
  });

  it('ages while it stays open, in another database and of another user too, and is forgotten when it ends', async () => {
    const elsewhere = await freshDatabase(process.env['TEST_POSTGRES_URL'] ?? '');
    const stranger = new pg.Client({ connectionString: elsewhere.url });
    await stranger.connect();
    await stranger.query('begin; select pg_current_xact_id()');
    // Something has happened since, which it holds back.
    await owner.query('select pg_current_xact_id()');
    let watch = horizon();
    const agesTo400 = async (): Promise<boolean> => {
      time = 0;
      watch = horizon();
      await watch.ageSeconds();
      time = 400_000;
      return (await watch.ageSeconds()) === 400;
    };
    // Suites run beside this one: an older transaction of theirs may stand before this one, for as long as it lasts.
    await until(agesTo400);
    await stranger.query('rollback');
    await owner.query('select pg_current_xact_id()');
    time = 500_000;
    await until(async () => (await watch.ageSeconds()) < 400);
    await stranger.end();
    await elsewhere.drop();
  }, 30_000);

  it('that only reads, where nothing has been written since, holds nothing back', async () => {
    const { rows } = await pool.query<{ visible: boolean }>(
      `select bool_or(backend_xmin is not null) as visible from pg_stat_activity where pid = pg_backend_pid()`,
    );
    expect(rows[0]?.visible).toBe(true);
  });
});

describe('What the reconciler has to ring for', () => {
  const put = async (changes: string): Promise<void> => {
    const id = newId();
    const command = { id, name: 'x', stream: `xs/${id}`, creates: true, body: {}, actor: 'a', performedBy: 'a' };
    await accept(pool, { ...command, role: 'commission-staff', correlationId: id, causationId: id }, undefined);
    await owner.query(`update commands set ${changes} where id = $1`, [id]);
  };

  it('is what is due and was never rung or too long ago, not what is rung, waits or is new', async () => {
    expect(await backlogOf(pool)).toMatchObject({ due: 0, unrung: 0, unrungSeconds: 0 });
    await put(`due_at = now()`);
    await put(`due_at = now() + interval '1 minute'`);
    await put(`due_at = now() - interval '1 minute', rung_at = now() - interval '15 seconds'`);
    await put(`due_at = now() - interval '9 minutes', status = 1`);
    expect(await backlogOf(pool)).toMatchObject({ due: 3, unrung: 0, unrungSeconds: 0 });
    await put(`due_at = now() - interval '8 seconds'`);
    await put(`due_at = now() - interval '2 minutes', rung_at = now() - interval '1 minute'`);
    const { due, unrung, unrungSeconds, incidents, skipped } = await backlogOf(pool);
    expect([due, unrung, incidents, skipped]).toEqual([5, 2, { COMMAND: 0, VIEW: 0, REACTION: 0 }, 0]);
    expect(unrungSeconds).toBeGreaterThanOrEqual(120);
    expect(unrungSeconds).toBeLessThan(180);
  });
});

import { startProcess } from '../support/processes.js';
import { openTestbed, QUEUE, type Testbed } from '../support/testbed.js';

const authority = { citation: 'SB 627', title: 'Facial coverings' };

async function effectsOf(bed: Testbed, commandId: string): Promise<number> {
  const { rows } = await bed.pool.query<{ count: number }>('select count(*) from events where command_id = $1', [commandId]);
  return Number(rows[0]?.count);
}

describe('A worker that is killed', () => {
  let bed: Testbed;

  beforeEach(async () => {
    bed = await openTestbed();
  }, 60_000);
  afterEach(() => bed.close(), 30_000);

  it.each([
    { place: 'worker-before-commit', left: 0, when: 'between append and commit' },
    { place: 'worker-after-commit', left: 1, when: 'after commit, before the queue hears of it' },
  ])(
    '$when leaves its command to another one, once and within 15 s',
    async ({ place, left }) => {
      const doomed = await startProcess('worker', bed.settings, place);
      const { id } = await bed.send('register-authority', authority);
      expect(await doomed.ended).toBe('SIGKILL');
      expect(await effectsOf(bed, id)).toBe(left);
      const killedAt = Date.now();
      await bed.startWorker();
      const [report] = await bed.settled([id], 20_000);
      expect(report?.status).toBe('succeeded');
      expect(Date.now() - killedAt).toBeLessThan(15_000);
      // The queue delivers the killed worker's job again; by then there is nothing left to do.
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      expect(await effectsOf(bed, id)).toBe(1);
    },
    60_000,
  );

  it('each time by the same command turns that command into an incident, and the stream goes on', async () => {
    const { id } = await bed.send('register-authority', authority);
    await bed.pool.query('update commands set attempts = 5 where id = $1', [id]);
    const doomed = await startProcess('worker', bed.settings, 'worker-before-commit');
    expect(await doomed.ended).toBe('SIGKILL');
    await bed.startWorker();
    const [report] = await bed.settled([id], 30_000);
    expect(report).toMatchObject({ status: 'failed', attempts: 6 });
    expect(await effectsOf(bed, id)).toBe(0);
  }, 60_000);
});

describe('A queue that loses what it was given', () => {
  let bed: Testbed;

  beforeEach(async () => {
    bed = await openTestbed();
  }, 60_000);
  afterEach(() => bed.close(), 30_000);

  it('with 1,000 commands pending loses none of them', async () => {
    const sent: string[] = [];
    for (let nth = 0; nth < 1_000; nth += 50)
      sent.push(
        ...(await Promise.all(Array.from({ length: 50 }, async () => (await bed.send('register-authority', authority)).id))),
      );
    if (QUEUE === 'redis') await bed.redis?.flushdb();
    else await emptyQueueTables(bed);
    await bed.startWorker();
    const reports = await bed.settled(sent, 60_000);
    expect(reports.filter(({ status }) => status === 'succeeded')).toHaveLength(1_000);
    const { rows } = await bed.pool.query<{ events: number; commands: number }>(
      'select count(*)::int as events, count(distinct command_id)::int as commands from events',
    );
    expect(rows[0]).toEqual({ events: 1_000, commands: 1_000 });
  }, 90_000);

  it('before the ring was ever sent is found out', async () => {
    const { id } = await bed.send('register-authority', authority, { ring: false });
    await bed.startWorker();
    const [report] = await bed.settled([id], 5_000);
    expect(report?.status).toBe('succeeded');
  }, 60_000);
});

async function emptyQueueTables(bed: Testbed): Promise<void> {
  const { rows } = await bed.pool.query<{ name: string }>(
    "select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname = 'bullmq' and tablename ~ 'job'",
  );
  for (const { name } of rows) await bed.pool.query(`delete from ${name}`);
}

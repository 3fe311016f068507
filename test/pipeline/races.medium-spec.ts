import {
  type Client,
  countAttempt,
  fail,
  type LedgerCommand,
  loadStreams,
  lockWork,
  postpone,
  replay,
  settleAll,
  transaction,
  UnitOfWork,
} from '#event-log';
import { UNREADABLE } from '../support/notebooks.js';
import { eventually, openWorkshop, type Workshop } from '../support/workshop.js';

/** What a worker does with a command, in a transaction of the test's. */
async function settleIn({ decisions }: Workshop, client: Client, row: LedgerCommand): Promise<void> {
  const { at } = await lockWork(client, [row.stream], [], 1);
  const unit = new UnitOfWork(client, new Set([row.stream]));
  unit.recordedAt = at;
  await decisions.settle(unit, row);
  await unit.write();
}

describe('Decisions that race', () => {
  let workshop: Workshop;

  beforeAll(async () => {
    workshop = await openWorkshop();
  }, 60_000);
  afterAll(() => workshop.close(), 30_000);

  /** The steps of an answer to the doorbell, one by one, so that another one can come between. */
  async function decideIn(row: LedgerCommand, beforeCommit: () => Promise<void> = () => Promise.resolve()): Promise<void> {
    await transaction(workshop.pool, async (client) => {
      await settleIn(workshop, client, row);
      await beforeCommit();
    });
  }

  /** Resolves when so many sessions wait for a lock. */
  async function waiters(count: number): Promise<void> {
    await eventually(async () => {
      const { rowCount } = await workshop.pool.query(
        'select from pg_stat_activity where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0',
      );
      return (rowCount ?? 0) >= count ? true : undefined;
    });
  }

  it('on one stream take turns: the second one decides on what the first one did', async () => {
    const notebookId = await workshop.notebook(1);
    const first = await workshop.put('add-note', { notebookId, text: 'first' });
    const second = await workshop.put('add-note', { notebookId, text: 'second' });
    let rival: Promise<void> | undefined;
    await decideIn(first, async () => {
      rival = decideIn(second);
      await waiters(1);
    });
    await rival;
    const reports = await workshop.settled([first.id, second.id]);
    expect(reports.map(({ status, rejection }) => [status, rejection?.code])).toEqual([
      ['succeeded', undefined],
      ['rejected', 'no-room'],
    ]);
  });

  it('of many workers on one stream give each command one effect, in the order of the ledger', async () => {
    const notebookId = await workshop.notebook(10);
    const rows: LedgerCommand[] = [];
    for (let nth = 1; nth <= 30; nth++) rows.push(await workshop.put('add-note', { notebookId, text: `note ${nth}` }));
    const stream = `notebooks/${notebookId}`;
    await Promise.all(Array.from({ length: 6 }, () => workshop.settler().answer(stream, undefined)));
    const reports = await workshop.settled(rows.map(({ id }) => id));
    expect(reports.map(({ status }) => status)).toEqual(rows.map((_, index) => (index < 10 ? 'succeeded' : 'rejected')));
    expect(reports.map(({ attempts }) => attempts)).toEqual(rows.map(() => 0));
    const events = (await loadStreams(workshop.pool, [stream])).get(stream)?.events.slice(1);
    expect(events?.map(({ data }) => data)).toEqual(
      Array.from({ length: 10 }, (_, index) => ({ text: `note ${index + 1}`, nth: index + 1 })),
    );
  }, 30_000);

  it('after a killed worker, by every ring that it left behind, turn no command into an incident', async () => {
    const notebookId = await workshop.notebook();
    const rows: LedgerCommand[] = [];
    for (let nth = 1; nth <= 16; nth++) rows.push(await workshop.put('add-note', { notebookId, text: `note ${nth}` }));
    const stream = `notebooks/${notebookId}`;
    let answers: Promise<unknown> | undefined;
    await transaction(workshop.pool, async (client) => {
      await client.query('select fence($1, $2)', [[stream], []]);
      answers = Promise.allSettled(rows.map(({ id }) => workshop.settler().answer(stream, id)));
      await waiters(10);
    });
    await answers;
    await workshop.settler().answer(stream, undefined);
    const reports = await workshop.settled(rows.map(({ id }) => id));
    expect(reports.map(({ status }) => status)).toEqual(rows.map(() => 'succeeded'));
  }, 30_000);

  it('for a stream that others hold for long are no tries, however often a ring comes again', async () => {
    const notebookId = await workshop.notebook();
    const suspect = await workshop.put('add-note', { notebookId, text: 'held up' });
    await transaction(workshop.pool, async (client) => {
      await client.query('select fence($1, $2)', [[suspect.stream], []]);
      await expect(workshop.settler().answer(suspect.stream, suspect.id)).rejects.toThrow('lock timeout');
    });
    expect(await rowOf(workshop, suspect.id)).toMatchObject({ status: 0, attempts: 0 });
    await workshop.settler().answer(suspect.stream, suspect.id);
    expect((await workshop.settled([suspect.id]))[0]).toMatchObject({ status: 'succeeded', attempts: 1 });
  }, 30_000);

  it('to the same fault count it once, so that it is tried again when the pause is over and not at once', async () => {
    const notebookId = await workshop.notebook();
    const broken = await workshop.put('add-note', { notebookId, text: UNREADABLE });
    const faults: number[] = [];
    const settlers = Array.from({ length: 8 }, () =>
      workshop.settler({ attempts: 5, backoffMs: 60_000 }, ({ attempts }) => faults.push(attempts)),
    );
    await Promise.all(settlers.map((each) => each.answer(broken.stream, undefined)));
    expect(faults).toEqual([1]);
    expect(await rowOf(workshop, broken.id)).toMatchObject({ status: 0, attempts: 1 });
  }, 30_000);
});

const rowOf = async ({ pool }: Workshop, id: string): Promise<unknown> =>
  (await pool.query<Record<string, unknown>>('select * from commands where id = $1', [id])).rows[0];

describe('A command that is settled', () => {
  let workshop: Workshop;

  beforeAll(async () => {
    workshop = await openWorkshop();
  }, 60_000);
  afterAll(() => workshop.close(), 30_000);

  it('stays as it is, whatever a worker that was thought dead still wants of it', async () => {
    const notebookId = await workshop.notebook();
    const done = await workshop.perform('add-note', { notebookId, text: 'done' });
    const before = await rowOf(workshop, done.id);
    await expect(settleAll(workshop.pool, [{ id: done.id, rejection: undefined }])).rejects.toThrow('settled already');
    const refusal = { code: 'no-room', status: 409, title: 'No.', detail: 'No.' };
    await expect(settleAll(workshop.pool, [{ id: done.id, rejection: refusal }])).rejects.toThrow('settled already');
    await postpone(workshop.pool, done.id, 1_000, 'a late fault');
    await fail(workshop.pool, done.id, 'a late fault');
    expect(await countAttempt(workshop.pool, done.id)).toBeUndefined();
    expect(await replay(workshop.pool, done.id)).toBe(false);
    expect(await rowOf(workshop, done.id)).toEqual(before);
  });

  it('is decided again by nobody: a late decision is undone with all that it wrote', async () => {
    const notebookId = await workshop.notebook();
    const done = await workshop.perform('add-note', { notebookId, text: 'done' });
    const late = transaction(workshop.pool, (client) => settleIn(workshop, client, done));
    await expect(late).rejects.toThrow('settled already');
    expect((await loadStreams(workshop.pool, [done.stream])).get(done.stream)).toMatchObject({ version: 2 });
    await workshop.settler().answer(done.stream, done.id);
    expect((await loadStreams(workshop.pool, [done.stream])).get(done.stream)).toMatchObject({ version: 2 });
  });
});

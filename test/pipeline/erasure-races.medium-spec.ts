/** Holds and erasures that meet: of a hold and an erasure of what it covers one is refused, and an order whose worker died is carried out. */
import { catalog, jurisdictionOf } from '#commission';
import { Decisions } from '#command-queue';
import {
  accept,
  type Client,
  type LedgerCommand,
  lockWork,
  newId,
  ReadsChanged,
  reportsOf,
  transaction,
  UnitOfWork,
} from '#event-log';
import { createWorker } from '../../apps/worker/src/create-worker.js';
import { openTestbed, type Testbed } from '../support/testbed.js';
import { eventually } from '../support/workshop.js';

const GROUNDS = { ground: 'LAW', authority: 'Order of the court', reason: 'It names a private person.' };
const HOLD = { kind: 'ALL', authority: 'Case 26-101', reason: 'A suit was announced.' };

let bed: Testbed;
let decisions: Decisions;

beforeAll(async () => {
  bed = await openTestbed();
  decisions = new Decisions(catalog, jurisdictionOf(bed.settings));
}, 60_000);
afterAll(() => bed.close(), 30_000);

/** A refused comment, whose entry can be erased; decided by a worker that has gone when this answers. */
async function refusedComment(): Promise<number> {
  const worker = await createWorker(bed.settings);
  const { id } = await bed.send(
    'comment-on-draft',
    { draftId: newId(), version: 1, comment: 'Synthetic' },
    { role: 'commissioner' },
  );
  const [report] = await bed.settled([id]);
  await worker.close();
  return report?.events[0]?.position ?? 0;
}

/** Into the ledger, with nobody to answer. */
async function put(name: string, body: Record<string, unknown>): Promise<LedgerCommand> {
  const id = newId();
  const actor = 'attorney-1';
  const stream = catalog.streamOf(catalog.command(name), body, newId());
  const row = {
    id,
    name,
    stream,
    creates: true,
    body,
    actor,
    performedBy: actor,
    role: 'city-attorney',
    correlationId: id,
    causationId: id,
  } as const;
  const acceptance = await accept(bed.pool, row, undefined);
  if (acceptance.outcome !== 'accepted') throw new Error(`The ledger did not take ${name}.`);
  const { acceptedAt } = acceptance;
  return { ...row, expectedVersion: null, occurredAt: null, traceparent: null, acceptedAt, dueAt: acceptedAt, attempts: 0 };
}

/** What a worker does with a command; `beforeCommit` runs when it is decided. */
async function decide(row: LedgerCommand, beforeCommit = () => Promise.resolve(), reads: readonly string[] = []): Promise<void> {
  try {
    await transaction(bed.pool, async (client: Client) => {
      const { at } = await lockWork(client, [row.stream], reads, 1);
      const unit = new UnitOfWork(client, new Set([row.stream, ...reads]));
      unit.recordedAt = at;
      await decisions.settle(unit, row);
      await unit.write();
      await beforeCommit();
    });
  } catch (error) {
    if (!(error instanceof ReadsChanged)) throw error;
    await decide(row, beforeCommit, [...reads, error.stream]);
  }
}

async function somebodyWaits(): Promise<void> {
  await eventually(async () => {
    const { rowCount } = await bed.pool.query(
      'select from pg_stat_activity where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0',
    );
    return (rowCount ?? 0) > 0 ? true : undefined;
  });
}

/** The second is decided while the first one is on its way. */
async function atOneMoment(first: LedgerCommand, second: LedgerCommand): Promise<unknown[]> {
  let rival: Promise<void> | undefined;
  await decide(first, async () => {
    rival = decide(second);
    await somebodyWaits();
  });
  await rival;
  const { rows } = await bed.pool.query<{ status: number; code: string | null }>(
    `select status, rejection ->> 'code' as code from commands where id = any ($1) order by seq`,
    [[first.id, second.id]],
  );
  return rows.map(({ status, code }) => code ?? status);
}

it('An erasure before a hold: the hold is refused, and the order is carried out though nobody was there when it was made', async () => {
  const position = await refusedComment();
  const order = await put('order-erasure', { positions: [position], ...GROUNDS });
  const hold = await put('place-preservation-hold', HOLD);
  expect(await atOneMoment(order, hold)).toEqual([1, 'erasure-under-way']);

  const left = async () =>
    (
      await bed.pool.query(
        'select d.data from log l join events e using (global_position) join event_data d on d.stream = e.stream and d.version = e.version where l.position = $1',
        [position],
      )
    ).rowCount;
  expect(await left()).toBe(1);
  const worker = await createWorker(bed.settings);
  await eventually(async () => ((await left()) === 0 ? true : undefined));
  await eventually(async () => {
    const { rows } = await bed.pool.query<{ id: string }>(`select id from commands where name = 'note-erasure-carried-out'`);
    const [report] = await reportsOf(
      bed.pool,
      rows.map(({ id }) => id),
    );
    return report?.status === 'succeeded' ? true : undefined;
  });
  await worker.close();
}, 60_000);

it('A hold before an erasure: the erasure is refused', async () => {
  const position = await refusedComment();
  const hold = await put('place-preservation-hold', HOLD);
  const order = await put('order-erasure', { positions: [position], ...GROUNDS });
  expect(await atOneMoment(hold, order)).toEqual([1, 'held-for-preservation']);
}, 60_000);

/** B11: how many deliveries a second one worker makes to webhooks, in the order of each record, and what a dead receiver costs the others. */
import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { fillClaims, prepareClaims, sendClaims } from './bare-claims.ts';
import { type Bench, type BenchContext, type BenchRow, compare, interleaved, median, type Side } from './bench.ts';
import { sequenceAll } from './fill.ts';
import { append, catalog, ensureViews, migrate, pageOf, type Pool, projections, WebhookDispatcher } from './product.mjs';
import type { Addresses, Counted } from './webhook-receivers.ts';
import { eventOf, headAt, originOf, ourPool } from './workload.ts';

const RECORDS = 64;
const RECEIVERS = 4;
/** Events that one append writes, so that the records' entries lie between each other's in the log. */
const TOGETHER = 5;
const LEAST_A_SECOND = 1_000;
/** Connections of the bare loops: each holds one for as long as it sends. The product's pool has what a worker's has. */
const CLAIMING = 32;
const OURS = 10;
/** Entries that the bare loops send: their claims get slower with each row that is done, and more would flatter us. */
const MOST_CLAIMED = 4_000;
const PATIENCE_MS = 300_000;

/** What every side works with. */
interface Ground {
  readonly owner: pg.Client;
  readonly pool: Pool;
  readonly claiming: pg.Pool;
  readonly url: string;
  readonly entries: number;
  readonly addresses: Addresses;
  /** What the receivers that live were sent since this was last asked. */
  readonly counted: () => Promise<readonly Counted[]>;
}

export const fanOut: Bench = {
  id: 'B11',
  title:
    'webhooks: deliveries a second of one worker to four receivers on loopback, each sent every entry of a log about 64 records, beside a bare loop of claims; and beside itself with one more receiver that is dead',
  run: async (context) => {
    const each = Math.max(TOGETHER, Math.ceil((context.quick ? 10 : 240) * context.scale));
    const { url } = await context.freshDatabase();
    const owner = new pg.Client({ connectionString: url, options: '-c search_path=promulgate,views' });
    const [pool, claiming] = [ourPool(url, OURS), new pg.Pool({ connectionString: url, max: CLAIMING, options: PATH })];
    const receivers = await startReceivers();
    try {
      await migrate(url);
      await ensureViews(url, projections);
      await owner.connect();
      await prepareClaims(owner);
      const entries = await fill(url, owner, each);
      return await measure(context, { owner, pool, claiming, url, entries, ...receivers });
    } finally {
      receivers.stop();
      await Promise.allSettled([owner.end(), pool.end(), claiming.end()]);
    }
  },
};

const PATH = '-c search_path=promulgate';

/** So many entries about each record, written by the product in turn. */
async function fill(url: string, owner: pg.Client, each: number): Promise<number> {
  const pool = ourPool(url, 1);
  try {
    for (let version = 0; version < each; version += TOGETHER)
      for (let record = 0; record < RECORDS; record += 1) {
        const stream = `drafts/${String(record).padStart(8, '0')}`;
        const events = Array.from({ length: TOGETHER }, (_, at) => eventOf(version + at));
        await append(pool, headAt(stream, version), events, originOf(stream));
      }
  } finally {
    await pool.end();
  }
  await sequenceAll(url, owner);
  await owner.query('vacuum (analyze) events, event_data, log');
  return RECORDS * Math.ceil(each / TOGETHER) * TOGETHER;
}

async function startReceivers(): Promise<Pick<Ground, 'addresses' | 'counted'> & { stop: () => void }> {
  const child: ChildProcess = fork(fileURLToPath(new URL('webhook-receivers.ts', import.meta.url)), [String(RECEIVERS)]);
  const [addresses] = (await once(child, 'message')) as [Addresses];
  return {
    addresses,
    counted: async () => {
      child.send('count');
      const [counted] = (await once(child, 'message')) as [Counted[]];
      return counted;
    },
    stop: () => child.disconnect(),
  };
}

async function measure(context: BenchContext, ground: Ground): Promise<BenchRow[]> {
  const { silent, refusing } = ground.addresses;
  const rounds = context.quick ? Math.min(3, context.rounds) : context.rounds;
  const sides: Side[] = [
    { name: 'delivered', run: () => delivered(ground) },
    { name: 'bare loop', run: () => claimed(ground) },
    { name: 'beside a silent one', run: () => delivered(ground, silent) },
    { name: 'beside one that refuses', run: () => delivered(ground, refusing) },
  ];
  const [ours, bare, besideSilent, besideRefusing] = await interleaved({ ...context, rounds }, sides);
  const first = compare({
    id: 'B11 deliveries',
    beside: 'a bare loop of claims',
    ours,
    theirs: bare,
    unit: '/s',
    atLeast: 0,
    note: `${ground.entries} entries to each of ${RECEIVERS} receivers, each taken once, in the order of its record; signed, and on record before the next one of its record is sent. The bare loop, ${CLAIMING} times at once, claims a row that holds what is sent, posts it and marks it, in a transaction each; it keeps no order and signs nothing.`,
  });
  const rate = median(ours);
  const dead = (id: string, others: readonly number[], note: string): BenchRow =>
    compare({ id, beside: 'the same without it', ours: others, theirs: ours, unit: '/s', atLeast: 0.9, note });
  return [
    { ...first, target: `≥ ${LEAST_A_SECOND} /s`, met: rate >= LEAST_A_SECOND },
    dead(
      'B11 silent receiver',
      besideSilent,
      'deliveries to the four others, beside one that takes connections and never answers.',
    ),
    dead('B11 refusing receiver', besideRefusing, 'deliveries to the four others, beside one whose port refuses connections.'),
  ];
}

/** Has a worker's dispatcher send everything to the receivers that live, and to a dead one where there is one; deliveries a second. */
async function delivered({ owner, pool, url, entries, addresses, counted }: Ground, dead?: string): Promise<number> {
  await owner.query('truncate webhooks, webhook_places, webhook_deliveries');
  const urls = [...(dead === undefined ? [] : [dead]), ...addresses.alive];
  await owner.query(
    `insert into webhooks (id, version, status, owner, role, url, generation, registered_at, status_since)
     select id, 1, 'ACTIVE', 'reviewer', 'oversight', url, 1, 0, 0 from unnest($1::uuid[], $2::text[]) as w (id, url)`,
    [urls.map(() => randomUUID()), urls],
  );
  const faults: Error[] = [];
  const dispatcher = new WebhookDispatcher({
    ...{ pool, databaseUrl: url, catalog, doorbell: { ring: () => Promise.resolve(true) }, key: randomBytes(32) },
    sender: { allowPrivate: true },
    onFault: (fault) => faults.push(fault),
  });
  const wanted = entries * RECEIVERS;
  const began = performance.now();
  let took = NaN;
  dispatcher.start();
  try {
    while (dispatcher.status().tries.delivered < wanted) {
      // A fault is told and got over, as in a worker: what counts is that everything arrives, once.
      if (performance.now() - began > PATIENCE_MS)
        throw new Error(
          `${dispatcher.status().tries.delivered} of ${wanted} were delivered; ${faults[0]?.message ?? 'there was no fault'}`,
        );
      await sleep(2);
    }
    took = performance.now() - began;
  } finally {
    await dispatcher.stop();
  }
  const { rows } = await owner.query<{ noted: number }>(
    `select count(*)::int as noted from webhook_deliveries where state = 'DELIVERED' and status = 204`,
  );
  if (rows[0].noted !== wanted) throw new Error(`Of ${wanted} deliveries ${rows[0].noted} are on record.`);
  requireAll(await counted(), entries, true);
  return (wanted / took) * 1_000;
}

/** The same bodies to the same receivers, by the bare loop. */
async function claimed({ owner, pool, claiming, entries: all, addresses, counted }: Ground): Promise<number> {
  const entries = Math.min(all, MOST_CLAIMED);
  const events: string[] = [];
  // A page ends where it is large enough, however many were asked for.
  while (events.length < entries) {
    const limit = entries - events.length;
    const page = await pageOf(pool, { after: events.length, limit, filter: {}, insight: 'INTERNAL', roles: [] });
    if (page.events.length === 0) throw new Error(`The log has ${events.length} entries, and ${entries} were written.`);
    events.push(...page.events);
  }
  await fillClaims(
    owner,
    events.flatMap((body) => addresses.alive.map((url) => ({ url, body }))),
  );
  const began = performance.now();
  await sendClaims(claiming, CLAIMING);
  const took = performance.now() - began;
  requireAll(await counted(), entries, false);
  return ((entries * RECEIVERS) / took) * 1_000;
}

/** Each receiver was sent every entry, and none of them twice; in order, where that is promised. */
function requireAll(counted: readonly Counted[], entries: number, ordered: boolean): void {
  for (const { requests, positions, outOfOrder } of counted)
    if (positions !== entries || requests !== entries || (ordered && outOfOrder > 0))
      throw new Error(`Of ${entries} entries ${positions} came, in ${requests} requests, ${outOfOrder} out of order.`);
}

/** B9: Redis is emptied with commands pending: how soon that is noticed, how fast all are rung again, and that none is lost or doubled. */
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { type Bench, type BenchContext, type BenchRow, compare, interleaved, median, short } from './bench.ts';
import { applicationPool, Doorbell, newId, Reconciler } from './pipeline/product.mjs';
import { type Ground, ours, prepareGround, startBenchIssuer } from './pipeline/sides.ts';

const NOTICED_MS = 2_000;
/** As many as the reconciler takes at a time. */
const PAGE = 1_000;
/** The list of jobs that wait, by BullMQ's own naming of keys. */
const WAITING = '{promulgate}:streams:wait';
const RAW = 'raw';

interface Pending {
  id: string;
  stream: string;
}

export const emptiedQueue: Bench = {
  id: 'B9',
  title: 'FLUSHALL with commands pending in the ledger: noticed, all rung again, and settled, each exactly once',
  run: async (context) => {
    const { issuer } = await startBenchIssuer();
    try {
      const { url: databaseUrl } = await context.freshDatabase();
      const ground = { databaseUrl, redisUrl: `${context.redisUrl}/0`, issuer: issuer.issuer };
      await prepareGround(ground);
      return await measure(context, ground);
    } finally {
      await issuer.close();
    }
  },
};

async function measure(context: BenchContext, ground: Ground): Promise<BenchRow[]> {
  const count = Math.ceil((context.quick ? 20_000 : 100_000) * context.scale);
  const rounds = context.quick ? Math.min(3, context.rounds) : context.rounds;
  const pending = Array.from({ length: count }, (): Pending => ({ id: newId(), stream: `authorities/${newId()}` }));
  const owner = new pg.Client({ connectionString: ground.databaseUrl, options: '-c search_path=promulgate' });
  await owner.connect();
  const redis = new Redis(ground.redisUrl);
  try {
    await fill(owner, pending);
    const noticed: number[] = [];
    const [ourRates, rawRates] = await interleaved({ ...context, rounds }, [
      {
        name: 'rung again',
        run: async (round) => {
          const found = await emptied(ground, owner, redis, count);
          if (round >= 0) noticed.push(found.noticedMs);
          return found.rate;
        },
      },
      { name: 'raw addBulk', run: () => addedRaw(redis, pending) },
    ]);
    const size = `${short(count)} pending`;
    const rate = compare({
      id: 'B9 rung again',
      beside: `raw addBulk, ${size}`,
      ours: ourRates,
      theirs: rawRates,
      unit: '/s',
      atLeast: 0.5,
    });
    return [rate, noticedRow(noticed, size), await drainedRow(context, ground, owner, redis, count)];
  } finally {
    redis.disconnect();
    await owner.end();
  }
}

/** Puts the commands into the ledger, accepted and never rung. */
async function fill(owner: pg.Client, pending: readonly Pending[]): Promise<void> {
  await owner.query(
    `insert into commands (id, name, stream, creates, body, actor, role, performed_by, accepted_at, correlation_id, causation_id, due_at)
     select id, 'register-authority', stream, true,
       jsonb_build_object('citation', 'Gov. Code ' || n, 'title', 'Posting of agendas of regular meetings, entry ' || n || ' of the register'),
       'attorney-0', 'city-attorney', 'attorney-0', clock_timestamp(), id, id, clock_timestamp()
     from unnest($1::uuid[], $2::text[]) with ordinality as n (id, stream, n)`,
    [pending.map(({ id }) => id), pending.map(({ stream }) => stream)],
  );
}

/**
 * Rings for all, empties Redis and waits until all are rung again, by a reconciler such as a worker runs, with nobody answering.
 * The rate is that from the first ring that is back to the last.
 */
async function emptied(
  ground: Ground,
  owner: pg.Client,
  redis: Redis,
  count: number,
): Promise<{ noticedMs: number; rate: number }> {
  const faults: Error[] = [];
  const pool = applicationPool(ground.databaseUrl, 2, 'bench');
  const doorbell = new Doorbell({ kind: 'redis', url: ground.redisUrl }, (error) => faults.push(error));
  const reconciler = new Reconciler(pool, doorbell, (error) => faults.push(error));
  try {
    await redis.flushall();
    await owner.query(`update commands set rung_at = null where status = 0`);
    reconciler.start();
    await waiting(redis, count);
    // Rung just now, so that none of them is taken for stale while the round is under way; and its loop stands at any place of its pause.
    await owner.query(`update commands set rung_at = clock_timestamp() where status = 0`);
    await sleep(Math.random() * 1_000);
    await redis.flushall();
    const began = performance.now();
    await waiting(redis, 1);
    const first = performance.now();
    await waiting(redis, count);
    const last = performance.now();
    if (faults.length > 0) throw faults[0];
    return { noticedMs: first - began, rate: (count / (last - first)) * 1_000 };
  } finally {
    await reconciler.stop();
    await doorbell.close();
    await pool.end();
  }
}

/** Waits until so many jobs wait in the queue. */
async function waiting(redis: Redis, count: number): Promise<void> {
  while ((await redis.llen(WAITING)) < count) await sleep(5);
}

/** The same jobs, page by page, with nothing else to do: jobs a second. */
async function addedRaw(redis: Redis, pending: readonly Pending[]): Promise<number> {
  await redis.flushall();
  const queue = new Queue(RAW, { connection: redis, defaultJobOptions: { removeOnComplete: true, removeOnFail: true } });
  const began = performance.now();
  for (let at = 0; at < pending.length; at += PAGE)
    await queue.addBulk(
      pending
        .slice(at, at + PAGE)
        .map(({ id, stream }) => ({ name: 'ring', data: { commandId: id, stream }, opts: { jobId: `ring-${id}` } })),
    );
  const rate = (pending.length / (performance.now() - began)) * 1_000;
  await queue.close();
  return rate;
}

function noticedRow(noticed: readonly number[], size: string): BenchRow {
  const ms = median(noticed);
  return {
    id: 'B9 noticed',
    beside: size,
    ours: `${short(ms)} ms`,
    theirs: '–',
    ratio: ms,
    spread: `${short(Math.min(...noticed))}–${short(Math.max(...noticed))}`,
    target: `≤ ${NOTICED_MS} ms`,
    met: Math.max(...noticed) <= NOTICED_MS,
    note: 'from FLUSHALL to the first ring that is back; met means in every round.',
  };
}

/** Redis emptied once more, beside a worker that settles them all. */
async function drainedRow(
  context: BenchContext,
  ground: Ground,
  owner: pg.Client,
  redis: Redis,
  count: number,
): Promise<BenchRow> {
  const side = await ours.start(ground);
  try {
    const began = performance.now();
    for (let left = count, flushed = false; left > 0; await sleep(100)) {
      left = await side.backlog();
      if (!flushed && left < count * 0.8) {
        await redis.flushall();
        flushed = true;
        context.say(`    emptied again with ${left} pending and a worker at work`);
      }
    }
    const seconds = (performance.now() - began) / 1_000;
    const { rows } = await owner.query<{ commands: number; settled: number; events: number; logged: number }>(`
      select count(*)::int as commands, count(*) filter (where status = 1)::int as settled,
        (select count(*)::int from events) as events, (select count(*)::int from log) as logged
      from commands`);
    const wrong = await side.wrong();
    const { commands, settled, events } = rows[0];
    const bad = wrong + (count - settled) + Math.abs(commands - count) + Math.abs(events - count);
    return {
      id: 'B9 lost or doubled',
      beside: `${short(count)} commands`,
      ours: `${bad}`,
      theirs: '–',
      ratio: bad,
      spread: '–',
      target: '0',
      met: bad === 0,
      note: `a worker settled all in ${seconds.toFixed(0)} s, through one more FLUSHALL; ${settled} succeeded, ${events} events.`,
    };
  } finally {
    await side.close();
  }
}

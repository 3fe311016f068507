/** B5: how soon a committed event has its position, and that each has one, once, in its stream's order. */
import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { type Bench, type BenchContext, type BenchRow, median, quantile, randomFrom, rateOf, short } from './bench.ts';
import { sequenceAll } from './fill.ts';
import { append, migrate } from './product.mjs';
import type { Advance } from './sequencer-process.ts';
import { eventOf, headAt, originOf, ourPool, rawPool, Walk } from './workload.ts';

export const sequencing: Bench = {
  id: 'B5',
  title:
    "from a commit's own timestamp to its event's position in the log, at 1,000 appends a second and with 32 writers that never rest",
  run: latencies,
};

/** Apart from it, because it takes half an hour in which nothing is timed. */
export const sequencingOrder: Bench = {
  id: 'B5-order',
  title:
    "whether every event has a position, once, in its stream's order, beside transactions that roll back, write something first, or are slow",
  run: async (context) => [await order(context)],
};

const WRITERS = 32;
const LOADS = [
  { id: 'B5 1k/s', most: 20, offer: paced },
  { id: 'B5 32 writers', most: 50, offer: restless },
] as const;
type Append = (writer: number) => Promise<void>;

async function latencies(context: BenchContext): Promise<BenchRow[]> {
  const { url } = await context.freshDatabase();
  await migrate(url);
  const pool = ourPool(url, WRITERS);
  const { advances, stop } = await startSequencer(url);
  const rows: BenchRow[] = [];
  let streams = 0;
  try {
    for (const { id, most, offer } of LOADS) {
      const rounds: { p50: number; p99: number; rate: number; appendP50: number; appendP99: number }[] = [];
      for (let round = -1; round < context.rounds; round += 1) {
        await context.checkpoint();
        const walks = Array.from({ length: WRITERS }, () => new Walk(`drafts/bench-${(streams += 1)}`));
        const from = advances.at(-1)?.position ?? 0;
        const appends: number[] = [];
        const rate = await offer(context.quick ? 1_500 : 10_000, async (writer) => {
          const { stream, version } = walks[writer].next();
          const began = performance.now();
          await append(pool, headAt(stream, version), [eventOf(version)], originOf(stream));
          appends.push(performance.now() - began);
        });
        const delays = await delaysBehind(url, from, advances);
        if (round < 0) continue;
        rounds.push({
          p50: quantile(delays, 0.5),
          p99: quantile(delays, 0.99),
          rate,
          appendP50: quantile(appends, 0.5),
          appendP99: quantile(appends, 0.99),
        });
        context.say(
          `  ${id} round ${round + 1}: ${short(rate)}/s, p50 ${short(quantile(delays, 0.5))} ms, p99 ${short(quantile(delays, 0.99))} ms`,
        );
      }
      const worst = rounds.map(({ p99 }) => p99);
      rows.push({
        id,
        beside: '–',
        ours: `p50 ${short(median(rounds.map(({ p50 }) => p50)))} ms, p99 ${short(median(worst))} ms`,
        theirs: '–',
        ratio: median(worst),
        spread: `p99 ${short(Math.min(...worst))}–${short(Math.max(...worst))} ms`,
        target: `p99 ≤ ${most} ms`,
        met: median(worst) <= most,
        note: `at ${short(median(rounds.map(({ rate }) => rate)))} appends a second; until the sequencer, in a process of its own, has its commit's answer. The append before it, a commit as well, took p50 ${short(median(rounds.map(({ appendP50 }) => appendP50)))} ms, p99 ${short(median(rounds.map(({ appendP99 }) => appendP99)))} ms by its writer's clock.`,
      });
    }
  } finally {
    await stop();
    await pool.end();
  }
  return rows;
}

/** A thousand a second, whether or not the ones before are done; where all writers are busy, it waits for one. Answers what it came to. */
async function paced(forMs: number, work: Append): Promise<number> {
  const free = Array.from({ length: WRITERS }, (_, writer) => writer);
  const began = performance.now();
  let started = 0;
  const running = new Set<Promise<void>>();
  while (performance.now() - began < forMs) {
    const writer = started < performance.now() - began ? free.shift() : undefined;
    if (writer === undefined) {
      await new Promise((resolve) => setTimeout(resolve, 1));
      continue;
    }
    started += 1;
    const one = work(writer).then(() => {
      free.push(writer);
      running.delete(one);
    });
    running.add(one);
  }
  await Promise.all(running);
  return (started / (performance.now() - began)) * 1_000;
}

function restless(forMs: number, work: Append): Promise<number> {
  return rateOf(WRITERS, forMs, work);
}

async function startSequencer(url: string): Promise<{ advances: readonly Advance[]; stop: () => Promise<void> }> {
  const advances: Advance[] = [];
  const child: ChildProcess = fork(fileURLToPath(new URL('sequencer-process.ts', import.meta.url)), [url]);
  child.on('message', (advance) => advances.push(advance as Advance));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  return {
    advances,
    stop: async () => {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}

/** For each event behind a position, the milliseconds from its commit to the advance that gave it its own. Waits for the last of them. */
async function delaysBehind(url: string, from: number, advances: readonly Advance[]): Promise<number[]> {
  const client = new pg.Client({ connectionString: url, options: '-c search_path=promulgate' });
  await client.connect();
  try {
    for (const end = performance.now() + 60_000; ;) {
      const { rows } = await client.query<{ events: number }>('select count(*)::int as events from events');
      if ((advances.at(-1)?.position ?? 0) >= (rows[0]?.events ?? 0)) break;
      if (performance.now() > end)
        throw new Error(`Of ${rows[0]?.events} events ${advances.at(-1)?.position} have a position after a minute.`);
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const { rows } = await client.query<{ position: string; committed: string }>(
      `select l.position, extract(epoch from pg_xact_commit_timestamp(e.xmin)) * 1000 as committed
       from log l join events e using (global_position) where l.position > $1 order by 1`,
      [from],
    );
    let at = 0;
    return rows.map(({ position, committed }) => {
      while (advances[at].position < Number(position)) at += 1;
      return advances[at].at - Number(committed);
    });
  } finally {
    await client.end();
  }
}

/** What the log of a run came to; all but the first are zero where it is right. */
interface Verdict {
  events: number;
  lost: number;
  invented: number;
  doubled: number;
  inverted: number;
  gaps: number;
}

/** Writes as fast as it goes, on few streams so that they wait for each other, and judges the log at the end. */
async function order(context: BenchContext): Promise<BenchRow> {
  const wanted = (context.quick ? 200_000 : 10_000_000) * context.scale;
  const { url } = await context.freshDatabase();
  await migrate(url);
  const owner = new pg.Client({ connectionString: url, options: '-c search_path=promulgate' });
  await owner.connect();
  // What is not flushed is in the same order.
  await owner.query(`do $$ begin execute format('alter database %I set synchronous_commit to off', current_database()); end $$`);
  const pool = rawPool(url, WRITERS);
  const { stop } = await startSequencer(url);
  const began = performance.now();
  try {
    const written = await adversarialLoad(context, pool, wanted);
    await stop();
    await sequenceAll(url, owner);
    const seconds = (performance.now() - began) / 1_000;
    const { rows } = await owner.query<Verdict>(VERDICT);
    const [verdict] = rows;
    const wrong =
      verdict.lost + verdict.invented + verdict.doubled + verdict.inverted + verdict.gaps + Math.abs(written - verdict.events);
    context.say(`  ${short(verdict.events)} events in ${seconds.toFixed(0)} s: ${JSON.stringify(verdict)}`);
    return {
      id: 'B5 order',
      beside: '–',
      ours: `${verdict.lost} lost, ${verdict.doubled + verdict.invented} doubled, ${verdict.inverted} out of order`,
      theirs: '–',
      ratio: wrong,
      spread: '–',
      target: `0 of ${short(wanted)}`,
      met: wrong === 0 && verdict.events >= wanted,
      note: `${verdict.events} events, written at ${short(verdict.events / seconds)}/s, positions included.`,
    };
  } finally {
    await stop();
    await pool.end();
    await owner.end();
  }
}

/** Answers how many events were committed. */
async function adversarialLoad(context: BenchContext, pool: pg.Pool, wanted: number): Promise<number> {
  const random = randomFrom(context.seed);
  let [written, reported] = [0, 0];
  const loop = async () => {
    while (written < wanted) {
      const events = await oneTransaction(pool, random);
      written += events;
      if (written - reported < 1_000_000) continue;
      reported = written;
      context.say(`  ${short(written)} events`);
    }
  };
  await Promise.all(Array.from({ length: WRITERS }, loop));
  return written;
}

/** Up to 50 events on one of 50 streams. One in ten writes something first, one in fifty is slow, one in thirty rolls back. */
async function oneTransaction(pool: pg.Pool, random: () => number): Promise<number> {
  const stream = `drafts/${Math.floor(random() * 50)}`;
  const count = 1 + Math.floor(random() * 50);
  const [early, slow, dropped] = [random() < 0.1, random() < 0.02, random() < 0.033];
  const client = await pool.connect();
  try {
    await client.query('begin');
    if (early) await client.query('insert into number_series (series, last) values (gen_random_uuid()::text, 1)');
    await client.query('select fence($1, $2)', [[stream], []]);
    const { rows } = await client.query<{ version: number; hash: Buffer }>({
      name: 'head',
      text: 'select version, last_entry_hash as hash from streams where id = $1',
      values: [stream],
    });
    const head = rows[0] ? { id: stream, version: rows[0].version, lastEntryHash: rows[0].hash } : headAt(stream, 0);
    const events = Array.from({ length: count }, (_, number) => eventOf(number));
    await append(client, head, events, originOf(stream));
    if (slow) await new Promise((resolve) => setTimeout(resolve, random() * 50));
    await client.query(dropped ? 'rollback' : 'commit');
    return dropped ? 0 : count;
  } catch (error) {
    await client.query('rollback');
    // Two began the same stream at once.
    if (error instanceof Error && error.name === 'VersionConflict') return 0;
    throw error;
  } finally {
    client.release();
  }
}

const VERDICT = `
  with placed as (
    select stream, version, l.position from events left join log l using (global_position)
  ), neighbours as (
    select version - row_number() over of_stream as off, position < lag(position) over of_stream as turned, position
    from placed window of_stream as (partition by stream order by version)
  )
  select count(*)::int as events,
    count(*) filter (where position is null)::int as lost,
    count(*) filter (where turned)::int as inverted,
    count(*) filter (where off <> 0)::int as gaps,
    (select count(*) - count(distinct global_position) from log)::int as doubled,
    (select max(position) - count(*) + (select count(*) from log l left join events e using (global_position) where e.stream is null) from log)::int as invented
  from neighbours`;

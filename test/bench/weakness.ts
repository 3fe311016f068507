/** Interleavings under which a way that looks right loses an event or turns a stream around. Nothing is timed and nothing left to chance. */
import { inlineProjections } from '@event-driven-io/emmett';
import { getPostgreSQLEventStore, postgreSQLEventStoreConsumer } from '@event-driven-io/emmett-postgresql';
import pg from 'pg';
import type { Bench, BenchContext, BenchRow } from './bench.ts';
import type { BenchEvent } from './emmett.ts';
import { append, type LoggedEvent, migrate, readLog, Sequencer } from './product.mjs';
import { dataOf, EVENT_TYPE, eventOf, headAt, originOf, rawPool } from './workload.ts';

export const weakness: Bench = {
  id: 'weakness',
  title: 'the same interleavings of three transactions, followed by Emmett, by a reader in order of (xid, position), and by us',
  run: async (context) => [...(await aSlowCommit(context)), ...(await anEarlyXid(context))],
};

/** What a reader saw, as `stream version`, in its order, and what was committed. */
interface History {
  seen: readonly string[];
  committed: readonly string[];
}

/**
 * Two commands race for draft A: the first one's transaction fails late. A third, on draft B, is slow to commit. So the second takes its
 * transaction's number before B's does, and its event's number after.
 *
 *   first    begin  A 2 (number 3) ····································· rollback
 *   second            begin, waits for A ···································· A 2 (number 5) commit
 *   third                                  begin  B 2 (number 4) ················ the reader looks ······· commit
 */
async function aSlowCommit(context: BenchContext): Promise<BenchRow[]> {
  const peer = await emmettFollows(context);
  const us = await weFollow(context, async (pool, url) => {
    const [first, third] = [await pool.connect(), await pool.connect()];
    await first.query('begin');
    await append(first, headAt('drafts/A', 1), [eventOf(2)], originOf('drafts/A'));
    const second = append(pool, headAt('drafts/A', 1), [eventOf(2)], originOf('drafts/A'));
    await somebodyWaits(url);
    await third.query('begin');
    await append(third, headAt('drafts/B', 1), [eventOf(2)], originOf('drafts/B'));
    await first.query('rollback');
    first.release();
    await second;
    return async () => {
      await third.query('commit');
      third.release();
    };
  });
  const [lost, lostByUs] = [missing(peer), missing(us)];
  context.say(`  a slow commit   Emmett saw ${peer.seen.join(', ')}: lost ${lost.join(', ') || 'nothing'}`);
  context.say(`                  we saw ${us.seen.join(', ')}: lost ${lostByUs.join(', ') || 'nothing'}`);
  return [
    {
      id: 'weakness: a slow commit',
      beside: 'Emmett 0.42 consumer',
      ours: `${lostByUs.length} lost`,
      theirs: `${lost.length} lost`,
      ratio: lostByUs.length,
      spread: '–',
      target: '0 lost by us, 1 by Emmett',
      met: lostByUs.length === 0 && lost.length === 1 && isInOrder(us),
      note: 'its consumer waits for the oldest transaction, but resumes by position: an event that commits below it is never delivered, also not after a restart.',
    },
  ];
}

/** The interleaving by Emmett's own appends with an inline projection, the usual place for what is slow or fails; read by its own consumer. */
async function emmettFollows(context: BenchContext): Promise<History> {
  const { url } = await context.freshDatabase();
  const pool = new pg.Pool({ connectionString: url, max: 6 });
  pool.on('error', () => undefined);
  const slow = new Gate();
  const failing = new Gate();
  const store = getPostgreSQLEventStore(url, {
    connectionOptions: { pool },
    projections: inlineProjections([
      {
        name: 'slow',
        canHandle: [EVENT_TYPE],
        handle: async (events: readonly unknown[]) => {
          for (const event of events as readonly BenchEvent[]) {
            if (event.data['gate'] === 'slow') await slow.pass();
            if (event.data['gate'] === 'failing')
              await failing.pass().then(() => Promise.reject(new Error('The projection fails.')));
          }
        },
      },
    ]),
  });
  await store.schema.migrate();
  const event = (gate?: string): BenchEvent => ({ type: EVENT_TYPE, data: { ...dataOf(1), gate }, metadata: {} });
  const seen: string[] = [];
  const follow = () => {
    const consumer = postgreSQLEventStoreConsumer({ connectionString: url, pulling: { pullingFrequencyInMs: 5 } });
    consumer.reactor<BenchEvent>({
      processorId: 'reader',
      eachMessage: ({ metadata: { streamName, streamPosition } }) => void seen.push(`${streamName} ${streamPosition}`),
    });
    const running = consumer.start();
    return async () => {
      await consumer.close();
      await running;
    };
  };
  try {
    for (const stream of ['A', 'B']) await store.appendToStream<BenchEvent>(stream, [event()], { expectedStreamVersion: 0n });
    const first = store.appendToStream<BenchEvent>('A', [event('failing')], { expectedStreamVersion: 1n }).catch(() => undefined);
    await failing.reached;
    const second = store.appendToStream<BenchEvent>('A', [event()], { expectedStreamVersion: 1n });
    await somebodyWaits(url);
    const third = store.appendToStream<BenchEvent>('B', [event('slow')], { expectedStreamVersion: 1n });
    await slow.reached;
    failing.open();
    await Promise.all([first, second]);
    const stop = follow();
    await until('Emmett has read A 2', () => seen.includes('A 2'));
    slow.open();
    await third;
    await stop();
    // A later event shows that the consumer, started again, has gone past the place.
    await store.appendToStream<BenchEvent>('C', [event()], { expectedStreamVersion: 0n });
    const stopAgain = follow();
    await until('Emmett has read C 1', () => seen.includes('C 1'));
    await stopAgain();
    const { rows } = await pool.query<{ name: string }>(`select stream_id || ' ' || stream_position as name from emt_messages`);
    return { seen, committed: rows.map(({ name }) => name) };
  } finally {
    slow.open();
    failing.open();
    await store.close();
    if (!pool.ended) await pool.end();
  }
}

/**
 * A transaction that writes something first has its xid before it waits for its stream, so a stream's later version carries the older xid.
 *
 *   first    begin, writes something (xid 1) ············ A 3 commit
 *   second                                    A 2 (xid 2)
 */
async function anEarlyXid(context: BenchContext): Promise<BenchRow[]> {
  let byXid: string[] = [];
  const us = await weFollow(context, async (pool, url) => {
    const first = await pool.connect();
    await first.query('begin');
    await first.query(`insert into number_series (series, last) values ('anything', 1)`);
    await append(pool, headAt('drafts/A', 1), [eventOf(2)], originOf('drafts/A'));
    await append(first, headAt('drafts/A', 2), [eventOf(3)], originOf('drafts/A'));
    await first.query('commit');
    first.release();
    byXid = await orderByXid(url);
    return () => Promise.resolve();
  });
  const [inverted, invertedByUs] = [inversions(byXid), inversions(us.seen)];
  context.say(`  an early xid    the reader by (xid, position) saw ${byXid.join(', ')}: ${inverted} before its predecessor`);
  context.say(`                  we saw ${us.seen.join(', ')}: ${invertedByUs} before its predecessor`);
  return [
    {
      id: 'weakness: an early xid',
      beside: 'a reader by (xid, position)',
      ours: `${invertedByUs} inverted`,
      theirs: `${inverted} inverted`,
      ratio: invertedByUs,
      spread: '–',
      target: '0 inverted by us, 1 by the reader',
      met: invertedByUs === 0 && inverted === 1 && missing(us).length === 0,
    },
  ];
}

/** Resumes behind the last (xid, position), and only takes what is older than every transaction that still runs. */
async function orderByXid(url: string): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, options: '-c search_path=promulgate' });
  await client.connect();
  const seen: string[] = [];
  let cursor = ['0', '0'];
  try {
    await until('no other transaction holds the reader back', async () => {
      const { rows } = await client.query<{ name: string; xid: string; position: string }>(
        `select stream || ' ' || version as name, xmin::text as xid, global_position::text as position from events
         where xmin::text::xid8 < pg_snapshot_xmin(pg_current_snapshot()) and (xmin::text::xid8, global_position) > ($1::text::xid8, $2::bigint)
         order by xmin::text::xid8, global_position`,
        cursor,
      );
      seen.push(...rows.map(({ name }) => name));
      const last = rows.at(-1);
      if (last) cursor = [last.xid, last.position];
      return seen.length === 4;
    });
    return seen;
  } finally {
    await client.end();
  }
}

/**
 * Our side of a script, on the drafts A and B of one event each. The script answers what is to be done once the sequencer has placed all that
 * is visible. The sequencer is started again before the end, as the consumer is.
 */
async function weFollow(
  context: BenchContext,
  script: (pool: pg.Pool, url: string) => Promise<() => Promise<void>>,
): Promise<History> {
  const { url } = await context.freshDatabase();
  await migrate(url);
  // Without the product's time limits: a script holds transactions open for as long as it takes.
  const pool = rawPool(url, 6);
  const sequencers: Sequencer[] = [];
  const faults: Error[] = [];
  const sequence = () => {
    const sequencer = new Sequencer({ url, name: 'bench', onFault: (fault) => faults.push(fault) });
    sequencers.push(sequencer);
    sequencer.start();
    return sequencer;
  };
  const follow = () => readLog(pool, 0, 1_000);
  try {
    for (const stream of ['drafts/A', 'drafts/B']) await append(pool, headAt(stream, 0), [eventOf(1)], originOf(stream));
    const before = sequence();
    const finish = await script(pool, url);
    await until('the log has all that is visible', async () => (await follow()).length >= (await committed(pool)).length);
    await finish();
    await before.stop();
    await append(pool, headAt('drafts/C', 0), [eventOf(1)], originOf('drafts/C'));
    sequence();
    await until('the log has C 1', async () => (await follow()).some(({ stream }) => stream === 'drafts/C'));
    const seen = (await follow()).map(nameOf);
    return { seen, committed: await committed(pool) };
  } finally {
    await Promise.all(sequencers.map((sequencer) => sequencer.stop()));
    await pool.end();
    for (const fault of faults) context.say(`  the sequencer: ${fault.message}`);
  }
}

async function committed(pool: pg.Pool): Promise<string[]> {
  const { rows } = await pool.query<{ name: string }>(`select stream || ' ' || version as name from events`);
  return rows.map(({ name }) => name.replace('drafts/', ''));
}

const nameOf = ({ stream, version }: LoggedEvent) => `${stream.replace('drafts/', '')} ${version}`;

function missing({ seen, committed: all }: History): string[] {
  return all.filter((name) => !seen.includes(name));
}

const isInOrder = ({ seen }: History) => inversions(seen) === 0 && new Set(seen).size === seen.length;

/** How many events came before their predecessor in their stream. */
function inversions(seen: readonly string[]): number {
  return seen.filter((name, at) => {
    const [stream, version] = name.split(' ');
    return seen.indexOf(`${stream} ${Number(version) - 1}`) > at;
  }).length;
}

/** Somebody waits for a row that another transaction holds. `url` is the superuser's: others are not told who waits. */
async function somebodyWaits(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await until('the second transaction waits', async () => {
      const { rows } = await client.query<{ waiting: number }>(
        `select count(*)::int as waiting from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`,
      );
      return rows[0]?.waiting === 1;
    });
  } finally {
    await client.end();
  }
}

/** Whoever arrives waits until it is opened. */
class Gate {
  #arrive: () => void = () => undefined;
  #open: () => void = () => undefined;
  readonly reached = new Promise<void>((resolve) => (this.#arrive = resolve));
  readonly #opened = new Promise<void>((resolve) => (this.#open = resolve));

  pass(): Promise<void> {
    this.#arrive();
    return this.#opened;
  }

  open(): void {
    this.#open();
  }
}

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = performance.now() + 30_000; !(await holds());) {
    if (performance.now() > end) throw new Error(`Not within 30 s: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

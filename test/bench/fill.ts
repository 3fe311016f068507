/** Logs of any size, written by the product itself: what is measured on them has been through the same code as in production. */
import pg from 'pg';
import { type BenchContext, rateOfAll, short } from './bench.ts';
import { append, Sequencer } from './product.mjs';
import { eventOf, headAt, originOf, rawPool, STREAM_LENGTH } from './workload.ts';

/** `drafts/0000001`: streams that sort as they were made. */
export const filledStream = (number: number): string => `drafts/${String(number).padStart(8, '0')}`;

/** Appends up to so many events in all, on streams of the usual length, and gives them their positions. Not flushed one by one: nobody waits for them. */
export async function fill(context: BenchContext, url: string, events: number): Promise<void> {
  const owner = new pg.Client({ connectionString: url, options: '-c search_path=promulgate' });
  await owner.connect();
  const { rows } = await owner.query<{ name: string; streams: number }>(
    `select current_database() as name, (select count(*)::int from streams where id ~ '^drafts/\\d{8}$') as streams`,
  );
  const [{ name, streams: from }] = rows;
  await owner.query(`alter database ${pg.escapeIdentifier(name)} set synchronous_commit to off`);
  const pool = rawPool(url, 4);
  const began = performance.now();
  const streams = Math.ceil(events / STREAM_LENGTH) - from;
  const history = Array.from({ length: STREAM_LENGTH }, (_, number) => number);
  try {
    await rateOfAll(4, streams, async (piece) => {
      const stream = filledStream(from + piece);
      await append(pool, headAt(stream, 0), history.map(eventOf), originOf(stream));
      if (piece > 0 && piece % 12_500 === 0) context.say(`  filling: ${short((from + piece) * STREAM_LENGTH)} events`);
    });
    await sequenceAll(url, owner);
    await owner.query('vacuum (analyze) events, event_data, streams, log');
    context.say(
      `  filled to ${short((from + streams) * STREAM_LENGTH)} events in ${((performance.now() - began) / 1_000).toFixed(0)} s`,
    );
  } finally {
    await owner.query(`alter database ${pg.escapeIdentifier(name)} reset synchronous_commit`);
    await pool.end();
    await owner.end();
  }
}

/** Runs a sequencer until each event has its position. */
export async function sequenceAll(url: string, owner: pg.Client): Promise<void> {
  const faults: Error[] = [];
  const sequencer = new Sequencer({ url, name: 'bench', onFault: (fault) => faults.push(fault) });
  sequencer.start();
  try {
    const { rows } = await owner.query<{ last: string }>('select coalesce(max(global_position), 0) as last from events');
    for (const end = performance.now() + 3_600_000; sequencer.status().high < Number(rows[0]?.last);) {
      if (performance.now() > end)
        throw new Error('The sequencer has not come to the end of the events within an hour.', { cause: faults[0] });
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  } finally {
    await sequencer.stop();
  }
}

/** B6: a view built anew from the whole log. */
import { postgreSQLProjection, rebuildPostgreSQLProjections } from '@event-driven-io/emmett-postgresql';
import pg from 'pg';
import { closeAll, type OpenSide } from './append.ts';
import { type Bench, type BenchContext, compare, interleaved, rateOfAll, short } from './bench.ts';
import { draftsView, draftsViewBySet, UPSERT, valuesOf } from './drafts-view.ts';
import { type BenchEvent, emmettStore, METADATA } from './emmett.ts';
import { fill, filledStream } from './fill.ts';
import { migrate, type Projection, rebuildView } from './product.mjs';
import { dataOf, EVENT_TYPE, STREAM_LENGTH } from './workload.ts';

const eventsOf = ({ quick, scale }: BenchContext) => (quick ? 100_000 : 1_000_000) * scale;
/** Emmett sorts its whole table for each batch, so fewer events and large batches are to its benefit; its waits between them are left out. */
const theirEventsOf = ({ quick, scale }: BenchContext) =>
  Math.ceil(((quick ? 5_000 : 100_000) * scale) / STREAM_LENGTH) * STREAM_LENGTH;
const MOST_TRIES = 10;
const THEIR_PULLING = { batchSize: 5_000, pullingFrequencyInMs: 0 };

export const rebuilding: Bench = {
  id: 'B6',
  title:
    'rebuild of a view of one row a stream of twenty events, by its handler in JavaScript and by its own statement over the log: events a second, beside COPY of the same events TO STDOUT, and beside the rebuild of the same view by Emmett',
  run: async (context) => {
    const { url } = await context.freshDatabase();
    await migrate(url);
    await fill(context, url, eventsOf(context));
    const sides = [
      await copying(url),
      rebuildingBy(context, 'handler', url, draftsView),
      rebuildingBy(context, 'statement', url, draftsViewBySet),
      await theirs(context),
    ];
    const [copied = [], handled = [], filled = [], peer = []] = await interleaved(context, sides).finally(() => closeAll(sides));
    await sameRows(context, url);
    const unit = 'events/s';
    const note = `Emmett rebuilds ${short(theirEventsOf(context))} events in batches of ${THEIR_PULLING.batchSize} without waits between them, ours ${short(eventsOf(context))}: its rate falls with the size of its log.`;
    return [
      compare({ id: 'B6 by statement', beside: 'COPY out', ours: filled, theirs: copied, unit, atLeast: 0.1 }),
      compare({ id: 'B6 by handler', beside: 'COPY out', ours: handled, theirs: copied, unit, atLeast: 0.04 }),
      compare({ id: 'B6 by handler', beside: 'Emmett rebuild', ours: handled, theirs: peer, unit, atLeast: 3, note }),
    ];
  },
};

/** All that the tables hold of the events, without a join and in no order: the fastest way out of PostgreSQL. */
async function copying(url: string): Promise<OpenSide> {
  const client = new pg.Client({ connectionString: url, options: '-c search_path=promulgate' });
  await client.connect();
  return {
    name: 'COPY',
    run: async () => {
      const began = performance.now();
      // The answer's rows are dropped as they arrive.
      const { rowCount } = await client.query('copy events to stdout');
      await client.query('copy event_data to stdout');
      return ((rowCount ?? 0) / (performance.now() - began)) * 1_000;
    },
    close: () => client.end(),
  };
}

function rebuildingBy(context: BenchContext, name: string, url: string, projection: Projection): OpenSide {
  return {
    name,
    run: async () => {
      const began = performance.now();
      await rebuildView(url, projection);
      return (eventsOf(context) / (performance.now() - began)) * 1_000;
    },
    close: () => Promise.resolve(),
  };
}

/** A statement that is fast and wrong is no comparison. */
async function sameRows(context: BenchContext, url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url, options: '-c search_path=views' });
  await client.connect();
  const digest = async (projection: Projection) => {
    await rebuildView(url, projection);
    const { rows } = await client.query<{ digest: string; rows: number }>(
      `select count(*)::int as rows, md5(string_agg(t::text, '|' order by id)) as digest from bench_drafts t`,
    );
    return rows[0];
  };
  try {
    const [one, other] = [await digest(draftsView), await digest(draftsViewBySet)];
    if (one.digest !== other.digest || one.rows !== eventsOf(context) / STREAM_LENGTH)
      throw new Error(`The view's statement comes to other rows than its handler: ${JSON.stringify([one, other])}.`);
  } finally {
    await client.end();
  }
}

async function theirs(context: BenchContext): Promise<OpenSide> {
  const { url } = await context.freshDatabase();
  const emmett = await emmettStore(url, 8);
  const event = (number: number): BenchEvent => ({ type: EVENT_TYPE, data: dataOf(number), metadata: METADATA });
  const events = theirEventsOf(context);
  const history = Array.from({ length: STREAM_LENGTH }, (_, number) => event(number));
  // One writer: where several did, a batch that is ordered by transaction and resumed by position passes events over (see `weakness`).
  await rateOfAll(1, events / STREAM_LENGTH, (piece) =>
    emmett.store.appendToStream<BenchEvent>(filledStream(piece), history, { expectedStreamVersion: 0n }),
  );
  await emmett.pool.query(`create table bench_drafts
    (id text primary key, version int not null, title text not null, bpc_number text not null, is_public boolean not null, revised_at timestamptz not null)`);
  await emmett.pool.query('vacuum (analyze)');
  return {
    name: 'Emmett',
    run: async (run) => {
      const rowsOf = async (tries: number): Promise<{ rate: number; rows: number }> => {
        const began = performance.now();
        const consumer = rebuildPostgreSQLProjections<BenchEvent>({
          connectionString: url,
          pulling: THEIR_PULLING,
          // A name of its own each time: a rebuild of a known one begins where the last one ended.
          projections: [theirView(`bench-drafts-${run}-${tries}`)],
        });
        await consumer.start();
        await consumer.close();
        const seconds = (performance.now() - began) / 1_000;
        const { rows } = await emmett.pool.query<{ rows: number }>('select count(*)::int as rows from bench_drafts');
        return { rate: events / seconds, rows: rows[0]?.rows ?? 0 };
      };
      // It ends early where any transaction on the server, an autovacuum's too, is older than the last events: that is no rebuild.
      for (let tries = 1; ; tries += 1) {
        const { rate, rows } = await rowsOf(tries);
        if (rows === events / STREAM_LENGTH) return rate;
        if (tries === MOST_TRIES) throw new Error(`Emmett's rebuild came to ${rows} rows.`);
      }
    },
    close: () => emmett.close(),
  };
}

/** The same rows by the same statement, prepared as ours is. */
function theirView(name: string) {
  return postgreSQLProjection<BenchEvent>({
    name,
    canHandle: [EVENT_TYPE],
    truncate: async ({ connection: { client } }) => {
      await client.query('truncate bench_drafts');
    },
    handle: async (events, { connection: { client } }) => {
      for (const { data, metadata } of events) {
        const values = valuesOf(
          metadata.streamName.slice('drafts/'.length),
          Number(metadata.streamPosition),
          data,
          METADATA.time,
        );
        await client.query({ name: 'bench-upsert', text: UPSERT, values });
      }
    },
  });
}

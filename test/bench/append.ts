/** B1 and B3: one event, one transaction. */
import { type Bench, type BenchContext, type BenchRow, compare, interleaved, median, rateOf, short, type Side } from './bench.ts';
import { type BenchEvent, emmettStore, METADATA } from './emmett.ts';
import { append, migrate } from './product.mjs';
import { appendRaw, dataOf, EVENT_TYPE, eventOf, headAt, originOf, ourPool, rawEntryBytes, rawPool, Walk } from './workload.ts';

/** A side with what it opened. */
export interface OpenSide extends Side {
  close(): Promise<void>;
}

export const oneEvent: Bench = {
  id: 'B1',
  title:
    'append of one event with optimistic concurrency, each in its own transaction, by 1 and by 16 writers on streams of their own',
  run: async (context) => {
    const rows: BenchRow[] = [];
    for (const writers of [1, 16]) {
      const sides = await Promise.all([ours(context, writers), raw(context, writers), peer(context, writers)]);
      const [product = [], plain = [], theirs = []] = await interleaved(context, sides, TURNS).finally(() => closeAll(sides));
      const id = `B1 c=${writers}`;
      rows.push(compare({ id, beside: 'raw pg', ours: product, theirs: plain, unit: '/s', atLeast: 0.8 }));
      const most = median(plain.map((figure, round) => figure / theirs[round]));
      const note = `the barest statement that PostgreSQL takes is itself ${short(most)} × the peer here, so that no more is to be had in its stead.`;
      rows.push(
        compare({ id, beside: 'Emmett append', ours: product, theirs, unit: '/s', atLeast: 2, ...(most < 2 ? { note } : {}) }),
      );
    }
    return rows;
  },
};

export const manyWriters: Bench = {
  id: 'B3',
  title: 'append of one event, each in its own transaction, by 32 writers',
  run: async (context) => {
    const sides = await Promise.all([ours(context, 32), raw(context, 32)]);
    const [product = [], plain = []] = await interleaved(context, sides, TURNS).finally(() => closeAll(sides));
    return [compare({ id: 'B3 c=32', beside: 'raw pg', ours: product, theirs: plain, unit: '/s', atLeast: 0.7 })];
  },
};

export async function closeAll(sides: readonly OpenSide[]): Promise<void> {
  await Promise.all(sides.map((side) => side.close()));
}

const TURNS = 4;
const durationOf = ({ quick }: BenchContext) => (quick ? 200 : 1_000);
/** The streams of one writer in one run; no two meet. */
const walksOf = (run: number, writers: number) =>
  Array.from({ length: writers }, (_, writer) => new Walk(`drafts/bench-${run}-${writer}`));

async function ours(context: BenchContext, writers: number): Promise<OpenSide> {
  const { url } = await context.freshDatabase();
  await migrate(url);
  const pool = ourPool(url, writers);
  await append(pool, headAt('drafts/size', 0), [eventOf(1_234)], originOf('drafts/bench-0-0-0'));
  const { rows } = await pool.query<{ bytes: number }>('select length(entry) as bytes from events');
  if (Math.abs((rows[0]?.bytes ?? 0) - rawEntryBytes) > 40)
    throw new Error(`An entry has ${rows[0]?.bytes} bytes now and the raw side writes ${rawEntryBytes}: correct workload.ts.`);
  return {
    name: 'ours',
    run: (run) => {
      const walks = walksOf(run, writers);
      return rateOf(writers, durationOf(context), (writer) => {
        const { stream, version } = walks[writer].next();
        return append(pool, headAt(stream, version), [eventOf(version)], originOf(stream));
      });
    },
    close: () => pool.end(),
  };
}

async function raw(context: BenchContext, writers: number): Promise<OpenSide> {
  const { url } = await context.freshDatabase();
  await migrate(url);
  const pool = rawPool(url, writers);
  return {
    name: 'raw',
    run: (run) => {
      const walks = walksOf(run, writers);
      return rateOf(writers, durationOf(context), (writer) => {
        const { stream, version } = walks[writer].next();
        return appendRaw(pool, stream, version);
      });
    },
    close: () => pool.end(),
  };
}

async function peer(context: BenchContext, writers: number): Promise<OpenSide> {
  const { url } = await context.freshDatabase();
  const emmett = await emmettStore(url, writers);
  return {
    name: 'Emmett',
    run: (run) => {
      const walks = walksOf(run, writers);
      return rateOf(writers, durationOf(context), (writer) => {
        const { stream, version } = walks[writer].next();
        const event: BenchEvent = { type: EVENT_TYPE, data: dataOf(version), metadata: METADATA };
        return emmett.store.appendToStream<BenchEvent>(stream, [event], { expectedStreamVersion: BigInt(version) });
      });
    },
    close: () => emmett.close(),
  };
}

/** B2: a command on a stream of twenty events. */
import { CommandHandler } from '@event-driven-io/emmett';
import { closeAll, type OpenSide } from './append.ts';
import { type Bench, type BenchContext, compare, interleaved, rateOfAll } from './bench.ts';
import { type BenchEvent, emmettStore, METADATA } from './emmett.ts';
import {
  append,
  Coalescer,
  fold,
  loadStreams,
  migrate,
  type Pool,
  transaction,
  UnitOfWork,
  VersionConflict,
} from './product.mjs';
import { dataOf, EVENT_TYPE, eventOf, headAt, originOf, ourPool, rawPool } from './workload.ts';

const WRITERS = 16;
const HISTORY = 20;
const TURNS = 2;
/** The worker's own settings. */
const WORKER = { lanes: 2, most: 50 };
const commandsOf = ({ quick }: BenchContext) => (quick ? 160 : 2_000);

export const decideAndAppend: Bench = {
  id: 'B2',
  title: `load a stream of ${HISTORY} events, decide, append one: ${WRITERS} at a time, each on a stream of its own`,
  run: async (context) => {
    const sides = await Promise.all([
      ours(context, 'worker', asTheWorker),
      ours(context, 'library', asTheLibrary),
      theirs(context),
    ]);
    const [worker = [], library = [], peer = []] = await interleaved(context, sides, TURNS).finally(() => closeAll(sides));
    return [
      compare({
        ...{ id: 'B2 worker', beside: 'Emmett CommandHandler', ours: worker, theirs: peer, unit: '/s', atLeast: 1.5 },
        note: 'as the worker decides: what comes in together goes in one transaction, which locks its streams before it loads them.',
      }),
      compare({
        ...{ id: 'B2 library', beside: 'Emmett CommandHandler', ours: library, theirs: peer, unit: '/s', atLeast: 1.5 },
        note: "loadStreams and append by themselves, with the version's fence alone and another try where it has moved, as Emmett does it.",
      }),
    ];
  },
};

interface State {
  revisions: number;
  last: number;
}
const INITIAL: State = { revisions: 0, last: 0 };
const evolve = ({ revisions }: State, { data }: { data: unknown }): State => ({
  revisions: revisions + 1,
  last: (data as { number: number }).number,
});
const nextNumber = ({ revisions, last }: State) => Math.max(revisions, last + 1);

/**
 * What the worker does with the commands that come in together, but for the ledger's rows: in one transaction the streams' locks,
 * then what they hold, a decision each, and all that came of it.
 */
function asTheWorker(pool: Pool): (stream: string) => Promise<void> {
  const decideTogether = async (streams: readonly string[]): Promise<PromiseSettledResult<void>[]> => {
    const own = [...new Set(streams)];
    await transaction(pool, async (client) => {
      const unit = new UnitOfWork(client, new Set(own));
      const fence = { name: 'fence', text: 'select at from fence($1, $2)', values: [own, []] };
      const [{ rows }] = await Promise.all([client.query<{ at: string }>(fence), unit.prefetch(own)]);
      unit.recordedAt = rows[0]?.at;
      for (const stream of streams) {
        const loaded = await unit.get(stream);
        const state = fold({ initial: INITIAL, evolve }, loaded?.events ?? []);
        unit.append(loaded ?? headAt(stream, 0), [eventOf(nextNumber(state))], originOf(stream));
      }
      await unit.write();
    });
    return streams.map(() => ({ status: 'fulfilled', value: undefined }));
  };
  const together = new Coalescer<string, void>(decideTogether, WORKER);
  return (stream) => together.do(stream);
}

const asTheLibrary = (pool: Pool) => (stream: string) => decideUnlocked(pool, stream);

async function decideUnlocked(pool: Pool, stream: string): Promise<void> {
  for (let tries = 3; ; tries -= 1) {
    const head = (await loadStreams(pool, [stream])).get(stream) ?? { ...headAt(stream, 0), events: [] };
    const state = fold({ initial: INITIAL, evolve }, head.events);
    try {
      return await append(pool, head, [eventOf(nextNumber(state))], originOf(stream));
    } catch (error) {
      if (!(error instanceof VersionConflict) || tries === 1) throw error;
    }
  }
}

const streamOf = (run: number, command: number) => `drafts/bench-${run}-${command}`;
const history = Array.from({ length: HISTORY }, (_, number) => number);

async function ours(context: BenchContext, name: string, decider: typeof asTheWorker): Promise<OpenSide> {
  const { url } = await context.freshDatabase();
  await migrate(url);
  const pool = ourPool(url, WRITERS);
  const decide = decider(pool);
  // The histories are no part of it.
  const preparing = rawPool(url, WRITERS);
  return {
    name,
    run: async (run) => {
      await rateOfAll(WRITERS, commandsOf(context), (command) => {
        const stream = streamOf(run, command);
        return append(preparing, headAt(stream, 0), history.map(eventOf), originOf(stream));
      });
      return rateOfAll(WRITERS, commandsOf(context), (command) => decide(streamOf(run, command)));
    },
    close: async () => {
      await Promise.all([pool.end(), preparing.end()]);
    },
  };
}

async function theirs(context: BenchContext): Promise<OpenSide> {
  const { url } = await context.freshDatabase();
  const emmett = await emmettStore(url, WRITERS);
  const handle = CommandHandler<State, BenchEvent>({ evolve, initialState: () => INITIAL });
  const event = (number: number): BenchEvent => ({ type: EVENT_TYPE, data: dataOf(number), metadata: METADATA });
  return {
    name: 'Emmett',
    run: async (run) => {
      await rateOfAll(WRITERS, commandsOf(context), (command) =>
        emmett.store.appendToStream<BenchEvent>(streamOf(run, command), history.map(event), { expectedStreamVersion: 0n }),
      );
      return rateOfAll(WRITERS, commandsOf(context), (command) =>
        handle(emmett.store, streamOf(run, command), (state) => event(nextNumber(state))),
      );
    },
    close: () => emmett.close(),
  };
}

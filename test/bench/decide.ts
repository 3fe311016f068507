/** B2: a command on a stream of twenty events. */
import { CommandHandler } from '@event-driven-io/emmett';
import { closeAll, type OpenSide } from './append.ts';
import { type Bench, type BenchContext, compare, interleaved, rateOfAll } from './bench.ts';
import { type BenchEvent, emmettStore, METADATA } from './emmett.ts';
import { append, fold, loadStreams, migrate, type Pool, transaction, VersionConflict } from './product.mjs';
import { dataOf, EVENT_TYPE, eventOf, headAt, originOf, ourPool } from './workload.ts';

const WRITERS = 16;
const HISTORY = 20;
const TURNS = 2;
const commandsOf = ({ quick }: BenchContext) => (quick ? 160 : 2_000);

export const decideAndAppend: Bench = {
  id: 'B2',
  title: `load a stream of ${HISTORY} events, decide, append one: ${WRITERS} at a time, each on a stream of its own`,
  run: async (context) => {
    const sides = await Promise.all([
      ours(context, 'ours', decideOnce),
      ours(context, 'ours, unlocked', decideUnlocked),
      theirs(context),
    ]);
    const [locked = [], unlocked = [], peer = []] = await interleaved(context, sides, TURNS).finally(() => closeAll(sides));
    return [
      compare({
        ...{ id: 'B2 worker', beside: 'Emmett CommandHandler', ours: locked, theirs: peer, unit: '/s', atLeast: 1.5 },
        note: "as the worker decides: the stream's lock first, so that a decision is not made twice; all in one transaction.",
      }),
      compare({
        ...{ id: 'B2 library', beside: 'Emmett CommandHandler', ours: unlocked, theirs: peer, unit: '/s', atLeast: 1.5 },
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

/** What the worker does with a command that is due: one transaction, the stream's lock before its load. */
async function decideOnce(pool: Pool, stream: string): Promise<void> {
  await transaction(pool, async (database) => {
    await database.query({ name: 'fence', text: 'select fence($1, $2)', values: [stream, []] });
    const head = (await loadStreams(database, [stream])).get(stream) ?? { ...headAt(stream, 0), events: [] };
    const state = fold({ initial: INITIAL, evolve }, head.events);
    await append(database, head, [eventOf(nextNumber(state))], originOf(stream));
  });
}

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

async function ours(context: BenchContext, name: string, decide: typeof decideOnce): Promise<OpenSide> {
  const { url } = await context.freshDatabase();
  await migrate(url);
  const pool = ourPool(url, WRITERS);
  return {
    name,
    run: async (run) => {
      await rateOfAll(WRITERS, commandsOf(context), (command) => {
        const stream = streamOf(run, command);
        return append(pool, headAt(stream, 0), history.map(eventOf), originOf(stream));
      });
      return rateOfAll(WRITERS, commandsOf(context), (command) => decide(pool, streamOf(run, command)));
    },
    close: () => pool.end(),
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

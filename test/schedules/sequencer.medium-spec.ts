/**
 * The sequencer under chosen interleavings: writers that draw, dawdle, undo and end in any order, and two leaders that take, look and are
 * replaced between any two of their steps. Each step is a statement of a real session; which one comes next is the schedule.
 */
import fc from 'fast-check';
import type pg from 'pg';
import { Frontier, leafHash, readFrontier } from '#tlog';
import { Leader } from '../../libs/event-log/src/sequencer/leader.js';
import { type Session, specDatabase, type SpecDatabase } from '../../libs/event-log/src/sequencer/spec-database.js';
import { resumeTree } from '../../libs/event-log/src/tree/resume-tree.js';
import { readEntries, TileStore, treeSize } from '../../libs/event-log/src/tree/tile-store.js';
import { History, shareOf } from './shares.js';

const WRITERS = 4;
const STREAMS = 3;
const LEADERS = 2;
/** A second is when a take persists how far all is settled. */
const SECOND_MS = 1_000;

/** What has to be known to choose a step that can be taken: who has a transaction open, and which streams it has locked. */
interface Model {
  readonly writers: { open: boolean; readonly locked: Set<number> }[];
}

/** The system, from the end of the schedules before on: `number` and `position` are the last ones given then. */
interface Real {
  readonly run: number;
  readonly number: number;
  readonly position: number;
  readonly leaders: Leader[];
  /** The log as it was read after each take. */
  readonly seen: number[];
  readonly clock: { ms: number };
  readonly history: History;
}

const shares = shareOf('sequencer');
let database: SpecDatabase;
let owner: pg.Client;
let writers: Session[];
let leaderSessions: Session[];
let runs = 0;

beforeAll(async () => {
  database = await specDatabase();
  owner = database.owner;
  writers = await Promise.all(Array.from({ length: WRITERS }, () => database.session()));
  leaderSessions = await Promise.all(Array.from({ length: LEADERS }, () => database.session()));
});
afterAll(() => database.close());

/** A step: its words in a counterexample, when it can be taken, and what it does. */
class Step implements fc.AsyncCommand<Model, Real> {
  constructor(
    private readonly words: string,
    private readonly possible: (model: Model) => boolean,
    private readonly take: (model: Model, real: Real) => Promise<void>,
  ) {}

  check(model: Readonly<Model>): boolean {
    return this.possible(model);
  }

  async run(model: Model, real: Real): Promise<void> {
    real.history.note(this.words);
    await this.take(model, real);
  }

  toString(): string {
    return this.words;
  }
}

const always = () => true;
const writer = fc.nat({ max: WRITERS - 1 });
const leader = fc.nat({ max: LEADERS - 1 });
/** Beside the limits of the leaders below: one, a few, more than a take may place. */
const count = fc.oneof({ weight: 4, arbitrary: fc.constant(1) }, { weight: 1, arbitrary: fc.integer({ min: 2, max: 12 }) });
const limit = fc.constantFrom(1, 3, 5_000);

const session = (at: number): Session => found(writers[at]);
const stateOf = (model: Model, at: number) => found(model.writers[at]);
const isOpen = (model: Model, at: number) => stateOf(model, at).open;

function found<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) throw new Error('There is no such thing.');
  return thing;
}

const begin = fc.record({ at: writer, xid: fc.boolean() }).map(
  ({ at, xid }) =>
    new Step(
      `writer ${at} begins${xid ? ' and takes an xid' : ''}`,
      (model) => !isOpen(model, at),
      async (model) => {
        await session(at).begin();
        if (xid) await session(at).takeXid();
        stateOf(model, at).open = true;
      },
    ),
);

const draw = writer.map(
  (at) =>
    new Step(`writer ${at} draws a number that it never uses`, always, async () => {
      await session(at).client.query(`select nextval('events_global_position_seq')`);
    }),
);

const write = fc.record({ at: writer, stream: fc.nat({ max: STREAMS - 1 }), count }).map(
  ({ at, stream, count: events }) =>
    new Step(
      `writer ${at} appends ${events} to stream ${stream}`,
      // The lock on the stream would be waited for.
      (model) => model.writers.every(({ locked }, other) => other === at || !locked.has(stream)),
      async (model, { run }) => {
        await append(session(at), `${run}/${stream}`, events);
        const { open, locked } = stateOf(model, at);
        if (open) locked.add(stream);
      },
    ),
);

const undo = fc.record({ at: writer, count }).map(
  ({ at, count: events }) =>
    new Step(
      `writer ${at} appends ${events} and undoes that by a savepoint`,
      (model) => isOpen(model, at),
      async (_, { run }) => {
        await session(at).client.query('savepoint undone');
        await session(at).append(`${run}/undone by ${at}`, 1, events);
        await session(at).client.query('rollback to undone');
      },
    ),
);

const end = fc.record({ at: writer, commits: fc.oneof({ weight: 3, arbitrary: fc.constant(true) }, fc.constant(false)) }).map(
  ({ at, commits }) =>
    new Step(
      `writer ${at} ${commits ? 'commits' : 'rolls back'}`,
      (model) => isOpen(model, at),
      async (model) => {
        await (commits ? session(at).commit() : session(at).rollback());
        stateOf(model, at).open = false;
        stateOf(model, at).locked.clear();
      },
    ),
);

const take = leader.map((at) => new Step(`leader ${at} takes`, always, (_, real) => takeBy(real, found(real.leaders[at]))));
const look = leader.map(
  (at) => new Step(`leader ${at} looks at the lock`, always, (_, { leaders }) => found(leaders[at]).lookAtLock()),
);
const persist = leader.map((at) => new Step(`leader ${at} persists`, always, (_, { leaders }) => found(leaders[at]).persist()));
const replace = fc.record({ at: leader, batch: limit }).map(
  ({ at, batch }) =>
    new Step(`leader ${at} is killed, and another one with a limit of ${batch} loads`, always, async (_, real) => {
      real.leaders[at] = await newLeader(at, batch, real.clock);
    }),
);
const pass = fc.constant(
  new Step('a second passes', always, (_, { clock }) => {
    clock.ms += SECOND_MS;
    return Promise.resolve();
  }),
);

/** As an append does it: the stream's version first, which locks it, and in the same statement what is numbered. */
async function append({ client }: Session, stream: string, events: number): Promise<void> {
  await client.query({
    name: 'append-versioned',
    text: `with head as (
             insert into streams (id, version, last_entry_hash) values ($1, $2::int, '')
             on conflict (id) do update set version = streams.version + $2::int returning version - $2::int as version
           )
           insert into events (stream, version, id, type, schema_version, subject, actor, command_id, correlation_id, occurred_at, recorded_at, visibility, entry)
           select $1, head.version + n, gen_random_uuid(), 'note.made', 1, $1, 'somebody', gen_random_uuid(), gen_random_uuid(), now(), now(), 'PUBLIC', ''
           from head, generate_series(1, $2::int) as n`,
    values: [stream, events],
  });
}

async function newLeader(at: number, batch: number, clock: { readonly ms: number }): Promise<Leader> {
  const made = new Leader(found(leaderSessions[at]).client, batch, () => clock.ms);
  await made.load();
  return made;
}

/** One take; what it placed is behind what the log held before. */
async function takeBy(real: Real, one: Leader): Promise<void> {
  if ((await one.take()).placed > 0) real.seen.push(...(await logBehind(real.position + real.seen.length)));
}

async function logBehind(position: number): Promise<number[]> {
  const { rows } = await owner.query<{ position: string; number: string }>({
    name: 'log-behind',
    text: 'select position::text, global_position::text as number from log where position > $1 order by log.position',
    values: [position],
  });
  for (const [at, row] of rows.entries())
    if (Number(row.position) !== position + at + 1) throw new Error(`Position ${position + at + 1} is missing from the log.`);
  return rows.map(({ number }) => Number(number));
}

async function start(history: History): Promise<Real> {
  const { rows } = await owner.query<{ number: number; position: number }>(
    'select coalesce(max(position), 0)::int as position, coalesce(max(global_position), 0)::int as number from log',
  );
  const clock = { ms: 0 };
  const leaders = [await newLeader(0, 3, clock), await newLeader(1, 5_000, clock)];
  return { run: runs++, ...found(rows[0]), leaders, seen: [], clock, history };
}

/** Whoever still writes ends, then the leaders go on until they have nothing left to do. */
async function finish(model: Model, real: Real): Promise<void> {
  for (const [at, { open }] of model.writers.entries()) if (open) await session(at).commit();
  for (const one of real.leaders) {
    for (let turns = 0, placed = 1; placed > 0 || one.holes > 0; turns++) {
      if (turns > 1_000) throw new Error(`A leader does not come to an end: ${one.holes} holes.`);
      const before = real.seen.length;
      await takeBy(real, one);
      placed = real.seen.length - before;
      await one.lookAtLock();
    }
    await one.persist();
  }
}

/** All faults of the log, each named: what is not in it, what stands before its predecessor, what is not where it was. */
async function faultsOf({ number, position, seen }: Real): Promise<string[]> {
  const { rows: events } = await owner.query<{ number: number; stream: string; version: number }>({
    name: 'events-behind',
    text: 'select global_position::int as number, stream, version from events where global_position > $1 order by stream, version',
    values: [number],
  });
  const log = await logBehind(position);
  const placeOf = new Map(log.map((each, at) => [each, at]));
  const faults = log.flatMap((each, at) => (each === seen[at] ? [] : [`position ${position + at + 1} was moved`]));
  if (log.length !== seen.length) faults.push(`the log had ${seen.length} entries and has ${log.length}`);
  for (const [at, event] of events.entries()) {
    const place = placeOf.get(event.number);
    if (place === undefined) faults.push(`lost: ${event.stream} version ${event.version}`);
    const before = events[at - 1];
    if (before?.stream === event.stream && (placeOf.get(before.number) ?? -1) > (place ?? Infinity))
      faults.push(`${event.stream} version ${event.version} stands before version ${before.version}`);
  }
  if (log.length !== events.length) faults.push(`${events.length} events have ${log.length} positions`);
  return [...faults, ...(await faultsOfTree())];
}

/** The tree over the entries as they are read back, taken further after each schedule. */
let readBack = Frontier.EMPTY;

async function faultsOfTree(): Promise<string[]> {
  const entries = await readEntries(owner, readBack.size, 1_000_000);
  readBack = readBack.append(entries.map(leafHash));
  const kept = await readFrontier(new TileStore(owner), await treeSize(owner));
  return kept.root().equals(readBack.root()) ? [] : ['the tree is not the one over the entries'];
}

/** After a schedule that failed: its transactions are open and its holes not settled, which is nothing to the next one. */
async function clearAway(): Promise<void> {
  for (const each of writers) await each.rollback();
  await owner.query(`
    with last as (select coalesce(max(position), 0) as position from log),
    rest as (
      select global_position, row_number() over (order by global_position) as nth, sha256('\\x00'::bytea || entry) as leaf_hash
      from events where global_position not in (select global_position from log)
    )
    insert into log select last.position + rest.nth, rest.global_position, rest.leaf_hash from last, rest`);
  await owner.query(
    'update sequencer set high = top, low = top from (select coalesce(max(global_position), 0) as top from log) log',
  );
  await resumeTree(owner, await treeSize(owner));
}

it(
  'whatever writers and leaders do in whatever order, the log is dense and complete, each stream in its order, and nothing moves',
  async () => {
    const steps = [begin, draw, write, write, write, undo, end, end, take, take, look, look, persist, replace, pass];
    const schedule = fc.asyncProperty(fc.commands(steps, { maxCommands: 40, size: 'max' }), async (commands) => {
      const history = new History();
      await history.toldBy(async () => {
        let ended = false;
        try {
          const model: Model = { writers: Array.from({ length: WRITERS }, () => ({ open: false, locked: new Set<number>() })) };
          const real = await start(history);
          await fc.asyncModelRun(() => ({ model, real }), commands);
          await finish(model, real);
          const faults = await faultsOf(real);
          if (faults.length > 0) throw new Error(faults.join('\n'));
          ended = true;
        } finally {
          if (!ended) await clearAway();
        }
      });
    });
    await fc.assert(schedule, shares.parameters);
  },
  shares.timeoutMs,
);

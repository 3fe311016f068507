/**
 * Clocks under chosen interleavings: they are set, set anew and stopped by events, the view of them follows the log when the schedule lets
 * it, two keepers look and are killed between any two statements, and time goes forwards and back. What a keeper may send is known
 * from the log alone; whatever the order, that is sent, once, and nothing else.
 */
import { ClockKeeper, clocksProjection } from '#command-queue';
import { newId, type Pool, ViewProjector } from '#event-log';
import fc from 'fast-check';
import { Leader } from '../../libs/event-log/src/sequencer/leader.js';
import { openNotebookBus } from '../support/notebook-bus.js';
import { notebooks } from '../support/notebooks.js';
import { type Play, playAll, type Setting, step } from './play.js';
import { shareOf } from './shares.js';
import { type Actor, Stage } from './stage.js';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const KEEPERS = 2;

const shares = shareOf('clocks');
let setting: Setting;

beforeAll(async () => {
  setting = { stage: await Stage.open(), bus: await openNotebookBus(), retry: { attempts: 5, backoffMs: 1_000 }, room: 0 };
}, 60_000);
afterAll(async () => {
  await setting.bus.close();
  await setting.stage.close();
}, 30_000);

/** The events whose clocks some keeper has found due: these may be sent, and where it lived on they have to be. */
const foundDue = new WeakMap<Play, Set<string>>();
function mayBeSent(play: Play): Set<string> {
  const known = foundDue.get(play) ?? new Set();
  foundDue.set(play, known);
  return known;
}

/** Takes a command to a notebook through to its end; the first one opens the notebook. */
async function perform(play: Play, at: number, name: string, more: Record<string, unknown> = {}): Promise<void> {
  const stream = play.streams[at] ?? '';
  const notebookId = stream.slice(stream.indexOf('/') + 1);
  const commands = [];
  if (!play.sent.some((each) => each.stream === stream)) commands.push(play.command(at, ''));
  commands.push({ ...play.command(at, ''), name, body: { notebookId, ...more } });
  for (const command of commands) await play.alone('door', (door) => play.accept(door, command, false));
  const ring = { commandId: newId(), stream };
  await play.alone('worker', (worker) => play.answer(worker, { ring, again: false }));
}

const notebook = fc.nat({ max: 1 });
const set = fc.record({ at: notebook, inMs: fc.constantFrom(-HOUR, -1, 500, MINUTE, HOUR) }).map(({ at, inMs }) =>
  step(
    `the clock of notebook ${at} is set to ${inMs} ms from now`,
    () => true,
    (play) => perform(play, at, 'schedule-review', { reviewAt: new Date(setting.stage.now + inMs).toISOString() }),
  ),
);
const stop = notebook.map((at) =>
  step(
    `the clock of notebook ${at} is stopped`,
    () => true,
    (play) => perform(play, at, 'review-notebook'),
  ),
);
const follow = fc.constant(
  step(
    'the view begins to follow the log',
    ({ alive }) => !alive.some(({ name }) => name.startsWith('follower')),
    (play) => play.begin('follower', followLog),
  ),
);
const look = fc.constant(
  step(
    'a keeper begins to look',
    ({ alive }) => alive.filter(({ name }) => name.startsWith('keeper')).length < KEEPERS,
    (play) => play.begin('keeper', (keeper) => lookAtClocks(play, keeper)),
  ),
);
const kill = fc.nat({ max: 3 }).map((which) =>
  step(
    `whoever is number ${which} is killed`,
    ({ alive }) => alive.length > 0,
    (play) => play.kill(which),
  ),
);
const pass = fc.constantFrom(1, 499, MINUTE, HOUR, -1, -MINUTE, -HOUR).map((ms) =>
  step(
    ms > 0 ? `${ms} ms pass` : `all clocks are put back by ${-ms} ms`,
    () => true,
    () => setting.stage.pass(ms),
  ),
);

async function followLog(actor: Actor): Promise<void> {
  const leader = new Leader(actor.pool, 5_000, () => 0);
  await leader.load();
  await leader.take();
  await leader.lookAtLock();
  await leader.take();
  await leader.persist();
  const onFault = (fault: Error) => {
    throw fault;
  };
  await new ViewProjector({ pool: actor.pool, projections: [clocksProjection(notebooks)], onFault }).round();
}

async function lookAtClocks(play: Play, keeper: Actor): Promise<void> {
  let due: readonly string[] = [];
  const query = async (statement: { readonly name?: string }, values?: unknown[]): Promise<unknown> => {
    const answer = await keeper.pool.query(statement as never, values as never);
    if (statement.name === 'clocks-due') due = await setting.stage.await(clocksDue(play));
    for (const event of due) mayBeSent(play).add(event);
    return answer;
  };
  const pool = { ...keeper.pool, query } as unknown as Pool;
  await new ClockKeeper(pool, notebooks, play.bell.frontFor(keeper), () => undefined).round();
  const sent = new Set((await sentBy(play)).map(({ event }) => event));
  const missed = due.filter((event) => !sent.has(event));
  if (missed.length > 0) throw new Error(`${missed.length} clocks were due, and the keeper did not send their commands.`);
}

/** The events that set a clock which is due now, as far as the view has followed: told from the log, not from the view. */
async function clocksDue(play: Play): Promise<string[]> {
  const { rows } = await setting.stage.owner.query<{ id: string; at: string | null }>({
    name: 'clocks-by-the-log',
    text: `select distinct on (e.stream) e.id, d.data::jsonb ->> 'reviewAt' as at
           from log l join events e using (global_position) join event_data d on d.stream = e.stream and d.version = e.version
           where e.stream = any ($1) and e.type in ('notebook.review-scheduled', 'notebook.reviewed')
             and l.position <= (select position from checkpoints where consumer = 'view:clocks')
           order by e.stream, l.position desc`,
    values: [play.streams],
  });
  return rows.flatMap(({ id, at }) => (at !== null && Date.parse(at) <= setting.stage.now ? [id] : []));
}

async function sentBy(play: Play): Promise<{ event: string; at: string; reviewAt: string }[]> {
  const { rows } = await setting.stage.owner.query<{ event: string; at: string; reviewAt: string }>({
    name: 'sent-by-clocks',
    text: `select c.causation_id as event, c.occurred_at as at, d.data::jsonb ->> 'reviewAt' as "reviewAt"
           from commands c left join events e on e.id = c.causation_id and e.stream = c.stream
           left join event_data d on d.stream = e.stream and d.version = e.version
           where c.stream = any ($1) and c.name = 'note-review-due'`,
    values: [play.streams],
  });
  return rows;
}

/** Whoever is left ends; the view catches up; keepers look now, and once more when every clock that was ever set has come due. */
async function finish(play: Play): Promise<void> {
  await play.ended();
  await play.alone('follower', followLog);
  for (const ms of [0, 4 * HOUR, 0]) {
    await setting.stage.pass(ms);
    await play.alone('keeper', (keeper) => lookAtClocks(play, keeper));
  }
}

async function judge(play: Play): Promise<void> {
  const sent = await sentBy(play);
  const faults = sent.flatMap(({ event, at, reviewAt }) => [
    ...(mayBeSent(play).has(event) ? [] : [`a command was sent for ${reviewAt}, which was stopped, set anew or not yet due`]),
    ...(Date.parse(at) === Date.parse(reviewAt) ? [] : [`the command for ${reviewAt} says ${at}`]),
  ]);
  const twice = sent.filter(({ event }, at) => sent.findIndex((each) => each.event === event) !== at);
  faults.push(...twice.map(({ reviewAt }) => `the command for ${reviewAt} was sent twice`));
  if (faults.length > 0) throw new Error(faults.join('\n'));
}

it(
  'whenever a clock is set, set anew or stopped, and however time goes, its command is sent once, when it is due and still running',
  async () => {
    const steps = [set, set, stop, follow, follow, look, look, look, kill, pass, pass];
    await playAll(shares, setting, { steps, most: 20 }, async (play) => {
      await finish(play);
      await judge(play);
    });
  },
  shares.timeoutMs,
);

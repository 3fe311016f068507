/**
 * Retry under chosen interleavings: notes that the program breaks on once, twice or for ever, notes that end the process that decides them,
 * sound ones before and behind them, several workers on one stream, rings that come again, incidents that are replayed as they are or mended.
 * Whatever the order, a fault is counted once, its pause doubles and is kept, what is beyond help becomes an incident, and nothing else does.
 */
import { listIncidents, replayIncident, transaction, VersionConflict } from '#event-log';
import fc from 'fast-check';
import { openNotebookBus } from '../support/notebook-bus.js';
import { program } from '../support/notebooks.js';
import { type Outcome, outcomesOf } from './outcomes.js';
import { acting, type Play, playAll, type Setting, STALE_MS, step } from './play.js';
import { shareOf } from './shares.js';
import { type Actor, Stage } from './stage.js';
import { answer, nth, passes, reconcile } from './steps.js';

const ATTEMPTS = 3;
const BACKOFF_MS = 1_000;
const KINDS = { sound: 0, 'breaks once': 1, 'breaks twice': 2, 'breaks for ever': Infinity, kills: Infinity } as const;
type Kind = keyof typeof KINDS;

/** Each change of a command, with the instant at which it was made. */
const HISTORY = `
  create table test_time.history (nth bigint generated always as identity, id uuid, status smallint, attempts smallint, due_at timestamptz, at timestamptz);
  create index on test_time.history (id);
  create function test_time.note() returns trigger language plpgsql security definer as $$ begin
    insert into test_time.history (id, status, attempts, due_at, at)
    select new.id, new.status, new.attempts, new.due_at, instant.at from test_time.instant;
    return null;
  end $$;
  create trigger history after update on promulgate.commands for each row execute function test_time.note()`;

const shares = shareOf('retry');
let setting: Setting;
const quietly = program.onNote;

beforeAll(async () => {
  const retry = { attempts: ATTEMPTS, backoffMs: BACKOFF_MS };
  setting = { stage: await Stage.open(), bus: await openNotebookBus(), retry, room: 1_000 };
  await setting.stage.owner.query(HISTORY);
}, 60_000);
afterAll(async () => {
  program.onNote = quietly;
  await setting.bus.close();
  await setting.stage.close();
}, 30_000);

/** What has become of the notes of one schedule. */
interface Notes {
  readonly mended: Set<string>;
  readonly replayed: Set<string>;
}
const notesOf = new WeakMap<Play, Notes>();
function notes(play: Play): Notes {
  const known = notesOf.get(play) ?? { mended: new Set(), replayed: new Set() };
  notesOf.set(play, known);
  return known;
}

const kindOf = (text: string | null): Kind => {
  const kind = Object.keys(KINDS).find((each) => text?.startsWith(each));
  return (kind ?? 'sound') as Kind;
};

/** The program of this schedule breaks on a note, or ends, as its text says. */
function playWith(play: Play): void {
  program.onNote = (text) => {
    const kind = kindOf(text);
    const id = play.sent.find(({ body }) => body['text'] === text)?.id ?? '';
    if (notes(play).mended.has(id)) return;
    if (kind === 'kills') {
      void acting.getStore()?.kill();
      throw new Error('Nobody gets to hear of this: the process has ended.');
    }
    const counted = play.faults.filter((fault) => fault.id === id).length;
    if (counted < KINDS[kind]) throw new TypeError('The note cannot be read.');
  };
}

const pass = passes(1, BACKOFF_MS - 1, BACKOFF_MS, 2 * BACKOFF_MS, STALE_MS + 1);
const send = fc
  .record({
    at: fc.nat({ max: 1 }),
    kind: fc.constantFrom<Kind>('sound', 'sound', 'sound', 'breaks once', 'breaks twice', 'breaks for ever', 'kills'),
  })
  .map(({ at, kind }) =>
    step(
      `a note that ${kind === 'sound' ? 'is sound' : kind} is sent to notebook ${at}`,
      () => true,
      async (play) => {
        playWith(play);
        const command = play.command(at, `${kind} ${play.sent.length}`);
        await play.alone('door', (door) => play.accept(door, command, true));
      },
    ),
  );
const takeUp = fc.record({ which: nth, mended: fc.boolean() }).map(({ which, mended }) =>
  step(
    `incident ${which} is replayed, and ${mended ? 'the program is mended' : 'nothing is mended'}`,
    ({ sent }) => sent.length > 0,
    (play) => play.begin('operator', (operator) => takeUpBy(operator, play, which, mended)),
  ),
);

async function takeUpBy({ pool }: Actor, play: Play, which: number, mended: boolean): Promise<void> {
  const open = await listIncidents(pool, { state: 'OPEN', kind: 'COMMAND' }, 100);
  const known = open.flatMap(({ incident }) => (incident.kind === 'COMMAND' ? [incident] : []));
  const incident = known[which % Math.max(1, known.length)];
  if (!incident) return;
  if (mended) notes(play).mended.add(incident.commandId);
  try {
    await transaction(pool, (database) => replayIncident(database, incident));
    notes(play).replayed.add(incident.commandId);
  } catch (error) {
    // Another operator was faster.
    if (!(error instanceof VersionConflict)) throw error;
  }
}

/** Time passes, the reconciler rings, workers answer one after the other, until nothing is left to decide. */
async function finish(play: Play): Promise<void> {
  await play.ended();
  const most = play.sent.length * (ATTEMPTS + 2) + 1;
  for (let rounds = 0; ; rounds++) {
    const open = (await outcomesOf(setting.stage, play.streams)).filter(({ status }) => status === 'accepted');
    if (open.length === 0) return;
    if (rounds > most) throw new Error(`${open.length} commands are not settled after ${rounds} rounds.`);
    await setting.stage.pass(STALE_MS + 1);
    await play.alone('reconciler', (one) => play.reconcile(one));
    for (let rings = play.bell.waiting.length; rings > 0; rings--)
      await play.alone('worker', (worker) => play.answer(worker, play.bell.take(0)));
  }
}

async function judge(play: Play): Promise<void> {
  const outcomes = await outcomesOf(setting.stage, play.streams);
  const faults = outcomes.flatMap((each) => faultsOfOne(play, each).map((fault) => `${each.text ?? each.name}: ${fault}`));
  for (const stream of play.streams)
    faults.push(
      ...faultsOfOrder(
        play,
        outcomes.filter((each) => each.stream === stream),
      ),
    );
  faults.push(...(await faultsOfPauses(outcomes)));
  if (faults.length > 0) throw new Error(faults.join('\n'));
}

/** What a command has come to, from its text alone. */
function faultsOfOne(play: Play, { id, text, status, attempts, events }: Outcome): string[] {
  const kind = kindOf(text);
  const counted = play.faults.filter((fault) => fault.id === id).map((fault) => fault.attempts);
  const { mended, replayed } = notes(play);
  const beyondHelp = KINDS[kind] >= ATTEMPTS && !(mended.has(id) && replayed.has(id));
  const faults = [];
  if (status !== (beyondHelp ? 'failed' : 'succeeded')) faults.push(`it is ${status} after ${attempts} tries`);
  if (events.length !== (status === 'succeeded' ? 1 : 0)) faults.push(`it has ${events.length} events`);
  if (beyondHelp && attempts !== (kind === 'kills' ? ATTEMPTS + 1 : ATTEMPTS))
    faults.push(`it is an incident after ${attempts} tries`);
  // A ring that comes again counts a try before it; a replay begins anew.
  if (!beyondHelp && Number.isFinite(KINDS[kind]) && attempts > KINDS[kind] + 1) faults.push(`it has taken ${attempts} tries`);
  if (counted.some((attempt, at) => attempt !== (at % ATTEMPTS) + 1))
    faults.push(`its faults were counted as ${counted.join(', ')}`);
  return faults;
}

/** Versions without a gap, and the order of the ledger for all that was never replayed. */
function faultsOfOrder(play: Play, outcomes: readonly Outcome[]): string[] {
  const settled = outcomes.filter(({ status }) => status === 'succeeded');
  const versions = settled.map(({ events }) => events[0]?.version ?? 0);
  const gap = versions.toSorted((a, b) => a - b).some((version, at) => version !== at + 1);
  const kept = settled.filter(({ id }) => !notes(play).replayed.has(id)).map(({ events }) => events[0]?.version ?? 0);
  const moved = kept.some((version, at) => version < (kept[at - 1] ?? 0));
  return gap || moved ? [`the versions in the order of the ledger are ${versions.join(', ')}`] : [];
}

interface Change {
  readonly id: string;
  readonly status: number;
  readonly attempts: number;
  readonly due: number;
  readonly at: number;
}

/** Each pause is twice the one before, and nothing happens to a command while it lasts. */
async function faultsOfPauses(outcomes: readonly Outcome[]): Promise<string[]> {
  const { rows } = await setting.stage.owner.query<Change>({
    name: 'history',
    text: `select id, status, attempts, (extract(epoch from due_at) * 1000)::float8 as due, (extract(epoch from at) * 1000)::float8 as at
           from test_time.history where id = any ($1) order by nth`,
    values: [outcomes.map(({ id }) => id)],
  });
  const dueOf = new Map<string, number>();
  return rows.flatMap(({ id, status, attempts, due, at }) => {
    const before = dueOf.get(id);
    dueOf.set(id, due);
    if (before !== undefined && at < before) return [`a command was touched ${before - at} ms before its pause was over`];
    const pause = BACKOFF_MS * 2 ** (attempts - 1);
    const postponed = before !== undefined ? due !== before : due > at;
    return status === 0 && attempts > 0 && postponed && due - at !== pause ? [`the pause ${attempts} is ${due - at} ms`] : [];
  });
}

it(
  'whatever breaks and whoever answers, faults count once, pauses double and are kept, and only what is beyond help becomes an incident',
  async () => {
    const steps = [send, send, send, answer, answer, answer, answer, reconcile, pass, pass, takeUp];
    await playAll(shares, setting, { steps, most: 14 }, async (play) => {
      await finish(play);
      await judge(play);
    });
  },
  shares.timeoutMs,
);

/**
 * Ledger, doorbell and reconciler under chosen interleavings: commands come in with and without a ring, the queue loses, doubles and
 * forgets, workers and doors die at any statement, time passes. Whatever happened, all that the ledger took is rung for again when the
 * rule says so, and each command is settled once, in the order of the ledger.
 */
import { newId } from '#event-log';
import fc from 'fast-check';
import { openNotebookBus } from '../support/notebook-bus.js';
import { faultsOf, outcomesOf } from './outcomes.js';
import { type Play, playAll, type Setting, STALE_MS, step } from './play.js';
import { shareOf } from './shares.js';
import { Stage } from './stage.js';
import { answer, nth, passes, reconcile, rings } from './steps.js';

const shares = shareOf('ledger');
let setting: Setting;

beforeAll(async () => {
  setting = { stage: await Stage.open(), bus: await openNotebookBus(), retry: { attempts: 5, backoffMs: 1_000 }, room: 3 };
}, 60_000);
afterAll(async () => {
  await setting.bus.close();
  await setting.stage.close();
}, 30_000);

const notebook = fc.nat({ max: 1 });
const pass = passes(1, 500, STALE_MS - 1, STALE_MS + 1);

const send = fc.record({ at: notebook, rung: fc.boolean() }).map(({ at, rung }) =>
  step(
    `a command for notebook ${at} is sent${rung ? '' : ', and nobody rings'}`,
    () => true,
    (play) => {
      const command = play.command(at, `note ${play.sent.length}`);
      play.begin('door', (door) => play.accept(door, command, rung));
    },
  ),
);
const sendAgain = nth.map((which) =>
  step(
    `command ${which} is sent again under its key`,
    ({ sent }) => sent.length > 0,
    (play) => {
      const first = play.sent[which % play.sent.length];
      if (first) play.begin('door', (door) => play.accept(door, { ...first, id: newId() }, true));
    },
  ),
);
const kill = nth.map((which) =>
  step(
    `whoever is number ${which} is killed`,
    ({ alive }) => alive.length > 0,
    (play) => play.kill(which),
  ),
);
const lose = nth.map((which) => step(`ring ${which} is lost`, rings, ({ bell }) => bell.lose(which)));
const double = nth.map((which) => step(`ring ${which} is doubled`, rings, ({ bell }) => bell.double(which)));
const empty = fc.constant(
  step(
    'the queue is emptied',
    () => true,
    ({ bell }) => bell.empty(),
  ),
);

/**
 * Everybody ends. What nobody has ever rung for, one round rings for; then all rings may have been lost: once the queue has another epoch,
 * or they count as stale, one round rings for all that is unsettled, the next one for nothing, and workers settle it.
 */
async function finish(play: Play, emptied: boolean): Promise<void> {
  await play.ended();
  const silent = play.command(0, 'the last one');
  await play.alone('door', (door) => play.accept(door, silent, false));
  const rungFor = await afterARound(play);
  if (!rungFor.has(silent.id)) throw new Error('Nobody had rung for the last command, and a round does not.');
  if (emptied) play.bell.empty();
  else await setting.stage.pass(STALE_MS + 1);
  const open = (await outcomesOf(setting.stage, play.streams)).filter(({ status }) => status === 'accepted');
  const again = await afterARound(play);
  const unrung = open.filter(({ id }) => !again.has(id));
  if (unrung.length > 0) throw new Error(`${unrung.length} of ${open.length} unsettled commands are not rung for again.`);
  const waiting = play.bell.waiting.splice(0);
  if ((await afterARound(play)).size > 0) throw new Error('A command was rung for again at once.');
  for (play.bell.waiting.push(...waiting); rings(play);)
    await play.alone('worker', (worker) => play.answer(worker, play.bell.take(0)));
}

/** A round of the reconciler with nobody beside it: the commands that are rung for then. */
async function afterARound(play: Play): Promise<ReadonlySet<string>> {
  await play.alone('reconciler', (one) => play.reconcile(one));
  return new Set(play.bell.waiting.map(({ ring }) => ring.commandId));
}

async function judge(play: Play): Promise<void> {
  const outcomes = await outcomesOf(setting.stage, play.streams);
  const kept = new Set(outcomes.map(({ id }) => id));
  const faults = [...play.promised].filter((id) => !kept.has(id)).map((id) => `${id} was promised, and the ledger has lost it`);
  for (const stream of play.streams)
    faults.push(
      ...faultsOf(
        outcomes.filter((each) => each.stream === stream),
        setting.room,
      ),
    );
  for (const { command, error } of play.faults) faults.push(`${command} was taken for a fault: ${error.message}`);
  if (faults.length > 0) throw new Error(faults.join('\n'));
}

it(
  'whatever is lost and whoever dies, each command is rung for by the rule, and settled once, in the order of the ledger',
  async () => {
    const steps = [send, send, sendAgain, answer, answer, answer, reconcile, kill, lose, double, empty, pass, pass];
    await playAll(shares, setting, { steps, most: 20 }, async (play, emptied) => {
      await finish(play, emptied);
      await judge(play);
    });
  },
  shares.timeoutMs,
);

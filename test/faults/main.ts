/** A fault run: one fault after the other on one running product, and a verdict after each. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { Chance } from './chance.js';
import { PageReader, StreamReader } from './consumers.js';
import { History } from './history.js';
import { Hook } from './hook.js';
import { historyOf, type Violation } from './judge.js';
import { Load } from './load.js';
import type { Asked, Receiver } from './receiver.js';
import { pageOf, type Row, tableFor } from './report.js';
import { faults } from './rows/index.js';
import { drain, type Fault, type Outcome, type Scene, verdict } from './scene.js';
import { Stage } from './stage.js';

const TARGET = 'docs/faults.md';
/** The quick run builds all views anew after each so many faults only; what went wrong in one of them still shows. */
const VIEWS_EVERY = 11;

interface Choices {
  readonly quick: boolean;
  readonly only: string | undefined;
  readonly seed: number;
  readonly json: boolean;
}

function choices(): Choices {
  const { values } = parseArgs({
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      only: { type: 'string' },
      seed: { type: 'string' },
    },
  });
  const seed = values.seed === undefined ? Math.floor(Math.random() * 1_000_000_000) : Number(values.seed);
  if (!Number.isSafeInteger(seed) || seed < 0) throw new Error('--seed takes a whole number.');
  return { quick: values.quick, json: values.json, only: values.only, seed };
}

/** What the webhooks of a run ask for. */
const ASKED: readonly Asked[] = [{}, { subjects: ['authorities', 'drafts', 'meetings'] }];

const print = (line: string): void => void process.stdout.write(`${line}\n`);

/** One row: the fault under load, then everything whole again, then the verdict. */
async function play(fault: Fault, scene: Scene, known: Set<string>, views: boolean): Promise<Row> {
  const { stage, load, history, hooks, chance, quick, say } = scene;
  const wanted = quick ? fault.quick : fault.full;
  const began = Date.now();
  for (const { receiver } of hooks) receiver.beMoody(chance.branch());
  let outcome: Outcome;
  try {
    outcome = await fault.run(scene, wanted);
  } catch (error) {
    const what = `the harness itself broke: ${String((error as Error).stack)}`;
    outcome = { count: 0, figures: [], violations: [{ invariant: 'BITE', what }] };
    await load.stop();
  }
  stage.disarm();
  await stage.fill();
  await stage.thin();
  await Promise.all(hooks.map((hook) => hook.comeToRest(chance)));
  const drained = await drain(scene);
  const found = [...(outcome.violations ?? []), ...(await verdict(scene, views))];
  if (!drained) found.push({ invariant: 'I1', what: 'what was left to do was not done within 180 s' });
  const fresh = found.filter((violation) => {
    const key = JSON.stringify([violation.invariant, violation.what]);
    return !known.has(key) && known.add(key);
  });
  const row: Row = { ...fault, ...outcome, wanted, violations: fresh.length, tookMs: Date.now() - began };
  say(`${row.count} of ${wanted}, ${fresh.length} violations, ${(row.tookMs / 1000).toFixed(0)} s`);
  for (const { what, value, met } of row.figures) say(`  ${what}: ${value}${met === false ? '  (missed)' : ''}`);
  for (const violation of fresh) await show(violation, stage, history);
  return row;
}

async function show(violation: Violation, stage: Stage, history: History): Promise<void> {
  print(`  ✗ ${violation.invariant}: ${violation.what}`);
  const lines = await historyOf(stage.owner, violation, history).catch((error: unknown) => [String(error)]);
  for (const line of lines) print(`      ${line}`);
}

/** How a webhook fared, in a line. */
function receivedBy({ arrivals, left }: Receiver): string {
  const taken = arrivals.filter(({ takenTurn }) => takenTurn !== undefined);
  const positions = new Set(taken.map(({ position }) => position)).size;
  return `${positions} positions taken by a webhook’s receiver, sent ${arrivals.length} times, of which it failed ${arrivals.length - taken.length}; it was away ${left} times`;
}

async function run({ quick, only, seed, json }: Choices): Promise<number> {
  const asked = only?.split(',');
  const chosen = faults.filter(({ name }) => !asked || asked.some((each) => name === each || name.startsWith(`${each}-`)));
  if (chosen.length === 0) throw new Error(`There is no fault ${only}; there are ${faults.map(({ name }) => name).join(', ')}.`);
  print(`seed ${seed}${quick ? ', quick' : ''}`);
  const stage = await Stage.open();
  const rows: Row[] = [];
  const end = () => void stage.close().finally(() => process.exit(130));
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end);
  process.once('disconnect', end);
  try {
    const chance = new Chance(seed);
    const history = new History();
    const load = new Load(stage, history, chance.branch(), seed);
    await load.prepare();
    const stream = new StreamReader(load.client(), chance.branch());
    const consumers = [new PageReader(load.client()), stream];
    for (const consumer of consumers) consumer.start();
    const hooks = await Promise.all(ASKED.map((asked) => Hook.register(stage, load, asked)));
    const known = new Set<string>();
    const expectedIncidents = new Set<string>();
    for (const [nth, fault] of chosen.entries()) {
      print(`\n${fault.name}: ${fault.title}`);
      const say = (line: string): void => print(`  ${line}`);
      const scene = { stage, load, history, consumers, hooks, chance: chance.branch(), quick, expectedIncidents, say };
      const views = !quick || nth === chosen.length - 1 || nth % VIEWS_EVERY === VIEWS_EVERY - 1;
      rows.push(await play(fault, scene, known, views));
    }
    load.giveUp();
    await Promise.all([...consumers.map((consumer) => consumer.stop()), ...hooks.map(({ receiver }) => receiver.close())]);
    print(`\n${tableFor(rows)}`);
    print(
      `\nseed ${seed}: ${history.operations.length} commands sent, ${stream.seen.length} positions followed, by a reader of the stream that left ${stream.left} times`,
    );
    print(hooks.map(({ receiver }) => receivedBy(receiver)).join('\n'));
  } finally {
    await stage.close();
  }
  const violations = rows.reduce((sum, row) => sum + row.violations, 0);
  if (!quick) {
    const before = existsSync(TARGET) ? readFileSync(TARGET, 'utf8') : '';
    const order = faults.map(({ name }) => name);
    writeFileSync(TARGET, pageOf(rows, seed, before, order));
  }
  print(`${violations} violations`);
  if (json)
    print(
      JSON.stringify({
        seed,
        violations,
        rows: rows.map(({ name, count, violations: found }) => ({ fault: name, count, violations: found })),
      }),
    );
  return violations === 0 ? 0 : 1;
}

try {
  process.exit(await run(choices()));
} catch (error) {
  process.stderr.write(`${String((error as Error).stack)}\n`);
  process.exit(2);
}

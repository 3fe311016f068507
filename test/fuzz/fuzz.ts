/** One run on a system that stands: sends, judges, and holds what was left against what was answered. */
import { enterStory } from '../../apps/demo/src/story/index.js';
import { afterwards } from './afterwards.js';
import { Chance } from './chance.js';
import { Contract } from './contract.js';
import { balanceOf, endOfLedger, isSettled } from './ledger.js';
import { MemoryBook } from './memory.js';
import type { Options } from './options.js';
import { Records } from './records.js';
import type { Run } from './report.js';
import { Runner } from './runner.js';
import type { System } from './system.js';
import { Tokens } from './tokens.js';
import { Values } from './values.js';
import { Wire } from './wire.js';

/** The run is done in so many parts; between them the worker comes to its end, and memory is read. */
const PARTS = 40;
const SETTLE_MS = 180_000;
const CASE_TRIES = 5;

export async function fuzz(system: System, options: Options, print: (line: string) => void): Promise<Run> {
  const url = `http://127.0.0.1:${system.api.port}`;
  const chance = new Chance(options.seed);
  await enterCase(system, url);
  if (!(await isSettled(system, SETTLE_MS))) throw new Error('The case that is entered first did not come to its end.');
  const since = await endOfLedger(system);

  const contract = new Contract((await (await fetch(`${url}/openapi.json`)).json()) as ConstructorParameters<typeof Contract>[0]);
  const records = new Records(chance);
  await learn(system, records);
  const tokens = await Tokens.of(system.issuer, system.keys, system.stranger, chance);
  const wire = new Wire(system.api.port);
  const runner = new Runner({ chance, contract, values: new Values(chance, contract, records), tokens }, wire);
  const memory = new MemoryBook();

  const began = performance.now();
  await runner.begin();
  for (let part = 1; runner.requests < options.requests; part++) {
    await learn(system, records);
    await runner.some(Math.max(1, Math.min(options.requests - runner.requests, Math.ceil(options.requests / PARTS))));
    await isSettled(system, SETTLE_MS);
    await memory.sample(system, runner.requests);
    const seconds = (performance.now() - began) / 1000;
    if (part % 4 === 0)
      print(
        `  ${runner.requests} of ${options.requests}, ${Math.round(runner.requests / seconds)}/s, ${runner.findings.count} violations`,
      );
  }
  const seconds = (performance.now() - began) / 1000;
  await runner.shrink();
  wire.close();
  await isSettled(system, SETTLE_MS);

  const balance = await balanceOf(system, since, runner.told);
  for (const fault of balance.faults) runner.findings.add('ledger and log', fault);
  for (const fault of await afterwards(system)) runner.findings.add('afterwards', fault);
  const courses = memory.courses();
  if (!options.quick)
    for (const { process: name, of, from, to, flat } of courses)
      if (!flat)
        runner.findings.add('memory', {
          rule: 'memory that grows',
          seen: `${name} ${of}: ${from.toFixed(1)} to ${to.toFixed(1)} MiB`,
        });
  return {
    seed: options.seed,
    requests: runner.requests,
    seconds,
    operations: { reached: runner.covered.size, all: contract.operations.length },
    tallies: runner.tallies,
    statuses: runner.statuses,
    findings: runner.findings.all,
    courses,
    balance,
  };
}

/** The demo's case, so that there are records in many states. Entered again it goes on where it was broken off: on a busy machine it waits in vain now and then. */
async function enterCase(system: System, baseUrl: string): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      return await enterStory({ baseUrl, tokenFor: (name) => system.issuer.tokenFor(name), print: () => undefined });
    } catch (error) {
      if (tries >= CASE_TRIES) throw error;
    }
  }
}

/** Takes up the newest records, and which fields name them, from the ledger itself. */
async function learn({ query }: System, records: Records): Promise<void> {
  const rows = await query<{ id: string; stream: string; body: object }>(
    `select id, stream, body from (select seq, id, stream, body from commands where status = 1 order by seq desc limit 600) newest order by seq`,
  );
  for (const { id, stream, body } of rows) {
    const [type = '', record = ''] = stream.split('/');
    records.add(type, record);
    records.addCommand(id);
    // What was entered of the past is confirmed under the id of its command.
    if ('asserted' in body) records.add('assertions', id);
  }
  for (const { body } of rows) records.learn(body);
}

/** Starts everything, has it fuzzed, and tells. Started by `run.mjs`. */
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fuzz } from './fuzz.js';
import { FULL, readOptions } from './options.js';
import { account, findingsText, isClean, jsonLine, memoryTable, page, statusLine, table } from './report.js';
import { startSystem, type System } from './system.js';

const print = (line: string): void => void process.stdout.write(`${line}\n`);

async function versions({ query }: System): Promise<string> {
  const [row] = await query<{ server_version: string }>('show server_version');
  return `Node ${process.versions.node}, PostgreSQL ${row?.server_version}.`;
}

async function main(): Promise<number> {
  const options = readOptions(process.argv.slice(2));
  print(`Bad input: ${options.requests} requests, seed ${options.seed}`);
  const system = await startSystem();
  const stop = async (code: number): Promise<never> => {
    await system.stop();
    process.exit(code);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'disconnect'] as const) process.on(signal, () => void stop(130));
  try {
    const run = await fuzz(system, options, print);
    print(
      `\n${table(run)}\n\nAnswers: ${statusLine(run)}\n${run.operations.reached} of ${run.operations.all} operations, ${Math.round(run.seconds)} s`,
    );
    print(`\n${account(run)}\n\n${memoryTable(run)}\n`);
    if (run.findings.length > 0) print(findingsText(run));
    print(
      isClean(run)
        ? `No violation. Seed ${run.seed}.`
        : `Violations. Again: npm run fuzz -- --requests ${options.requests} --seed ${run.seed}`,
    );
    if (options.requests >= FULL && !options.json)
      writeFileSync(fileURLToPath(new URL('../../../docs/fuzz.md', import.meta.url)), page(run, await versions(system)));
    if (options.json) print(jsonLine(run));
    return isClean(run) ? 0 : 1;
  } finally {
    await system.stop();
  }
}

process.channel?.unref();
try {
  process.exit(await main());
} catch (error) {
  process.stderr.write(`${(error as Error).stack}\n`);
  process.exit(1);
}

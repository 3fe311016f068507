// `npm run model [-- --json]`: lets Spin try every order of steps of the model beside this file, whole and without each guard in turn.
// Exit code 1 where the whole model is violated, a guard can be removed unnoticed, a search was cut short, or a tool is missing.
import { execFile, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const MODEL = fileURLToPath(new URL('promulgate.pml', import.meta.url));
const NEEDED = 'The model needs spin and gcc. On Debian: apt-get install -y spin gcc';
const MEMORY_MB = 6_000;
const SEARCH_LIMIT_MS = 15 * 60_000;
const run = promisify(execFile);

/** Every order of steps: no assert fails, and no run goes on for ever. */
const whole = (title, ...defines) => ({ title, defines, search: 'endless', holds: true });
/** Without a guard: the shortest way to a failing assert. */
const without = (title, guard, ...defines) => ({
  title,
  defines: [`WITHOUT_${guard}`, ...defines],
  search: 'shortest',
  holds: false,
});

const CHECKS = [
  whole('everything: two commands on one new record', 'SAME', 'MISHAPS=1', 'NUMBERS=5'),
  whole('everything: two decisions that read each other', 'FACTS', 'MISHAPS=1', 'NUMBERS=5'),
  whole('everything: two records, three events', 'APART', 'MISHAPS=0', 'NUMBERS=6'),
  whole('the same with one leader and a mishap', 'APART', 'MISHAPS=1', 'LEADERS=1', 'NUMBERS=6'),
  whole('everything: a command that kills its process', 'POISON', 'MISHAPS=0', 'NUMBERS=6'),
  whole('everything: one request twice, and a view', 'TWICE', 'FOLLOWED', 'MISHAPS=2', 'NUMBERS=5'),
  without('order by global position', 'NUMBER_ORDER', 'SAME', 'MISHAPS=0'),
  without('hole ranges', 'HOLES', 'APART', 'MISHAPS=0'),
  without('take not cut short', 'CUT_SHORT', 'APART', 'MISHAPS=0', 'LEADERS=1'),
  without('lock horizon', 'LOCK_HORIZON', 'APART', 'MISHAPS=0', 'LEADERS=1'),
  without('second take', 'SECOND_TAKE', 'APART', 'MISHAPS=0', 'LEADERS=1'),
  without('leader session: keys of the log', 'LOG_KEY', 'SAME', 'MISHAPS=0'),
  without('command fence', 'FENCE', 'FACTS', 'MISHAPS=0'),
  without('fence in a statement before the load', 'FENCE_FIRST', 'FACTS', 'MISHAPS=0'),
  without('version update', 'VERSION_UPDATE', 'SAME', 'MISHAPS=0'),
  without('settled means settled', 'SETTLED_IS_SETTLED', 'SAME', 'MISHAPS=0'),
  { ...without('attempts committed first', 'ATTEMPTS_FIRST', 'POISON', 'MISHAPS=0'), search: 'endless' },
  without('idempotency key', 'IDEMPOTENCY_KEY', 'TWICE', 'MISHAPS=0'),
  without('reconciler', 'RECONCILER', 'SAME', 'MISHAPS=1'),
  without('epoch', 'EPOCH', 'SAME', 'MISHAPS=1'),
  without('each life of Redis has an epoch of its own', 'NEW_EPOCH', 'SAME', 'MISHAPS=1'),
  without('checkpoint with view', 'CHECKPOINT_WITH_VIEW', 'TWICE', 'FOLLOWED', 'MISHAPS=1'),
];

/**
 * Compiled with, and run with. Both searches visit every state that can be reached, or stop at the first error.
 * A shortest way is found sooner than a compiler optimises the search.
 */
const SEARCHES = {
  endless: { optimise: '-O2', compile: ['-DNP', '-DCOLLAPSE'], run: ['-l', '-m100000'], defines: [] },
  shortest: { optimise: '-O0', compile: ['-DSAFETY', '-DBFS', '-DCOLLAPSE'], run: [], defines: ['SHORTEST'] },
};

async function search(check) {
  const began = performance.now();
  const folder = mkdtempSync(join(tmpdir(), 'promulgate-model-'));
  const how = SEARCHES[check.search];
  const defines = [...check.defines, ...how.defines].map((name) => `-D${name}`);
  try {
    await run('spin', [...defines, '-a', MODEL], { cwd: folder });
    await run('gcc', ['-w', how.optimise, `-DMEMLIM=${MEMORY_MB}`, ...how.compile, '-o', 'pan', 'pan.c'], { cwd: folder });
    const { stdout } = await run('./pan', how.run, { cwd: folder, timeout: SEARCH_LIMIT_MS, maxBuffer: 1e8 });
    const verdict = judge(check, stdout);
    const trail = readdirSync(folder).find((name) => name.endsWith('.trail'));
    const story = trail && verdict.errors > 0 ? await tell(defines, join(folder, trail), folder) : [];
    return { ...check, ...verdict, story, seconds: (performance.now() - began) / 1_000 };
  } catch (error) {
    const fault = [error.message, error.stdout].join('\n').slice(-2_000);
    return {
      ...check,
      states: 0,
      errors: 0,
      good: false,
      result: 'UNEXPECTED: the search did not end',
      story: [fault],
      seconds: 0,
    };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Spin says at the end what it saw. Anything but a full search, or the one error that was looked for, is unexpected. */
function judge(check, output) {
  const states = Number(/(\d+) states, stored/.exec(output)?.[1] ?? 0);
  const errors = Number(/errors: (\d+)/.exec(output)?.[1] ?? NaN);
  const incomplete = /max search depth too small|out of memory|memory limit|aborted|resource limit/i.exec(output)?.[0];
  const found = /pan:\d+: (assertion violated|non-progress cycle)/.exec(output)?.[1];
  if (check.holds) {
    const good = errors === 0 && states > 0 && !incomplete && !/Search not completed/.test(output);
    return { states, errors, good, result: good ? 'holds' : `UNEXPECTED: ${incomplete ?? found ?? 'no verdict'}` };
  }
  const good = errors === 1 && (check.search === 'endless' ? found === 'non-progress cycle' : found === 'assertion violated');
  return { states, errors, good, result: good ? '' : `UNEXPECTED: ${incomplete ?? found ?? 'no counterexample'}` };
}

/** The steps to the error, in words. */
async function tell(defines, trail, folder) {
  const { stdout } = await run('spin', [...defines, '-t', '-B', '-k', trail, MODEL], { cwd: folder, maxBuffer: 1e8 }).catch(
    (error) => error,
  );
  return stdout.split('\n').flatMap((line) => {
    const step = /STEP (.*)/.exec(line)?.[1] ?? /(<<<<<START OF CYCLE>>>>>)/.exec(line)?.[1];
    const failed = /promulgate\.pml:(\d+), Error: assertion violated/.exec(line)?.[1];
    if (step) return [step];
    return failed ? [`assert of line ${failed}: ${sourceLine(Number(failed))}`] : [];
  });
}

const sourceLine = (number) => (readFileSync(MODEL, 'utf8').split('\n')[number - 1] ?? '').trim();

const named = ({ title, holds }) => (holds ? title : `without: ${title}`);

function row({ states, seconds, result, ...check }) {
  return `| ${named(check)} | ${states.toLocaleString('en')} | ${seconds.toFixed(1)} s | ${result} |`;
}

async function main(args) {
  const json = args.includes('--json');
  const only = args
    .find((arg) => arg.startsWith('--only='))
    ?.slice('--only='.length)
    .split(',');
  const stories = args.includes('--stories');
  for (const tool of [
    ['spin', '-V'],
    ['gcc', '--version'],
  ]) {
    if (spawnSync(tool[0], tool.slice(1)).status !== 0) {
      process.stderr.write(`${NEEDED}\n`);
      return 1;
    }
  }
  const checks = CHECKS.filter((check) => !only || only.some((part) => named(check).includes(part)));
  const results = [];
  const queue = [...checks];
  const next = async () => {
    for (let check = queue.shift(); check; check = queue.shift()) {
      process.stderr.write(`      ${named(check)} …\n`);
      const result = await search(check);
      if (!result.result)
        result.result = `counterexample of ${result.story.filter((line) => !line.startsWith('<')).length} steps, as expected`;
      results[checks.indexOf(check)] = result;
      process.stderr.write(`${result.good ? 'ok  ' : 'FAIL'}  ${row(result)}\n`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(2, availableParallelism()) }, next));
  process.stdout.write('\n| Searched | States | Time | Result |\n|---|---|---|---|\n');
  for (const result of results) process.stdout.write(`${row(result)}\n`);
  for (const { title, story, good } of results.filter((result) => (stories && result.story.length > 0) || !result.good))
    process.stdout.write(`\n${good ? 'Without' : 'UNEXPECTED:'} ${title}\n${story.map((line) => `  ${line}\n`).join('')}`);
  const unexpected = results.filter(({ good }) => !good).length;
  if (json) {
    const rows = results.map(({ title, holds, states, seconds, result, good, story }) => ({
      title,
      holds,
      states,
      seconds,
      result,
      good,
      steps: story.length,
    }));
    process.stdout.write(`${JSON.stringify({ unexpected, rows })}\n`);
  }
  return unexpected > 0 || results.length === 0 ? 1 : 0;
}

process.exitCode = await main(process.argv.slice(2));

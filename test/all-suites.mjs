/**
 * One PostgreSQL and one Redis for the whole run; all suites with the queue on Redis, then those that touch the queue
 * once more with it on PostgreSQL. Started by `test/run.mjs`, after the build, on the pinned Node.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { leash } from '../dist/libs/testing/src/processes.js';
import { startRedis } from '../dist/libs/testing/src/redis.js';
import { startPostgres } from '../dist/libs/testing/src/services.js';

/** A suite is named by its source, and run as it was built. */
const WORDS = process.argv.slice(2).map((word) => word.replace(/\.ts$/, '.js'));
const JEST = ['node_modules/jest/bin/jest.js', '--config', 'test/jest.config.mjs'];
const RUNS = [
  { queue: 'redis', only: [] },
  {
    queue: 'postgres',
    only: ['--testMatch', '<rootDir>/{apps,libs,test}/**/*.{queue-medium-spec,queue-e2e-spec}.js', '--passWithNoTests'],
  },
];

const reports = mkdtempSync(join(tmpdir(), 'promulgate-test-reports-'));
/** Names the jest that is running: it ends with us, also when we are killed. */
const pidFile = join(reports, 'jest.pid');
const letGo = leash(reports, pidFile);
const running = [];
let interrupted;
let jest;
const interrupt = (signal) => {
  interrupted ??= signal;
  try {
    // With its workers, which would go on to the end of their suite.
    if (jest) process.kill(-jest.pid, 'SIGTERM');
  } catch {
    // Gone already.
  }
};
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => interrupt(signal));
// The one who started us was killed.
process.on('disconnect', () => interrupt('SIGHUP'));

/** Runs jest to its end: how many tests passed, and which failed. A suite that could not be run is a failure, and so is a run that broke off. */
async function run({ queue, only }, env) {
  const report = join(reports, `${queue}.json`);
  console.log(`\nThe queue on ${queue === 'redis' ? 'Redis: all suites' : 'PostgreSQL: the suites that touch it'}`);
  jest = spawn(process.execPath, [...JEST, ...only, '--json', '--outputFile', report, ...WORDS], {
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
    env: { ...process.env, ...env, PROMULGATE_TEST_QUEUE: queue, FORCE_COLOR: process.stdout.isTTY ? '1' : '0' },
  });
  writeFileSync(pidFile, `-${jest.pid}\n`);
  const code = await new Promise((resolve) => jest.once('exit', (status) => resolve(status ?? 1)));
  jest = undefined;
  rmSync(pidFile, { force: true });
  if (!existsSync(report)) return { passed: 0, red: ['jest wrote no report'] };
  const { numPassedTests: passed, testResults } = JSON.parse(readFileSync(report, 'utf8'));
  const red = testResults.flatMap(redOf);
  return { passed, red: code !== 0 && red.length === 0 ? [`jest ended with ${code}`] : red };
}

/** What failed in a suite: its tests and hooks, or the suite itself, where it could not be run to its end. */
function redOf({ name, status, assertionResults }) {
  const suite = name.slice(name.indexOf('/dist/') + '/dist/'.length).replace(/\.js$/, '.ts');
  const tests = assertionResults.filter((test) => test.status === 'failed');
  const titles = tests.map(({ ancestorTitles, title }) => [...ancestorTitles, title].join(' › '));
  return (status === 'failed' && titles.length === 0 ? ['the suite itself'] : titles).map((title) => `${suite}: ${title}`);
}

const total = { passed: 0, red: [] };
try {
  const postgres = await startPostgres();
  running.push(postgres);
  const redis = await startRedis();
  running.push(redis);
  // Whoever wants one answer more quickly names the run.
  for (const each of RUNS.filter(({ queue }) => queue === (process.env.PROMULGATE_TEST_RUNS ?? queue))) {
    if (interrupted) break;
    const { passed, red } = await run(each, { TEST_POSTGRES_URL: postgres.url, TEST_REDIS_URL: redis.url });
    total.passed += passed;
    total.red.push(...red.map((name) => `${name} (the queue on ${each.queue})`));
  }
} catch (error) {
  console.error(error.name === 'Trouble' ? error.message : error);
  total.red.push('the services, as said above');
} finally {
  await Promise.allSettled(running.map((service) => service.stop()));
  rmSync(reports, { recursive: true, force: true });
  letGo();
}
if (interrupted) console.log('Interrupted: not every suite was run.');
for (const name of total.red) console.log(`✗ ${name}`);
console.log(`${total.passed} passed, ${total.red.length} failed`);
process.exit(interrupted ? 130 : total.red.length > 0 || !total.passed ? 1 : 0);

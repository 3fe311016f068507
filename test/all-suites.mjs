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

const JEST = ['--experimental-vm-modules', '--no-warnings', 'node_modules/jest/bin/jest.js', '--config', 'test/jest.config.mjs'];
const RUNS = [
  { queue: 'redis', only: [] },
  {
    queue: 'postgres',
    only: ['--testMatch', '<rootDir>/{apps,libs,test}/**/*.{queue-medium-spec,queue-e2e-spec}.ts', '--passWithNoTests'],
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

/** Runs jest to its end: how many tests passed and failed. A suite that could not be run is a failure, and so is a run that broke off. */
async function run({ queue, only }, env) {
  const report = join(reports, `${queue}.json`);
  console.log(`\nThe queue on ${queue === 'redis' ? 'Redis: all suites' : 'PostgreSQL: the suites that touch it'}`);
  jest = spawn(process.execPath, [...JEST, ...only, '--json', '--outputFile', report, ...process.argv.slice(2)], {
    stdio: ['ignore', 'inherit', 'inherit'],
    detached: true,
    env: { ...process.env, ...env, PROMULGATE_TEST_QUEUE: queue, FORCE_COLOR: process.stdout.isTTY ? '1' : '0' },
  });
  writeFileSync(pidFile, `-${jest.pid}\n`);
  const code = await new Promise((resolve) => jest.once('exit', (status) => resolve(status ?? 1)));
  jest = undefined;
  rmSync(pidFile, { force: true });
  if (!existsSync(report)) return { passed: 0, failed: 1 };
  const { numPassedTests: passed, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(readFileSync(report, 'utf8'));
  const failed = numFailedTests + numRuntimeErrorTestSuites;
  return { passed, failed: code !== 0 && failed === 0 ? 1 : failed };
}

const total = { passed: 0, failed: 0 };
try {
  const postgres = await startPostgres();
  running.push(postgres);
  const redis = await startRedis();
  running.push(redis);
  // Whoever wants one answer more quickly names the run.
  for (const each of RUNS.filter(({ queue }) => queue === (process.env.PROMULGATE_TEST_RUNS ?? queue))) {
    if (interrupted) break;
    const { passed, failed } = await run(each, { TEST_POSTGRES_URL: postgres.url, TEST_REDIS_URL: redis.url });
    total.passed += passed;
    total.failed += failed;
  }
} catch (error) {
  console.error(error.name === 'Trouble' ? error.message : error);
  total.failed += 1;
} finally {
  await Promise.allSettled(running.map((service) => service.stop()));
  rmSync(reports, { recursive: true, force: true });
  letGo();
}
if (interrupted) console.log('Interrupted: not every suite was run.');
console.log(`${total.passed} passed, ${total.failed} failed`);
process.exit(interrupted ? 130 : total.failed || !total.passed ? 1 : 0);

/**
 * `npm run guards [-- --only NAME …] [--json]`: takes each guard of `guards.mjs` away, in a copy of the sources, and runs the test that
 * must go red without it. A guard whose test stays green, or that is not where it is said to be, fails the run.
 * What it found goes into docs/guards.md.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import { fail, prepare, root } from '../../apps/demo/prepare.mjs';
import { GUARDS } from './guards.mjs';
import { without } from './without.mjs';

const { values: options } = parseArgs({
  options: { only: { type: 'string', multiple: true }, json: { type: 'boolean', default: false } },
});
/** A guard whose absence makes a test wait for ever is not shown by that. */
const MOST_MS = 900_000;
const say = (line) => process.stderr.write(`${line}\n`);

/** A copy of the sources as they stand, beside the installed packages. */
function copySources() {
  const copy = mkdtempSync(join(tmpdir(), 'promulgate-guards-'));
  const listed = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  if (listed.status !== 0) throw new Error(`git does not list the sources: ${listed.stderr}`);
  for (const file of listed.stdout.split('\0').filter(Boolean)) {
    mkdirSync(join(copy, dirname(file)), { recursive: true });
    cpSync(join(root, file), join(copy, file));
  }
  symlinkSync(join(root, 'node_modules'), join(copy, 'node_modules'));
  return copy;
}

/** Runs the suites whose paths match; how many tests passed and failed. */
function runTests(copy, pattern) {
  const { stdout, stderr } = spawnSync(process.execPath, ['test/run.mjs', '--', pattern], {
    cwd: copy,
    encoding: 'utf8',
    maxBuffer: 1 << 28,
    timeout: MOST_MS,
    // What goes wrong because a guard is away may do so where nobody waits for it: the test is to say so, not the process to end.
    env: { ...process.env, PROMULGATE_TEST_RUNS: 'redis', NODE_OPTIONS: '--unhandled-rejections=warn' },
  });
  const [, passed, failed] = /^(\d+) passed, (\d+) failed$/m.exec(stdout) ?? [];
  const red = [...stdout.matchAll(/^✗ [^:]+: (.+) \(the queue on \w+\)$/gm)]
    .map(([, name]) => name)
    .filter((name) => name !== 'the suite itself');
  return { passed: Number(passed ?? 0), failed: Number(failed ?? 0), red, output: `${stdout}${stderr}` };
}

function check(copy, guard) {
  const began = Date.now();
  const place = join(copy, guard.file);
  const whole = readFileSync(place, 'utf8');
  writeFileSync(place, without(guard));
  const { failed, red, output } = runTests(copy, guard.test);
  writeFileSync(place, whole);
  // What does not compile was not tried.
  const broken = /The sources do not compile|Cannot find module|SyntaxError/.test(output);
  const seconds = Math.round((Date.now() - began) / 1000);
  return {
    guard: guard.name,
    file: guard.file,
    test: red[0] ?? guard.test,
    red: failed > 0 && red.length > 0 && !broken,
    broken,
    seconds,
  };
}

/** The page with these rows in their places; of the guards that this run left out, the rows that it has. */
function report(rows, before) {
  const lines = new Map([...before.matchAll(/^\| ([^|]+) \|.*$/gm)].map(([line, name]) => [name, line]));
  for (const { guard, file, test, red } of rows) {
    const { keeps } = GUARDS.find(({ name }) => name === guard);
    lines.set(guard, `| ${guard} | ${keeps} | \`${file}\` | ${red ? test : '**nothing**'} |`);
  }
  return `# The guards, and the tests that go red without them

Written by \`npm run guards\`, which takes each guard away in a copy of the sources and runs its test. Do not edit it by hand.

| Guard | What it keeps | Where | Goes red without it |
|---|---|---|---|
${GUARDS.map(({ name }) => lines.get(name) ?? `| ${name} | | | not tried yet |`).join('\n')}
`;
}

try {
  const guards = GUARDS.filter(({ name }) => options.only?.includes(name) ?? true);
  if (guards.length === 0) throw new Error(`There is no guard ${options.only}: ${GUARDS.map(({ name }) => name).join(', ')}.`);
  for (const guard of guards) without(guard);
  prepare(say);
  const copy = copySources();
  process.on('exit', () => rmSync(copy, { recursive: true, force: true }));
  for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => process.exit(130));
  say('With all guards in place …');
  const all = runTests(copy, [...new Set(guards.map(({ test }) => test))].join('|'));
  if (all.failed > 0 || all.passed === 0) throw new Error(`The tests are not green to begin with:\n${all.output.slice(-4_000)}`);
  say(`  ${all.passed} tests are green.`);
  const page = join(root, 'docs/guards.md');
  const rows = [];
  for (const guard of guards) {
    const row = check(copy, guard);
    rows.push(row);
    // At once: a run that is cut off keeps what it has found.
    writeFileSync(page, report([row], existsSync(page) ? readFileSync(page, 'utf8') : ''));
    say(
      `  ${row.red ? 'red  ' : 'GREEN'} ${String(rows.length).padStart(2)}/${guards.length}  without ${row.guard} (${row.seconds} s)${row.broken ? ': what is left cannot be run' : row.red ? `: ${row.test}` : ''}`,
    );
  }
  const green = rows.filter(({ red }) => !red);
  console.log(
    options.json
      ? JSON.stringify({ guards: rows })
      : `${rows.length - green.length} of ${rows.length} guards have a test that goes red without them.`,
  );
  process.exit(green.length > 0 ? 1 : 0);
} catch (error) {
  fail(error);
}

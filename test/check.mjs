// `npm run check`: everything that can be said of the sources without running them, fastest first. Each step is shown with its time.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { prepare } from '../apps/demo/prepare.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
process.chdir(root);
await prepare();

const bin = (name) => `node_modules/.bin/${name}`;
const JEST = ['node_modules/jest/bin/jest.js', '--config', 'test/jest.config.mjs'];
const steps = [
  [
    'lockfile',
    bin('node'),
    ['test/check/lockfile.mjs', 'package-lock.json', 'test/bench/package-lock.json', 'test/mutants/package-lock.json'],
  ],
  ['places of the guards', bin('node'), ['test/check/guards.mjs']],
  ['formatting', bin('prettier'), ['--check', '--log-level', 'warn', '.']],
  ['types', bin('tsc'), ['-p', 'tsconfig.json', '--noEmit', '--incremental', 'false']],
  // Where `npm run bench` has installed the peers, whose types they need.
  ...(existsSync('test/bench/node_modules') ? [['types of the benchmarks', bin('tsc'), ['-p', 'test/bench/tsconfig.json']]] : []),
  ['dead code', bin('knip'), ['--no-progress']],
  ['architecture', bin('node'), [...JEST, '--testPathPatterns', 'test/architecture']],
  ['lint', bin('eslint'), ['--max-warnings', '0', '.']],
];

let failed = 0;
for (const [name, command, args] of steps) {
  const began = Date.now();
  const { status, stdout, stderr } = spawnSync(command, args, {
    encoding: 'utf8',
    env: { ...process.env, PATH: `${root}node_modules/.bin:${process.env.PATH}` },
  });
  const passed = status === 0;
  if (!passed) failed++;
  process.stdout.write(`${passed ? 'ok  ' : 'FAIL'} ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)\n`);
  if (!passed) process.stdout.write(`${stdout}${stderr}\n`);
}
process.exitCode = failed > 0 ? 1 : 0;

/**
 * `npm run bench [-- --quick] [--only B1,B4] [--json] [--seed N] [--rounds N] [--scale N]`: prepares the clone, installs the peers, which only the
 * benchmarks need, and runs the benchmarks on the pinned Node.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter } from 'node:path';
import { fail, prepare, root, runInPinnedNode, Trouble } from '../../apps/demo/prepare.mjs';

const folder = `${root}/test/bench`;
/** Progress goes to standard error: with --json the last line of standard output is the result. */
const say = (line) => console.error(line);

try {
  prepare(say);
  installPeers();
  runInPinnedNode(`${folder}/main.ts`, process.argv.slice(2));
} catch (error) {
  fail(error);
}

function installPeers() {
  const stamp = `${folder}/node_modules/.promulgate-lock`;
  const lock = createHash('sha256')
    .update(readFileSync(`${folder}/package-lock.json`))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  say('Installing the peers that the benchmarks measure beside (npm ci in test/bench) …');
  // npm is run by the system's Node, as in the preparation.
  const path = (process.env.PATH ?? '').split(delimiter).filter((entry) => !/node_modules[/\\]\.bin[/\\]?$/.test(entry));
  const { status, error } = spawnSync('npm', ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, PATH: path.join(delimiter) },
    shell: process.platform === 'win32',
  });
  if (error || status !== 0)
    throw new Trouble(
      `npm ci failed in ${folder}${error ? `: ${error.message}` : '; its own words are above'}.\nSee that the package registry can be reached (npm ping), then try again.`,
    );
  writeFileSync(stamp, lock);
}

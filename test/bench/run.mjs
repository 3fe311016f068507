/**
 * `npm run bench [-- --quick] [--only B1,B4] [--json] [--seed N] [--rounds N] [--scale N]`: prepares the clone, installs the peers, which only the
 * benchmarks need, and runs the benchmarks on the pinned Node.
 */
import { fail, prepare, root, runInPinnedNode } from '../../apps/demo/prepare.mjs';
import { installApart } from '../support/installed-apart.mjs';

const folder = `${root}/test/bench`;
/** Progress goes to standard error: with --json the last line of standard output is the result. */
const say = (line) => console.error(line);

try {
  prepare(say);
  installApart(folder, 'the peers that the benchmarks measure beside', say);
  runInPinnedNode(`${folder}/main.ts`, process.argv.slice(2));
} catch (error) {
  fail(error);
}

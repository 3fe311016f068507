/**
 * `npm run mutants [-- --only libs/orders] [--concurrency N] [--json]`: prepares the clone, installs Stryker, which only this needs, and
 * tries the mutants of the domain folders on the pinned Node.
 */
import { fail, prepare, root, runInPinnedNode } from '../../apps/demo/prepare.mjs';
import { installApart } from '../support/installed-apart.mjs';

const folder = `${root}/test/mutants`;
/** Progress goes to standard error: with --json the last line of standard output is the result. */
const say = (line) => console.error(line);

try {
  prepare(say);
  installApart(folder, 'Stryker and what its mutants are compiled with', say);
  runInPinnedNode(`${folder}/main.mjs`, process.argv.slice(2));
} catch (error) {
  fail(error);
}

/**
 * `npm run faults [-- --quick] [--only NAME] [--seed N] [--json]`: prepares the clone, then breaks the running product in every way of the
 * table in docs/faults.md and judges what is left. Ends with 0 where nothing was violated.
 */
import { fail, prepare, root, runInPinnedNode } from '../../apps/demo/prepare.mjs';

try {
  prepare();
  runInPinnedNode(`${root}/dist/test/faults/main.js`, process.argv.slice(2), ['--enable-source-maps']);
} catch (error) {
  fail(error);
}

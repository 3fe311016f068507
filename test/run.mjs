/**
 * `npm test`: prepares the clone, then runs every suite. Further words go to jest: `npm test -- libs/kernel`.
 * The last line is `N passed, N failed`, and the exit code says the same.
 */
import { fail, prepare, root, runInPinnedNode } from '../apps/demo/prepare.mjs';

try {
  prepare();
  runInPinnedNode(`${root}/test/all-suites.mjs`, process.argv.slice(2));
} catch (error) {
  fail(error);
}

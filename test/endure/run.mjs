/** `npm run endure [-- --quick] [--only NAME] [--json]`: prepares the clone, then runs the long variants of what test/e2e/away and overload test. */
import { fail, prepare, root, runInPinnedNode } from '../../apps/demo/prepare.mjs';

try {
  prepare();
  runInPinnedNode(`${root}/dist/test/endure/main.js`, process.argv.slice(2));
} catch (error) {
  fail(error);
}

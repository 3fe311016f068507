/** `npm run tampering [-- --places N] [--seed N]`: prepares the clone, then changes a log in its database and has it verified from outside. */
import { fail, prepare, root, runInPinnedNode } from '../../apps/demo/prepare.mjs';

try {
  prepare();
  process.chdir(root);
  runInPinnedNode(`${root}/dist/test/tampering/main.js`, process.argv.slice(2));
} catch (error) {
  fail(error);
}

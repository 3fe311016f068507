/** `npm run restores [-- --runs N]`: prepares the clone, then has the running product lost and restored so many times, in both ways. */
import { fail, prepare, root, runInPinnedNode } from '../../apps/demo/prepare.mjs';

try {
  prepare();
  process.chdir(root);
  runInPinnedNode(`${root}/dist/test/restore/main.js`, process.argv.slice(2));
} catch (error) {
  fail(error);
}

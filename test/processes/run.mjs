/** `npm run processes`: prepares the clone, then writes docs/processes from the tables that the deciders go by. */
import { fail, prepare, root, runInPinnedNode } from '../../apps/demo/prepare.mjs';

try {
  prepare();
  process.chdir(root);
  runInPinnedNode(`${root}/dist/test/processes/main.js`, []);
} catch (error) {
  fail(error);
}

/** `npm start`: prepares the clone with whatever Node the machine has, then runs the demo on the pinned one. */
import { fail, prepare, root, runInPinnedNode } from './prepare.mjs';

try {
  prepare();
  runInPinnedNode(`${root}/dist/apps/demo/src/main.js`, process.argv.slice(2), ['--enable-source-maps']);
} catch (error) {
  fail(error);
}

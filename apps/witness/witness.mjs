/** `npm run -s witness -- COMMAND`: prepares the clone where that is needed, then runs the witness on the pinned Node. */
import { fail, prepare, root, runInPinnedNode } from '../demo/prepare.mjs';

try {
  prepare((line) => console.error(line));
  runInPinnedNode(`${root}/dist/apps/witness/src/main.js`, process.argv.slice(2));
} catch (error) {
  fail(error);
}

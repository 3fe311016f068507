/** `npm run -s cli -- COMMAND`: prepares the clone where that is needed, then runs the CLI on the pinned Node. Its own output stays clean. */
import { fail, prepare, root, runInPinnedNode } from '../demo/prepare.mjs';

try {
  prepare((line) => console.error(line));
  runInPinnedNode(`${root}/dist/apps/cli/src/main.js`, process.argv.slice(2));
} catch (error) {
  fail(error);
}

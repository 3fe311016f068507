/** `node test/independent-verifier/run.mjs --url URL --key KEY`: prepares the clone, then verifies a log as somebody outside would. */
import { fail, prepare, root, runInPinnedNode } from '../../apps/demo/prepare.mjs';

try {
  prepare();
  runInPinnedNode(`${root}/dist/test/independent-verifier/main.js`, process.argv.slice(2));
} catch (error) {
  fail(error);
}

/** `npm run openapi`: prepares the clone, then writes docs/openapi.json from the controllers. */
import { fail, prepare, root, runInPinnedNode } from '../../apps/demo/prepare.mjs';

try {
  prepare();
  process.chdir(root);
  runInPinnedNode(`${root}/dist/test/openapi/main.js`, []);
} catch (error) {
  fail(error);
}

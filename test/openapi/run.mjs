/** `npm run openapi`: prepares the clone, then writes docs/openapi.json and docs/asyncapi.json from the controllers and lifecycles. */
import { fail, prepare, root, runInPinnedNode } from '../../apps/demo/prepare.mjs';

try {
  prepare();
  process.chdir(root);
  runInPinnedNode(`${root}/dist/test/openapi/main.js`, []);
} catch (error) {
  fail(error);
}

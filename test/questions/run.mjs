/** `npm run questions [-- --events N] [--rounds N] [--seed N] [--json]`: prepares the clone, then measures what people ask beside bare SQL. */
import { fail, prepare, root, runInPinnedNode } from '../../apps/demo/prepare.mjs';

try {
  prepare((line) => console.error(line));
  process.chdir(root);
  runInPinnedNode(`${root}/dist/test/questions/main.js`, process.argv.slice(2));
} catch (error) {
  fail(error);
}

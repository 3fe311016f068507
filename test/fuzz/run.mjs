/**
 * `npm run fuzz`: prepares the clone, then sends generated requests to an api and a worker of its own.
 *
 *   npm run fuzz -- [--requests N] [--seed N] [--quick] [--json]
 *
 * 100,000 requests, or 5,000 with `--quick`. A run of 100,000 or more without `--json` writes docs/fuzz.md. Exit code 1: a rule was broken.
 */
import { fail, prepare, root, runInPinnedNode } from '../../apps/demo/prepare.mjs';

try {
  prepare();
  runInPinnedNode(`${root}/dist/test/fuzz/main.js`, process.argv.slice(2));
} catch (error) {
  fail(error);
}

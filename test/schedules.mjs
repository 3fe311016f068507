/**
 * `npm run schedules -- [--runs N] [--seed N] [--path P] [--only sequencer|ledger|retry|clocks]`: plays any number of the schedules of
 * test/schedules. Without a seed another one is taken each time. A failure names its seed and path, which play it once more.
 */
import { parseArgs } from 'node:util';
import { fail, prepare, root, runInPinnedNode, Trouble } from '../apps/demo/prepare.mjs';

const SUITES = ['sequencer', 'ledger', 'retry', 'clocks'];
const options = { runs: { type: 'string' }, seed: { type: 'string' }, path: { type: 'string' }, only: { type: 'string' } };

try {
  const { runs = '2000', seed = String(Math.floor(Math.random() * 2 ** 31)), path, only } = flags();
  for (const [name, value] of Object.entries({ runs, seed }))
    if (!/^-?\d+$/.test(value)) throw new Trouble(`--${name} ${value} is no number.`);
  if (only && !SUITES.includes(only)) throw new Trouble(`There is no suite ${only}: --only takes ${SUITES.join(', ')}.`);
  if (path && !only) throw new Trouble('A path belongs to one suite: name it with --only.');
  prepare();
  console.log(`${runs} schedules ${only ? `of ${only}` : 'in all'} from seed ${seed}`);
  process.env.PROMULGATE_SCHEDULES = runs;
  process.env.PROMULGATE_SCHEDULES_SEED = seed;
  if (path) process.env.PROMULGATE_SCHEDULES_PATH = path;
  if (only) process.env.PROMULGATE_SCHEDULES_ONLY = only;
  runInPinnedNode(`${root}/test/all-suites.mjs`, [`test/schedules/${only ?? ''}`]);
} catch (error) {
  fail(error);
}

function flags() {
  try {
    return parseArgs({ options }).values;
  } catch (error) {
    throw new Trouble(`${error.message}\nFlags: --runs N, --seed N, --path P, --only ${SUITES.join('|')}.`);
  }
}

/**
 * `npm run histories [-- --runs N] [--seed N] [--path P]`: plays any number of random histories over the whole domain, in memory. Without a seed
 * another one is taken each time. A failure names its seed and path, which play it once more.
 */
import { parseArgs } from 'node:util';
import { fail, prepare, root, runInPinnedNode, Trouble } from '../../apps/demo/prepare.mjs';

const JEST = ['node_modules/jest/bin/jest.js', '--config', 'test/jest.config.mjs', '--runInBand'];

try {
  const { runs = '10000', seed = String(Math.floor(Math.random() * 2 ** 31)), path } = flags();
  for (const [name, value] of Object.entries({ runs, seed }))
    if (!/^-?\d+$/.test(value)) throw new Trouble(`--${name} ${value} is no number.`);
  prepare();
  console.log(`${runs} histories from seed ${seed}`);
  process.env.PROMULGATE_HISTORIES = runs;
  process.env.PROMULGATE_HISTORIES_SEED = seed;
  if (path) process.env.PROMULGATE_HISTORIES_PATH = path;
  const [file, ...args] = JEST;
  runInPinnedNode(`${root}/${file}`, [...args, 'test/random-histories']);
} catch (error) {
  fail(error);
}

function flags() {
  try {
    return parseArgs({ options: { runs: { type: 'string' }, seed: { type: 'string' }, path: { type: 'string' } } }).values;
  } catch (error) {
    throw new Trouble(`${error.message}\nFlags: --runs N, --seed N, --path P.`);
  }
}

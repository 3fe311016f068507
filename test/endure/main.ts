/**
 * A minute without PostgreSQL, a minute without Redis, and half a minute of three times as many commands as can be decided:
 * on one api and one worker that are never restarted. Prints a table of what clients were told, and ends with 1 where a promise was broken.
 */
import { parseArgs } from 'node:util';
import { Product } from './product.js';
import { type Row, rowOf, tableOf } from './report.js';
import { overload, withoutPostgres, withoutRedis } from './trials.js';

const TRIALS = { postgres: withoutPostgres, redis: withoutRedis, overload } as const;

const { values } = parseArgs({
  options: { quick: { type: 'boolean', default: false }, json: { type: 'boolean', default: false }, only: { type: 'string' } },
});
const names = (Object.keys(TRIALS) as (keyof typeof TRIALS)[]).filter((name) => !values.only || values.only === name);
if (names.length === 0) {
  process.stderr.write(`--only takes one of ${Object.keys(TRIALS).join(', ')}.\n`);
  process.exit(2);
}

const rows: Row[] = [];
const product = await Product.open();
try {
  for (const name of names) {
    process.stdout.write(`${name} …\n`);
    rows.push(rowOf(name, await TRIALS[name](product, values.quick)));
  }
} finally {
  await product.close();
}
process.stdout.write(`${tableOf(rows)}\n`);
if (values.json) process.stdout.write(`${JSON.stringify({ rows })}\n`);
process.exit(rows.every(({ broken }) => broken.length === 0) ? 0 : 1);

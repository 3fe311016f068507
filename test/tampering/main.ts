/**
 * `npm run tampering [-- --places N] [--seed N] [--only WAY]`: changes a log in its database in every way of the table, each at so many random
 * places, and has it verified from outside each time. A run of the usual number writes docs/tampering.md.
 */
import { startPostgres, startRedis } from '#testing';
import { writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { dice } from '../independent-verifier/proofs.js';
import { pageOf, type Row, rowOf, tableOf } from './report.js';
import { openStage } from './stage.js';
import { tried } from './trial.js';
import { WAYS } from './ways.js';

/** Of each way: over a thousand in all. */
const USUAL = { places: 72, seed: 20260310, entries: 1_000 };
const PAGE = 'docs/tampering.md';

const { values } = parseArgs({
  options: {
    places: { type: 'string', default: String(USUAL.places) },
    seed: { type: 'string', default: String(USUAL.seed) },
    entries: { type: 'string', default: String(USUAL.entries) },
    only: { type: 'string', default: '' },
  },
});
const [places, seed, entries] = [Number(values.places), Number(values.seed), Number(values.entries)];
if (![places, seed, entries].every((figure) => Number.isSafeInteger(figure) && figure > 0)) {
  process.stderr.write('--places, --seed and --entries take a whole number from 1 on.\n');
  process.exit(2);
}
const ways = WAYS.filter(({ name }) => name.includes(values.only));
const say = (line: string): void => void process.stderr.write(`${line}\n`);

const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
process.env['TEST_POSTGRES_URL'] = postgres.url;
process.env['TEST_REDIS_URL'] = redis.url;
const rows: Row[] = [];
try {
  const roll = dice(seed);
  const stage = await openStage(entries, roll);
  try {
    for (const way of ways) {
      const trials = [];
      for (let place = 0; place < places; place++) trials.push(await tried(stage, way, roll));
      const row = rowOf(way, trials);
      rows.push(row);
      say(`${way.name}: ${row.found} of ${row.places} found, ${row.faults.length} faults`);
      for (const fault of row.faults.slice(0, 5)) say(`  ${fault}`);
    }
  } finally {
    await stage.close();
  }
} finally {
  await Promise.allSettled([redis.stop(), postgres.stop()]);
}
process.stdout.write(`${tableOf(rows)}\n`);
if (places >= USUAL.places && rows.length === WAYS.length) {
  writeFileSync(PAGE, pageOf(rows, { entries, seed }));
  say(`${PAGE} is written.`);
}
if (rows.some(({ faults }) => faults.length > 0)) process.exitCode = 1;

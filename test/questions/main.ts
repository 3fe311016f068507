/**
 * `npm run questions [-- --events N] [--rounds N] [--seed N] [--json]`: fills a PostgreSQL of its own with a city's log, asks an api what people
 * ask, and measures that beside the bare SQL. A run of the usual size writes docs/questions.md.
 */
import { startIssuer, startPostgres, startRedis } from '#testing';
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { startProcess } from '../support/processes.js';
import { openTestbed } from '../support/testbed.js';
import { enterCase, growCity } from './city.js';
import { type Figures, measured } from './measure.js';
import { QUESTIONS } from './questions.js';
import { pageOf, tableOf, TARGET } from './report.js';

const USUAL = { events: 100_000, rounds: 7, seed: '20260302' };
const PAGE = 'docs/questions.md';
/** What a careful operator sets on a small server. */
const SERVER = { shared_buffers: '1GB', effective_cache_size: '4GB', random_page_cost: '1.1' };

const SESSION = '-c search_path=views,promulgate -c timezone=UTC';

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: String(USUAL.events) },
    rounds: { type: 'string', default: String(USUAL.rounds) },
    seed: { type: 'string', default: USUAL.seed },
    only: { type: 'string', default: '' },
    json: { type: 'boolean', default: false },
  },
});
const [events, rounds] = [Number(values.events), Number(values.rounds)];
if (![events, rounds].every((figure) => Number.isSafeInteger(figure) && figure > 0)) {
  process.stderr.write('--events and --rounds take a whole number from 1 on.\n');
  process.exit(2);
}
const say = (line: string): void => void process.stderr.write(`${line}\n`);
const asked = QUESTIONS.filter((question) => question.asked.includes(values.only));

/** The bare SQL over HTTP: the process that answers it, and where. */
async function startPlainServer(databaseUrl: string): Promise<{ readonly server: ChildProcess; readonly url: string }> {
  const server = fork(fileURLToPath(new URL('./plain-server.js', import.meta.url)), [databaseUrl, SESSION]);
  const [port] = (await once(server, 'message')) as [number];
  return { server, url: `http://127.0.0.1:${port}` };
}

const [postgres, redis, issuer] = await Promise.all([startPostgres(SERVER), startRedis(), startIssuer()]);
process.env['TEST_POSTGRES_URL'] = postgres.url;
process.env['TEST_REDIS_URL'] = redis.url;
const bed = await openTestbed();
const found: Figures[] = [];
let entries = 0;
try {
  say('Entering Executive Directive 17 …');
  const told = await enterCase(bed, issuer);
  say(`Telling its ${told.length} entries again, to ${events} …`);
  entries = await growCity(bed, told, events, say);
  const api = await startProcess('api', { ...bed.settings, issuer: issuer.issuer });
  const database = new pg.Client({ connectionString: bed.ownerUrl, options: SESSION });
  await database.connect();
  const plain = await startPlainServer(bed.ownerUrl);
  try {
    const tokenFor = (person: string): Promise<string> => issuer.tokenFor(person);
    const asking = { database, url: api.url, plainUrl: plain.url, tokenFor, rounds, seed: values.seed };
    for (const question of asked) {
      const figures = await measured(question, asking).catch((error: unknown) => {
        say(`  Not answered: ${question.asked}\n${String(error)}`);
        process.exitCode = 1;
      });
      if (!figures) continue;
      found.push(figures);
      say(
        `  ${figures.bareMs.toFixed(2)} ms → ${figures.answeredMs.toFixed(2)} ms, ${figures.ratio.toFixed(2)} ×, over HTTP ${figures.byPlain.toFixed(2)} ×, beyond the door ${figures.beyond.toFixed(2)} ×: ${figures.asked}`,
      );
    }
  } finally {
    plain.server.disconnect();
    await database.end();
    await api.kill('SIGTERM');
  }
} finally {
  await bed.close();
  await Promise.allSettled([issuer.close(), redis.stop(), postgres.stop()]);
}
process.stdout.write(`${tableOf(found)}\n`);
if (events === USUAL.events && found.length === QUESTIONS.length) {
  writeFileSync(PAGE, pageOf(found, { entries, rounds, seed: values.seed }));
  say(`${PAGE} is written.`);
}
if (values.json) process.stdout.write(`${JSON.stringify({ entries, target: TARGET, rows: found })}\n`);

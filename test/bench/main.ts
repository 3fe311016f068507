/** Runs the benchmarks that were asked for, one after the other, on a PostgreSQL and a Redis of their own. Started by `run.mjs`. */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import pg from 'pg';
import { type BenchContext, type BenchRow } from './bench.ts';
import { BENCHES } from './benches.ts';
import { freshDatabase, startPostgres, startRedis, Trouble } from './product.mjs';
import { surroundings } from './surroundings.ts';
import { tableOf } from './table.ts';
import { type Found, writeReport } from './report.ts';

/**
 * What a careful operator sets on a small server, the same for all sides: durable in every respect, memory for a working set, and room in
 * the write-ahead log, so that a checkpoint falls now on one side's round and now on the other's less often.
 */
const SERVER = {
  fsync: 'on',
  synchronous_commit: 'on',
  full_page_writes: 'on',
  shared_buffers: '1GB',
  max_wal_size: '8GB',
  effective_cache_size: '4GB',
  random_page_cost: '1.1',
  // For what is measured from a commit on.
  track_commit_timestamp: 'on',
};

interface Options {
  quick: boolean;
  json: boolean;
  seed: number;
  scale: number;
  rounds: number;
  only: readonly string[];
}

function optionsOf(args: string[]): Options {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: 'boolean', default: false },
      json: { type: 'boolean', default: false },
      seed: { type: 'string', default: '20260302' },
      rounds: { type: 'string', default: '5' },
      scale: { type: 'string', default: '1' },
      only: { type: 'string', default: '' },
    },
  });
  const known = BENCHES.map(({ id }) => id);
  const only = values.only.split(',').filter(Boolean);
  const unknown = only.filter((id) => !known.includes(id));
  if (unknown.length > 0) throw new Trouble(`There is no benchmark ${unknown.join(', ')}.`, `There are ${known.join(', ')}.`);
  const [seed, rounds, scale] = [Number(values.seed), Number(values.rounds), Number(values.scale)];
  if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(rounds) || rounds < 1 || !(scale > 0))
    throw new Trouble(
      '--seed and --rounds take a whole number, --rounds one from 1 on, and --scale a number above 0.',
      'Leave them out for the usual ones.',
    );
  return { quick: values.quick, json: values.json, seed, rounds, scale, only: only.length > 0 ? only : known };
}

async function runOn(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

const say = (line: string) => process.stderr.write(`${line}\n`);
const running: { stop(): Promise<void> }[] = [];
let interrupted = false;
const stopAll = () => Promise.allSettled(running.splice(0).map((service) => service.stop()));
function interrupt(): void {
  interrupted = true;
  void stopAll().then(() => process.exit(130));
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, interrupt);
// The one who started us was killed.
process.once('disconnect', interrupt);
// The sessions that break while the servers are being stopped have nothing to say.
process.on('uncaughtException', (error) => {
  if (interrupted) return;
  say(error.stack ?? error.message);
  void stopAll().then(() => process.exit(1));
});

async function main(): Promise<number> {
  const options = optionsOf(process.argv.slice(2));
  const postgres = await startPostgres(SERVER);
  running.push(postgres);
  const redis = await startRedis();
  running.push(redis);
  const databases: { drop(): Promise<void> }[] = [];
  const attachments = new Map<string, string>();
  const context: BenchContext = {
    quick: options.quick,
    seed: options.seed,
    rounds: options.rounds,
    scale: options.scale,
    serverUrl: postgres.url,
    redisUrl: redis.url,
    freshDatabase: async () => {
      const database = await freshDatabase(postgres.url);
      databases.push(database);
      return database;
    },
    checkpoint: () => runOn(postgres.url, 'checkpoint'),
    say,
    attach: (name, text) => void attachments.set(name, text),
  };
  const found = new Map<string, Found>();
  const rows: BenchRow[] = [];
  const failures: string[] = [];
  const around = await surroundings(postgres.url, redis.url);
  for (const line of around) say(`${line.name}: ${line.value}`);
  say(`seed ${options.seed}, ${options.rounds} rounds${options.quick ? ', quick' : ''}; ${availableParallelism()} cores`);
  const began = performance.now();
  for (const { id, load } of BENCHES.filter((bench) => options.only.includes(bench.id))) {
    const bench = await load();
    const start = performance.now();
    say(`\n${id} ${bench.title}`);
    try {
      const own = await bench.run(context);
      rows.push(...own);
      found.set(id, {
        title: bench.title,
        rows: own,
        seed: options.seed,
        rounds: options.rounds,
        minutes: (performance.now() - start) / 60_000,
        on: new Date().toISOString().slice(0, 10),
        surroundings: around,
      });
    } catch (error) {
      say(error instanceof Error ? (error.stack ?? error.message) : String(error));
      failures.push(id);
    }
    await Promise.allSettled(databases.splice(0).map((database) => database.drop()));
    say(`${id} took ${((performance.now() - start) / 1_000).toFixed(0)} s`);
  }
  process.stdout.write(`\n${tableOf(rows)}\n`);
  if (failures.length > 0) say(`Broke off: ${failures.join(', ')}; why stands above.`);
  const minutes = (performance.now() - began) / 60_000;
  say(`In all ${minutes.toFixed(1)} minutes.`);
  // A small or a quick run is no report.
  if (!options.quick && options.scale === 1) for (const file of writeReport(found, attachments)) say(`Written: ${file}`);
  if (options.json)
    process.stdout.write(
      `${JSON.stringify({ rows: rows.map(({ id, beside, ratio, target, met }) => ({ id, beside, ratio, target, met })) })}\n`,
    );
  return failures.length > 0 ? 1 : 0;
}

try {
  process.exitCode = await main();
} catch (error) {
  say(error instanceof Trouble ? error.message : String(error instanceof Error ? error.stack : error));
  process.exitCode = 1;
} finally {
  await stopAll();
}
process.exit();

/** B4: from an HTTP request to the committed event, in commands a second and in milliseconds. */
import { freshDatabase, startPostgres, startRedis } from '#testing';
import { Driver, type Sustained } from './pipeline/drive.js';
import { bare, ours, type RunningSide, type Side, startBenchIssuer } from './pipeline/sides.js';

const quick = process.argv.includes('--quick');
const only = process.argv.includes('--ours') ? [ours] : process.argv.includes('--bare') ? [bare] : [ours, bare];
const rounds = quick ? 3 : 5;
const windowMs = quick ? 5_000 : 10_000;
const warmUpMs = quick ? 3_000 : 5_000;

const say = (line: string): void => void process.stdout.write(`${line}\n`);
const median = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
const show = ({ rate, backlogAtEnd, cores }: Sustained): string =>
  `${rate.toFixed(0)}/s, backlog ${backlogAtEnd}, cores ${Object.entries(cores)
    .map(([name, share]) => `${name} ${share.toFixed(2)}`)
    .join(' ')}`;

const postgres = await startPostgres({ fsync: 'on', full_page_writes: 'on', synchronous_commit: 'on' });
const redis = await startRedis();
const issuer = await startBenchIssuer();
const driver = await Driver.start(issuer.tokens);
const open: (() => Promise<void>)[] = [];

async function begin(side: Side, at: number): Promise<RunningSide> {
  const database = await freshDatabase(postgres.url);
  const running = await side.start({ databaseUrl: database.url, redisUrl: `${redis.url}/${at}`, issuer: issuer.issuer });
  open.unshift(
    () => running.close(),
    () => database.drop(),
  );
  return running;
}

try {
  const running = new Map<Side, RunningSide>();
  for (const [at, side] of only.entries()) running.set(side, await begin(side, at + 1));
  const rates = new Map<Side, number[]>(only.map((side) => [side, []]));
  for (let round = 0; round < rounds; round++)
    for (const [side, each] of running) {
      const sustained = await driver.sustain(each, warmUpMs, windowMs);
      rates.get(side)?.push(sustained.rate);
      say(`round ${round + 1}  ${side.name.padEnd(18)} ${show(sustained)}`);
    }
  for (const [side, each] of rates) say(`${side.name}: ${median(each).toFixed(0)}/s`);
  if (only.length > 1) say(`ratio ${(median(rates.get(ours) ?? []) / median(rates.get(bare) ?? [])).toFixed(2)}`);
  const first = running.get(ours);
  if (first) {
    const sorted = await driver.latencies(first, median(rates.get(ours) ?? []) / 2, 2_000, windowMs);
    const at = (share: number): string => `${(sorted[Math.floor(sorted.length * share)] ?? NaN).toFixed(1)} ms`;
    say(`at half of that: p50 ${at(0.5)}, p99 ${at(0.99)}, highest ${at(0.99999)} of ${sorted.length}`);
  }
  for (const each of running.values()) await each.check();
} finally {
  for (const close of open.filter((_, index) => index % 2 === 0)) await close();
  for (const close of open.filter((_, index) => index % 2 === 1)) await close();
  await driver.end();
  await issuer.close();
  await redis.stop();
  await postgres.stop();
}

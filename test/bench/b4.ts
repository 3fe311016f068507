/** B4: from an HTTP request to the committed event, in commands a second and in milliseconds. */
import { type Bench, type BenchContext, type BenchRow, compare, interleaved, median, quantile, short } from './bench.ts';
import { flushTimes } from './flush.ts';
import { Driver, shareOfCores, type Sustained } from './pipeline/drive.ts';
import { bare, dbos, ours, type PipelineSide, type RunningSide, startBenchIssuer } from './pipeline/sides.ts';

const P99_MS = 100;

export const commandToCommit: Bench = {
  id: 'B4',
  title: 'HTTP command → committed event: the highest sustained rate without a growing backlog, and the latency at half of it',
  run: (context) => withSides(context, [ours, bare, dbos], measure),
};

/** Starts the sides, each on a database of its own, and the load; ends them whatever happens. */
export async function withSides(
  context: BenchContext,
  sides: readonly PipelineSide[],
  work: (context: BenchContext, driver: Driver, running: readonly RunningSide[]) => Promise<BenchRow[]>,
): Promise<BenchRow[]> {
  const { issuer, tokens } = await startBenchIssuer();
  const driver = await Driver.start(tokens);
  const running: RunningSide[] = [];
  try {
    for (const [at, side] of sides.entries()) {
      const { url: databaseUrl } = await context.freshDatabase();
      running.push(await side.start({ databaseUrl, redisUrl: `${context.redisUrl}/${at + 1}`, issuer: issuer.issuer }));
    }
    return await work(context, driver, running);
  } finally {
    await Promise.allSettled(running.map((side) => side.close()));
    await driver.end();
    await issuer.close();
  }
}

async function measure(context: BenchContext, driver: Driver, running: readonly RunningSide[]): Promise<BenchRow[]> {
  const [windowMs, settleInMs] = context.quick ? [5_000, 2_000] : [15_000, 5_000];
  const rounds = context.quick ? Math.min(3, context.rounds) : context.rounds;
  const loads = running.map((): Sustained[] => []);
  const sides = running.map((side, at) => ({
    name: side.name,
    run: async (round: number) => {
      const sustained = await driver.sustain(side, settleInMs, windowMs);
      if (round >= 0) loads[at].push(sustained);
      context.say(
        `    ${side.name}: ${short(sustained.rate)}/s, ${sustained.backlogAtEnd} waiting, ${sustained.turnedAway} turned away, cores: ${shareOfCores(sustained)}`,
      );
      return sustained.rate;
    },
  }));
  const [ourRates, ...others] = await interleaved({ ...context, rounds }, sides);
  const rows = others.map((theirs, at) =>
    compare({
      id: 'B4',
      beside: running[at + 1].name,
      ours: ourRates,
      theirs,
      unit: '/s',
      atLeast: at === 0 ? 1 : 3,
      note: noteOf(loads, at + 1),
    }),
  );
  rows.push(await latencyRow(context, driver, running[0], { rate: median(ourRates) / 2, rounds, windowMs }));
  for (const side of running) await refuseWrong(side);
  return rows;
}

/** What the processes used, so that a reader sees what bounds each side. */
function noteOf(loads: readonly (readonly Sustained[])[], at: number): string {
  const last = (side: number) => shareOfCores(loads[side][loads[side].length - 1]);
  return `shares of a core in the last round: ${last(0)}; ${last(at)}. PostgreSQL and Redis take the rest of the machine.`;
}

async function latencyRow(
  context: BenchContext,
  driver: Driver,
  side: RunningSide,
  { rate, rounds, windowMs }: { rate: number; rounds: number; windowMs: number },
): Promise<BenchRow> {
  const p99s: number[] = [];
  const p50s: number[] = [];
  const acceptedP99s: number[] = [];
  const flushes: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await context.checkpoint();
    const { accepted, settled } = await driver.latencies(side, rate, 2_000, windowMs);
    p50s.push(quantile(settled, 0.5));
    p99s.push(quantile(settled, 0.99));
    acceptedP99s.push(quantile(accepted, 0.99));
    flushes.push(...flushTimes(2_000));
    context.say(`    at ${short(rate)}/s: p50 ${short(p50s[round])} ms, p99 ${short(p99s[round])} ms of ${settled.length}`);
  }
  flushes.sort((a, b) => a - b);
  const flush = `p50 ${short(quantile(flushes, 0.5))} ms, p99 ${short(quantile(flushes, 0.99))} ms`;
  const p99 = median(p99s);
  return {
    id: 'B4 p99',
    beside: `at ${short(rate)}/s, half of our rate`,
    ours: `${short(p99)} ms`,
    theirs: '–',
    ratio: p99,
    spread: `${short(Math.min(...p99s))}–${short(Math.max(...p99s))}`,
    target: `≤ ${P99_MS} ms`,
    met: p99 <= P99_MS,
    note: `from when a request was due to when the result was committed, by PostgreSQL's own time; p50 ${short(median(p50s))} ms. To when it was accepted: p99 ${short(median(acceptedP99s))} ms. One flush of 8 kB, alone, between the rounds: ${flush}; a command waits for two, one after the other, and for those that are under way when it comes.`,
  };
}

export async function refuseWrong(side: RunningSide): Promise<void> {
  const wrong = await side.wrong();
  if (wrong > 0) throw new Error(`${side.name}: ${wrong} accepted commands have not exactly one event.`);
}

/** What a benchmark is to the runner, and how figures of interleaved rounds become a row of the report. */

/** One comparison: what was measured, beside what, how it came out, and what was wanted. Figures are words for people; `ratio` is what counts. */
export interface BenchRow {
  /** `B1 c=16`: the yardstick, then which of its workloads. */
  id: string;
  /** The peer, or what else bounds the figure. */
  beside: string;
  ours: string;
  theirs: string;
  /** Ours by theirs, more being better; where the target is no ratio (a latency, a count), what was measured. */
  ratio: number;
  /** The least and the greatest ratio of the rounds. */
  spread: string;
  target: string;
  met: boolean;
  note?: string;
}

export interface BenchContext {
  quick: boolean;
  seed: number;
  rounds: number;
  /** 1; less makes logs smaller, to try a benchmark out. */
  scale: number;
  /** Superuser's URL of a durable server: fsync, full_page_writes and synchronous_commit are on. */
  serverUrl: string;
  redisUrl: string;
  /** A new empty database on the server. */
  freshDatabase(): Promise<{ url: string; drop(): Promise<void> }>;
  /** Writes the server's memory to disk, so that what one side left there is not another's burden; `interleaved` does so before each round. */
  checkpoint(): Promise<void>;
  /** A line of progress. */
  say(line: string): void;
  /** A file that goes beside the report of a full run, `docs/{name}`. */
  attach(name: string, text: string): void;
}

export interface Bench {
  /** `B1`; what `--only` names. */
  id: string;
  title: string;
  run(context: BenchContext): Promise<BenchRow[]>;
}

/**
 * One of the sides of a comparison. `run` does its work once and answers the figure, more being better, such as operations a second;
 * its number is 0 for the warm-up and another one each time after.
 */
export interface Side {
  name: string;
  run(number: number): Promise<number>;
}

/**
 * Runs the sides in turn, round after round, after a warm-up of each that does not count. A round begins with a checkpoint of the server;
 * in it each side has so many `turns`, in one order and then in the opposite one, and its figure is their mean: on a machine with other
 * work to do, short turns in quick succession meet the same weather. Answers each side's figures, one a round.
 */
export async function interleaved(context: BenchContext, sides: readonly Side[], turns = 1): Promise<number[][]> {
  const figures: number[][] = sides.map(() => []);
  for (const side of sides) await side.run(0);
  const order = [...sides.keys()];
  for (let round = 0, run = 1; round < context.rounds; round += 1) {
    await context.checkpoint();
    const sums = sides.map(() => 0);
    for (let turn = 0; turn < turns; turn += 1, run += 1) {
      for (const at of order) sums[at] += await sides[at].run(run);
      order.reverse();
    }
    for (const at of order) figures[at].push(sums[at] / turns);
    context.say(`  round ${round + 1}: ${sides.map(({ name }, at) => `${name} ${short(figures[at][round])}`).join(', ')}`);
  }
  return figures;
}

export interface Comparison {
  id: string;
  beside: string;
  /** One figure a round, more being better, in the order of the rounds. */
  ours: readonly number[];
  theirs: readonly number[];
  /** Behind the figures: `/s`, `ms`. */
  unit: string;
  /** The least ratio that is wanted. */
  atLeast: number;
  note?: string;
}

/** The ratio is the median of the rounds' own ratios, so that what slowed a whole round slows neither side. */
export function compare({ id, beside, ours, theirs, unit, atLeast, note }: Comparison): BenchRow {
  const ratios = ours.map((figure, round) => figure / theirs[round]);
  const ratio = median(ratios);
  return {
    id,
    beside,
    ours: `${short(median(ours))} ${unit}`,
    theirs: `${short(median(theirs))} ${unit}`,
    ratio,
    spread: `${short(Math.min(...ratios))}–${short(Math.max(...ratios))}`,
    target: `≥ ${atLeast.toFixed(2)}`,
    met: ratio >= atLeast,
    ...(note === undefined ? {} : { note }),
  };
}

export function median(figures: readonly number[]): number {
  return quantile(figures, 0.5);
}

/** `q` from 0 to 1, between the two nearest figures. Throws where there is no figure. */
export function quantile(figures: readonly number[], q: number): number {
  if (figures.length === 0) throw new Error('No figure was measured: the benchmark ended before its first operation.');
  const sorted = Float64Array.from(figures).sort();
  const at = (sorted.length - 1) * q;
  const low = Math.floor(at);
  return sorted[low] + (sorted[Math.ceil(at)] - sorted[low]) * (at - low);
}

/** Three figures of a number, for people. */
export function short(figure: number): string {
  if (Math.abs(figure) >= 1_000_000) return `${(figure / 1_000_000).toFixed(2)}M`;
  if (Math.abs(figure) >= 1_000) return `${(figure / 1_000).toFixed(1)}k`;
  return figure >= 100 ? figure.toFixed(0) : figure.toPrecision(3);
}

/** The same numbers for the same seed on every machine: from 0 to under 1 (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `writers` loops that run `work` until so many milliseconds are over. Answers operations a second. Throws what `work` throws. */
export async function rateOf(writers: number, forMs: number, work: (writer: number) => Promise<unknown>): Promise<number> {
  const began = performance.now();
  let done = 0;
  const loop = async (writer: number) => {
    for (; performance.now() - began < forMs; done += 1) await work(writer);
  };
  await Promise.all(Array.from({ length: writers }, (_, writer) => loop(writer)));
  return (done / (performance.now() - began)) * 1_000;
}

/** `writers` loops that share `count` pieces of work. Answers pieces a second. Throws what `work` throws. */
export async function rateOfAll(writers: number, count: number, work: (piece: number) => Promise<unknown>): Promise<number> {
  const began = performance.now();
  let next = 0;
  const loop = async () => {
    while (next < count) await work(next++);
  };
  await Promise.all(Array.from({ length: writers }, loop));
  return (count / (performance.now() - began)) * 1_000;
}

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
  /** Superuser's URL of a durable server: fsync, full_page_writes and synchronous_commit are on. */
  serverUrl: string;
  redisUrl: string;
  /** A new empty database on the server. */
  freshDatabase(): Promise<{ url: string; drop(): Promise<void> }>;
  /** A line of progress. */
  say(line: string): void;
}

export interface Bench {
  /** `B1`; what `--only` names. */
  id: string;
  title: string;
  run(context: BenchContext): Promise<BenchRow[]>;
}

/** One of the sides of a comparison. `run` does its work once and answers the figure, more being better, such as operations a second. */
export interface Side {
  name: string;
  run(round: number): Promise<number>;
}

/**
 * Runs the sides in turn, round after round, each round in the opposite order of the one before, after a warm-up of each
 * that does not count. Answers each side's figures, one a round.
 */
export async function interleaved(context: BenchContext, sides: readonly Side[]): Promise<number[][]> {
  const figures: number[][] = sides.map(() => []);
  for (const side of sides) await side.run(-1);
  for (let round = 0; round < context.rounds; round += 1) {
    const order = [...sides.keys()];
    if (round % 2 === 1) order.reverse();
    for (const at of order) figures[at].push(await sides[at].run(round));
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

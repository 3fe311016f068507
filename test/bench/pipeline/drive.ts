/** Drives a running side with the load: as fast as it settles, or at a rate. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Child } from './child.ts';
import type { LoadOrder, LoadReport } from './load.ts';
import { COMMAND_PATH, type RunningSide } from './sides.ts';

const CONNECTIONS = 32;
/** Accepted and unsettled: above the one the clients wait, below the other they go on. So the backlog is bounded, and never empty. */
const PAUSE_ABOVE = 2_000;
const GO_BELOW = 1_500;
const LOOK_MS = 50;
/** The window ends while the load still runs. */
const TAIL_MS = 250;
const A_DAY_MS = 86_400_000;
/** Too much at once, or PostgreSQL is not to be reached in time: an answer, not a fault. */
const TURNED_AWAY = 503;

export interface Sustained {
  /** Commands settled a second over the window. */
  rate: number;
  backlogAtEnd: number;
  /** Answers 503, which a client sends again. */
  turnedAway: number;
  /** Processor time of each process in the window, as a share of one core. */
  cores: Readonly<Record<string, number>>;
}

/** In ms from when a request was due, each list sorted. */
export interface Latencies {
  accepted: readonly number[];
  settled: readonly number[];
}

export class Driver {
  private readonly load: Child;
  private readonly tokens: readonly string[];

  private constructor(load: Child, tokens: readonly string[]) {
    this.load = load;
    this.tokens = tokens;
  }

  static async start(tokens: readonly string[]): Promise<Driver> {
    return new Driver(await Child.start({ name: 'load', script: 'test/bench/pipeline/load.ts', env: {} }), tokens);
  }

  /** The highest rate that the side settles at: clients that wait for nothing but the backlog, until it is steady and then for the window. */
  async sustain(side: RunningSide, settleInMs: number, windowMs: number): Promise<Sustained> {
    const loaded = this.held(side, this.run(side, { ms: settleInMs + windowMs }));
    const all = [...side.children, this.load];
    await sleep(settleInMs);
    const [from, before] = [Date.now(), await cpuSeconds(all)];
    await sleep(windowMs - TAIL_MS);
    const [to, after] = [Date.now(), await cpuSeconds(all)];
    const backlogAtEnd = await side.backlog();
    const { others } = await loaded;
    await this.drained(side);
    const seconds = (to - from) / 1_000;
    return {
      rate: (await side.settledBetween(from, to)) / seconds,
      backlogAtEnd,
      turnedAway: others[TURNED_AWAY] ?? 0,
      cores: Object.fromEntries(Object.entries(after).map(([name, value]) => [name, (value - before[name]) / seconds])),
    };
  }

  /** Lets so many commands through, as fast as the side settles them. */
  async pass(side: RunningSide, count: number): Promise<void> {
    await this.held(side, this.run(side, { ms: A_DAY_MS, count }));
    await this.drained(side);
  }

  /** Holds the clients back while the backlog is high, until `loading` is over. */
  private async held(side: RunningSide, loading: Promise<LoadReport>): Promise<LoadReport> {
    let over = false;
    const ended = loading.finally(() => (over = true));
    ended.catch(() => undefined);
    for (let paused = false; !over; await sleep(LOOK_MS)) {
      const backlog = await side.backlog();
      if (paused ? backlog >= GO_BELOW : backlog <= PAUSE_ABOVE) continue;
      paused = !paused;
      this.load.tell(paused ? 'pause' : 'go');
    }
    this.load.tell('go');
    return refuseOthers(await ended);
  }

  /** From when each request was due to when its command was accepted, and to when it was settled: at `rate`, after a warm-up at the same rate. */
  async latencies(side: RunningSide, rate: number, warmUpMs: number, windowMs: number): Promise<Latencies> {
    const report = await this.run(side, { ms: warmUpMs + windowMs, rate });
    refuseOthers(report);
    await this.drained(side);
    const from = report.requests.reduce((least, [, due]) => Math.min(least, due), Infinity) + warmUpMs;
    const counted = report.requests.filter(([, due]) => due >= from);
    const ids = counted.map(([id]) => id);
    const [accepted, settled] = await Promise.all([side.acceptedAt(ids), side.settledAt(ids)]);
    const since = (times: ReadonlyMap<string, number>): number[] =>
      counted.map(([id, due]) => (times.get(id) ?? Infinity) - due).sort((a, b) => a - b);
    return { accepted: since(accepted), settled: since(settled) };
  }

  /** Waits until all that was accepted is settled. */
  async drained(side: RunningSide, withinMs = 120_000): Promise<void> {
    for (const end = Date.now() + withinMs; (await side.backlog()) > 0; await sleep(LOOK_MS))
      if (Date.now() > end) throw new Error(`${await side.backlog()} commands are still not settled.`);
  }

  end(): Promise<void> {
    return this.load.end();
  }

  run(side: RunningSide, order: Omit<LoadOrder, 'url' | 'path' | 'tokens' | 'connections'>): Promise<LoadReport> {
    const whole: LoadOrder = { ...order, url: side.url, path: COMMAND_PATH, tokens: this.tokens, connections: CONNECTIONS };
    return this.load.ask({ order: whole }, 'report');
  }
}

function refuseOthers(report: LoadReport): LoadReport {
  if (Object.keys(report.others).some((status) => Number(status) !== TURNED_AWAY))
    throw new Error(`Not everything was accepted: ${JSON.stringify(report.others)}.`);
  return report;
}

async function cpuSeconds(children: readonly Child[]): Promise<Record<string, number>> {
  return Object.fromEntries(
    await Promise.all(children.map(async (child) => [child.name, (await child.usage()).cpuSeconds] as const)),
  );
}

export function shareOfCores({ cores }: Sustained): string {
  return Object.entries(cores)
    .map(([name, share]) => `${name} ${share.toFixed(2)}`)
    .join(', ');
}

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

export interface Sustained {
  /** Commands settled a second over the window. */
  rate: number;
  backlogAtEnd: number;
  /** Processor time of each process in the window, as a share of one core. */
  cores: Readonly<Record<string, number>>;
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

  /** The highest rate that the side settles at: clients that never wait but for the backlog, for `warmUpMs` and then the window. */
  async sustain(side: RunningSide, warmUpMs: number, windowMs: number): Promise<Sustained> {
    const report = this.run(side, { ms: warmUpMs + windowMs });
    const began = Date.now();
    let paused = false;
    let over = false;
    const controller = (async () => {
      while (!over) {
        const backlog = await side.backlog();
        if (paused ? backlog < GO_BELOW : backlog > PAUSE_ABOVE) {
          paused = !paused;
          this.load.tell(paused ? 'pause' : 'go');
        }
        await sleep(LOOK_MS);
      }
      if (paused) this.load.tell('go');
    })();
    await sleep(warmUpMs);
    const from = Date.now();
    const before = await cpuSeconds([...side.children, this.load]);
    await sleep(windowMs - (from - began - warmUpMs));
    const to = Date.now();
    const after = await cpuSeconds([...side.children, this.load]);
    const backlogAtEnd = await side.backlog();
    over = true;
    await controller;
    refuseOthers(await report);
    await this.drained(side);
    const seconds = (to - from) / 1_000;
    return {
      rate: (await side.settledBetween(from, to)) / seconds,
      backlogAtEnd,
      cores: Object.fromEntries(Object.entries(after).map(([name, value]) => [name, (value - (before[name] ?? 0)) / seconds])),
    };
  }

  /** From when each request was due to when its command was settled, in ms, sorted: at `rate`, after a warm-up at the same rate. */
  async latencies(side: RunningSide, rate: number, warmUpMs: number, windowMs: number): Promise<number[]> {
    const report = await this.run(side, { ms: warmUpMs + windowMs, rate });
    refuseOthers(report);
    await this.drained(side);
    const from = (report.requests[0]?.[1] ?? 0) + warmUpMs;
    const counted = report.requests.filter(([, due]) => due >= from);
    const settled = await side.settledAt(counted.map(([id]) => id));
    return counted
      .map(([id, due]) => (settled.get(id) ?? Infinity) - due)
      .sort((a, b) => a - b);
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

function refuseOthers({ others }: LoadReport): void {
  if (Object.keys(others).length > 0) throw new Error(`Not everything was accepted: ${JSON.stringify(others)}.`);
}

async function cpuSeconds(children: readonly Child[]): Promise<Record<string, number>> {
  return Object.fromEntries(await Promise.all(children.map(async (child) => [child.name, (await child.usage()).cpuSeconds] as const)));
}

export function shareOfCores({ cores }: Sustained): string {
  return Object.entries(cores)
    .map(([name, share]) => `${name} ${share.toFixed(2)}`)
    .join(', ');
}

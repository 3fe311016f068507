import { type CommandReport, type Pool, reportsOf } from '#event-log';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';

const SHORTEST_PAUSE_MS = 10;
const LONGEST_PAUSE_MS = 50;
/** Those who come when so many are waiting are told at once that their command is taken: a wait is a preference (RFC 7240). */
const MOST_WAITING = 2_000;
/** After a fault of the database. */
const FAULT_PAUSE_MS = 250;

type Waiter = (report: CommandReport | undefined) => void;

/** Waits for commands to be settled: one question to the database at a time, however many requests are waiting. */
export class SettledWatch implements BeforeApplicationShutdown {
  private readonly waiters = new Map<string, Set<Waiter>>();
  private pauseMs = SHORTEST_PAUSE_MS;
  private polling = false;
  private closed = false;
  private present = 0;

  constructor(private readonly pool: Pool) {}

  /** How many requests wait here, with nothing to do for this process but to look once for all of them. */
  get waiting(): number {
    return this.present;
  }

  /** Whether one more may wait. */
  get hasRoom(): boolean {
    return !this.closed && this.present < MOST_WAITING;
  }

  /**
   * The command's report once it is no longer `accepted`; undefined where that takes longer than `ms`, too many wait already,
   * or this process is ending.
   */
  async until(id: string, ms: number): Promise<CommandReport | undefined> {
    if (ms <= 0 || !this.hasRoom) return undefined;
    this.present++;
    return new Promise((resolve) => {
      const done: Waiter = (report) => {
        this.present--;
        clearTimeout(timer);
        this.forget(id, done);
        resolve(report);
      };
      const timer = setTimeout(done, ms, undefined);
      const others = this.waiters.get(id) ?? new Set();
      this.waiters.set(id, others.add(done));
      this.pauseMs = SHORTEST_PAUSE_MS;
      if (!this.polling) void this.poll();
    });
  }

  /** Lets everybody go, so that no request holds up the end of the process. */
  beforeApplicationShutdown(): void {
    this.closed = true;
    for (const waiters of [...this.waiters.values()]) for (const done of [...waiters]) done(undefined);
  }

  private forget(id: string, waiter: Waiter): void {
    const waiters = this.waiters.get(id);
    waiters?.delete(waiter);
    if (waiters?.size === 0) this.waiters.delete(id);
  }

  private async poll(): Promise<void> {
    this.polling = true;
    while (this.waiters.size > 0) {
      const pause = await this.look().catch(() => FAULT_PAUSE_MS);
      if (this.waiters.size > 0) await sleep(pause);
    }
    this.polling = false;
  }

  /** Looks once, and answers how long to pause: longer and longer while nothing happens. */
  private async look(): Promise<number> {
    const reports = await reportsOf(this.pool, [...this.waiters.keys()]);
    const settled = reports.filter(({ status }) => status !== 'accepted');
    for (const report of settled) for (const done of [...(this.waiters.get(report.id) ?? [])]) done(report);
    const pause = this.pauseMs;
    this.pauseMs = settled.length > 0 ? SHORTEST_PAUSE_MS : Math.min(pause * 1.5, LONGEST_PAUSE_MS);
    return pause;
  }
}

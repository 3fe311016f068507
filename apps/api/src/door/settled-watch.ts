import { type CommandReport, type Pool, reportsOf } from '#event-log';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import { RepeatedLook } from '../http/repeated-look.js';

const PAUSES = { shortestMs: 10, longestMs: 50, faultMs: 250 };
/** Those who come when so many are waiting are told at once that their command is taken: a wait is a preference (RFC 7240). */
const MOST_WAITING = 2_000;

type Waiter = (report: CommandReport | undefined) => void;

/** Waits for commands to be settled: one question to the database at a time, however many requests are waiting. */
export class SettledWatch implements BeforeApplicationShutdown {
  private readonly waiters = new Map<string, Set<Waiter>>();
  private readonly looks = new RepeatedLook(
    () => this.look(),
    () => this.waiters.size > 0,
    PAUSES,
  );
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
      this.looks.soon();
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

  /** Whether something was settled. */
  private async look(): Promise<boolean> {
    const reports = await reportsOf(this.pool, [...this.waiters.keys()]);
    const settled = reports.filter(({ status }) => status !== 'accepted');
    for (const report of settled) for (const done of [...(this.waiters.get(report.id) ?? [])]) done(report);
    return settled.length > 0;
  }
}

import type { Queryable } from '#event-log';
import type { BeforeApplicationShutdown } from '@nestjs/common';
import { RepeatedLook } from '../http/repeated-look.js';

const PAUSES = { shortestMs: 10, longestMs: 100, faultMs: 500 };

interface Waiter {
  readonly beyond: number;
  readonly done: (head: number | undefined) => void;
}

/** Tells readers that follow the log that it grew: one question to the database at a time, however many are following. */
export class LogWatch implements BeforeApplicationShutdown {
  private readonly waiters = new Set<Waiter>();
  private head = 0;
  private readonly looks = new RepeatedLook(
    () => this.look(),
    () => this.waiters.size > 0,
    PAUSES,
  );
  private over = false;

  constructor(private readonly database: Queryable) {}

  /** The process is ending: nobody waits here any more. */
  get closed(): boolean {
    return this.over;
  }

  /** The last position of the log, once it lies beyond `position`; undefined where that takes longer than `ms`, `signal` is given, or the process ends. */
  beyond(position: number, ms: number, signal: AbortSignal): Promise<number | undefined> {
    if (this.over || signal.aborted) return Promise.resolve(undefined);
    if (this.head > position) return Promise.resolve(this.head);
    return new Promise((resolve) => {
      const done = (head: number | undefined): void => {
        clearTimeout(timer);
        signal.removeEventListener('abort', leave);
        this.waiters.delete(waiter);
        resolve(head);
      };
      const leave = (): void => done(undefined);
      const waiter = { beyond: position, done };
      const timer = setTimeout(leave, ms);
      signal.addEventListener('abort', leave);
      this.waiters.add(waiter);
      this.looks.soon();
    });
  }

  beforeApplicationShutdown(): void {
    this.over = true;
    for (const { done } of [...this.waiters]) done(undefined);
  }

  /** Whether the log grew. */
  private async look(): Promise<boolean> {
    const before = this.head;
    const { rows } = await this.database.query<{ head: number }>({
      name: 'log-head',
      text: 'select coalesce(max(position), 0) as head from log',
    });
    this.head = rows[0]?.head ?? 0;
    for (const { beyond, done } of [...this.waiters]) if (this.head > beyond) done(this.head);
    return this.head > before;
  }
}

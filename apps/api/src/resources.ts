import type { Doorbell } from '#command-queue';
import type { Pool, Sessions } from '#event-log';
import type { OnApplicationShutdown } from '@nestjs/common';
import type { Parts } from './health/parts.js';

/** What the process holds. */
export interface Holdings {
  readonly pool: Pool;
  readonly sessions: Sessions;
  readonly doorbell: Doorbell;
  readonly parts: Parts;
}

/** Lets go of what the process holds, after the last request was answered. */
export class Resources implements OnApplicationShutdown {
  constructor(private readonly holdings: Holdings) {}

  async onApplicationShutdown(): Promise<void> {
    const { doorbell, pool, parts } = this.holdings;
    await Promise.all([doorbell.close(), pool.end(), parts.close()]);
  }

  /** Breaks the statements under way: whoever waits for one is told now. */
  cut(): void {
    this.holdings.sessions.cut();
  }
}

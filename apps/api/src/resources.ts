import type { Doorbell } from '#command-queue';
import type { Pool } from '#event-log';
import type { OnApplicationShutdown } from '@nestjs/common';

/** Lets go of what the process holds, after the last request was answered. */
export class Resources implements OnApplicationShutdown {
  constructor(
    private readonly pool: Pool,
    private readonly doorbell: Doorbell,
  ) {}

  async onApplicationShutdown(): Promise<void> {
    await Promise.all([this.doorbell.close(), this.pool.end()]);
  }
}

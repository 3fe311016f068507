import type { Pool } from '#event-log';
import { projections } from '#commission';
import { type FeedFilter, insightOf } from '#feed';
import type { Caller } from '#identity';
import type { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { unavailable } from '../errors/problem.js';
import type { PrivilegedReadings } from '../events/privileged-readings.js';
import { newestCheckpoint } from '../log/published.js';
import { checkpointsOf } from '../queries/views.js';
import { Records } from './records.js';
import { recordsPackage } from './records-package.js';
import { zipOf } from './zip.js';

/** Packages that one process makes at a time: each reads the log from its beginning to its end. */
const MOST_AT_ONCE = 4;
const RETRY_S = 30;
/** The views are within this time where the log was signed, unless one of them stands still. */
const PATIENCE_MS = 5_000;
const PAUSE_MS = 50;
/** As many positions as one note of the readings takes, whatever ranges they make: a page of the feed. */
const NOTED_AT_ONCE = 200;

/** A package under way, and up to which position it is. */
export interface Export {
  readonly size: number;
  readonly zip: Readable;
}

/** Records packages: made while they are sent, from the positions that the newest checkpoint counts. */
export class Exports {
  private underWay = 0;

  constructor(
    private readonly pool: Pool,
    private readonly readings: PrivilegedReadings,
  ) {}

  /**
   * The package for a caller. That privileged content will be given is in the ledger when this resolves.
   * Throws the problem that there is no checkpoint yet, that too many are being made, or that the views are behind.
   */
  async open(filter: FeedFilter, caller: Caller): Promise<Export> {
    if (this.underWay >= MOST_AT_ONCE) throw unavailable('As many packages as can be made at a time are being made.', RETRY_S);
    this.underWay++;
    let zip: Readable | undefined;
    try {
      const checkpoint = await newestCheckpoint(this.pool);
      const { size, publishedAt } = checkpoint;
      await this.viewsAt(size);
      const records = new Records(this.pool, { filter, insight: insightOf(caller), roles: caller.roles, size });
      await this.note(caller, await records.privileged());
      zip = zipOf(recordsPackage({ database: this.pool, checkpoint, records }), new Date(publishedAt));
      zip.once('close', () => this.underWay--);
      return { size, zip };
    } finally {
      if (!zip) this.underWay--;
    }
  }

  private async note(caller: Caller, positions: readonly number[]): Promise<void> {
    for (let at = 0; at < positions.length; at += NOTED_AT_ONCE)
      await this.readings.note(caller, positions.slice(at, at + NOTED_AT_ONCE));
  }

  /** What was opened, and which texts there are, the views say: they have to have come as far as the package goes. */
  private async viewsAt(size: number): Promise<void> {
    const until = performance.now() + PATIENCE_MS;
    while ((await checkpointsOf(this.pool, projections)).some(({ position }) => position < size)) {
      if (performance.now() > until) throw unavailable('The views have not come as far as the log is signed.', RETRY_S);
      await sleep(PAUSE_MS);
    }
  }
}

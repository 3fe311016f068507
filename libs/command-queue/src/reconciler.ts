import { noteUnrung, type Pool, ringAgain } from '#event-log';
import type { Doorbell } from './doorbell.js';
import { Loop } from './loop.js';

const ROUND_MS = 1_000;
const PAGE = 1_000;
/** A ring this old was lost, or its worker was: the queue brings a killed worker's job back before. */
const STALE_MS = 10_000;

/** Rings again for every command in the ledger whose ring was lost: never sent, gone with an emptied Redis, or too long ago. */
export class Reconciler {
  private readonly loop: Loop;

  constructor(
    private readonly pool: Pool,
    private readonly doorbell: Pick<Doorbell, 'ring' | 'epoch'>,
    onFault: (error: Error) => void,
  ) {
    this.loop = new Loop(() => this.round(), ROUND_MS, onFault);
  }

  start(): void {
    this.loop.start();
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }

  /** One round over the whole ledger, page by page. */
  async round(): Promise<void> {
    const epoch = await this.doorbell.epoch();
    if (epoch === undefined) return;
    for (let after = 0; ;) {
      const page = await ringAgain(this.pool, epoch, STALE_MS, after, PAGE);
      const last = page.at(-1);
      if (!last) return;
      if (!(await this.doorbell.ring(page.map(({ id, stream }) => ({ commandId: id, stream }))))) {
        // A queue that is full takes no ring, and says so: once there is room again, all is rung at once.
        await noteUnrung(
          this.pool,
          page.map(({ id }) => id),
        );
        return;
      }
      after = last.seq;
    }
  }
}

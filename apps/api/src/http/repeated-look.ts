import { setTimeout as sleep } from 'node:timers/promises';

export interface Pauses {
  /** After something had happened, and when somebody has just come. */
  readonly shortestMs: number;
  /** Where nothing happens, each pause is longer than the one before, up to this. */
  readonly longestMs: number;
  /** After a fault, which is not reported: whoever waits has a time of their own. */
  readonly faultMs: number;
}

const GROWTH = 1.5;

/** Looks again and again as long as somebody waits for what there is to see: once for all of them, ever more slowly while nothing happens. */
export class RepeatedLook {
  private pauseMs: number;
  private looking = false;

  /** `look` answers whether something had happened. */
  constructor(
    private readonly look: () => Promise<boolean>,
    private readonly isAwaited: () => boolean,
    private readonly pauses: Pauses,
  ) {
    this.pauseMs = pauses.shortestMs;
  }

  /** Somebody waits: the next look is soon. */
  soon(): void {
    this.pauseMs = this.pauses.shortestMs;
    if (!this.looking) void this.run();
  }

  private async run(): Promise<void> {
    this.looking = true;
    while (this.isAwaited()) {
      const pause = await this.once().catch(() => this.pauses.faultMs);
      if (this.isAwaited()) await sleep(pause);
    }
    this.looking = false;
  }

  /** Answers how long to pause. */
  private async once(): Promise<number> {
    const happened = await this.look();
    const pause = this.pauseMs;
    this.pauseMs = happened ? this.pauses.shortestMs : Math.min(pause * GROWTH, this.pauses.longestMs);
    return pause;
  }
}

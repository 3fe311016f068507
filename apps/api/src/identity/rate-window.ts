import type { ThrottlerStorage } from '@nestjs/throttler';

type Hits = Awaited<ReturnType<ThrottlerStorage['increment']>>;

/** How many keys may be kept before those that are over are looked for. */
const SWEEP_AT = 10_000;
/** Where more than that are alive, looking through them at each request would be the slow death that counting is to prevent. */
const SWEEP_EVERY_MS = 1_000;

/**
 * Counts requests in windows of fixed length, one a key. The library's own storage sets a timer for every single request;
 * this one keeps two numbers a key. The clock is one that no jump of the machine's time moves, else a window could last an hour.
 */
export class RateWindow implements ThrottlerStorage {
  private readonly windows = new Map<string, { hits: number; endsAt: number }>();

  private sweptAt = -Infinity;

  constructor(private readonly now: () => number = () => performance.now()) {}

  increment(key: string, ttlMs: number, limit: number): Promise<Hits> {
    const now = this.now();
    if (this.windows.size >= SWEEP_AT && now - this.sweptAt >= SWEEP_EVERY_MS) this.sweep(now);
    let window = this.windows.get(key);
    if (!window || window.endsAt <= now) {
      window = { hits: 0, endsAt: now + ttlMs };
      this.windows.set(key, window);
    }
    window.hits++;
    const seconds = Math.ceil((window.endsAt - now) / 1000);
    return Promise.resolve({
      totalHits: window.hits,
      timeToExpire: seconds,
      isBlocked: window.hits > limit,
      timeToBlockExpire: seconds,
    });
  }

  private sweep(now: number): void {
    this.sweptAt = now;
    for (const [key, { endsAt }] of this.windows) if (endsAt <= now) this.windows.delete(key);
  }
}

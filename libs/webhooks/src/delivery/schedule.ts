/** When what failed is tried again: the delays that Standard Webhooks recommends, each from the try before. */
const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

export const RETRY_DELAYS_MS: readonly number[] = [
  5 * SECOND,
  5 * MINUTE,
  30 * MINUTE,
  2 * HOUR,
  5 * HOUR,
  10 * HOUR,
  14 * HOUR,
  20 * HOUR,
  24 * HOUR,
];

/** The most that chance adds: those that failed together do not all come back together. */
const JITTER = 0.1;

/** How long to wait after so many tries that failed; undefined where it was the last one. `chance` is from 0 to under 1. */
export function delayAfter(failed: number, chance: number): number | undefined {
  const delay = RETRY_DELAYS_MS[failed - 1];
  return delay === undefined ? undefined : Math.round(delay * (1 + JITTER * chance));
}

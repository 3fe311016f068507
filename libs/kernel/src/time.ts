/** RFC 3339 in UTC with milliseconds, `2026-03-10T16:30:00.000Z`; ordered by plain string comparison. */
export type Instant = string;
/** `YYYY-MM-DD`. */
export type PlainDate = string;

export const HOUR_MS = 3_600_000;

/** Elapsed milliseconds, blind to zones and daylight saving; negative where `to` lies before `from`. */
export function elapsedMs(from: Instant, to: Instant): number {
  return Date.parse(to) - Date.parse(from);
}

/** Brings any RFC 3339 instant to the one form that is stored. */
export function toInstant(text: string | number): Instant {
  return new Date(text).toISOString();
}

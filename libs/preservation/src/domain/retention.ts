/** The retention schedule: from when on a record may be disposed of. Nothing is ever disposed of by itself. */
import type { Calendar, Context, Instant, PlainDate, Profile } from '#kernel';
import { keepOf } from './covering.js';

const MONTHS_A_YEAR = 12;

/** From a record's closing on so many years, counted from the day after it: the last day on which it is kept. */
export function keptUntil(closedAt: Instant, years: number, calendar: Calendar): PlainDate {
  return calendar.addMonths(calendar.dateOf(closedAt), years * MONTHS_A_YEAR);
}

/** Whether the schedule lets the record go now: its series says when, what it counts from has happened, and the years have passed. */
export function dueForDisposition(
  { subject, closedAt }: { readonly subject: string; readonly closedAt?: Instant },
  { now, calendar, profile }: Pick<Context, 'now' | 'calendar'> & { readonly profile: Pick<Profile, 'retention'> },
): boolean {
  const keep = keepOf(subject, profile);
  if (keep === undefined || keep === 'PERMANENT' || closedAt === undefined) return false;
  return calendar.dateOf(now) > keptUntil(closedAt, keep.years, calendar);
}

import { calendarFor } from '#calendar';
import type { Jurisdiction } from '#command-queue';
import { losAngeles } from '#jurisdiction';

/** The jurisdiction that this installation serves. */
export function jurisdictionOf(source: string): Jurisdiction {
  return { calendar: calendarFor(losAngeles.timeZone), profile: losAngeles, source };
}

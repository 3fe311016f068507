import type { Calendar, PlainDate } from '#kernel';
import { DateTime } from 'luxon';

/** The days of a time zone (IANA name), by luxon and the zone data of the running Node. */
export function calendarFor(timeZone: string): Calendar {
  const local = (date: PlainDate): DateTime<true> => {
    const day = DateTime.fromISO(date, { zone: timeZone });
    if (!day.isValid) throw new Error(`Not a date in ${timeZone}: ${date}`);
    return day;
  };
  const instant = (moment: DateTime<true>): string => moment.toUTC().toISO();
  return {
    version: `${timeZone}; tzdata ${process.versions.tz ?? 'unknown'}`,
    dateOf: (moment) => DateTime.fromISO(moment, { zone: timeZone }).toISODate() ?? '',
    startOfDay: (date) => instant(local(date).startOf('day')),
    endOfDay: (date) => instant(local(date).endOf('day')),
    addDays: (date, days) => local(date).plus({ days }).toISODate(),
    addMonths: (date, months) => local(date).plus({ months }).toISODate(),
  };
}

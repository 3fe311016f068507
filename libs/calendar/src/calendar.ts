import type { Calendar, PlainDate, Profile } from '#kernel';
import type Holidays from 'date-holidays';
import { DateTime } from 'luxon';
import { createRequire } from 'node:module';

// Its data of all countries takes half a second to load, which only a process that counts business days has to spend.
const require = createRequire(import.meta.url);
const HOLIDAY_DATA = `date-holidays ${(require('date-holidays/package.json') as { version: string }).version}`;

/** The days of a place: its time zone, by luxon and the zone data of the running Node, and its holidays, by date-holidays. */
export function calendarFor({
  timeZone,
  holidays,
  id,
  version,
}: Pick<Profile, 'timeZone' | 'holidays' | 'id' | 'version'>): Calendar {
  const local = (date: PlainDate): DateTime<true> => {
    const day = DateTime.fromISO(date, { zone: timeZone });
    if (!day.isValid) throw new Error(`Not a date in ${timeZone}: ${date}`);
    return day;
  };
  const instant = (moment: DateTime<true>): string => moment.toUTC().toISO();
  const addDays = (date: PlainDate, days: number): PlainDate => local(date).plus({ days }).toISODate();
  const isHoliday = holidaysOf(holidays);
  const isBusinessDay = (date: PlainDate): boolean => local(date).weekday <= 5 && !isHoliday(date);
  return {
    version: `${timeZone}; tzdata ${process.versions.tz ?? 'unknown'}; holidays ${id} ${version}, ${HOLIDAY_DATA}`,
    dateOf: (moment) => DateTime.fromISO(moment, { zone: timeZone }).toISODate() ?? '',
    startOfDay: (date) => instant(local(date).startOf('day')),
    endOfDay: (date) => instant(local(date).endOf('day')),
    addDays,
    addMonths: (date, months) => local(date).plus({ months }).toISODate(),
    isBusinessDay,
    addBusinessDays: (date, days) => {
      let day = date;
      for (let left = Math.abs(days); left > 0;) {
        day = addDays(day, Math.sign(days));
        if (isBusinessDay(day)) left--;
      }
      return day;
    },
  };
}

/** Whether a date is one of a place's holidays. The days of a year are computed once. */
function holidaysOf({ country, state, closed, open }: Profile['holidays']): (date: PlainDate) => boolean {
  let known: Holidays | undefined;
  const years = new Map<string, ReadonlySet<PlainDate>>();
  const daysOf = (year: string): ReadonlySet<PlainDate> => {
    known ??= holidayRules(country, state, closed);
    const days = known.getHolidays(Number(year)).filter(({ type, name }) => type === 'public' && !open.includes(name));
    return new Set(days.map(({ date }) => date.slice(0, 10)));
  };
  return (date) => {
    const year = date.slice(0, 4);
    const days = years.get(year) ?? daysOf(year);
    years.set(year, days);
    return days.has(date);
  };
}

function holidayRules(country: string, state: string, closed: Profile['holidays']['closed']): Holidays {
  const Rules = require('date-holidays') as typeof Holidays;
  const rules = new Rules(country, state, { languages: 'en' });
  for (const { rule, name } of closed)
    if (!rules.setHoliday(rule, { name: { en: name }, type: 'public' })) throw new Error(`Not a rule for a holiday: ${rule}`);
  return rules;
}

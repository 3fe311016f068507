import { losAngeles, profileFrom } from '#jurisdiction';
import { calendarFor } from './calendar.js';

const calendar = calendarFor(losAngeles);

describe('The calendar of Los Angeles', () => {
  it.each([
    ['2026-02-16', 'a holiday of the State'],
    ['2026-03-30', 'the last Monday of March'],
    ['2026-07-03', 'the substitute of a holiday on a Saturday'],
    ['2026-11-27', 'the day after Thanksgiving'],
    ['2026-11-28', 'a Saturday'],
    ['2026-11-29', 'a Sunday'],
  ])('has no business on %s, %s', (date) => expect(calendar.isBusinessDay(date)).toBe(false));

  it.each([
    ['2026-03-31', 'which the State keeps and the City does not'],
    ['2026-11-25', 'the day before Thanksgiving'],
    ['2026-12-24', 'the day before Christmas'],
  ])('has business on %s, %s', (date) => expect(calendar.isBusinessDay(date)).toBe(true));

  it('counts business days from the day after, over weekends and holidays', () => {
    expect(calendar.addBusinessDays('2026-11-25', 1)).toBe('2026-11-30');
    expect(calendar.addBusinessDays('2026-11-25', 0)).toBe('2026-11-25');
    expect(calendar.addBusinessDays('2026-12-30', 2)).toBe('2027-01-04');
    expect(calendar.addBusinessDays('2026-11-30', -1)).toBe('2026-11-25');
    expect(calendar.addBusinessDays('2026-11-28', -1)).toBe('2026-11-25');
  });

  it('has days of 23 and of 25 hours where the clocks change', () => {
    const hours = (date: string): number =>
      (Date.parse(calendar.endOfDay(date)) + 1 - Date.parse(calendar.startOfDay(date))) / 3_600_000;
    expect([hours('2026-03-07'), hours('2026-03-08'), hours('2026-11-01')]).toEqual([24, 23, 25]);
  });

  it('names what it was computed from', () => {
    expect(calendar.version).toMatch(/^America\/Los_Angeles; tzdata \d{4}[a-z]; holidays los-angeles 1, date-holidays \d/);
  });
});

it('The calendar of another place has its own days', () => {
  const there = calendarFor(profileFrom('port-alder'));
  expect([there.isBusinessDay('2028-09-12'), there.isBusinessDay('2028-10-09'), calendar.isBusinessDay('2028-09-12')]).toEqual([
    false,
    true,
    true,
  ]);
});

it('A holiday whose rule cannot be read is a fault, not a day of business', () => {
  const { holidays } = losAngeles;
  const broken = calendarFor({ ...losAngeles, holidays: { ...holidays, closed: [{ rule: 'when we feel like it', name: 'X' }] } });
  expect(() => broken.isBusinessDay('2026-11-27')).toThrow('Not a rule for a holiday: when we feel like it');
});

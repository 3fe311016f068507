/** The number of a Board report: the form that the profile gives it, its year, and its serial, which restarts each year. */
import type { PlainDate, Profile } from '#kernel';

type Form = Profile['boardReports']['number'];

/** What a number is unique in, and where. */
export interface BpcPlace {
  /** `bpc/26`: the year, in two digits however the form writes it. */
  readonly series: string;
  readonly serial: number;
}

/** The number series of a year, in which serials are unique. */
export function bpcSeriesOf(reportedOn: PlainDate): string {
  return `bpc/${reportedOn.slice(2, 4)}`;
}

/** The last serial that the form has digits for. */
export function lastSerial({ serialDigits }: Form): number {
  return 10 ** serialDigits - 1;
}

/** `BPC #26-0123`: the number in its form. */
export function bpcNumberOf({ form, serialDigits }: Form, reportedOn: PlainDate, serial: number): string {
  return form
    .replace('{year}', reportedOn.slice(0, 4))
    .replace('{yy}', reportedOn.slice(2, 4))
    .replace('{serial}', String(serial).padStart(serialDigits, '0'));
}

/** Where a number stands; undefined where it is not of the form, or its serial is none: they count from 1. */
export function bpcPlaceOf({ form, serialDigits }: Form, bpcNumber: string): BpcPlace | undefined {
  const parts: Readonly<Record<string, string>> = {
    '{year}': String.raw`(?<year>\d{4})`,
    '{yy}': String.raw`(?<year>\d{2})`,
    '{serial}': String.raw`(?<serial>\d{${serialDigits}})`,
  };
  const pattern = form.split(/(\{\w+\})/).map((part) => parts[part] ?? RegExp.escape(part));
  const { year = '', serial = '' } = new RegExp(`^${pattern.join('')}$`).exec(bpcNumber)?.groups ?? {};
  return Number(serial) === 0 ? undefined : { series: `bpc/${year.slice(-2)}`, serial: Number(serial) };
}

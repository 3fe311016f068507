/** How an order is known: by its number in a series, or where its type has none, by office, date and subject. */
import { type Profile, Rejection } from '#kernel';
import { OFFICE_UNKNOWN, ORDER_TYPE_UNKNOWN } from './order-rules.js';
import type { OrderHeading, OrderSigned, OrderSubject } from './order-record.js';

type Series = Pick<OrderHeading, 'orderType' | 'office' | 'year'>;

/**
 * What an order's number is unique in, and counted in: type, office and year. An office is the same office however it is
 * capitalised or spaced.
 */
export function orderSeries({ orderType, office, year }: Series): string {
  return `order/${orderType}/${keyOf(office)}/${year}`;
}

/** What an order that is not numbered is known by: the same code recurs, the same subject of an office on a day does not. */
export function orderIdentity({ orderType, office, signedOn, signedAt, subject }: OrderSigned['data']): {
  readonly scope: string;
  readonly key: string;
} {
  return { scope: `order/${orderType}/${keyOf(office)}/${signedOn ?? signedAt}`, key: `subject/${keyOf(subject)}` };
}

function keyOf(name: string): string {
  return name.trim().toLowerCase().replaceAll(/\s+/g, '-');
}

/** The order's type as the profile has it, numbered as is asked; or the rule that refuses the type or the office. */
export function typeOf(
  { orderType, office }: Pick<OrderSubject, 'orderType' | 'office'>,
  numbering: Profile['orders']['types'][string]['numbering'],
  { orders }: Profile,
): Profile['orders']['types'][string] | Rejection {
  const type = Object.hasOwn(orders.types, orderType) ? orders.types[orderType] : undefined;
  if (type?.numbering !== numbering)
    return new Rejection(ORDER_TYPE_UNKNOWN, `${orderType} is ${type ? `numbered ${type.numbering}` : 'no type of order here'}.`);
  if (orders.offices.length > 0 && !orders.offices.some((known) => keyOf(known) === keyOf(office)))
    return new Rejection(OFFICE_UNKNOWN, `The offices that issue orders are: ${orders.offices.join('; ')}.`);
  return type;
}

/** `{name} No. {number} of {year}` with its values. */
export function designationOf(
  { name, designation }: Profile['orders']['types'][string],
  { number, year }: { readonly number: number; readonly year: number },
): string {
  return designation.replace('{name}', name).replace('{number}', String(number)).replace('{year}', String(year));
}

/** Which order supersedes which: named by the later one, never in a circle. */
import { NO_SUCH_RECORD, Rejection } from '#kernel';
import type { Order, SupersededOrder } from './order-record.js';
import { SUPERSEDES_A_SIGNED_ORDER, SUPERSESSION_CYCLE } from './order-rules.js';

const SUPERSEDABLE: readonly Order['status'][] = ['SIGNED', 'EFFECTIVE', 'SUPERSEDED'];

/** The rule that forbids an order to supersede these. `orders` are in the order of the ids; one that was not found is absent. */
export function refusedSupersession(
  own: string,
  ids: readonly string[],
  orders: readonly SupersededOrder[] = [],
): Rejection | undefined {
  for (const id of ids) {
    if (id === own) return new Rejection(SUPERSESSION_CYCLE, `Order ${id} would supersede itself.`);
    const named = orders.find(({ orderId }) => orderId === id);
    if (!named || named.status === 'none') return new Rejection(NO_SUCH_RECORD, `There is no order ${id} to be superseded.`);
    if (!SUPERSEDABLE.includes(named.status)) return new Rejection(SUPERSEDES_A_SIGNED_ORDER, `Order ${id} is ${named.status}.`);
    if (named.supersedes.includes(own))
      return new Rejection(SUPERSESSION_CYCLE, `Order ${id} supersedes order ${own}, itself or by others.`);
  }
  return undefined;
}

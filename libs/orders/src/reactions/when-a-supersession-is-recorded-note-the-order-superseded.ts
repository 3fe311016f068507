import { defineReaction } from '#command-queue';
import type { OrderEvent } from '../domain/order-record.js';

/** Of an order that is in effect already; one that is not supersedes with its effect. */
export const whenASupersessionIsRecordedNoteTheOrderSuperseded = defineReaction<OrderEvent, 'order.supersession-recorded'>({
  name: 'when-a-supersession-is-recorded-note-the-order-superseded',
  on: 'order.supersession-recorded',
  then: ({ subjectId: byOrderId, data: { supersedes: orderId, effectiveAt } }) =>
    effectiveAt === undefined ? [] : [{ name: 'note-order-superseded', body: { orderId, byOrderId, effectiveAt } }],
});

import { defineReaction } from '#command-queue';
import type { OrderEvent } from '../domain/order-record.js';

/** The later order names the earlier ones; their effect ends where its own begins. */
export const whenAnOrderTakesEffectNoteWhatItSupersedes = defineReaction<OrderEvent, 'order.effective'>({
  name: 'when-an-order-takes-effect-note-what-it-supersedes',
  on: 'order.effective',
  then: ({ subjectId: byOrderId, data: { effectiveAt, supersedes = [] } }) =>
    supersedes.map((orderId) => ({ name: 'note-order-superseded', body: { orderId, byOrderId, effectiveAt } })),
});

import { defineReaction } from '#command-queue';
import type { OrderEvent } from '../domain/order-record.js';

/** An action of the Board knows the orders that rest on it, so that a veto finds them. */
export const whenAnOrderIsSignedNoteItOnItsActions = defineReaction<OrderEvent, 'order.signed'>({
  name: 'when-an-order-is-signed-note-it-on-its-actions',
  on: 'order.signed',
  then: ({ subjectId: orderId, occurredAt, data: { boardActionId, changes } }) => {
    const actions = new Set(changes.flatMap((change) => change.boardActionId ?? []));
    if (boardActionId !== undefined) actions.add(boardActionId);
    return [...actions].map((id) => ({ name: 'note-order-signed', body: { boardActionId: id, orderId, occurredAt } }));
  },
});

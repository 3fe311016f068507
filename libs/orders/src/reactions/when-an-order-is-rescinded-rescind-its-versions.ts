import { defineReaction } from '#command-queue';
import type { OrderEvent } from '../domain/order-record.js';

/** What an order put in force goes with it; what it rescinded does not come back by itself. */
export const whenAnOrderIsRescindedRescindItsVersions = defineReaction<OrderEvent, 'order.rescinded'>({
  name: 'when-an-order-is-rescinded-rescind-its-versions',
  on: 'order.rescinded',
  then: ({ subjectId: orderId, data: { rescindedAt: effectiveAt, changes } }) =>
    changes
      .filter(({ change }) => change !== 'RESCINDED')
      .map(({ protocolId }) => ({ name: 'rescind-version', body: { protocolId, orderId, effectiveAt } })),
});

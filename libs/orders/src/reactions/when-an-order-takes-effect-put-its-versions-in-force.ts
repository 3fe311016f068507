import { defineReaction } from '#command-queue';
import type { OrderEvent } from '../domain/order-record.js';

/** The order names the drafts; the protocols take the adopted text from them. */
export const whenAnOrderTakesEffectPutItsVersionsInForce = defineReaction<OrderEvent, 'order.effective'>({
  name: 'when-an-order-takes-effect-put-its-versions-in-force',
  on: 'order.effective',
  then: ({ subjectId, data: { effectiveAt, changes } }) =>
    changes.map(({ protocolId, draftId, textHash, change, expiresAt }) => ({
      name: 'put-version-in-force',
      body: { protocolId, draftId, textHash, orderId: subjectId, change, effectiveAt, ...(expiresAt ? { expiresAt } : {}) },
    })),
});

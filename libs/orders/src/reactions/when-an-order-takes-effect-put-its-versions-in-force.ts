import { defineReaction } from '#command-queue';
import type { OrderEvent } from '../domain/order-record.js';

/** The order names the drafts; the protocols take the adopted text from them. */
export const whenAnOrderTakesEffectPutItsVersionsInForce = defineReaction<OrderEvent, 'order.effective'>({
  name: 'when-an-order-takes-effect-put-its-versions-in-force',
  on: 'order.effective',
  then: ({ subjectId, data: { effectiveAt, changes } }) =>
    changes.map(({ protocolId, draftId, textHash, text, change, expiresAt }) => ({
      name: 'put-version-in-force',
      body: {
        ...{ protocolId, orderId: subjectId, change, effectiveAt },
        ...(draftId === undefined ? {} : { draftId }),
        ...(textHash === undefined ? {} : { textHash }),
        ...(text === undefined ? {} : { text }),
        ...(expiresAt === undefined ? {} : { expiresAt }),
      },
    })),
});

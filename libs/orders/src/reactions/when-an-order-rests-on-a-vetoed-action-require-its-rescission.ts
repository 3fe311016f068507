import { defineReaction } from '#command-queue';
import type { BoardActionEvent } from '#meetings';
import { rescissionAfterVeto } from '../rescission.js';

/** The veto was entered before the order was noted on its action. */
export const whenAnOrderRestsOnAVetoedActionRequireItsRescission = defineReaction<BoardActionEvent, 'board-action.order-signed'>({
  name: 'when-an-order-rests-on-a-vetoed-action-require-its-rescission',
  on: 'board-action.order-signed',
  then: ({ subjectId, occurredAt, data: { orderId, vetoed } }) =>
    vetoed ? [rescissionAfterVeto(orderId, subjectId, occurredAt)] : [],
});

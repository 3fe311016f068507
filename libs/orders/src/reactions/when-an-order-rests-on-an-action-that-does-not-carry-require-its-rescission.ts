import { defineReaction } from '#command-queue';
import type { BoardActionEvent } from '#meetings';
import { rescissionAfterRecount } from '../rescission.js';

/** The vote was counted anew before the order was noted on its action. */
export const whenAnOrderRestsOnAnActionThatDoesNotCarryRequireItsRescission = defineReaction<
  BoardActionEvent,
  'board-action.order-signed'
>({
  name: 'when-an-order-rests-on-an-action-that-does-not-carry-require-its-rescission',
  on: 'board-action.order-signed',
  then: ({ subjectId, occurredAt, data: { orderId, outcomeChanged } }) =>
    outcomeChanged ? [rescissionAfterRecount(orderId, subjectId, occurredAt)] : [],
});

import { defineReaction } from '#command-queue';
import type { BoardActionEvent } from '#meetings';
import { rescissionAfterRecount } from '../rescission.js';

/** A late recusal, or a vote put right, took away what the orders rest on. */
export const whenAnActionDoesNotCarryRequireTheRescissionOfItsOrders = defineReaction<
  BoardActionEvent,
  'board-action.rescission-required'
>({
  name: 'when-an-action-does-not-carry-require-the-rescission-of-its-orders',
  on: 'board-action.rescission-required',
  then: ({ subjectId, occurredAt, data: { orders } }) =>
    orders.map((order) => rescissionAfterRecount(order, subjectId, occurredAt)),
});

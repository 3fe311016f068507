import { defineReaction } from '#command-queue';
import type { BoardActionEvent } from '#meetings';
import { rescissionAfterVeto } from '../rescission.js';

/** Orders are issued while the Council can still undo the action; a veto takes away what they rest on. */
export const whenAnActionIsVetoedRequireTheRescissionOfItsOrders = defineReaction<BoardActionEvent, 'board-action.vetoed'>({
  name: 'when-an-action-is-vetoed-require-the-rescission-of-its-orders',
  on: 'board-action.vetoed',
  then: ({ subjectId, occurredAt, data: { orders } }) => orders.map((order) => rescissionAfterVeto(order, subjectId, occurredAt)),
});

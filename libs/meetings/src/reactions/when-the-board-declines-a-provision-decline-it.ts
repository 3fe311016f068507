import { defineReaction } from '#command-queue';
import type { BoardActionEvent } from '../domain/board-action.js';

/** A requested provision ends when the Board declines it. */
export const whenTheBoardDeclinesAProvisionDeclineIt = defineReaction<BoardActionEvent, 'board-action.provision-declined'>({
  name: 'when-the-board-declines-a-provision-decline-it',
  on: 'board-action.provision-declined',
  then: ({ subjectId: boardActionId, occurredAt, data: { provisionId, reason } }) => [
    { name: 'decline-provision', body: { provisionId, boardActionId, reason, occurredAt } },
  ],
});

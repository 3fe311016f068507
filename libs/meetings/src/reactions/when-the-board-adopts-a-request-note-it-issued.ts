import { defineReaction } from '#command-queue';
import type { BoardActionEvent } from '../domain/board-action.js';

/** A request obliges the Chief from its adoption by the Board on. */
export const whenTheBoardAdoptsARequestNoteItIssued = defineReaction<BoardActionEvent, 'board-action.adopted'>({
  name: 'when-the-board-adopts-a-request-note-it-issued',
  on: 'board-action.adopted',
  then: ({ subjectId: boardActionId, occurredAt, data: { requestId } }) =>
    requestId ? [{ name: 'note-request-issued', body: { requestId, boardActionId, occurredAt } }] : [],
});

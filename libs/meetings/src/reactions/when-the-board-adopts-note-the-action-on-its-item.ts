import { defineReaction } from '#command-queue';
import type { BoardActionEvent } from '../domain/board-action.js';

/** The meeting knows the action then, so that what becomes known of the vote later finds it. */
export const whenTheBoardAdoptsNoteTheActionOnItsItem = defineReaction<BoardActionEvent, 'board-action.adopted'>({
  name: 'when-the-board-adopts-note-the-action-on-its-item',
  on: 'board-action.adopted',
  then: ({ subjectId: boardActionId, occurredAt, data: { meetingId, itemNumber } }) => [
    { name: 'note-board-action', body: { meetingId, number: itemNumber, boardActionId, occurredAt } },
  ],
});

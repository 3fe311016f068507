import { defineReaction } from '#command-queue';
import type { BoardActionEvent } from '../domain/board-action.js';

/** An adopted text is the one that an order may put into force. A text adopted as amended waits for its conformed version. */
export const whenTheBoardAdoptsATextNoteItOnItsDraft = defineReaction<BoardActionEvent, 'board-action.adopted'>({
  name: 'when-the-board-adopts-a-text-note-it-on-its-draft',
  on: 'board-action.adopted',
  then: ({ subjectId: boardActionId, occurredAt, data: { draftId, textHash, amended } }) => {
    if (!draftId) return [];
    const named = textHash === undefined ? {} : { textHash };
    const body = { draftId, boardActionId, ...named, occurredAt };
    if (amended) return [{ name: 'note-draft-adopted-as-amended', body }];
    return textHash === undefined ? [] : [{ name: 'note-draft-adopted', body }];
  },
});

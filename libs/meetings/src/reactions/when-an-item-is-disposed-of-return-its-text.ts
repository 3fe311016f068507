import { defineReaction } from '#command-queue';
import type { MeetingEvent } from '../domain/meeting-record.js';

/**
 * A text that the Board refers, or continues without a meeting to take it up, goes back to its author. One that is continued to a meeting stays
 * before the Board: its item stands on that agenda already.
 */
export const whenAnItemIsDisposedOfReturnItsText = defineReaction<MeetingEvent, 'meeting.item-disposed'>({
  name: 'when-an-item-is-disposed-of-return-its-text',
  on: 'meeting.item-disposed',
  then: ({ subjectId: meetingId, occurredAt, data: { draftId, disposition: how, continuedTo } }) => {
    const goesBack = how === 'REFERRED' || (how === 'CONTINUED' && continuedTo === undefined);
    return draftId && goesBack ? [{ name: 'note-draft-returned', body: { draftId, how, meetingId, occurredAt } }] : [];
  },
});

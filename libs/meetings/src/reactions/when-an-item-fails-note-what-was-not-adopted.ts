import { defineReaction } from '#command-queue';
import type { MeetingEvent } from '../domain/meeting-record.js';

/** A text or a request that the Board voted down learns of it. */
export const whenAnItemFailsNoteWhatWasNotAdopted = defineReaction<MeetingEvent, 'meeting.item-decided'>({
  name: 'when-an-item-fails-note-what-was-not-adopted',
  on: 'meeting.item-decided',
  then: ({ occurredAt, data }) => {
    if (data.outcome !== 'FAILED') return [];
    const { draftId, requestId } = data;
    return [
      ...(draftId ? [{ name: 'note-draft-not-adopted', body: { draftId, occurredAt } }] : []),
      ...(requestId ? [{ name: 'note-request-not-adopted', body: { requestId, occurredAt } }] : []),
    ];
  },
});

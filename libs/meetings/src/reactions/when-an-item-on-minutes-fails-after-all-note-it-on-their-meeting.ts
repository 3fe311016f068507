import { defineReaction } from '#command-queue';
import type { MeetingEvent } from '../domain/meeting-record.js';

/** Minutes that an item had approved are a draft again where its vote turns out to have failed. */
export const whenAnItemOnMinutesFailsAfterAllNoteItOnTheirMeeting = defineReaction<MeetingEvent, 'meeting.outcome-changed'>({
  name: 'when-an-item-on-minutes-fails-after-all-note-it-on-their-meeting',
  on: 'meeting.outcome-changed',
  then: ({ subjectId, occurredAt, data: { minutesOf, number, is } }) => {
    if (minutesOf === undefined || is !== 'FAILED') return [];
    const approvedBy = { meetingId: subjectId, itemNumber: number };
    return [{ name: 'note-approval-failed', body: { meetingId: minutesOf, approvedBy, occurredAt } }];
  },
});

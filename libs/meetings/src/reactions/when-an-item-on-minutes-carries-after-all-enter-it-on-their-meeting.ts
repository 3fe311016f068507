import { defineReaction } from '#command-queue';
import type { MeetingEvent } from '../domain/meeting-record.js';

/** Minutes whose item had failed are approved by it where its vote turns out to carry. */
export const whenAnItemOnMinutesCarriesAfterAllEnterItOnTheirMeeting = defineReaction<MeetingEvent, 'meeting.outcome-changed'>({
  name: 'when-an-item-on-minutes-carries-after-all-enter-it-on-their-meeting',
  on: 'meeting.outcome-changed',
  then: ({ subjectId, occurredAt, data: { minutesOf, number, was, amendment } }) => {
    if (minutesOf === undefined || was !== 'FAILED') return [];
    const approvedBy = { meetingId: subjectId, itemNumber: number };
    const corrections = amendment === undefined ? {} : { corrections: amendment };
    return [{ name: 'approve-minutes', body: { meetingId: minutesOf, approvedBy, ...corrections, occurredAt } }];
  },
});

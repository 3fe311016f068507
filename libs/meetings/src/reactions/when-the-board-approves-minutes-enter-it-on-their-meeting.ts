import { defineReaction } from '#command-queue';
import type { MeetingEvent } from '../domain/meeting-record.js';

/** Minutes that an item names are approved by its vote; the words of an amendment are the corrections. */
export const whenTheBoardApprovesMinutesEnterItOnTheirMeeting = defineReaction<MeetingEvent, 'meeting.item-decided'>({
  name: 'when-the-board-approves-minutes-enter-it-on-their-meeting',
  on: 'meeting.item-decided',
  then: ({ subjectId, occurredAt, data: { minutesOf, number, outcome, amendment } }) => {
    if (minutesOf === undefined || outcome === 'FAILED') return [];
    const approvedBy = { meetingId: subjectId, itemNumber: number };
    const corrections = amendment === undefined ? {} : { corrections: amendment };
    return [{ name: 'approve-minutes', body: { meetingId: minutesOf, approvedBy, ...corrections, occurredAt } }];
  },
});

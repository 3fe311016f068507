import { defineReaction } from '#command-queue';
import type { MeetingEvent } from '../domain/meeting-record.js';

/** A report to the Board is disposed of by what its item came to. */
export const whenAnItemIsDecidedNoteItOnItsBoardReport = defineReaction<MeetingEvent, 'meeting.item-decided'>({
  name: 'when-an-item-is-decided-note-it-on-its-board-report',
  on: 'meeting.item-decided',
  then: ({ subjectId: meetingId, occurredAt, data: { boardReportId, number: itemNumber, outcome: disposition } }) =>
    boardReportId
      ? [{ name: 'note-report-disposed', body: { boardReportId, disposition, meetingId, itemNumber, occurredAt } }]
      : [],
});

import { defineReaction } from '#command-queue';
import type { MeetingEvent } from '../domain/meeting-record.js';

/** A report to the Board that was disposed of by an item learns that the item turned out otherwise. */
export const whenAnOutcomeChangesNoteItOnItsBoardReport = defineReaction<MeetingEvent, 'meeting.outcome-changed'>({
  name: 'when-an-outcome-changes-note-it-on-its-board-report',
  on: 'meeting.outcome-changed',
  then: ({ subjectId: meetingId, occurredAt, data: { boardReportId, number: itemNumber, was, is: disposition } }) =>
    boardReportId
      ? [{ name: 'note-report-disposed', body: { boardReportId, disposition, was, meetingId, itemNumber, occurredAt } }]
      : [],
});

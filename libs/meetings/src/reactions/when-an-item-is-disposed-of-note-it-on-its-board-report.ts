import { defineReaction } from '#command-queue';
import type { MeetingEvent } from '../domain/meeting-record.js';

/** A report to the Board is disposed of where its item was, unless the matter comes back. */
export const whenAnItemIsDisposedOfNoteItOnItsBoardReport = defineReaction<MeetingEvent, 'meeting.item-disposed'>({
  name: 'when-an-item-is-disposed-of-note-it-on-its-board-report',
  on: 'meeting.item-disposed',
  then: ({ subjectId: meetingId, occurredAt, data: { boardReportId, number: itemNumber, disposition } }) =>
    boardReportId && disposition !== 'CONTINUED'
      ? [{ name: 'note-report-disposed', body: { boardReportId, disposition, meetingId, itemNumber, occurredAt } }]
      : [],
});

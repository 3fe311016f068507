import { defineReaction } from '#command-queue';
import { itemsNoticed, type MeetingEvent } from '../domain/meeting-record.js';

/** A report to the Board is on an agenda from the posting on. */
export const whenAnAgendaIsPostedNoteItsBoardReports = defineReaction<MeetingEvent, 'meeting.agenda-posted'>({
  name: 'when-an-agenda-is-posted-note-its-board-reports',
  on: 'meeting.agenda-posted',
  then: ({ subjectId: meetingId, occurredAt, data }) =>
    itemsNoticed(data).flatMap(({ number: itemNumber, boardReportId }) =>
      boardReportId ? [{ name: 'note-report-agendized', body: { boardReportId, meetingId, itemNumber, occurredAt } }] : [],
    ),
});

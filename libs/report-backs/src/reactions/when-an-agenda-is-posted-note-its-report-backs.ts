import { defineReaction } from '#command-queue';
import { itemsNoticed, type MeetingEvent } from '#meetings';

export const whenAnAgendaIsPostedNoteItsReportBacks = defineReaction<MeetingEvent, 'meeting.agenda-posted'>({
  name: 'when-an-agenda-is-posted-note-its-report-backs',
  on: 'meeting.agenda-posted',
  then: ({ subjectId, data }) =>
    itemsNoticed(data).flatMap(({ number, reportBackId }) =>
      reportBackId === undefined
        ? []
        : [{ name: 'note-report-back-agendized', body: { reportBackId, meetingId: subjectId, itemNumber: number } }],
    ),
});

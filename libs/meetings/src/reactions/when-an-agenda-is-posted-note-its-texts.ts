import { defineReaction } from '#command-queue';
import { itemsNoticed, type MeetingEvent } from '../domain/meeting-record.js';

/** A text that is posted with an agenda is public from then on. */
export const whenAnAgendaIsPostedNoteItsTexts = defineReaction<MeetingEvent, 'meeting.agenda-posted'>({
  name: 'when-an-agenda-is-posted-note-its-texts',
  on: 'meeting.agenda-posted',
  then: ({ subjectId: meetingId, occurredAt, data }) =>
    itemsNoticed(data).flatMap(({ draftId, textHash }) =>
      draftId && textHash ? [{ name: 'note-draft-posted', body: { draftId, meetingId, textHash, occurredAt } }] : [],
    ),
});

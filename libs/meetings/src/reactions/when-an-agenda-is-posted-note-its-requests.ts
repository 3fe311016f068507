import { defineReaction } from '#command-queue';
import { itemsNoticed, type MeetingEvent } from '../domain/meeting-record.js';

/** A request that an item asks the Board to issue is on an agenda from the posting on. */
export const whenAnAgendaIsPostedNoteItsRequests = defineReaction<MeetingEvent, 'meeting.agenda-posted'>({
  name: 'when-an-agenda-is-posted-note-its-requests',
  on: 'meeting.agenda-posted',
  then: ({ subjectId: meetingId, occurredAt, data }) =>
    itemsNoticed(data).flatMap(({ number: itemNumber, requestId }) =>
      requestId ? [{ name: 'note-request-agendized', body: { requestId, meetingId, itemNumber, occurredAt } }] : [],
    ),
});

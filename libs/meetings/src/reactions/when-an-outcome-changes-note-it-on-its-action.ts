import { defineReaction } from '#command-queue';
import type { MeetingEvent } from '../domain/meeting-record.js';

/** An action rests on its vote. */
export const whenAnOutcomeChangesNoteItOnItsAction = defineReaction<MeetingEvent, 'meeting.outcome-changed'>({
  name: 'when-an-outcome-changes-note-it-on-its-action',
  on: 'meeting.outcome-changed',
  then: ({ occurredAt, data: { boardActionId, is } }) =>
    boardActionId === undefined ? [] : [{ name: 'note-outcome-changed', body: { boardActionId, outcome: is, occurredAt } }],
});

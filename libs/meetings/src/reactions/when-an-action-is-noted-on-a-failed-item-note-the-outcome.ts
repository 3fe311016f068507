import { defineReaction } from '#command-queue';
import type { MeetingEvent } from '../domain/meeting-record.js';

/** The outcome had changed before the action was noted on its item. */
export const whenAnActionIsNotedOnAFailedItemNoteTheOutcome = defineReaction<MeetingEvent, 'meeting.action-noted'>({
  name: 'when-an-action-is-noted-on-a-failed-item-note-the-outcome',
  on: 'meeting.action-noted',
  then: ({ occurredAt, data: { boardActionId, outcome } }) =>
    outcome === 'FAILED' ? [{ name: 'note-outcome-changed', body: { boardActionId, outcome, occurredAt } }] : [],
});

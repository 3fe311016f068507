import { defineReaction } from '#command-queue';
import type { CouncilDaysEvent } from '../domain/council-days.js';

/** Every action under review counts the day. */
export const whenACouncilDayIsRecordedCountIt = defineReaction<CouncilDaysEvent, 'council-days.recorded'>({
  name: 'when-a-council-day-is-recorded-count-it',
  on: 'council-days.recorded',
  then: ({ occurredAt, data: { on, actions } }) =>
    actions.map((boardActionId) => ({ name: 'note-council-day', body: { boardActionId, days: [on], occurredAt } })),
});

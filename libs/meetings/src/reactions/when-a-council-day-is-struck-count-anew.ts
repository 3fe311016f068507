import { defineReaction } from '#command-queue';
import type { CouncilDaysEvent } from '../domain/council-days.js';

/** Every action that was told of the day counts without it. */
export const whenACouncilDayIsStruckCountAnew = defineReaction<CouncilDaysEvent, 'council-days.struck'>({
  name: 'when-a-council-day-is-struck-count-anew',
  on: 'council-days.struck',
  then: ({ occurredAt, data: { on, reason, actions } }) =>
    actions.map((boardActionId) => ({
      name: 'recount-council-days',
      body: { boardActionId, struck: on, reason, occurredAt },
    })),
});

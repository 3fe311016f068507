import { defineReaction } from '#command-queue';
import type { CouncilDaysEvent } from '../domain/council-days.js';

/** An action that was entered late counts the days that were recorded since its adoption. */
export const whenAReviewBeginsLateCountTheDaysBefore = defineReaction<CouncilDaysEvent, 'council-days.review-begun'>({
  name: 'when-a-review-begins-late-count-the-days-before',
  on: 'council-days.review-begun',
  then: ({ occurredAt, data: { boardActionId, days } }) =>
    days.length === 0 ? [] : [{ name: 'note-council-day', body: { boardActionId, days, occurredAt } }],
});

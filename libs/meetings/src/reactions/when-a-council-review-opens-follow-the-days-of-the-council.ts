import { defineReaction } from '#command-queue';
import type { BoardActionEvent } from '../domain/board-action.js';

/** The days of the Council are entered once; the action is told of each from here on. */
export const whenACouncilReviewOpensFollowTheDaysOfTheCouncil = defineReaction<
  BoardActionEvent,
  'board-action.council-review-opened'
>({
  name: 'when-a-council-review-opens-follow-the-days-of-the-council',
  on: 'board-action.council-review-opened',
  then: ({ subjectId: boardActionId, occurredAt, data: { boardId, adoptedOn, rule } }) => [
    { name: 'note-review-begun', body: { boardId, boardActionId, adoptedOn, regularDays: rule.regularDays, occurredAt } },
  ],
});

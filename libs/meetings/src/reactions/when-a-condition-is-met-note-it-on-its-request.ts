import { defineReaction } from '#command-queue';
import type { BoardActionEvent } from '../domain/board-action.js';
import { conditionKey } from '../domain/conditions.js';

/** A condition that is met no longer keeps the request open. */
export const whenAConditionIsMetNoteItOnItsRequest = defineReaction<BoardActionEvent, 'board-action.condition-met'>({
  name: 'when-a-condition-is-met-note-it-on-its-request',
  on: 'board-action.condition-met',
  then: ({ subjectId, occurredAt, data: { requestId, condition } }) =>
    requestId === undefined
      ? []
      : [{ name: 'note-obligation-met', body: { requestId, obligation: conditionKey(subjectId, condition), occurredAt } }],
});

import { defineReaction } from '#command-queue';
import type { BoardActionEvent } from '../domain/board-action.js';
import { conditionKey } from '../domain/conditions.js';

/** A request is not closed while a condition of the Board is open on it. */
export const whenAConditionIsSetNoteItOnItsRequest = defineReaction<BoardActionEvent, 'board-action.condition-set'>({
  name: 'when-a-condition-is-set-note-it-on-its-request',
  on: 'board-action.condition-set',
  then: ({ subjectId, occurredAt, data: { requestId, condition } }) => {
    if (requestId === undefined) return [];
    const obligation = conditionKey(subjectId, condition);
    return [{ name: 'note-obligation-opened', body: { requestId, obligation, kind: 'CONDITION', occurredAt } }];
  },
});

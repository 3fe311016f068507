import { defineReaction } from '#command-queue';
import type { DraftEvent } from '../domain/draft-record.js';

/** A request is in response from the moment that somebody starts a draft on it. */
export const whenADraftOpensOnARequest = defineReaction<DraftEvent, 'draft.opened'>({
  name: 'when-a-draft-opens-on-a-request-note-that-its-response-has-begun',
  on: 'draft.opened',
  then: ({ subjectId, data: { requestId } }) =>
    requestId === undefined ? [] : [{ name: 'note-response-begun', body: { requestId, draftId: subjectId } }],
});

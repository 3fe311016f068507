import { defineReaction } from '#command-queue';
import type { DraftEvent } from '../domain/draft-record.js';

/** The Chief answers a request of the Board by transmitting the draft that was made on it. */
export const whenADraftOnARequestIsTransmitted = defineReaction<DraftEvent, 'draft.transmitted'>({
  name: 'when-a-draft-on-a-request-is-transmitted-note-the-response',
  on: 'draft.transmitted',
  then: ({ subjectId, data: { requestId } }) =>
    requestId === undefined ? [] : [{ name: 'note-response-made', body: { requestId, draftId: subjectId } }],
});

import { defineReaction } from '#command-queue';
import type { CorrectionEvent } from '../domain/correction.js';

/** The entry stays as it is; the meeting counts by what was voted. */
export const whenTheCorrectionOfAVoteIsConfirmedCountItAnew = defineReaction<CorrectionEvent, 'correction.vote-corrected'>({
  name: 'when-the-correction-of-a-vote-is-confirmed-count-it-anew',
  on: 'correction.vote-corrected',
  then: ({ occurredAt, data: { meetingId, items, votedAt, member, is } }) => [
    { name: 'note-vote-corrected', body: { meetingId, items, votedAt, member, vote: is, occurredAt } },
  ],
});

/** A review that keeps the version which it saw may be taken up again when there is a later one. */
import { type Context, Rejection, type Role, type Transition } from '#kernel';
import { COMMENT_TRANSITIONS } from './comment-track.js';
import { NOT_THEIR_TRACK, NOTHING_NEW_TO_REVIEW } from './draft-rules.js';
import { LABOR_TRANSITIONS } from './labor-track.js';
import { OIG_TRANSITIONS } from './oig-track.js';
import { type Reopenable, type ReopenReview, type ReviewReopened, refusedStep, seen, type UnderReview } from './review-track.js';
import type { ReviewTracks } from './review-tracks.js';

const MACHINES: Readonly<Record<Reopenable, Readonly<Record<'reopen-review', Transition>>>> = {
  OIG: OIG_TRANSITIONS,
  LABOR: LABOR_TRANSITIONS,
  PUBLIC_COMMENT: COMMENT_TRANSITIONS,
};
const REVIEWERS: Readonly<Record<Reopenable, Role | undefined>> = {
  OIG: 'inspector-general',
  LABOR: 'labor-relations',
  PUBLIC_COMMENT: undefined,
};

export function decideReopening(
  { name, data: { track, reason } }: ReopenReview,
  review: UnderReview,
  tracks: Pick<ReviewTracks, 'oig' | 'labor' | 'comment'>,
  { role }: Context,
): readonly ReviewReopened[] | Rejection {
  if (role !== 'commission-staff' && role !== REVIEWERS[track])
    return new Rejection(NOT_THEIR_TRACK, `A ${role} does not reopen ${track}.`);
  const state = { OIG: tracks.oig, LABOR: tracks.labor, PUBLIC_COMMENT: tracks.comment }[track];
  const refused = refusedStep(track, MACHINES[track], name, state.status);
  if (refused) return refused;
  if ('version' in state && state.version === review.latest.number)
    return new Rejection(NOTHING_NEW_TO_REVIEW, `${track} is of version ${state.version}, the latest.`);
  return [{ type: 'draft.review-reopened', data: { track, ...seen(review), reason } }];
}

/**
 * The review tracks of a draft, each in a file of its own. They run side by side from its first submission, each bound to the version that
 * it saw.
 *
 * What a track concludes never moves the draft by itself; the draft asks its tracks when it is transmitted.
 */
import { type DomainEvent, unreachable } from '#kernel';
import {
  afterCommentEvent,
  COMMENT_TRANSITIONS,
  type CommentEvent,
  commentAfterSubmission,
  type CommentTrack,
} from './comment-track.js';
import {
  afterLegalReview,
  LEGAL_TRANSITIONS,
  legalAfterNewText,
  type LegalRecorded,
  type LegalTrack,
  type ReviewNoteRecorded,
} from './legal-track.js';
import { afterOigReview, OIG_TRANSITIONS, type OigRecorded, type OigTrack } from './oig-track.js';
import type { UnderReview } from './review-track.js';

export interface ReviewTracks {
  readonly legal: LegalTrack;
  readonly oig: OigTrack;
  readonly comment: CommentTrack;
}

export type ReviewRecorded = DomainEvent<'draft.review-recorded', LegalRecorded | OigRecorded>;
export type TrackEvent = ReviewRecorded | ReviewNoteRecorded | CommentEvent;

/** The tracks of a draft that nobody has reviewed. */
export const UNREVIEWED: ReviewTracks = { legal: { status: 'OPEN' }, oig: { status: 'OPEN' }, comment: { status: 'NONE' } };

/** The state machines of the tracks, by their names. */
export const TRACK_TRANSITIONS = { LEGAL: LEGAL_TRANSITIONS, OIG: OIG_TRANSITIONS, PUBLIC_COMMENT: COMMENT_TRANSITIONS } as const;

/** The tracks after one of their events. */
export function afterTrackEvent(tracks: ReviewTracks, event: TrackEvent): ReviewTracks {
  switch (event.type) {
    case 'draft.review-recorded':
      return afterReview(tracks, event.data);
    case 'draft.review-note-recorded':
      return tracks;
    case 'draft.comment-scheduled':
    case 'draft.comment-opened':
    case 'draft.comment-closed':
    case 'draft.comment-summarised':
      return { ...tracks, comment: afterCommentEvent(event) };
    default:
      return unreachable(event);
  }
}

function afterReview(tracks: ReviewTracks, review: ReviewRecorded['data']): ReviewTracks {
  switch (review.track) {
    case 'LEGAL':
      return { ...tracks, legal: afterLegalReview(review) };
    case 'OIG':
      return { ...tracks, oig: afterOigReview(review) };
    default:
      return unreachable(review);
  }
}

/** The tracks after new text: a legal review is of the text that it saw, so it is STALE; OIG and public comment keep theirs. */
export function afterNewText(tracks: ReviewTracks): ReviewTracks {
  return { ...tracks, legal: legalAfterNewText(tracks.legal) };
}

/** The tracks after a submission. */
export function afterSubmission(tracks: ReviewTracks, review: Pick<UnderReview, 'latest'>): ReviewTracks {
  return { ...tracks, comment: commentAfterSubmission(tracks.comment, review) };
}

/**
 * The review tracks of a draft, each in a file of its own. They run side by side from its first submission, each bound to the version that
 * it saw.
 *
 * What a track concludes never moves the draft by itself; the draft asks its tracks when it is transmitted.
 */
import { type DomainEvent, unreachable } from '#kernel';
import {
  ACCESSIBILITY_TRANSITIONS,
  accessibilityAfterCertificate,
  accessibilityAfterNewText,
  type AccessibilityRecorded,
  type AccessibilityTrack,
  afterAccessibilityReview,
} from './accessibility-track.js';
import {
  afterCommentEvent,
  COMMENT_TRANSITIONS,
  commentAfterSubmission,
  type CommentEvent,
  type CommentTrack,
} from './comment-track.js';
import { afterLaborStep, type EarlyActionRecorded, LABOR_TRANSITIONS, type LaborStep, type LaborTrack } from './labor-track.js';
import {
  afterLegalReview,
  afterLegalStep,
  LEGAL_TRANSITIONS,
  legalAfterNewText,
  type LegalRecorded,
  type LegalStep,
  type LegalTrack,
  NO_LEGAL_REVIEW,
  type ReviewNoteRecorded,
} from './legal-track.js';
import { afterOigReview, OIG_TRANSITIONS, type OigRecorded, type OigTrack } from './oig-track.js';
import type { Reopenable, ReviewReopened } from './review-track.js';
import type { UnderReview } from './review-track.js';

export interface ReviewTracks {
  readonly legal: LegalTrack;
  readonly oig: OigTrack;
  readonly labor: LaborTrack;
  readonly comment: CommentTrack;
  readonly accessibility: AccessibilityTrack;
}

export type ReviewRecorded = DomainEvent<'draft.review-recorded', LegalRecorded | OigRecorded | AccessibilityRecorded>;
/** A step of a review between its beginning and its end. The type tells neither the track nor the outcome: everybody reads types. */
export type ReviewProgressed = DomainEvent<'draft.review-progressed', LegalStep | LaborStep>;
export type TrackEvent =
  ReviewRecorded | ReviewNoteRecorded | ReviewProgressed | ReviewReopened | EarlyActionRecorded | CommentEvent;

/** The tracks of a draft that nobody has reviewed. */
export const UNREVIEWED: ReviewTracks = {
  legal: NO_LEGAL_REVIEW,
  oig: { status: 'OPEN' },
  labor: { status: 'UNSCREENED' },
  comment: { status: 'NONE' },
  accessibility: { status: 'OPEN' },
};

/** The state machines of the tracks, by their names. */
export const TRACK_TRANSITIONS = {
  LEGAL: LEGAL_TRANSITIONS,
  OIG: OIG_TRANSITIONS,
  LABOR: LABOR_TRANSITIONS,
  PUBLIC_COMMENT: COMMENT_TRANSITIONS,
  ACCESSIBILITY: ACCESSIBILITY_TRANSITIONS,
} as const;

const TRACK_EVENTS: Readonly<Record<TrackEvent['type'], true>> = {
  'draft.review-recorded': true,
  'draft.review-note-recorded': true,
  'draft.review-progressed': true,
  'draft.review-reopened': true,
  'draft.early-action-recorded': true,
  'draft.comment-scheduled': true,
  'draft.comment-opened': true,
  'draft.comment-closed': true,
  'draft.comment-summarised': true,
};

export function isTrackEvent<Event extends DomainEvent>(event: Event): event is Extract<Event, TrackEvent> {
  return event.type in TRACK_EVENTS;
}

/** The tracks after one of their events. */
export function afterTrackEvent(tracks: ReviewTracks, event: TrackEvent): ReviewTracks {
  switch (event.type) {
    case 'draft.review-recorded':
      return afterReview(tracks, event.data);
    case 'draft.review-note-recorded':
      return tracks;
    case 'draft.review-progressed':
      return event.data.track === 'LABOR'
        ? { ...tracks, labor: afterLaborStep(tracks.labor, event.data) }
        : afterStep(tracks, event.data);
    case 'draft.review-reopened':
      return { ...tracks, ...REOPENED[event.data.track] };
    case 'draft.early-action-recorded':
      return { ...tracks, labor: { ...tracks.labor, early: event.data } };
    case 'draft.comment-scheduled':
    case 'draft.comment-opened':
    case 'draft.comment-closed':
    case 'draft.comment-summarised':
      return { ...tracks, comment: afterCommentEvent(event) };
    default:
      return unreachable(event);
  }
}

/** What the Board allowed before labor was concluded was of the text of then. */
const REOPENED: Readonly<Record<Reopenable, Partial<ReviewTracks>>> = {
  OIG: { oig: { status: 'OPEN' } },
  LABOR: { labor: { status: 'UNSCREENED', owed: true } },
  PUBLIC_COMMENT: { comment: { status: 'NONE' } },
};

function afterReview(tracks: ReviewTracks, review: ReviewRecorded['data']): ReviewTracks {
  switch (review.track) {
    case 'LEGAL':
      return { ...tracks, legal: afterLegalReview(tracks.legal, review) };
    case 'OIG':
      return { ...tracks, oig: afterOigReview(review) };
    case 'ACCESSIBILITY':
      return { ...tracks, accessibility: afterAccessibilityReview(review) };
    default:
      return unreachable(review);
  }
}

function afterStep(tracks: ReviewTracks, step: LegalStep): ReviewTracks {
  const after = { ...tracks, legal: afterLegalStep(tracks.legal, step) };
  if (step.step !== 'NON_SUBSTANTIVE') return after;
  const { version, textHash } = step;
  return { ...after, accessibility: accessibilityAfterCertificate(tracks.accessibility, { version, textHash }) };
}

/** The tracks after new text: legal review and accessibility are of the text that they saw; the others keep the version that they saw. */
export function afterNewText(tracks: ReviewTracks): ReviewTracks {
  return {
    ...tracks,
    legal: legalAfterNewText(tracks.legal),
    accessibility: accessibilityAfterNewText(tracks.accessibility),
  };
}

/** The tracks after a submission. */
export function afterSubmission(tracks: ReviewTracks, review: Pick<UnderReview, 'latest'>): ReviewTracks {
  return { ...tracks, comment: commentAfterSubmission(tracks.comment, review) };
}

/**
 * The review tracks of a draft, each in a file of its own. They run side by side from its first submission, each bound to the version that
 * it saw.
 *
 * What a track concludes never moves the draft by itself; the draft asks its tracks when it is transmitted.
 */
import { type DomainEvent, type ReviewedTrack, unreachable } from '#kernel';
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
import {
  afterClockEvent,
  clocksEndedBy,
  type ReviewClockEvent,
  type ReviewClocks,
  withClocks,
  withoutClocks,
} from './review-clock.js';
import type { Reopenable, ReviewReopened } from './review-track.js';
import type { UnderReview } from './review-track.js';

export interface ReviewTracks {
  readonly legal: LegalTrack;
  readonly oig: OigTrack;
  readonly labor: LaborTrack;
  readonly comment: CommentTrack;
  readonly accessibility: AccessibilityTrack;
  /** The times that run for the reviews which are awaited; absent before times were kept. */
  readonly clocks?: ReviewClocks;
}

export type ReviewRecorded = DomainEvent<'draft.review-recorded', LegalRecorded | OigRecorded | AccessibilityRecorded>;
/** A step of a review between its beginning and its end. The type tells neither the track nor the outcome: everybody reads types. */
export type ReviewProgressed = DomainEvent<'draft.review-progressed', LegalStep | LaborStep>;
export type TrackEvent =
  ReviewRecorded | ReviewNoteRecorded | ReviewProgressed | ReviewReopened | EarlyActionRecorded | CommentEvent | ReviewClockEvent;

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
  'draft.review-paused': true,
  'draft.review-resumed': true,
  'draft.review-extended': true,
  'draft.review-recomputed': true,
  'draft.review-overdue': true,
  'draft.review-escalated': true,
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
      return reopened(tracks, event.data);
    case 'draft.early-action-recorded':
      return { ...tracks, labor: { ...tracks.labor, early: event.data } };
    case 'draft.review-paused':
    case 'draft.review-resumed':
    case 'draft.review-extended':
    case 'draft.review-recomputed':
    case 'draft.review-overdue':
    case 'draft.review-escalated':
      return { ...tracks, clocks: afterClockEvent(tracks.clocks ?? {}, event) };
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

function reopened(tracks: ReviewTracks, { track, due }: ReviewReopened['data']): ReviewTracks {
  const anew = { ...tracks, ...REOPENED[track] };
  return due && track !== 'PUBLIC_COMMENT' ? { ...anew, clocks: withClocks(tracks.clocks ?? {}, [{ track, ...due }]) } : anew;
}

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
export function afterSubmission(
  tracks: ReviewTracks,
  review: Pick<UnderReview, 'latest'>,
  due: Parameters<typeof withClocks>[1] = [],
): ReviewTracks {
  const comment = commentAfterSubmission(tracks.comment, review);
  return { ...tracks, comment, ...(due.length > 0 && { clocks: withClocks(tracks.clocks ?? {}, due) }) };
}

/** The tracks that await a review of the text that is submitted, of those that are given a time. */
export function awaited({ legal, oig, labor, accessibility }: ReviewTracks): readonly ReviewedTrack[] {
  const open = {
    LEGAL: legal.status === 'OPEN' || legal.status === 'STALE',
    OIG: oig.status === 'OPEN',
    LABOR: labor.status === 'UNSCREENED',
    ACCESSIBILITY: accessibility.status !== 'PASSED',
  };
  return (Object.keys(open) as ReviewedTrack[]).filter((track) => open[track]);
}

/** The tracks without the clocks that an event has ended. */
export function afterItsClocks(tracks: ReviewTracks, event: DomainEvent): ReviewTracks {
  const ended = tracks.clocks ? clocksEndedBy(event) : [];
  return ended.length > 0 ? { ...tracks, clocks: withoutClocks(tracks.clocks ?? {}, ended) } : tracks;
}

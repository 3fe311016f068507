/**
 * The review tracks of a draft. They run side by side from its first submission, each bound to the version that it saw.
 *
 *   LEGAL           OPEN ──record-legal-review──▶ CLEARED | CONDITIONS | OBJECTION ──save-draft-version──▶ STALE
 *                   (recorded again, the later outcome stands; from STALE as from OPEN)
 *   OIG             OPEN ──record-oig-review──▶ COMMENTED | NO_COMMENT   (advisory; keeps the version that it saw)
 *   PUBLIC_COMMENT  NONE ──schedule-public-comment──▶ SCHEDULED ──open-public-comment (clock)──▶ OPEN
 *                     ──close-public-comment (clock)──▶ CLOSED ──summarise-public-comment──▶ SUMMARISED
 *
 * What a track concludes never moves the draft by itself; the draft asks its tracks when it is transmitted.
 */
import {
  type Context,
  type DomainCommand,
  type DomainEvent,
  type Instant,
  notNow,
  OWN_WORK,
  type Profile,
  Rejection,
  toInstant,
  unreachable,
} from '#kernel';
import { COMMENT_WINDOW, LEGAL_CLEARANCE, NOT_THE_VERSION_UNDER_REVIEW, REVIEW_INCOMPLETE } from './draft-rules.js';

export const LEGAL_OUTCOMES = ['CLEARED', 'CONDITIONS', 'OBJECTION'] as const;
export type LegalOutcome = (typeof LEGAL_OUTCOMES)[number];

export const OIG_OUTCOMES = ['COMMENTED', 'NO_COMMENT'] as const;
export type OigOutcome = (typeof OIG_OUTCOMES)[number];

/** The version that a track is bound to, by its number and by the SHA-256 of its text. */
export interface VersionSeen {
  readonly version: number;
  readonly textHash: string;
}

export interface CommentWindow {
  readonly opensAt: Instant;
  readonly closesAt: Instant;
}

export type LegalTrack = { readonly status: 'OPEN' } | ({ readonly status: LegalOutcome | 'STALE' } & VersionSeen);
export type OigTrack = { readonly status: 'OPEN' } | ({ readonly status: OigOutcome } & VersionSeen);
export type CommentTrack =
  | { readonly status: 'NONE' }
  | ({ readonly status: 'SCHEDULED' | 'OPEN' } & CommentWindow & VersionSeen)
  | ({ readonly status: 'CLOSED' | 'SUMMARISED' } & VersionSeen);
export type CommentStatus = CommentTrack['status'];

export interface ReviewTracks {
  readonly legal: LegalTrack;
  readonly oig: OigTrack;
  readonly comment: CommentTrack;
}

/** What a review is decided on: the version under review, whoever wrote any version, and the tracks so far. */
export interface UnderReview {
  readonly latest: { readonly number: number; readonly textHash: string };
  readonly authors: readonly string[];
  readonly tracks: ReviewTracks;
}

export type RecordLegalReview = DomainCommand<
  'record-legal-review',
  {
    readonly version: number;
    readonly outcome: LegalOutcome;
    readonly conditions?: readonly string[];
    /** Privileged: kept out of the event that everybody inside reads. */
    readonly note?: string;
  }
>;
export type RecordOigReview = DomainCommand<
  'record-oig-review',
  { readonly version: number; readonly outcome: OigOutcome; readonly comment?: string }
>;
export type SchedulePublicComment = DomainCommand<'schedule-public-comment', CommentWindow>;
export type OpenPublicComment = DomainCommand<'open-public-comment', object>;
export type ClosePublicComment = DomainCommand<'close-public-comment', object>;
export type SummarisePublicComment = DomainCommand<
  'summarise-public-comment',
  { readonly received: number; readonly summary: string }
>;
export type ReviewCommand = RecordLegalReview | RecordOigReview;
export type CommentCommand = SchedulePublicComment | OpenPublicComment | ClosePublicComment | SummarisePublicComment;

export type ReviewRecorded = DomainEvent<
  'draft.review-recorded',
  VersionSeen &
    (
      | { readonly track: 'LEGAL'; readonly outcome: LegalOutcome; readonly conditions?: readonly string[] }
      | { readonly track: 'OIG'; readonly outcome: OigOutcome; readonly comment?: string }
    )
>;
export type ReviewNoteRecorded = DomainEvent<'draft.review-note-recorded', VersionSeen & { readonly note: string }>;
export type CommentScheduled = DomainEvent<'draft.comment-scheduled', VersionSeen & CommentWindow>;
export type CommentOpened = DomainEvent<'draft.comment-opened', VersionSeen & CommentWindow>;
export type CommentClosed = DomainEvent<'draft.comment-closed', VersionSeen>;
export type CommentSummarised = DomainEvent<
  'draft.comment-summarised',
  VersionSeen & { readonly received: number; readonly summary: string }
>;
export type CommentEvent = CommentScheduled | CommentOpened | CommentClosed | CommentSummarised;
export type TrackEvent = ReviewRecorded | ReviewNoteRecorded | CommentEvent;

/** The tracks of a draft that nobody has reviewed. */
export const UNREVIEWED: ReviewTracks = { legal: { status: 'OPEN' }, oig: { status: 'OPEN' }, comment: { status: 'NONE' } };

/**
 * Refuses a step by somebody who wrote any version of the draft. Both the performer and the sender count:
 * neither writes under another's name to act under the own one, nor the other way round.
 */
export function refusedOwnWork(authors: readonly string[], { actor, performedBy }: Context, step: string): Rejection | undefined {
  return authors.includes(performedBy) || authors.includes(actor)
    ? new Rejection(OWN_WORK, `${step}: whoever performs or sends it wrote a version of this draft.`)
    : undefined;
}

/** How the legal review of a version ended, or its refusal (7): none of this version, or an objection where the profile blocks on it. */
export function clearanceOf(version: number, legal: LegalTrack, profile: Profile): LegalOutcome | Rejection {
  const { status } = legal;
  const missing = status === 'OPEN' || status === 'STALE';
  if (missing || (status === 'OBJECTION' && profile.legalObjection === 'block'))
    return new Rejection(LEGAL_CLEARANCE, `The legal review of version ${version} is ${status}.`);
  return status;
}

/** A legal or an OIG review of the version under review, by somebody who wrote none. */
export function decideReview(
  command: ReviewCommand,
  { latest, authors }: UnderReview,
  context: Context,
): readonly (ReviewRecorded | ReviewNoteRecorded)[] | Rejection {
  const { version } = command.data;
  const ownWork = refusedOwnWork(authors, context, command.name);
  if (ownWork) return ownWork;
  if (version !== latest.number)
    return new Rejection(NOT_THE_VERSION_UNDER_REVIEW, `Version ${version} was reviewed; under review is ${latest.number}.`);
  const seen = { version, textHash: latest.textHash };
  switch (command.name) {
    case 'record-legal-review': {
      const { outcome, conditions, note } = command.data;
      if ((outcome === 'CONDITIONS') !== (conditions !== undefined && conditions.length > 0)) return incomplete(outcome);
      const recorded: ReviewRecorded = {
        type: 'draft.review-recorded',
        data: { track: 'LEGAL', ...seen, outcome, ...(outcome === 'CONDITIONS' ? { conditions } : {}) },
      };
      return note === undefined ? [recorded] : [recorded, { type: 'draft.review-note-recorded', data: { ...seen, note } }];
    }
    case 'record-oig-review': {
      const { outcome, comment } = command.data;
      if ((outcome === 'COMMENTED') !== (comment !== undefined)) return incomplete(outcome);
      const said = comment === undefined ? {} : { comment };
      return [{ type: 'draft.review-recorded', data: { track: 'OIG', ...seen, outcome, ...said } }];
    }
    default:
      return unreachable(command);
  }
}

function incomplete(outcome: string): Rejection {
  return new Rejection(REVIEW_INCOMPLETE, `The outcome ${outcome} does not go with what was recorded beside it.`);
}

/** Sets the window in which the public comments on the version under review. */
export function decideCommentWindow(
  { name, data }: SchedulePublicComment,
  { latest, tracks: { comment } }: UnderReview,
): readonly CommentScheduled[] | Rejection {
  if (comment.status !== 'NONE') return commentNotNow(name, comment, 'NONE');
  const opensAt = toInstant(data.opensAt);
  const closesAt = toInstant(data.closesAt);
  if (closesAt <= opensAt) return new Rejection(COMMENT_WINDOW, `It would open at ${opensAt} and close at ${closesAt}.`);
  const seen = { version: latest.number, textHash: latest.textHash };
  return [{ type: 'draft.comment-scheduled', data: { ...seen, opensAt, closesAt } }];
}

/** A step of a comment period that was scheduled. */
export function decideComment(
  command: Exclude<CommentCommand, SchedulePublicComment>,
  comment: CommentTrack,
  { now }: Context,
): readonly CommentEvent[] | Rejection {
  switch (command.name) {
    case 'open-public-comment': {
      if (comment.status !== 'SCHEDULED') return commentNotNow(command.name, comment, 'SCHEDULED');
      const { version, textHash, opensAt, closesAt } = comment;
      if (now < opensAt) return new Rejection(COMMENT_WINDOW, `It opens at ${opensAt}; it is ${now}.`);
      return [{ type: 'draft.comment-opened', data: { version, textHash, opensAt, closesAt } }];
    }
    case 'close-public-comment': {
      if (comment.status !== 'OPEN') return commentNotNow(command.name, comment, 'OPEN');
      const { version, textHash, closesAt } = comment;
      if (now < closesAt) return new Rejection(COMMENT_WINDOW, `It closes at ${closesAt}; it is ${now}.`);
      return [{ type: 'draft.comment-closed', data: { version, textHash } }];
    }
    case 'summarise-public-comment': {
      if (comment.status !== 'CLOSED') return commentNotNow(command.name, comment, 'CLOSED');
      const { version, textHash } = comment;
      const { received, summary } = command.data;
      return [{ type: 'draft.comment-summarised', data: { version, textHash, received, summary } }];
    }
    default:
      return unreachable(command);
  }
}

function commentNotNow(command: string, { status }: CommentTrack, from: CommentStatus): Rejection {
  return notNow(command, `with PUBLIC_COMMENT ${status}`, [`PUBLIC_COMMENT ${from}`]);
}

/** The tracks after one of their events. */
export function afterTrackEvent(tracks: ReviewTracks, event: TrackEvent): ReviewTracks {
  switch (event.type) {
    case 'draft.review-recorded': {
      const { data } = event;
      const seen = { version: data.version, textHash: data.textHash };
      return data.track === 'LEGAL'
        ? { ...tracks, legal: { status: data.outcome, ...seen } }
        : { ...tracks, oig: { status: data.outcome, ...seen } };
    }
    case 'draft.review-note-recorded':
      return tracks;
    case 'draft.comment-scheduled':
      return { ...tracks, comment: { status: 'SCHEDULED', ...event.data } };
    case 'draft.comment-opened':
      return { ...tracks, comment: { status: 'OPEN', ...event.data } };
    case 'draft.comment-closed':
      return { ...tracks, comment: { status: 'CLOSED', ...event.data } };
    case 'draft.comment-summarised': {
      const { version, textHash } = event.data;
      return { ...tracks, comment: { status: 'SUMMARISED', version, textHash } };
    }
    default:
      return unreachable(event);
  }
}

/** The tracks after new text: a legal review is of the text that it saw, so it is STALE; OIG and public comment keep theirs. */
export function afterNewText(tracks: ReviewTracks): ReviewTracks {
  const { legal } = tracks;
  return legal.status === 'OPEN' ? tracks : { ...tracks, legal: { ...legal, status: 'STALE' } };
}

/** The tracks after a submission: a comment period that has not opened yet is on the version submitted last. */
export function afterSubmission({ latest, tracks }: Pick<UnderReview, 'latest' | 'tracks'>): ReviewTracks {
  const { comment } = tracks;
  if (comment.status !== 'SCHEDULED') return tracks;
  return { ...tracks, comment: { ...comment, version: latest.number, textHash: latest.textHash } };
}

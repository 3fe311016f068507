/**
 * Public comment on a draft: a window that commission staff set, opened and closed by clocks.
 *
 *   NONE ──schedule-public-comment──▶ SCHEDULED ──open-public-comment (clock)──▶ OPEN
 *     ──close-public-comment (clock)──▶ CLOSED ──summarise-public-comment──▶ SUMMARISED
 *
 *   SUMMARISED ──reopen-review (on a later version)──▶ NONE
 *
 * A period that was scheduled is summarised before the vote. It keeps the version that the public saw.
 */
import { type Context, type DomainCommand, type DomainEvent, type Instant, Rejection, toInstant, type Transition } from '#kernel';
import { type AccessibilityTrack, type AccessibilityWarning, accessibilityWarning } from './accessibility-track.js';
import { COMMENT_WINDOW } from './draft-rules.js';
import { refusedStep, seen, type UnderReview, type VersionSeen } from './review-track.js';

export interface CommentWindow {
  readonly opensAt: Instant;
  readonly closesAt: Instant;
}

export type CommentTrack =
  | { readonly status: 'NONE' }
  | ({ readonly status: 'SCHEDULED' } & CommentWindow & VersionSeen)
  | ({ readonly status: 'OPEN' } & CommentWindow & VersionSeen)
  | ({ readonly status: 'CLOSED' } & VersionSeen)
  | ({ readonly status: 'SUMMARISED' } & VersionSeen);
export type CommentStatus = CommentTrack['status'];

export type SchedulePublicComment = DomainCommand<'schedule-public-comment', CommentWindow>;
export type OpenPublicComment = DomainCommand<'open-public-comment', object>;
export type ClosePublicComment = DomainCommand<'close-public-comment', object>;
export type SummarisePublicComment = DomainCommand<
  'summarise-public-comment',
  { readonly received: number; readonly summary: string }
>;
export type CommentCommand = SchedulePublicComment | OpenPublicComment | ClosePublicComment | SummarisePublicComment;

export type CommentScheduled = DomainEvent<'draft.comment-scheduled', VersionSeen & CommentWindow>;
export type CommentOpened = DomainEvent<'draft.comment-opened', VersionSeen & CommentWindow & AccessibilityWarning>;
export type CommentClosed = DomainEvent<'draft.comment-closed', VersionSeen>;
export type CommentSummarised = DomainEvent<
  'draft.comment-summarised',
  VersionSeen & { readonly received: number; readonly summary: string }
>;
export type CommentEvent = CommentScheduled | CommentOpened | CommentClosed | CommentSummarised;

export const COMMENT_TRANSITIONS = {
  'schedule-public-comment': { from: ['NONE'], to: ['SCHEDULED'] },
  'open-public-comment': { from: ['SCHEDULED'], to: ['OPEN'] },
  'close-public-comment': { from: ['OPEN'], to: ['CLOSED'] },
  'summarise-public-comment': { from: ['CLOSED'], to: ['SUMMARISED'] },
  'reopen-review': { from: ['SUMMARISED'], to: ['NONE'] },
} as const satisfies Readonly<Record<CommentCommand['name'] | 'reopen-review', Transition<CommentStatus>>>;

type TrackFor<Name extends CommentCommand['name']> = Extract<
  CommentTrack,
  { status: (typeof COMMENT_TRANSITIONS)[Name]['from'][number] }
>;

/** The track as it stands where the table lists the step for it. */
function before<Name extends CommentCommand['name']>(name: Name, comment: CommentTrack): TrackFor<Name> | Rejection {
  return refusedStep('PUBLIC_COMMENT', COMMENT_TRANSITIONS, name, comment.status) ?? (comment as TrackFor<Name>);
}

/** Sets the window in which the public comments on the version under review. */
export function decideCommentWindow(
  { name, data }: SchedulePublicComment,
  review: UnderReview,
  comment: CommentTrack,
): readonly CommentScheduled[] | Rejection {
  const unscheduled = before(name, comment);
  if (unscheduled instanceof Rejection) return unscheduled;
  const opensAt = toInstant(data.opensAt);
  const closesAt = toInstant(data.closesAt);
  if (closesAt <= opensAt) return new Rejection(COMMENT_WINDOW, `It would open at ${opensAt} and close at ${closesAt}.`);
  return [{ type: 'draft.comment-scheduled', data: { ...seen(review), opensAt, closesAt } }];
}

/** A step of a comment period that was scheduled. */
export function decideComment(
  command: Exclude<CommentCommand, SchedulePublicComment>,
  { comment, accessibility }: { readonly comment: CommentTrack; readonly accessibility: AccessibilityTrack },
  { now }: Context,
): readonly CommentEvent[] | Rejection {
  switch (command.name) {
    case 'open-public-comment': {
      const scheduled = before(command.name, comment);
      if (scheduled instanceof Rejection) return scheduled;
      const { opensAt, closesAt } = scheduled;
      if (now < opensAt) return new Rejection(COMMENT_WINDOW, `It opens at ${opensAt}; it is ${now}.`);
      return [
        {
          type: 'draft.comment-opened',
          data: { ...versionOf(scheduled), opensAt, closesAt, ...accessibilityWarning(accessibility) },
        },
      ];
    }
    case 'close-public-comment': {
      const open = before(command.name, comment);
      if (open instanceof Rejection) return open;
      if (now < open.closesAt) return new Rejection(COMMENT_WINDOW, `It closes at ${open.closesAt}; it is ${now}.`);
      return [{ type: 'draft.comment-closed', data: versionOf(open) }];
    }
    case 'summarise-public-comment': {
      const closed = before(command.name, comment);
      if (closed instanceof Rejection) return closed;
      const { received, summary } = command.data;
      return [{ type: 'draft.comment-summarised', data: { ...versionOf(closed), received, summary } }];
    }
  }
}

function versionOf({ version, textHash }: VersionSeen): VersionSeen {
  return { version, textHash };
}

export function afterCommentEvent(event: CommentEvent): CommentTrack {
  switch (event.type) {
    case 'draft.comment-scheduled':
      return { status: 'SCHEDULED', ...event.data };
    case 'draft.comment-opened': {
      const { opensAt, closesAt } = event.data;
      return { status: 'OPEN', ...versionOf(event.data), opensAt, closesAt };
    }
    case 'draft.comment-closed':
      return { status: 'CLOSED', ...event.data };
    case 'draft.comment-summarised':
      return { status: 'SUMMARISED', ...versionOf(event.data) };
  }
}

/** A comment period that has not opened yet is on the version submitted last. */
export function commentAfterSubmission(comment: CommentTrack, review: Pick<UnderReview, 'latest'>): CommentTrack {
  return comment.status === 'SCHEDULED' ? { ...comment, ...seen(review) } : comment;
}

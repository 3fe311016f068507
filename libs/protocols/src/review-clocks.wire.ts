/** The commands and entries of the times that reviews have, as the door and the log know them. */
import { type ClockChange, CommandBody, DateField, OneOf, RecordId, Text } from '#command-queue';
import type { DomainEvent, EscalationStep, ReviewedTrack } from '#kernel';
import { EXTENDED_TO_A_LATER_DAY, RESUMED_BEFORE_PAUSED, REVIEW_CLOCK_NOT_RUNNING } from './domain/draft-rules.js';
import { clocksEndedBy, type ExtendReview, type PauseReview, type ResumeReview, type ReviewDue } from './domain/review-clock.js';

const TIMED = ['LEGAL', 'OIG', 'LABOR', 'ACCESSIBILITY'] as const satisfies readonly ReviewedTrack[];

abstract class OfADraft extends CommandBody {
  @RecordId()
  draftId!: string;
}

abstract class OfATrack extends OfADraft {
  @OneOf(TIMED)
  track!: ReviewedTrack;
}

class PauseReviewBody extends OfATrack {
  @Text(2_000, { about: 'What the review waits for.' })
  reason!: string;
}

class ResumeReviewBody extends OfATrack {}

class ExtendReviewBody extends OfATrack {
  @DateField({ about: 'The last day from now on; later than the one before.' })
  dueOn!: string;

  @Text(2_000, { about: 'Why it was granted.' })
  reason!: string;
}

class RecomputeReviewsBody extends OfADraft {}

class AnnounceReviewOverdueBody extends OfADraft {}

class EscalateReviewBody extends OfADraft {}

const byStaff = { subject: 'draftId', roles: ['commission-staff'] } as const;
const bySystem = { subject: 'draftId', roles: ['system'], rules: [] } as const;

export const reviewClockCommands = {
  'pause-review': {
    body: PauseReviewBody satisfies new () => PauseReview['data'],
    summary: 'Stop the time of a review that waits for something; it keeps the business days that were left.',
    ...byStaff,
    rules: [REVIEW_CLOCK_NOT_RUNNING],
  },
  'resume-review': {
    body: ResumeReviewBody satisfies new () => ResumeReview['data'],
    summary: 'Let the time of a review go on with the business days that were left.',
    ...byStaff,
    rules: [REVIEW_CLOCK_NOT_RUNNING, RESUMED_BEFORE_PAUSED],
  },
  'extend-review': {
    body: ExtendReviewBody satisfies new () => ExtendReview['data'],
    summary: 'Give a review more time, with the reason; one that comes too late leaves the breach announced.',
    ...byStaff,
    rules: [REVIEW_CLOCK_NOT_RUNNING, EXTENDED_TO_A_LATER_DAY],
  },
  'recompute-reviews': {
    body: RecomputeReviewsBody,
    summary:
      'Compute the running times of reviews anew where the days of the place have changed; nothing where no instant changes.',
    ...bySystem,
  },
  'announce-review-overdue': {
    body: AnnounceReviewOverdueBody,
    summary:
      'Announce, once, that the time of a review is over; nothing where the review is in, or nobody waits for it any more.',
    ...bySystem,
  },
  'escalate-review': {
    body: EscalateReviewBody,
    summary: 'Tell whoever the rules name that a review is nearly due, or past its day: each step once.',
    ...bySystem,
  },
} as const;

export const reviewClockEvents = {
  'draft.review-paused': {
    schemaVersion: 1,
    visibility: 'INTERNAL',
    clocks: ({ track }: { track: ReviewedTrack }) => stop(track),
  },
  'draft.review-resumed': { schemaVersion: 1, visibility: 'INTERNAL', clocks: start },
  'draft.review-extended': { schemaVersion: 1, visibility: 'INTERNAL', clocks: start },
  'draft.review-recomputed': { schemaVersion: 1, visibility: 'INTERNAL', clocks: start },
  'draft.review-overdue': { schemaVersion: 1, visibility: 'INTERNAL' },
  'draft.review-escalated': {
    schemaVersion: 1,
    visibility: 'INTERNAL',
    clocks: ({ track, next }: { track: ReviewedTrack; next?: EscalationStep }) => [escalation(track, next)],
  },
} as const;

// What follows the colon tells the clocks of one draft apart, and stands in no envelope: those of reviews are neutral.
const dueKind = (track: ReviewedTrack): string => `review-due:${track.toLowerCase()}`;
const escalationKind = (track: ReviewedTrack): string => `review-escalation:${track.toLowerCase()}`;

function stop(track: ReviewedTrack): readonly ClockChange[] {
  return [{ stop: dueKind(track) }, { stop: escalationKind(track) }];
}

/** One step at a time: the next one is set when one was told. */
function escalation(track: ReviewedTrack, step: EscalationStep | undefined): ClockChange {
  const kind = escalationKind(track);
  if (!step) return { stop: kind };
  const { at, ...inputs } = step;
  const rule = 'The first instant of a local day, so many business days from the day on which the review is due.';
  return { start: kind, dueAt: at, rule, inputs: { track, ...inputs }, command: 'escalate-review', deadline: true };
}

/** The clocks of a review that begins, or whose day is set anew. */
export function start({ track, clock }: { readonly track: ReviewedTrack } & ReviewDue): readonly ClockChange[] {
  const { dueAt, ...inputs } = clock;
  const rule =
    'Business days, the first day excluded and the last included, to the end of the local day (profile setting reviewDays).';
  return [
    { start: dueKind(track), dueAt, rule, inputs: { track, ...inputs }, command: 'announce-review-overdue', deadline: true },
    escalation(track, clock.steps[0]),
  ];
}

/** Stops the clocks of the reviews that an event of this type ends. */
export const stopReviews =
  (type: string) =>
  (data: DomainEvent['data']): readonly ClockChange[] =>
    clocksEndedBy({ type, data }).flatMap(stop);

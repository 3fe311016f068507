/**
 * The time that a review has: business days, as many as the profile gives its track, from the submission of a text or from the day on which
 * the review was taken up again.
 *
 *   none ──submit-draft, reopen-review──▶ RUNNING ──pause-review──▶ PAUSED ──resume-review──▶ RUNNING
 *
 *   extend-review       leaves it RUNNING, with a later day
 *   recompute-reviews   leaves it RUNNING, by the days of the place as they are now
 *   it ends with the review, with new text, and where the text goes back to its author or is decided on
 *
 * The day that it is counted from is not counted itself, the last one is. A paused clock keeps the business days that were left. A track
 * that the profile gives no days has no clock, and neither has a submission that is asserted of the past.
 * Entries have neutral types: of which review they tell is data.
 */
import {
  type Context,
  type DomainCommand,
  type DomainEvent,
  type EscalationStep,
  type Instant,
  type PlainDate,
  Rejection,
  type ReviewedTrack,
  stepsOf,
  stepsToTell,
  type ToldStep,
  unreachable,
} from '#kernel';
import { EXTENDED_TO_A_LATER_DAY, RESUMED_BEFORE_PAUSED, REVIEW_CLOCK_NOT_RUNNING } from './draft-rules.js';

/** The last day of a review, and what its last instant was computed from. */
export interface ReviewDue {
  readonly dueOn: PlainDate;
  readonly clock: {
    readonly dueAt: Instant;
    /** Not counted itself. */
    readonly from: PlainDate;
    readonly businessDays: number;
    /** The calendar's data. */
    readonly calendar: string;
    /** Who is told of it, and when, in the order of time. */
    readonly steps: readonly EscalationStep[];
  };
}

interface OfATrack {
  readonly track: ReviewedTrack;
}

interface Moved extends OfATrack {
  readonly reason: string;
}

export type PauseReview = DomainCommand<'pause-review', Moved>;
export type ResumeReview = DomainCommand<'resume-review', OfATrack>;
export type ExtendReview = DomainCommand<'extend-review', Moved & { readonly dueOn: PlainDate }>;
export type AnnounceReviewOverdue = DomainCommand<'announce-review-overdue', object>;
export type EscalateReview = DomainCommand<'escalate-review', object>;
export type RecomputeReviews = DomainCommand<'recompute-reviews', object>;
export type ReviewClockCommand =
  RecomputeReviews | PauseReview | ResumeReview | ExtendReview | AnnounceReviewOverdue | EscalateReview;

export type ReviewPaused = DomainEvent<'draft.review-paused', Moved & { readonly pausedAt: Instant; readonly daysLeft: number }>;
export type ReviewResumed = DomainEvent<'draft.review-resumed', OfATrack & ReviewDue>;
/** `was`: the day before. */
export type ReviewExtended = DomainEvent<
  'draft.review-extended',
  Moved & ReviewDue & { readonly was: PlainDate; readonly grantedBy: string }
>;
export type ReviewOverdue = DomainEvent<
  'draft.review-overdue',
  OfATrack & { readonly dueOn: PlainDate; readonly dueAt: Instant }
>;
export type ReviewEscalated = DomainEvent<'draft.review-escalated', OfATrack & ToldStep & { readonly dueOn: PlainDate }>;
/** The days of the place have changed: the instant before, and the one now. */
export type ReviewRecomputed = DomainEvent<
  'draft.review-recomputed',
  OfATrack &
    ReviewDue & {
      readonly was: { readonly dueOn: PlainDate; readonly dueAt: Instant; readonly calendar: string };
      readonly granted: boolean;
      readonly reason: string;
    }
>;
export type ReviewClockEvent = ReviewRecomputed | ReviewPaused | ReviewResumed | ReviewExtended | ReviewOverdue | ReviewEscalated;

interface Running {
  readonly status: 'RUNNING';
  readonly from: PlainDate;
  readonly businessDays: number;
  readonly calendar: string;
  /** The day was granted, and not counted. */
  readonly granted: boolean;
  readonly dueOn: PlainDate;
  readonly dueAt: Instant;
  /** Those that were not told yet. */
  readonly steps: readonly EscalationStep[];
  readonly overdueAnnounced: boolean;
}

/** By the track that it is of; none where its review is not awaited, or has no days. */
export type ReviewClocks = Readonly<
  Partial<Record<ReviewedTrack, Running | { readonly status: 'PAUSED'; readonly pausedAt: Instant; readonly daysLeft: number }>>
>;

/** The day so many business days after another, and the last instant of it; steps before `since` are not told. */
function dueFrom(from: PlainDate, businessDays: number, context: Context): ReviewDue {
  return dueOnDay(context.calendar.addBusinessDays(from, businessDays), { from, businessDays, since: from }, context);
}

function dueOnDay(
  dueOn: PlainDate,
  { since, ...counted }: { readonly from: PlainDate; readonly businessDays: number; readonly since: PlainDate },
  { calendar, profile }: Context,
): ReviewDue {
  const addDays = (date: PlainDate, days: number): PlainDate => calendar.addBusinessDays(date, days);
  const steps = stepsOf(dueOn, profile.escalations.reviewDue, { calendar, since, addDays });
  return { dueOn, clock: { dueAt: calendar.endOfDay(dueOn), ...counted, calendar: calendar.version, steps } };
}

/** Business days after one date up to another, that one included. */
function businessDaysBetween(from: PlainDate, to: PlainDate, { calendar }: Context): number {
  let days = 0;
  for (let day = from; day < to;) {
    day = calendar.addDays(day, 1);
    if (calendar.isBusinessDay(day)) days++;
  }
  return days;
}

/** By when the reviews of these tracks are due that begin with an act. */
export function reviewsDue(tracks: readonly ReviewedTrack[], context: Context): readonly (OfATrack & ReviewDue)[] {
  if (context.asserted) return [];
  const from = context.calendar.dateOf(context.occurredAt);
  return tracks.flatMap((track) => {
    const days = context.profile.reviewDays[track];
    return days === undefined ? [] : [{ track, ...dueFrom(from, days, context) }];
  });
}

type Decision = readonly ReviewClockEvent[] | Rejection;

export function decideReviewClock(command: ReviewClockCommand, clocks: ReviewClocks, context: Context): Decision {
  switch (command.name) {
    case 'pause-review':
      return decidePause(command.data, clocks, context);
    case 'resume-review':
      return decideResumption(command.data, clocks, context);
    case 'extend-review':
      return decideExtension(command.data, clocks, context);
    case 'recompute-reviews':
      return runningOf(clocks).flatMap(([track, clock]) => recomputed(track, clock, context));
    // The clocks name their draft, not the track: of each whatever is to be told by now.
    case 'announce-review-overdue':
      return runningOf(clocks).flatMap(([track, clock]) => overdue(track, clock, context.now >= clock.dueAt));
    case 'escalate-review':
      return runningOf(clocks).flatMap(([track, { steps, dueOn }]) =>
        stepsToTell(steps, context.now).map(
          (step) => ({ type: 'draft.review-escalated', data: { track, ...step, dueOn } }) as const,
        ),
      );
    default:
      return unreachable(command);
  }
}

function runningOf(clocks: ReviewClocks): readonly (readonly [ReviewedTrack, Running])[] {
  return Object.entries(clocks).flatMap(([track, clock]) =>
    clock.status === 'RUNNING' ? [[track as ReviewedTrack, clock] as const] : [],
  );
}

const CALENDAR_CHANGED = 'The days of the place have changed since the time was computed.';

/** A day that was granted stays, its last instant and the steps before and after it may not. Nothing where no instant changes. */
function recomputed(track: ReviewedTrack, clock: Running, context: Context): readonly ReviewRecomputed[] {
  if (clock.overdueAnnounced) return [];
  const { from, businessDays, granted, dueOn, dueAt, calendar } = clock;
  const anew = granted ? dueOnDay(dueOn, { from, businessDays, since: from }, context) : dueFrom(from, businessDays, context);
  const steps = anew.clock.steps.filter((step) =>
    clock.steps.some(({ days, tells }) => days === step.days && tells === step.tells),
  );
  if (anew.clock.dueAt === dueAt && steps.every(({ at }, nth) => at === clock.steps[nth]?.at)) return [];
  const was = { dueOn, dueAt, calendar };
  const data = { track, dueOn: anew.dueOn, clock: { ...anew.clock, steps }, was, granted, reason: CALENDAR_CHANGED };
  return [{ type: 'draft.review-recomputed', data }];
}

function overdue(track: ReviewedTrack, clock: Running, isOver: boolean): readonly ReviewOverdue[] {
  if (clock.overdueAnnounced || !isOver) return [];
  return [{ type: 'draft.review-overdue', data: { track, dueOn: clock.dueOn, dueAt: clock.dueAt } }];
}

/** Breaches that happened before an act which ends these clocks: they are announced with that act, or they never would be. */
export function breachesBefore(
  ended: readonly ReviewedTrack[],
  clocks: ReviewClocks,
  { occurredAt }: Context,
): readonly ReviewOverdue[] {
  return runningOf(clocks)
    .filter(([track]) => ended.includes(track))
    .flatMap(([track, clock]) => overdue(track, clock, occurredAt > clock.dueAt));
}

function notRunning(track: ReviewedTrack, clocks: ReviewClocks): Rejection {
  const clock = clocks[track];
  const stands = clock?.status === 'RUNNING' && clock.overdueAnnounced ? 'over' : (clock?.status ?? 'not set');
  return new Rejection(REVIEW_CLOCK_NOT_RUNNING, `The time of the review ${track} is ${stands}.`);
}

/** A time that is over cannot be paused any more; it can be extended. */
function decidePause({ track, reason }: PauseReview['data'], clocks: ReviewClocks, context: Context): Decision {
  const clock = clocks[track];
  const pausedAt = context.occurredAt;
  if (clock?.status !== 'RUNNING' || clock.overdueAnnounced || pausedAt > clock.dueAt) return notRunning(track, clocks);
  const today = context.calendar.dateOf(pausedAt);
  const daysLeft = businessDaysBetween(today < clock.from ? clock.from : today, clock.dueOn, context);
  return [{ type: 'draft.review-paused', data: { track, reason, pausedAt, daysLeft } }];
}

function decideResumption({ track }: ResumeReview['data'], clocks: ReviewClocks, context: Context): Decision {
  const clock = clocks[track];
  if (clock?.status !== 'PAUSED') return notRunning(track, clocks);
  if (context.occurredAt < clock.pausedAt)
    return new Rejection(RESUMED_BEFORE_PAUSED, `Resumed at ${context.occurredAt}, paused at ${clock.pausedAt}.`);
  const today = context.calendar.dateOf(context.occurredAt);
  return [{ type: 'draft.review-resumed', data: { track, ...dueFrom(today, clock.daysLeft, context) } }];
}

/** An extension is an act: who granted it, why, and the day before. One that comes too late leaves the breach announced. */
function decideExtension({ track, dueOn, reason }: ExtendReview['data'], clocks: ReviewClocks, context: Context): Decision {
  const clock = clocks[track];
  if (clock?.status !== 'RUNNING') return notRunning(track, clocks);
  const was = clock.dueOn;
  if (dueOn <= was) return new Rejection(EXTENDED_TO_A_LATER_DAY, `The review ${track} is due on ${was}; ${dueOn} is not later.`);
  const counted = { from: was, businessDays: businessDaysBetween(was, dueOn, context) };
  const due = dueOnDay(dueOn, { ...counted, since: context.calendar.dateOf(context.occurredAt) }, context);
  return [
    ...breachesBefore([track], clocks, context),
    { type: 'draft.review-extended', data: { track, reason, ...due, was, grantedBy: context.performedBy } },
  ];
}

/** What ends the clocks of all reviews: new text, or that nobody reviews this one any more. */
const ENDS_ALL: readonly string[] = [
  'draft.version-saved',
  'draft.conformed-text-attached',
  'draft.changes-requested',
  'draft.returned',
  'draft.adopted',
  'draft.not-adopted',
  'draft.chief-issued',
  'draft.withdrawn',
];
const ALL: readonly ReviewedTrack[] = ['LEGAL', 'OIG', 'LABOR', 'ACCESSIBILITY'];

/** The tracks whose clocks an event of the draft ends. */
export function clocksEndedBy({ type, data }: DomainEvent): readonly ReviewedTrack[] {
  if (ENDS_ALL.includes(type)) return ALL;
  const {
    track,
    status = '',
    step,
  } = data as { readonly track: ReviewedTrack; readonly status?: string; readonly step?: string };
  if (type === 'draft.review-recorded') return [track];
  if (type !== 'draft.review-progressed') return [];
  if (track === 'LABOR') return ['SCREENED', 'EFFECTS_ONLY'].includes(status) ? ['LABOR'] : [];
  return step === 'NON_SUBSTANTIVE' ? ['LEGAL', 'ACCESSIBILITY'] : [];
}

export function withClocks(clocks: ReviewClocks, started: readonly (OfATrack & ReviewDue)[]): ReviewClocks {
  return { ...clocks, ...Object.fromEntries(started.map(({ track, ...due }) => [track, running(due, false)])) };
}

function running({ dueOn, clock }: ReviewDue, granted: boolean): Running {
  const { dueAt, from, businessDays, calendar, steps } = clock;
  return { status: 'RUNNING', from, businessDays, calendar, granted, dueOn, dueAt, steps, overdueAnnounced: false };
}

export function withoutClocks(clocks: ReviewClocks, ended: readonly ReviewedTrack[]): ReviewClocks {
  return Object.fromEntries(Object.entries(clocks).filter(([track]) => !ended.includes(track as ReviewedTrack)));
}

export function afterClockEvent(clocks: ReviewClocks, event: ReviewClockEvent): ReviewClocks {
  const { track } = event.data;
  const clock = clocks[track];
  switch (event.type) {
    case 'draft.review-paused': {
      const { pausedAt, daysLeft } = event.data;
      return { ...clocks, [track]: { status: 'PAUSED', pausedAt, daysLeft } };
    }
    case 'draft.review-resumed':
      return withClocks(clocks, [event.data]);
    case 'draft.review-extended':
      return { ...clocks, [track]: running(event.data, true) };
    case 'draft.review-recomputed':
      return { ...clocks, [track]: running(event.data, event.data.granted) };
    case 'draft.review-overdue':
      return clock?.status === 'RUNNING' ? { ...clocks, [track]: { ...clock, overdueAnnounced: true } } : clocks;
    case 'draft.review-escalated':
      return clock?.status === 'RUNNING' ? { ...clocks, [track]: { ...clock, steps: clock.steps.slice(1) } } : clocks;
    default:
      return unreachable(event);
  }
}

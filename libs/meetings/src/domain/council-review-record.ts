/** What is asked, recorded and known of the Council's review of an action of the Board. */
import type { DomainCommand, DomainEvent, EscalationStep, Instant, PlainDate, Profile, ToldStep } from '#kernel';

/** A vote of the Council, and the file in which it stands. */
export interface CouncilVote {
  readonly ayes: number;
  readonly noes: number;
  readonly councilFile: string;
}

/** A class of actions is waived by ordinance, a single one by resolution. */
export const WAIVERS = ['ORDINANCE', 'RESOLUTION'] as const;

export interface Waiver {
  readonly by: (typeof WAIVERS)[number];
  readonly citation: string;
  /** The class of actions that an ordinance waives. */
  readonly class?: string;
}

export type NoteCouncilDay = DomainCommand<'note-council-day', { readonly days: readonly PlainDate[] }>;
/** `struck`: a day that is taken from the record, since the Council did not convene in regular session on it. */
export type RecountCouncilDays = DomainCommand<'recount-council-days', { readonly struck: PlainDate; readonly reason: string }>;
export type EndCouncilReview = DomainCommand<'end-council-review', object>;
export type RecordCouncilWaiver = DomainCommand<'record-council-waiver', Waiver>;
export type RecordCouncilAssertion = DomainCommand<'record-council-assertion', CouncilVote>;
export type RecordCouncilVeto = DomainCommand<'record-council-veto', CouncilVote>;
export type EscalateVetoPeriod = DomainCommand<'escalate-veto-period', object>;
export type EndVetoPeriod = DomainCommand<'end-veto-period', object>;
export type RecordCouncilRemand = DomainCommand<'record-council-remand', { readonly councilFile: string }>;
export type RecordCouncilAmendment = DomainCommand<'record-council-amendment', { readonly councilFile: string }>;
export type CouncilReviewCommand =
  | NoteCouncilDay
  | RecountCouncilDays
  | EndCouncilReview
  | RecordCouncilWaiver
  | RecordCouncilAssertion
  | RecordCouncilVeto
  | EscalateVetoPeriod
  | EndVetoPeriod
  | RecordCouncilRemand
  | RecordCouncilAmendment;

/** The numbers of a review as they were when it began. */
export type CouncilRule = Omit<Profile['councilReview'], 'applies'>;

export type CouncilReviewOpened = DomainEvent<
  'board-action.council-review-opened',
  { readonly boardId: string; readonly adoptedOn: PlainDate; readonly rule: CouncilRule }
>;
/** How far a review has come. */
export interface CouncilCount {
  readonly counted: number;
  readonly of: number;
  /** The end of the last day of the review, once that day is known. */
  readonly passedAt?: Instant;
  readonly calendar: string;
}
export type CouncilDaysCounted = DomainEvent<
  'board-action.council-days-counted',
  CouncilCount & {
    /** Newly counted. */
    readonly days: readonly PlainDate[];
  }
>;
/** A day that had counted does not. */
export type CouncilDaysRecounted = DomainEvent<
  'board-action.council-days-recounted',
  CouncilCount & {
    readonly struck: PlainDate;
    readonly reason: string;
    /** Those on record that count in its place. */
    readonly days: readonly PlainDate[];
  }
>;
/** The warning that is given once, a day before the review can end. */
export type CouncilReviewNearsItsEnd = DomainEvent<
  'board-action.council-review-nears-its-end',
  { readonly counted: number; readonly of: number }
>;
export type CouncilReviewWaived = DomainEvent<'board-action.council-review-waived', Waiver & { readonly waivedAt: Instant }>;
export type JurisdictionAsserted = DomainEvent<
  'board-action.jurisdiction-asserted',
  CouncilVote & {
    readonly assertedAt: Instant;
    /** The last instant for a veto. */
    readonly vetoBy: Instant;
    readonly vetoDays: number;
    readonly calendar: string;
    /** Who is told of the last day, and when; absent before such steps were kept. */
    readonly steps?: readonly EscalationStep[];
  }
>;
/** Somebody was told that the period for a veto nears its end. */
export type VetoPeriodEscalated = DomainEvent<
  'board-action.veto-period-escalated',
  ToldStep & { readonly vetoBy: Instant; readonly dueOn: PlainDate }
>;
export type BoardActionFinal = DomainEvent<
  'board-action.final',
  { readonly because: 'COUNCIL_DAYS_PASSED' | 'NO_VETO'; readonly finalAt: Instant }
>;
/** It had become final by a day that does not count: the Council can still undo it. */
export type FinalityWithdrawn = DomainEvent<
  'board-action.finality-withdrawn',
  {
    /** From when on it was taken as final. */
    readonly finalWas: Instant;
    /** The end of the last day of the review as it is counted now, where that day is known. */
    readonly passedAt?: Instant;
    readonly reason: string;
    /** The orders that rest on the action. */
    readonly orders: readonly string[];
  }
>;
export type BoardActionVetoed = DomainEvent<
  'board-action.vetoed',
  CouncilVote & {
    readonly vetoedAt: Instant;
    /** The orders that rest on the action. */
    readonly orders: readonly string[];
  }
>;
export type BoardActionRemanded = DomainEvent<'board-action.remanded', { readonly councilFile: string }>;
export type CouncilReviewEvent =
  | CouncilReviewOpened
  | CouncilDaysCounted
  | CouncilDaysRecounted
  | CouncilReviewNearsItsEnd
  | CouncilReviewWaived
  | JurisdictionAsserted
  | VetoPeriodEscalated
  | BoardActionFinal
  | FinalityWithdrawn
  | BoardActionVetoed
  | BoardActionRemanded;

export interface Opened {
  readonly rule: CouncilRule;
  readonly adoptedOn: PlainDate;
  /** The days that count, in their order: no more than the review has. */
  readonly days: readonly PlainDate[];
  readonly passedAt?: Instant;
  readonly assertion?: { readonly at: Instant; readonly vetoBy: Instant; readonly steps: readonly EscalationStep[] };
}

export type CouncilReview =
  | { readonly status: 'NOT_SUBJECT' }
  | (Opened & { readonly status: 'PENDING' | 'JURISDICTION_ASSERTED' | 'VETOED' | 'REMANDED' })
  | (Opened & { readonly status: 'FINAL' | 'WAIVED'; readonly since: Instant });
export type OpenedReview = Exclude<CouncilReview, { readonly status: 'NOT_SUBJECT' }>;
export type CouncilReviewStatus = CouncilReview['status'];

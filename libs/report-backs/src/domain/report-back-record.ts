/** What can be asked of a report-back, what can have happened to it, what is known of it then, and which step leads where. */
import type { DomainCommand, DomainEvent, Instant, PlainDate, ProfileVersion, Transitions } from '#kernel';

/** The records that a report-back can be owed on, named as their streams are. */
export const SOURCE_TYPES = ['board-actions', 'provisions', 'orders'] as const;
export type SourceType = (typeof SOURCE_TYPES)[number];

export const RECURRENCES = ['NONE', 'MONTHLY', 'YEARLY'] as const;
export type Recurrence = (typeof RECURRENCES)[number];

/** What is owed, and on what. */
export interface Obligation {
  readonly source: { readonly type: SourceType; readonly id: string };
  /** The provision of the directive that it serves, where the source is not the provision itself. */
  readonly provisionId?: string;
  readonly subject: string;
  readonly recurs: Recurrence;
  /** The request of the Commission that is not closed while this is overdue. */
  readonly requestId?: string;
}

/** A count, such as of reports of alleged misconduct; never a person. */
export interface Figure {
  readonly label: string;
  readonly value: number;
}

export interface Report {
  /** The Board report that it travels in. */
  readonly boardReportId?: string;
  readonly periodFrom?: PlainDate;
  readonly periodTo?: PlainDate;
  readonly nothingToReport: boolean;
  readonly figures?: readonly Figure[];
  readonly summary?: string;
}

export interface Agendized {
  readonly meetingId: string;
  readonly itemNumber: string;
}

/** The day on which it is due, or how it is counted: one of the three. */
export interface DueDay {
  readonly dueOn?: PlainDate;
  readonly dueInDays?: number;
  readonly dueInMonths?: number;
}

/** What a counted day was computed from: `from` is not counted itself. */
export interface Counted {
  readonly from: PlainDate;
  readonly days?: number;
  readonly months?: number;
}

export type ScheduleReportBack = DomainCommand<'schedule-report-back', Obligation & DueDay>;
export type ScheduleNextReportBack = DomainCommand<'schedule-next-report-back', { readonly follows: string }>;
export type AnnounceReportBackOverdue = DomainCommand<'announce-report-back-overdue', object>;
export type SubmitReportBack = DomainCommand<'submit-report-back', Report>;
export type NoteReportBackAgendized = DomainCommand<'note-report-back-agendized', Agendized>;
export type AcceptReportBack = DomainCommand<'accept-report-back', object>;
export type ReturnReportBack = DomainCommand<'return-report-back', { readonly reason: string }>;
export type ExtendReportBack = DomainCommand<'extend-report-back', { readonly dueOn: PlainDate; readonly reason: string }>;
/** The day that it is counted from was entered wrongly. */
export type CorrectReportBackDeadline = DomainCommand<
  'correct-report-back-deadline',
  { readonly countedFrom: PlainDate; readonly reason: string }
>;
export type RecomputeReportBackDeadline = DomainCommand<'recompute-report-back-deadline'>;
export type WaiveReportBack = DomainCommand<'waive-report-back', { readonly reason: string }>;
export type EndReportBack = DomainCommand<'end-report-back', { readonly reason: string }>;
export type RecordOutcomeUnknown = DomainCommand<
  'record-report-back-outcome-unknown',
  /** Where it was looked for. */
  { readonly source: string }
>;
export type ReportBackCommand =
  | ScheduleReportBack
  | ScheduleNextReportBack
  | AnnounceReportBackOverdue
  | SubmitReportBack
  | NoteReportBackAgendized
  | AcceptReportBack
  | ReturnReportBack
  | ExtendReportBack
  | CorrectReportBackDeadline
  | RecomputeReportBackDeadline
  | WaiveReportBack
  | EndReportBack
  | RecordOutcomeUnknown;

/** A report-back as it was scheduled; `firstDueOn` and `ordinal` (from 1) place it in its series. */
export interface Scheduled extends Obligation {
  readonly dueOn: PlainDate;
  /** The end of that day in the jurisdiction. */
  readonly dueAt: Instant;
  /** The calendar that `dueAt` was computed with. */
  readonly calendar: string;
  /** How the day was counted; absent where it was named or granted, or follows from its series. */
  readonly counted?: Counted;
  readonly firstDueOn: PlainDate;
  readonly ordinal: number;
  /** The one before it in its series. */
  readonly follows?: string;
  /** Where it hangs on a request: the version of the profile that the request was begun under. */
  readonly profile?: ProfileVersion;
}

export type ReportBackScheduled = DomainEvent<'report-back.scheduled', Scheduled>;
export type ReportBackOverdue = DomainEvent<'report-back.overdue', { readonly dueOn: PlainDate }>;
export type ReportBackSubmitted = DomainEvent<
  'report-back.submitted',
  Report & {
    /** Whoever submitted or entered it: they do not accept it. */
    readonly submitters: readonly string[];
    /** Whether it came after the day on which it was due. */
    readonly late: boolean;
    /** Whether the next of the series is to be scheduled: on the first submission of a recurring one. */
    readonly continues: boolean;
  } & OnRequest
>;
export type ReportBackAgendized = DomainEvent<'report-back.agendized', Agendized>;
export type ReportBackAccepted = DomainEvent<'report-back.accepted', object>;
export type ReportBackReturned = DomainEvent<
  'report-back.returned',
  /** The deadline runs on: it is still the one that was set. */
  { readonly reason: string } & Due & OnRequest
>;
export type ReportBackExtended = DomainEvent<
  'report-back.extended',
  /** `was`: the day before. */
  Due & { readonly was: PlainDate; readonly reason: string; readonly grantedBy: string } & OnRequest
>;
/** CALENDAR: the days of the place have changed. INPUTS: the day that it is counted from was corrected. */
export type ReportBackRecomputed = DomainEvent<
  'report-back.deadline-recomputed',
  Due &
    Pick<Scheduled, 'counted' | 'firstDueOn'> & {
      readonly was: Due & { readonly from?: PlainDate };
      readonly because: 'CALENDAR' | 'INPUTS';
      readonly reason: string;
    } & OnRequest
>;
export type ReportBackWaived = DomainEvent<
  'report-back.waived',
  { readonly reason: string; readonly continues: boolean } & OnRequest
>;
export type ReportBackEnded = DomainEvent<'report-back.ended', { readonly reason: string } & OnRequest>;
export type ReportBackOutcomeUnknown = DomainEvent<'report-back.outcome-unknown', { readonly source: string } & OnRequest>;
export type ReportBackEvent =
  | ReportBackScheduled
  | ReportBackOverdue
  | ReportBackSubmitted
  | ReportBackAgendized
  | ReportBackAccepted
  | ReportBackReturned
  | ReportBackExtended
  | ReportBackRecomputed
  | ReportBackWaived
  | ReportBackEnded
  | ReportBackOutcomeUnknown;

/** Carried by each event that changes what is owed on the request. */
export type OnRequest = Pick<Obligation, 'requestId'>;
type Due = Pick<Scheduled, 'dueOn' | 'dueAt' | 'calendar'>;

export interface Owed extends Scheduled {
  readonly overdueAnnounced: boolean;
  /** Whoever submitted or entered a report so far. */
  readonly submitters: readonly string[];
}

export type ReportBack =
  | { readonly status: 'none' }
  | ({ readonly status: 'SCHEDULED' } & Owed)
  | ({ readonly status: 'SUBMITTED' } & Owed)
  | ({ readonly status: 'AGENDIZED'; readonly on: Agendized } & Owed)
  | ({ readonly status: 'RETURNED' } & Owed)
  | ({ readonly status: 'ACCEPTED' | 'WAIVED' | 'ENDED' | 'OUTCOME_UNKNOWN' } & Owed);

export type Existing = Exclude<ReportBack, { status: 'none' }>;

/** What a decision about a report-back has to know from outside: read for the command that needs it. */
export interface ReportBackFacts {
  /** Of the records that the command names, those that do not exist: `provisions/{id}`. */
  readonly missing?: readonly string[];
  /** When the Board action was adopted that it is owed on. */
  readonly adoptedAt?: Instant;
  /** The request that the Board action issued which it is owed on. */
  readonly requestId?: string;
  /** The report-back that the new one follows in its series; absent where there is none. */
  readonly before?: Scheduled;
}

const EXISTING = ['SCHEDULED', 'SUBMITTED', 'AGENDIZED', 'RETURNED', 'ACCEPTED', 'WAIVED', 'ENDED', 'OUTCOME_UNKNOWN'] as const;
const OWED = ['SCHEDULED', 'RETURNED'] as const;

export const REPORT_BACK_TRANSITIONS = {
  'schedule-report-back': { from: ['none'], to: ['SCHEDULED'] },
  'schedule-next-report-back': { from: ['none'], to: ['SCHEDULED'] },
  'announce-report-back-overdue': { from: EXISTING, to: EXISTING },
  'submit-report-back': { from: ['SCHEDULED', 'RETURNED'], to: ['SUBMITTED'] },
  'note-report-back-agendized': { from: ['SUBMITTED', 'AGENDIZED'], to: ['AGENDIZED'] },
  'accept-report-back': { from: ['AGENDIZED'], to: ['ACCEPTED'] },
  'return-report-back': { from: ['AGENDIZED'], to: ['RETURNED'] },
  'extend-report-back': { from: OWED, to: OWED },
  'correct-report-back-deadline': { from: OWED, to: OWED },
  'recompute-report-back-deadline': { from: EXISTING, to: EXISTING },
  'waive-report-back': { from: OWED, to: ['WAIVED'] },
  'end-report-back': { from: OWED, to: ['ENDED'] },
  'record-report-back-outcome-unknown': { from: ['SCHEDULED', 'SUBMITTED', 'AGENDIZED', 'RETURNED'], to: ['OUTCOME_UNKNOWN'] },
} as const satisfies Transitions<ReportBackCommand, ReportBack['status']>;

/**
 * A report-back: what the Chief owes the Board by a day, once or again and again.
 *
 *   none ──schedule-report-back──▶ SCHEDULED ──submit-report-back──▶ SUBMITTED ──note-report-back-agendized──▶ AGENDIZED
 *         (or, of a series,           │                                 ▲                                       │    │
 *          schedule-next-report-back) │                                 │                 accept-report-back────┘    │
 *                                     │                                 │                        ▼                   │
 *                                     │                                 │                     ACCEPTED               │
 *                                     │                                 └─submit-report-back── RETURNED ◀────────────┘
 *                                     │                                                           │      return-report-back
 *                                     └──────── announce-report-back-overdue (clock, once) ───────┘
 *
 * Whether it is overdue is derived: the day is over and no report is in. The breach is announced once and is no state.
 * Nothing to report still needs a report. The first submission of a recurring one schedules the next of its series.
 */
import {
  type Context,
  type Decider,
  type DomainCommand,
  type DomainEvent,
  type Instant,
  NO_SUCH_RECORD,
  peopleBehind,
  type PlainDate,
  refusedOwnWork,
  refusedState,
  Rejection,
  type Rule,
  toInstant,
  type Transitions,
  unreachable,
} from '#kernel';

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

interface Agendized {
  readonly meetingId: string;
  readonly itemNumber: string;
}

export type ScheduleReportBack = DomainCommand<'schedule-report-back', Obligation & { readonly dueOn: PlainDate }>;
export type ScheduleNextReportBack = DomainCommand<'schedule-next-report-back', { readonly follows: string }>;
export type AnnounceReportBackOverdue = DomainCommand<'announce-report-back-overdue', object>;
export type SubmitReportBack = DomainCommand<'submit-report-back', Report>;
export type NoteReportBackAgendized = DomainCommand<'note-report-back-agendized', Agendized>;
export type AcceptReportBack = DomainCommand<'accept-report-back', object>;
export type ReturnReportBack = DomainCommand<'return-report-back', { readonly reason: string }>;
export type ReportBackCommand =
  | ScheduleReportBack
  | ScheduleNextReportBack
  | AnnounceReportBackOverdue
  | SubmitReportBack
  | NoteReportBackAgendized
  | AcceptReportBack
  | ReturnReportBack;

/** A report-back as it was scheduled; `firstDueOn` and `ordinal` (from 1) place it in its series. */
export interface Scheduled extends Obligation {
  readonly dueOn: PlainDate;
  /** The end of that day in the jurisdiction. */
  readonly dueAt: Instant;
  /** The calendar that `dueAt` was computed with. */
  readonly calendar: string;
  readonly firstDueOn: PlainDate;
  readonly ordinal: number;
  /** The one before it in its series. */
  readonly follows?: string;
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
  }
>;
export type ReportBackAgendized = DomainEvent<'report-back.agendized', Agendized>;
export type ReportBackAccepted = DomainEvent<'report-back.accepted', object>;
export type ReportBackReturned = DomainEvent<
  'report-back.returned',
  /** The deadline runs on: it is still the one that was set. */
  { readonly reason: string; readonly dueAt: Instant; readonly dueOn: PlainDate; readonly calendar: string }
>;
export type ReportBackEvent =
  ReportBackScheduled | ReportBackOverdue | ReportBackSubmitted | ReportBackAgendized | ReportBackAccepted | ReportBackReturned;

interface Owed extends Scheduled {
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
  | ({ readonly status: 'ACCEPTED' } & Owed);

type Existing = Exclude<ReportBack, { status: 'none' }>;

/** What a decision about a report-back has to know from outside: read for the command that needs it. */
export interface ReportBackFacts {
  /** Of the records that the command names, those that do not exist: `provisions/{id}`. */
  readonly missing?: readonly string[];
  /** The report-back that the new one follows in its series; absent where there is none. */
  readonly before?: Scheduled;
}

export const NOTHING_MEANS_NO_FIGURES: Rule = {
  code: 'nothing-means-no-figures',
  sentence: 'A report that says there is nothing to report holds no figure above zero.',
  remedy: 'Correct the figures, or do not say that there is nothing to report.',
  status: 409,
};

export const EMPTY_REPORT: Rule = {
  code: 'empty-report',
  sentence: 'A report holds figures, a summary or a Board report, or says that there is nothing to report.',
  remedy: 'Add what there is to report, or say that there is nothing.',
  status: 409,
};

export const PERIOD_BACKWARDS: Rule = {
  code: 'period-backwards',
  sentence: 'The period of a report has two days, and does not end before it begins.',
  remedy: 'Give both days of the period, the earlier one first, or neither.',
  status: 409,
};

export const NOT_DUE_YET: Rule = {
  code: 'not-due-yet',
  sentence: 'A report-back is overdue when the day on which it is due is over.',
  remedy: 'Wait for the end of that day; the clock announces the breach.',
  status: 409,
};

export const SERIES_PLACE_TAKEN: Rule = {
  code: 'series-place-taken',
  sentence: 'Each place in a series of report-backs is scheduled once.',
  remedy: 'Use the report-back that is scheduled in this place.',
  status: 409,
};

export const DOES_NOT_RECUR: Rule = {
  code: 'does-not-recur',
  sentence: 'Only a recurring report-back is followed by another one.',
  remedy: 'Schedule the other one by itself.',
  status: 409,
};

const EXISTING = ['SCHEDULED', 'SUBMITTED', 'AGENDIZED', 'RETURNED', 'ACCEPTED'] as const;

export const REPORT_BACK_TRANSITIONS = {
  'schedule-report-back': { from: ['none'], to: ['SCHEDULED'] },
  'schedule-next-report-back': { from: ['none'], to: ['SCHEDULED'] },
  'announce-report-back-overdue': { from: EXISTING, to: EXISTING },
  'submit-report-back': { from: ['SCHEDULED', 'RETURNED'], to: ['SUBMITTED'] },
  'note-report-back-agendized': { from: ['SUBMITTED', 'AGENDIZED'], to: ['AGENDIZED'] },
  'accept-report-back': { from: ['AGENDIZED'], to: ['ACCEPTED'] },
  'return-report-back': { from: ['AGENDIZED'], to: ['RETURNED'] },
} as const satisfies Transitions<ReportBackCommand, ReportBack['status']>;

type Decision = readonly ReportBackEvent[] | Rejection;

function decide(command: ReportBackCommand, state: ReportBack, context: Context, facts: ReportBackFacts | undefined): Decision {
  const refused = refusedState(REPORT_BACK_TRANSITIONS, command.name, state.status);
  if (refused) return refused;
  if (command.name === 'schedule-report-back') return decideSchedule(command, context, facts?.missing ?? []);
  if (command.name === 'schedule-next-report-back') return decideNext(command, context, facts?.before);
  // The table lets none come here that does not exist.
  const owed = state as Existing;
  switch (command.name) {
    case 'announce-report-back-overdue':
      return decideOverdue(owed, context);
    case 'submit-report-back':
      return decideSubmission(command, owed, context, facts?.missing ?? []);
    case 'note-report-back-agendized':
      return decideAgendized(command, owed);
    case 'accept-report-back':
      return decideAcceptance(command, owed, context);
    case 'return-report-back': {
      const { dueAt, dueOn, calendar } = owed;
      return [{ type: 'report-back.returned', data: { reason: command.data.reason, dueAt, dueOn, calendar } }];
    }
    default:
      return unreachable(command);
  }
}

function decideSchedule({ data }: ScheduleReportBack, context: Context, missing: readonly string[]): Decision {
  if (missing.length > 0) return new Rejection(NO_SUCH_RECORD, `There is no ${missing.join(', no ')}.`);
  const { dueOn } = data;
  return [scheduled(data, { dueOn, firstDueOn: dueOn, ordinal: 1 }, context)];
}

function decideNext({ data }: ScheduleNextReportBack, context: Context, before?: Scheduled): Decision {
  const { follows } = data;
  if (!before) return new Rejection(NO_SUCH_RECORD, `There is no report-back ${follows}.`);
  if (before.recurs === 'NONE') return new Rejection(DOES_NOT_RECUR, `Report-back ${follows} is owed once.`);
  // Counted from the first day of the series, so that the 31st comes back after a shorter month.
  const months = before.recurs === 'YEARLY' ? 12 * before.ordinal : before.ordinal;
  const dueOn = context.calendar.addMonths(before.firstDueOn, months);
  return [scheduled(before, { dueOn, firstDueOn: before.firstDueOn, ordinal: before.ordinal + 1, follows }, context)];
}

function scheduled(
  { source, provisionId, subject, recurs }: Obligation,
  place: Pick<Scheduled, 'dueOn' | 'firstDueOn' | 'ordinal' | 'follows'>,
  { calendar }: Context,
): ReportBackScheduled {
  return {
    type: 'report-back.scheduled',
    data: {
      source: { type: source.type, id: source.id },
      ...(provisionId === undefined ? {} : { provisionId }),
      subject,
      recurs,
      ...place,
      dueAt: calendar.endOfDay(place.dueOn),
      calendar: calendar.version,
    },
  };
}

/** The clock may ring after the report came in, or again once it was returned: then there is nothing to announce. */
function decideOverdue(state: Existing, { now }: Context): Decision {
  if (state.status !== 'SCHEDULED' && state.status !== 'RETURNED') return [];
  if (state.overdueAnnounced) return [];
  if (toInstant(now) < state.dueAt) return new Rejection(NOT_DUE_YET, `It is ${now}; the report is due until ${state.dueAt}.`);
  return [{ type: 'report-back.overdue', data: { dueOn: state.dueOn } }];
}

/** What a report contradicts itself in, if anything. */
function faultOfReport(data: SubmitReportBack['data']): Rejection | undefined {
  const { boardReportId, periodFrom, periodTo, nothingToReport, figures = [], summary } = data;
  if ((periodFrom === undefined) !== (periodTo === undefined) || (periodFrom ?? '') > (periodTo ?? ''))
    return new Rejection(PERIOD_BACKWARDS, `The period is from ${periodFrom ?? 'no day'} to ${periodTo ?? 'no day'}.`);
  const above = figures.filter(({ value }) => value > 0).length;
  if (nothingToReport && above > 0)
    return new Rejection(NOTHING_MEANS_NO_FIGURES, `Nothing is to be reported, but of the figures ${above} are above zero.`);
  if (!nothingToReport && figures.length === 0 && summary === undefined && boardReportId === undefined)
    return new Rejection(EMPTY_REPORT, 'The report holds no figure, no summary and no Board report.');
  return undefined;
}

function decideSubmission({ data }: SubmitReportBack, state: Existing, context: Context, missing: readonly string[]): Decision {
  if (missing.length > 0) return new Rejection(NO_SUCH_RECORD, `There is no ${missing.join(', no ')}.`);
  const fault = faultOfReport(data);
  if (fault) return fault;
  const { boardReportId, periodFrom, periodTo, nothingToReport, figures = [], summary } = data;
  return [
    {
      type: 'report-back.submitted',
      data: {
        ...(boardReportId === undefined ? {} : { boardReportId }),
        ...(periodFrom === undefined ? {} : { periodFrom, periodTo }),
        nothingToReport,
        ...(figures.length === 0 ? {} : { figures: figures.map(({ label, value }) => ({ label, value })) }),
        ...(summary === undefined ? {} : { summary }),
        submitters: peopleBehind(context),
        late: toInstant(context.occurredAt) > state.dueAt,
        continues: state.recurs !== 'NONE' && state.submitters.length === 0,
      },
    },
  ];
}

/** An item that was continued is posted again, for another meeting. */
function decideAgendized({ data }: NoteReportBackAgendized, state: Existing): Decision {
  const { meetingId, itemNumber } = data;
  if (state.status === 'AGENDIZED' && state.on.meetingId === meetingId && state.on.itemNumber === itemNumber) return [];
  return [{ type: 'report-back.agendized', data: { meetingId, itemNumber } }];
}

function decideAcceptance({ name }: AcceptReportBack, { submitters }: Existing, context: Context): Decision {
  return refusedOwnWork(submitters, context, name) ?? [{ type: 'report-back.accepted', data: {} }];
}

function evolve(state: ReportBack, event: ReportBackEvent): ReportBack {
  if (event.type === 'report-back.scheduled')
    return { status: 'SCHEDULED', ...event.data, overdueAnnounced: false, submitters: [] };
  if (state.status === 'none') return state;
  const owed = owedOf(state);
  switch (event.type) {
    case 'report-back.overdue':
      return { ...state, overdueAnnounced: true };
    case 'report-back.submitted':
      return { ...owed, status: 'SUBMITTED', submitters: [...new Set([...owed.submitters, ...event.data.submitters])] };
    case 'report-back.agendized':
      return { ...owed, status: 'AGENDIZED', on: event.data };
    case 'report-back.accepted':
      return { ...owed, status: 'ACCEPTED' };
    case 'report-back.returned':
      return { ...owed, status: 'RETURNED' };
    default:
      return unreachable(event);
  }
}

/** What every state of a report-back holds, and nothing of the one that it leaves. */
function owedOf(state: Existing): Owed {
  if (state.status !== 'AGENDIZED') return state;
  const { on: _left, ...owed } = state;
  return owed;
}

export const reportBack: Decider<ReportBackCommand, ReportBack, ReportBackEvent, ReportBackFacts | undefined> = {
  streamType: 'report-backs',
  initial: { status: 'none' },
  decide,
  evolve,
};

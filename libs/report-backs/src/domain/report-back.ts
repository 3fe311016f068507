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
 *   extend-report-back    while it is owed (SCHEDULED, RETURNED): a later day, which leaves the state as it is
 *   correct-report-back-deadline    while it is owed: it is counted from another day; recompute-report-back-deadline by other days of the place
 *   waive-report-back     from there to WAIVED: this one is not asked for; a series goes on
 *   end-report-back       from there to ENDED: nothing more is owed, of a series neither
 *   record-report-back-outcome-unknown    from any but ACCEPTED and these ends: nobody knows any more what became of it
 *
 * Whether it is overdue is derived: the day is over and no report is in. The breach is announced once and is no state.
 * Nothing to report still needs a report. The first submission of a recurring one schedules the next of its series.
 */
import {
  type Context,
  type Decider,
  keptVersion,
  NO_SUCH_RECORD,
  peopleBehind,
  type PlainDate,
  refusedOwnWork,
  refusedState,
  Rejection,
  toInstant,
  unreachable,
} from '#kernel';
import {
  type Counted,
  type CorrectReportBackDeadline,
  type DueDay,
  type Obligation,
  type ScheduleReportBack,
  type ScheduleNextReportBack,
  type SubmitReportBack,
  type NoteReportBackAgendized,
  type AcceptReportBack,
  type ExtendReportBack,
  type ReportBackCommand,
  type Scheduled,
  type ReportBackRecomputed,
  type ReportBackScheduled,
  type ReportBackEvent,
  type OnRequest,
  type Owed,
  type ReportBack,
  type Existing,
  type ReportBackFacts,
  REPORT_BACK_TRANSITIONS,
} from './report-back-record.js';
import {
  DAY_COUNTED_FROM_THERE,
  DOES_NOT_RECUR,
  EMPTY_REPORT,
  LATER_DAY_GRANTED,
  NOT_DUE_YET,
  NOTHING_MEANS_NO_FIGURES,
  ONE_DUE_DAY,
  PERIOD_BACKWARDS,
} from './report-back-rules.js';

type Decision = readonly ReportBackEvent[] | Rejection;

function decide(command: ReportBackCommand, state: ReportBack, context: Context, facts: ReportBackFacts | undefined): Decision {
  const refused = refusedState(REPORT_BACK_TRANSITIONS, command.name, state.status);
  if (refused) return refused;
  if (command.name === 'schedule-report-back') return decideSchedule(command, context, facts ?? {});
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
      return [
        { type: 'report-back.returned', data: { reason: command.data.reason, dueAt, dueOn, calendar, ...onRequest(owed) } },
      ];
    }
    case 'extend-report-back':
      return decideExtension(command, owed, context);
    case 'correct-report-back-deadline':
      return decideCorrection(command, owed, context);
    case 'recompute-report-back-deadline':
      return decideRecomputation(owed, context);
    case 'waive-report-back':
      return [
        ...breachBefore(owed, context),
        { type: 'report-back.waived', data: { ...command.data, continues: isFirstOfSeries(owed), ...onRequest(owed) } },
      ];
    case 'end-report-back':
      return [...breachBefore(owed, context), { type: 'report-back.ended', data: { ...command.data, ...onRequest(owed) } }];
    case 'record-report-back-outcome-unknown':
      return [{ type: 'report-back.outcome-unknown', data: { ...command.data, ...onRequest(owed) } }];
    default:
      return unreachable(command);
  }
}

function decideSchedule({ data }: ScheduleReportBack, context: Context, facts: ReportBackFacts): Decision {
  const { missing = [], requestId } = facts;
  if (missing.length > 0) return new Rejection(NO_SUCH_RECORD, `There is no ${missing.join(', no ')}.`);
  const due = dueDay(data, context, facts);
  if (due instanceof Rejection) return due;
  return [
    scheduled(
      { ...(requestId === undefined ? {} : { requestId }), ...data },
      { ...due, firstDueOn: due.dueOn, ordinal: 1 },
      context,
    ),
  ];
}

/** A day is counted from that of the action behind it, else from that of the act which orders it; a month that is shorter ends it. */
function dueDay(
  { dueOn, dueInDays, dueInMonths }: DueDay,
  { calendar, occurredAt }: Context,
  { adoptedAt = occurredAt }: ReportBackFacts,
): Pick<Scheduled, 'dueOn' | 'counted'> | Rejection {
  const given = [dueOn, dueInDays, dueInMonths].filter((each) => each !== undefined).length;
  if (given !== 1) return new Rejection(ONE_DUE_DAY, `${given} of the three are given.`);
  if (dueOn !== undefined) return { dueOn };
  const from = calendar.dateOf(adoptedAt);
  return dayCounted(dueInDays === undefined ? { from, months: dueInMonths ?? 0 } : { from, days: dueInDays }, calendar);
}

function dayCounted(counted: Counted, calendar: Context['calendar']): { readonly dueOn: PlainDate; readonly counted: Counted } {
  const { from, days, months = 0 } = counted;
  return { dueOn: days === undefined ? calendar.addMonths(from, months) : calendar.addDays(from, days), counted };
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
  { source, provisionId, subject, recurs, requestId }: Obligation,
  place: Pick<Scheduled, 'dueOn' | 'counted' | 'firstDueOn' | 'ordinal' | 'follows'>,
  context: Context,
): ReportBackScheduled {
  const { calendar } = context;
  return {
    type: 'report-back.scheduled',
    data: {
      source: { type: source.type, id: source.id },
      ...(provisionId === undefined ? {} : { provisionId }),
      subject,
      recurs,
      ...(requestId === undefined ? {} : { requestId }),
      ...place,
      dueAt: calendar.endOfDay(place.dueOn),
      calendar: calendar.version,
      ...keptVersion(context),
    },
  };
}

/** The next of the series is scheduled once, by what first settles this one. */
function isFirstOfSeries({ recurs, submitters }: Existing): boolean {
  return recurs !== 'NONE' && submitters.length === 0;
}

function onRequest({ requestId }: Existing): OnRequest {
  return requestId === undefined ? {} : { requestId };
}

/** An extension is an act: who granted it, why, and the day before. The series keeps the days that it counts from. */
function decideExtension({ data: { dueOn, reason } }: ExtendReportBack, state: Existing, context: Context): Decision {
  if (dueOn <= state.dueOn)
    return new Rejection(LATER_DAY_GRANTED, `The report is due on ${state.dueOn}; ${dueOn} is not later.`);
  const { calendar, performedBy } = context;
  const due = { dueOn, dueAt: calendar.endOfDay(dueOn), calendar: calendar.version };
  const data = { ...due, was: state.dueOn, reason, grantedBy: performedBy, ...onRequest(state) };
  return [...breachBefore(state, context), { type: 'report-back.extended', data }];
}

/**
 * Who corrects it, why, and the day before stand in the entry; a breach of the day that was wrong stays announced. A series is counted from the
 * first day of its first, so that it moves with that.
 */
function decideCorrection(
  { data: { countedFrom, reason } }: CorrectReportBackDeadline,
  state: Existing,
  { calendar }: Context,
): Decision {
  const { counted } = state;
  if (!counted || counted.from === countedFrom)
    return new Rejection(
      DAY_COUNTED_FROM_THERE,
      counted ? `The report is counted from ${counted.from}.` : `The day ${state.dueOn} of the report is counted from none.`,
    );
  const anew = dayCounted({ ...counted, from: countedFrom }, calendar);
  return [recomputed(state, { ...anew, firstDueOn: anew.dueOn }, calendar, { because: 'INPUTS', reason })];
}

const CALENDAR_CHANGED = 'The days of the place have changed since the deadline was computed.';

/** By the days of now; nothing where no instant changes, no report is owed any more, or the breach was announced. */
function decideRecomputation(state: Existing, { calendar }: Context): Decision {
  const { status, overdueAnnounced, dueOn, dueAt, counted, firstDueOn } = state;
  if ((status !== 'SCHEDULED' && status !== 'RETURNED') || overdueAnnounced || calendar.endOfDay(dueOn) === dueAt) return [];
  const same = { dueOn, firstDueOn, ...(counted && { counted }) };
  return [recomputed(state, same, calendar, { because: 'CALENDAR', reason: CALENDAR_CHANGED })];
}

function recomputed(
  state: Existing,
  anew: Pick<Scheduled, 'dueOn' | 'counted' | 'firstDueOn'>,
  calendar: Context['calendar'],
  why: Pick<ReportBackRecomputed['data'], 'because' | 'reason'>,
): ReportBackRecomputed {
  const { dueOn, dueAt, calendar: version, counted } = state;
  const was = { dueOn, dueAt, calendar: version, ...(counted && { from: counted.from }) };
  const due = { ...anew, dueAt: calendar.endOfDay(anew.dueOn), calendar: calendar.version };
  return { type: 'report-back.deadline-recomputed', data: { ...due, was, ...why, ...onRequest(state) } };
}

/** The breach that happened before an act which moves or ends what is owed: it is announced with that act, or it never would be. */
function breachBefore({ dueAt, dueOn, overdueAnnounced }: Existing, { occurredAt }: Context): readonly ReportBackEvent[] {
  return !overdueAnnounced && occurredAt > dueAt ? [{ type: 'report-back.overdue', data: { dueOn } }] : [];
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
        continues: isFirstOfSeries(state),
        ...onRequest(state),
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
    case 'report-back.extended': {
      const { dueOn, dueAt, calendar } = event.data;
      const { counted: _granted, ...others } = state;
      return { ...others, dueOn, dueAt, calendar, overdueAnnounced: false };
    }
    case 'report-back.deadline-recomputed': {
      const { dueOn, dueAt, calendar, counted, firstDueOn } = event.data;
      return { ...state, dueOn, dueAt, calendar, firstDueOn, ...(counted && { counted }), overdueAnnounced: false };
    }
    case 'report-back.waived':
      return { ...owed, status: 'WAIVED' };
    case 'report-back.ended':
      return { ...owed, status: 'ENDED' };
    case 'report-back.outcome-unknown':
      return { ...owed, status: 'OUTCOME_UNKNOWN' };
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

import { type Claim, type ClockChange, defineLifecycle, type FactReader } from '#command-queue';
import { provision } from '#directives';
import { NO_SUCH_RECORD, OWN_WORK, type ProfileVersion } from '#kernel';
import { adoptionOf, boardAction, versionOfAction } from '#meetings';
import { order } from '#orders';
import { boardReport, request, versionOfRequest } from '#requests';
import { reportBack } from './domain/report-back.js';
import {
  type CorrectReportBackDeadline,
  type NoteReportBackAgendized,
  REPORT_BACK_TRANSITIONS,
  type ReportBackFacts,
  type ReportBackScheduled,
  type ReturnReportBack,
  type ScheduleNextReportBack,
  type ScheduleReportBack,
  type SourceType,
  type SubmitReportBack,
  type EndReportBack,
  type ExtendReportBack,
  type RecordOutcomeUnknown,
  type WaiveReportBack,
} from './domain/report-back-record.js';
import {
  DAY_COUNTED_FROM_THERE,
  DOES_NOT_RECUR,
  EMPTY_REPORT,
  NOT_DUE_YET,
  NOTHING_MEANS_NO_FIGURES,
  ONE_DUE_DAY,
  PERIOD_BACKWARDS,
  SERIES_PLACE_TAKEN,
  LATER_DAY_GRANTED,
} from './domain/report-back-rules.js';
import {
  AcceptReportBackBody,
  AnnounceReportBackOverdueBody,
  CorrectReportBackDeadlineBody,
  EndReportBackBody,
  ExtendReportBackBody,
  NoteReportBackAgendizedBody,
  RecomputeReportBackDeadlineBody,
  RecordOutcomeUnknownBody,
  ReturnReportBackBody,
  ScheduleNextReportBackBody,
  ScheduleReportBackBody,
  SubmitReportBackBody,
  WaiveReportBackBody,
} from './report-back-bodies.js';

type AnyRecord = Parameters<FactReader['state']>[0];

const RECORDS: Readonly<Record<SourceType | 'board-reports' | 'requests', AnyRecord>> = {
  'board-actions': boardAction,
  provisions: provision,
  orders: order,
  'board-reports': boardReport,
  requests: request,
};

/** Those of the named records that do not exist. */
async function missingOf(
  read: FactReader,
  named: readonly { readonly type: keyof typeof RECORDS; readonly id: string }[],
): Promise<ReportBackFacts> {
  const missing: string[] = [];
  for (const { type, id } of named) if ((await read.state(RECORDS[type], id)) === undefined) missing.push(`${type}/${id}`);
  return { missing };
}

async function factsOfSchedule(read: FactReader, data: ScheduleReportBack['data']): Promise<ReportBackFacts> {
  const { source, provisionId, requestId } = data;
  const missing = await missingOf(read, [
    source,
    ...(provisionId === undefined ? [] : [{ type: 'provisions', id: provisionId } as const]),
    ...(requestId === undefined ? [] : [{ type: 'requests', id: requestId } as const]),
  ]);
  if (source.type !== 'board-actions') return missing;
  const action = await read.state(boardAction, source.id);
  const adoption = action && adoptionOf(action);
  if (!adoption) return missing;
  const { adoptedAt, requestId: issued } = adoption;
  return { ...missing, adoptedAt, ...(issued === undefined ? {} : { requestId: issued }) };
}

function factsOfSubmission(read: FactReader, { boardReportId }: SubmitReportBack['data']): Promise<ReportBackFacts> {
  return missingOf(read, boardReportId === undefined ? [] : [{ type: 'board-reports', id: boardReportId }]);
}

async function factsOfNext(read: FactReader, { follows }: ScheduleNextReportBack['data']): Promise<ReportBackFacts> {
  const before = await read.state(reportBack, follows);
  return before && before.status !== 'none' ? { before } : {};
}

/** Of the request that it is owed on, or of the action that adopted what answers one. */
async function versionOfWhatItIsOwedOn(
  read: FactReader,
  { source, requestId }: ScheduleReportBack['data'],
): Promise<ProfileVersion | undefined> {
  const asked = requestId === undefined ? undefined : await read.state(request, requestId);
  if (asked) return versionOfRequest(asked);
  const action = source.type === 'board-actions' ? await read.state(boardAction, source.id) : undefined;
  return action && versionOfAction(action);
}

/** A report-back is followed by one other at most. */
function claimsOfSchedule({ follows }: ReportBackScheduled['data']): readonly Claim[] {
  return follows === undefined ? [] : [{ scope: 'report-back-follows', key: follows, rule: SERIES_PLACE_TAKEN }];
}

function clockUntilDue({
  dueAt,
  dueOn,
  calendar,
  counted,
}: Pick<ReportBackScheduled['data'], 'dueAt' | 'dueOn' | 'calendar' | 'counted'>): readonly ClockChange[] {
  return [
    {
      start: 'report-back-due',
      dueAt,
      rule: 'A report-back is due until the end of its day.',
      inputs: { dueOn, calendar, ...(counted && { counted }) },
      command: 'announce-report-back-overdue',
      deadline: true,
    },
  ];
}

const STOP_DUE: ClockChange = { stop: 'report-back-due' };

/** A report-back: scheduled, submitted, put on an agenda, accepted or returned; a recurring one is followed by the next. */
export const reportBackLifecycle = defineLifecycle({
  decider: reportBack,
  begunUnder: (state) => (state.status === 'none' ? undefined : state.profile),
  transitions: REPORT_BACK_TRANSITIONS,
  past: true,
  recomputes: 'recompute-report-back-deadline',
  commands: {
    'schedule-report-back': {
      body: ScheduleReportBackBody satisfies new () => ScheduleReportBack['data'],
      summary: 'Schedule what is to be reported to the Board by a day, once or again and again.',
      subject: 'new',
      roles: ['commission-staff', 'system'],
      rules: [NO_SUCH_RECORD, ONE_DUE_DAY],
      begunUnder: versionOfWhatItIsOwedOn,
      facts: factsOfSchedule,
    },
    'schedule-next-report-back': {
      body: ScheduleNextReportBackBody satisfies new () => ScheduleNextReportBack['data'],
      summary: 'Schedule the next report-back of a recurring one.',
      subject: 'new',
      roles: ['system'],
      rules: [NO_SUCH_RECORD, DOES_NOT_RECUR, SERIES_PLACE_TAKEN],
      begunUnder: async (read, data: ScheduleNextReportBack['data']) => (await factsOfNext(read, data)).before?.profile,
      facts: factsOfNext,
    },
    'announce-report-back-overdue': {
      body: AnnounceReportBackOverdueBody,
      summary: 'Announce, once, that the day of a report-back is over and no report is in.',
      subject: 'reportBackId',
      roles: ['system'],
      rules: [NOT_DUE_YET],
    },
    'submit-report-back': {
      body: SubmitReportBackBody satisfies new () => SubmitReportBack['data'],
      summary: 'Submit the report, also where there is nothing to report.',
      subject: 'reportBackId',
      roles: ['chief'],
      rules: [NO_SUCH_RECORD, PERIOD_BACKWARDS, NOTHING_MEANS_NO_FIGURES, EMPTY_REPORT],
      facts: factsOfSubmission,
    },
    'note-report-back-agendized': {
      body: NoteReportBackAgendizedBody satisfies new () => NoteReportBackAgendized['data'],
      summary: 'Note that a posted agenda lists the report-back.',
      subject: 'reportBackId',
      roles: ['system'],
      rules: [],
    },
    'accept-report-back': {
      body: AcceptReportBackBody,
      summary: 'Accept the report that the Board has before it; another person submitted it.',
      subject: 'reportBackId',
      roles: ['commission-staff'],
      rules: [OWN_WORK],
    },
    'return-report-back': {
      body: ReturnReportBackBody satisfies new () => ReturnReportBack['data'],
      summary: 'Return the report for another one; its day stays.',
      subject: 'reportBackId',
      roles: ['commission-staff'],
      rules: [],
    },
    'extend-report-back': {
      body: ExtendReportBackBody satisfies new () => ExtendReportBack['data'],
      summary: 'Grant a later day for a report that is owed, with the reason.',
      subject: 'reportBackId',
      roles: ['commission-staff'],
      rules: [LATER_DAY_GRANTED],
    },
    'correct-report-back-deadline': {
      body: CorrectReportBackDeadlineBody satisfies new () => CorrectReportBackDeadline['data'],
      summary: 'Count the day of a report that is owed from another day, since the one before was entered wrongly.',
      subject: 'reportBackId',
      roles: ['commission-staff'],
      rules: [DAY_COUNTED_FROM_THERE],
    },
    'recompute-report-back-deadline': {
      body: RecomputeReportBackDeadlineBody,
      summary: 'Compute the deadline of a report that is owed anew, by the present days of the place.',
      subject: 'reportBackId',
      roles: ['system'],
      rules: [],
    },
    'waive-report-back': {
      body: WaiveReportBackBody satisfies new () => WaiveReportBack['data'],
      summary: 'Waive a report that is owed; the series that it belongs to goes on.',
      subject: 'reportBackId',
      roles: ['commission-staff'],
      rules: [],
    },
    'end-report-back': {
      body: EndReportBackBody satisfies new () => EndReportBack['data'],
      summary: 'End what is owed, and with it the series.',
      subject: 'reportBackId',
      roles: ['commission-staff'],
      rules: [],
    },
    'record-report-back-outcome-unknown': {
      body: RecordOutcomeUnknownBody satisfies new () => RecordOutcomeUnknown['data'],
      summary: 'Record that nobody knows any more what became of a report-back, and where it was looked for.',
      subject: 'reportBackId',
      roles: ['commission-staff'],
      rules: [],
    },
  },
  events: {
    'report-back.scheduled': { schemaVersion: 1, visibility: 'PUBLIC', claims: claimsOfSchedule, clocks: clockUntilDue },
    // The clock runs on: the report is owed still, and stands among what is overdue until it is in.
    'report-back.overdue': { schemaVersion: 1, visibility: 'PUBLIC' },
    'report-back.submitted': { schemaVersion: 1, visibility: 'PUBLIC', clocks: () => [STOP_DUE] },
    'report-back.agendized': { schemaVersion: 1, visibility: 'PUBLIC' },
    'report-back.accepted': { schemaVersion: 1, visibility: 'PUBLIC' },
    'report-back.returned': { schemaVersion: 1, visibility: 'PUBLIC', clocks: clockUntilDue },
    'report-back.extended': { schemaVersion: 1, visibility: 'PUBLIC', clocks: clockUntilDue },
    'report-back.deadline-recomputed': { schemaVersion: 1, visibility: 'PUBLIC', clocks: clockUntilDue },
    'report-back.waived': { schemaVersion: 1, visibility: 'PUBLIC', clocks: () => [STOP_DUE] },
    'report-back.ended': { schemaVersion: 1, visibility: 'PUBLIC', clocks: () => [STOP_DUE] },
    'report-back.outcome-unknown': { schemaVersion: 1, visibility: 'PUBLIC', clocks: () => [STOP_DUE] },
  },
});

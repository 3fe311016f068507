import {
  type Claim,
  type ClockChange,
  CommandBody,
  DateField,
  defineLifecycle,
  type FactReader,
  Flag,
  OneOf,
  Part,
  Parts,
  RecordId,
  Text,
  Whole,
} from '#command-queue';
import { provision } from '#directives';
import { NO_SUCH_RECORD, OWN_WORK, type ProfileVersion } from '#kernel';
import { adoptionOf, boardAction, versionOfAction } from '#meetings';
import { order } from '#orders';
import { boardReport, request, versionOfRequest } from '#requests';
import { reportBack } from './domain/report-back.js';
import {
  type NoteReportBackAgendized,
  type Recurrence,
  RECURRENCES,
  REPORT_BACK_TRANSITIONS,
  type ReportBackFacts,
  type ReportBackScheduled,
  type ReturnReportBack,
  type ScheduleNextReportBack,
  type ScheduleReportBack,
  SOURCE_TYPES,
  type SourceType,
  type SubmitReportBack,
  type EndReportBack,
  type ExtendReportBack,
  type RecordOutcomeUnknown,
  type WaiveReportBack,
} from './domain/report-back-record.js';
import {
  DOES_NOT_RECUR,
  EMPTY_REPORT,
  NOT_DUE_YET,
  NOTHING_MEANS_NO_FIGURES,
  ONE_DUE_DAY,
  PERIOD_BACKWARDS,
  SERIES_PLACE_TAKEN,
  LATER_DAY_GRANTED,
} from './domain/report-back-rules.js';

class SourceBody {
  @OneOf(SOURCE_TYPES)
  type!: SourceType;

  @RecordId()
  id!: string;
}

class ScheduleReportBackBody extends CommandBody {
  @Part(() => SourceBody, { about: 'The record that the report-back is owed on.' })
  source!: SourceBody;

  @RecordId({ optional: true, about: 'The provision that it serves, where the source is not the provision itself.' })
  provisionId?: string;

  @RecordId({
    optional: true,
    about:
      'The request that is not closed while this is overdue; where the source is the action that issued it, it need not be named.',
  })
  requestId?: string;

  @Text(300)
  subject!: string;

  @DateField({ optional: true, about: 'The last day on which the report is in time; of a recurring one, the first such day.' })
  dueOn?: string;

  @Whole(1, 3650, {
    optional: true,
    about: 'In its place: calendar days from the adoption of the action that is its source, else from the day of this act.',
  })
  dueInDays?: number;

  @Whole(1, 120, { optional: true, about: 'In its place: months from there; the last day of the month where that is shorter.' })
  dueInMonths?: number;

  @OneOf(RECURRENCES, {
    about: 'How often it comes again: on the same day of the month or year, the last of the month where that is shorter.',
  })
  recurs!: Recurrence;
}

class ScheduleNextReportBackBody extends CommandBody {
  @RecordId({ about: 'The report-back that this one follows.' })
  follows!: string;
}

class AnnounceReportBackOverdueBody extends CommandBody {
  @RecordId()
  reportBackId!: string;
}

class FigureBody {
  @Text(200, { about: 'What is counted; no personal data.' })
  label!: string;

  @Whole(0, 1_000_000_000)
  value!: number;
}

class SubmitReportBackBody extends CommandBody {
  @RecordId()
  reportBackId!: string;

  @RecordId({ optional: true, about: 'The Board report that it travels in.' })
  boardReportId?: string;

  @DateField({ optional: true, about: 'The first day of the period reported on.' })
  periodFrom?: string;

  @DateField({ optional: true, about: 'The last day of that period.' })
  periodTo?: string;

  @Flag({ about: 'Whether there was nothing to report; that too is reported.' })
  nothingToReport!: boolean;

  @Parts(() => FigureBody, { optional: true, atMost: 50 })
  figures?: FigureBody[];

  @Text(5000, { optional: true, about: 'No personal data.' })
  summary?: string;
}

class NoteReportBackAgendizedBody extends CommandBody {
  @RecordId()
  reportBackId!: string;

  @RecordId()
  meetingId!: string;

  @Text(10)
  itemNumber!: string;
}

class AcceptReportBackBody extends CommandBody {
  @RecordId()
  reportBackId!: string;
}

class ExtendReportBackBody extends CommandBody {
  @RecordId()
  reportBackId!: string;

  @DateField({ about: 'The last day from now on; later than the one before.' })
  dueOn!: string;

  @Text(1000, { about: 'Why it was granted.' })
  reason!: string;
}

abstract class EndBody extends CommandBody {
  @RecordId()
  reportBackId!: string;

  @Text(1000)
  reason!: string;
}

class WaiveReportBackBody extends EndBody {}

class EndReportBackBody extends EndBody {}

class RecordOutcomeUnknownBody extends CommandBody {
  @RecordId()
  reportBackId!: string;

  @Text(1000, { about: 'Where it was looked for.' })
  source!: string;
}

class ReturnReportBackBody extends CommandBody {
  @RecordId()
  reportBackId!: string;

  @Text(1000)
  reason!: string;
}

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
    'report-back.waived': { schemaVersion: 1, visibility: 'PUBLIC', clocks: () => [STOP_DUE] },
    'report-back.ended': { schemaVersion: 1, visibility: 'PUBLIC', clocks: () => [STOP_DUE] },
    'report-back.outcome-unknown': { schemaVersion: 1, visibility: 'PUBLIC', clocks: () => [STOP_DUE] },
  },
});

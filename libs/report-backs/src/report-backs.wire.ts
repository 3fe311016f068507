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
import { NO_SUCH_RECORD, OWN_WORK } from '#kernel';
import { boardAction } from '#meetings';
import { order } from '#orders';
import { boardReport } from '#requests';
import {
  DOES_NOT_RECUR,
  EMPTY_REPORT,
  NOT_DUE_YET,
  type NoteReportBackAgendized,
  NOTHING_MEANS_NO_FIGURES,
  PERIOD_BACKWARDS,
  type Recurrence,
  RECURRENCES,
  reportBack,
  REPORT_BACK_TRANSITIONS,
  type ReportBackFacts,
  type ReportBackReturned,
  type ReportBackScheduled,
  type ReturnReportBack,
  type ScheduleNextReportBack,
  type ScheduleReportBack,
  SERIES_PLACE_TAKEN,
  SOURCE_TYPES,
  type SourceType,
  type SubmitReportBack,
} from './domain/report-back.js';

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

  @Text(300)
  subject!: string;

  @DateField({ about: 'The last day on which the report is in time; of a recurring one, the first such day.' })
  dueOn!: string;

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

class ReturnReportBackBody extends CommandBody {
  @RecordId()
  reportBackId!: string;

  @Text(1000)
  reason!: string;
}

type AnyRecord = Parameters<FactReader['state']>[0];

const RECORDS: Readonly<Record<SourceType | 'board-reports', AnyRecord>> = {
  'board-actions': boardAction,
  provisions: provision,
  orders: order,
  'board-reports': boardReport,
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

function factsOfSchedule(read: FactReader, { source, provisionId }: ScheduleReportBack['data']): Promise<ReportBackFacts> {
  return missingOf(read, [source, ...(provisionId === undefined ? [] : [{ type: 'provisions', id: provisionId } as const])]);
}

function factsOfSubmission(read: FactReader, { boardReportId }: SubmitReportBack['data']): Promise<ReportBackFacts> {
  return missingOf(read, boardReportId === undefined ? [] : [{ type: 'board-reports', id: boardReportId }]);
}

async function factsOfNext(read: FactReader, { follows }: ScheduleNextReportBack['data']): Promise<ReportBackFacts> {
  const before = await read.state(reportBack, follows);
  return before && before.status !== 'none' ? { before } : {};
}

/** A report-back is followed by one other at most. */
function claimsOfSchedule({ follows }: ReportBackScheduled['data']): readonly Claim[] {
  return follows === undefined ? [] : [{ scope: 'report-back-follows', key: follows, rule: SERIES_PLACE_TAKEN }];
}

function clockUntilDue({
  dueAt,
  dueOn,
  calendar,
}: Pick<ReportBackReturned['data'], 'dueAt' | 'dueOn' | 'calendar'>): readonly ClockChange[] {
  return [
    {
      start: 'report-back-due',
      dueAt,
      rule: 'A report-back is due until the end of its day.',
      inputs: { dueOn, calendar },
      command: 'announce-report-back-overdue',
      deadline: true,
    },
  ];
}

/** A report-back: scheduled, submitted, put on an agenda, accepted or returned; a recurring one is followed by the next. */
export const reportBackLifecycle = defineLifecycle({
  decider: reportBack,
  transitions: REPORT_BACK_TRANSITIONS,
  commands: {
    'schedule-report-back': {
      body: ScheduleReportBackBody satisfies new () => ScheduleReportBack['data'],
      summary: 'Schedule what is to be reported to the Board by a day, once or again and again.',
      subject: 'new',
      roles: ['commission-staff', 'system'],
      rules: [NO_SUCH_RECORD],
      facts: factsOfSchedule,
    },
    'schedule-next-report-back': {
      body: ScheduleNextReportBackBody satisfies new () => ScheduleNextReportBack['data'],
      summary: 'Schedule the next report-back of a recurring one.',
      subject: 'new',
      roles: ['system'],
      rules: [NO_SUCH_RECORD, DOES_NOT_RECUR, SERIES_PLACE_TAKEN],
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
  },
  events: {
    'report-back.scheduled': { schemaVersion: 1, visibility: 'PUBLIC', claims: claimsOfSchedule, clocks: clockUntilDue },
    // The clock runs on: the report is owed still, and stands among what is overdue until it is in.
    'report-back.overdue': { schemaVersion: 1, visibility: 'PUBLIC' },
    'report-back.submitted': { schemaVersion: 1, visibility: 'PUBLIC', clocks: () => [{ stop: 'report-back-due' }] },
    'report-back.agendized': { schemaVersion: 1, visibility: 'PUBLIC' },
    'report-back.accepted': { schemaVersion: 1, visibility: 'PUBLIC' },
    'report-back.returned': { schemaVersion: 1, visibility: 'PUBLIC', clocks: clockUntilDue },
  },
});

/** What a client sends for each step of a report-back. */
import { CommandBody, DateField, Flag, OneOf, Part, Parts, RecordId, Text, Whole } from '#command-queue';
import { type Recurrence, RECURRENCES, SOURCE_TYPES, type SourceType } from './domain/report-back-record.js';

class SourceBody {
  @OneOf(SOURCE_TYPES)
  type!: SourceType;

  @RecordId()
  id!: string;
}

export class ScheduleReportBackBody extends CommandBody {
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

export class ScheduleNextReportBackBody extends CommandBody {
  @RecordId({ about: 'The report-back that this one follows.' })
  follows!: string;
}

export class AnnounceReportBackOverdueBody extends CommandBody {
  @RecordId()
  reportBackId!: string;
}

class FigureBody {
  @Text(200, { about: 'What is counted; no personal data.' })
  label!: string;

  @Whole(0, 1_000_000_000)
  value!: number;
}

export class SubmitReportBackBody extends CommandBody {
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

export class NoteReportBackAgendizedBody extends CommandBody {
  @RecordId()
  reportBackId!: string;

  @RecordId()
  meetingId!: string;

  @Text(10)
  itemNumber!: string;
}

export class AcceptReportBackBody extends CommandBody {
  @RecordId()
  reportBackId!: string;
}

export class ExtendReportBackBody extends CommandBody {
  @RecordId()
  reportBackId!: string;

  @DateField({ about: 'The last day from now on; later than the one before.' })
  dueOn!: string;

  @Text(1000, { about: 'Why it was granted.' })
  reason!: string;
}

export class CorrectReportBackDeadlineBody extends CommandBody {
  @RecordId()
  reportBackId!: string;

  @DateField({ about: 'The day from which it has to be counted, itself not counted.' })
  countedFrom!: string;

  @Text(1000, { about: 'Why that is the day.' })
  reason!: string;
}

export class RecomputeReportBackDeadlineBody extends CommandBody {
  @RecordId()
  reportBackId!: string;
}

abstract class EndBody extends CommandBody {
  @RecordId()
  reportBackId!: string;

  @Text(1000)
  reason!: string;
}

export class WaiveReportBackBody extends EndBody {}

export class EndReportBackBody extends EndBody {}

export class RecordOutcomeUnknownBody extends CommandBody {
  @RecordId()
  reportBackId!: string;

  @Text(1000, { about: 'Where it was looked for.' })
  source!: string;
}

export class ReturnReportBackBody extends CommandBody {
  @RecordId()
  reportBackId!: string;

  @Text(1000)
  reason!: string;
}

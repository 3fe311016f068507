import {
  type Claim,
  CommandBody,
  DateField,
  defineLifecycle,
  type FactReader,
  OneOf,
  Part,
  RecordId,
  Shaped,
  Text,
} from '#command-queue';
import { NO_SUCH_RECORD } from '#kernel';
import { bpcSeriesOf } from './domain/bpc-number.js';
import {
  boardReport,
  BOARD_REPORT_TRANSITIONS,
  type BoardReportFacts,
  type BoardReportReceived,
  BPC_NUMBER_FORM,
  BPC_NUMBER_TAKEN,
  BPC_SERIES_EXHAUSTED,
  type NoteReportAgendized,
  type NoteReportDisposed,
  type RegisterBoardReport,
  REPORTABLE,
  type ReportDisposition,
  REPORT_DISPOSITIONS,
  type Reporter,
  REPORTERS,
} from './domain/board-report.js';

class AboutBody {
  @OneOf(REPORTABLE)
  type!: (typeof REPORTABLE)[number];

  @RecordId()
  id!: string;
}

class RegisterBoardReportBody extends CommandBody {
  @OneOf(REPORTERS)
  from!: Reporter;

  @Text(500)
  title!: string;

  @DateField({ about: 'The date that the report carries.' })
  reportedOn!: string;

  @Shaped(/^\S(.{0,58}\S)?$/, 'BPC #26-0123', {
    optional: true,
    about:
      'The number on the paper, in the form of the profile; where absent, the next free one of the year of `reportedOn` is assigned.',
  })
  bpcNumber?: string;

  @RecordId({ optional: true, about: 'The Board report that it follows up.' })
  follows?: string;

  @Part(() => AboutBody, { optional: true, about: 'The record that it reports on.' })
  about?: AboutBody;
}

abstract class BoardReportBody extends CommandBody {
  @RecordId()
  boardReportId!: string;

  @RecordId()
  meetingId!: string;

  @Text(20, { about: 'As the agenda numbers the item: `3A`.' })
  itemNumber!: string;
}

class NoteReportAgendizedBody extends BoardReportBody {}

class NoteReportDisposedBody extends BoardReportBody {
  @OneOf(REPORT_DISPOSITIONS)
  disposition!: ReportDisposition;

  @OneOf(REPORT_DISPOSITIONS, { optional: true, about: 'What the item had come to before, where that turned out otherwise.' })
  was?: ReportDisposition;
}

async function factsOfRegistration(read: FactReader, data: RegisterBoardReport['data']): Promise<BoardReportFacts> {
  const followed = data.follows === undefined ? undefined : await read.state(boardReport, data.follows);
  return {
    ...(data.bpcNumber === undefined && { nextSerial: await read.nextNumber(bpcSeriesOf(data.reportedOn)) }),
    ...(data.follows !== undefined && { followsKnown: followed !== undefined && followed.status !== 'none' }),
  };
}

/** What is entered from now on says where its number stands. */
function numberOf({ series, serial }: BoardReportReceived['data']): readonly Claim[] {
  return series === undefined || serial === undefined ? [] : [{ scope: series, key: String(serial), rule: BPC_NUMBER_TAKEN }];
}

export const boardReportLifecycle = defineLifecycle({
  decider: boardReport,
  transitions: BOARD_REPORT_TRANSITIONS,
  past: true,
  commands: {
    'register-board-report': {
      body: RegisterBoardReportBody satisfies new () => RegisterBoardReport['data'],
      summary: 'Register a report to the Board under its BPC number.',
      subject: 'new',
      roles: ['commission-staff'],
      rules: [BPC_NUMBER_FORM, BPC_NUMBER_TAKEN, BPC_SERIES_EXHAUSTED, NO_SUCH_RECORD],
      facts: factsOfRegistration,
    },
    'note-report-agendized': {
      body: NoteReportAgendizedBody satisfies new () => NoteReportAgendized['data'],
      summary: 'Note that the report stands on a posted agenda.',
      subject: 'boardReportId',
      roles: ['system'],
      rules: [],
    },
    'note-report-disposed': {
      body: NoteReportDisposedBody satisfies new () => NoteReportDisposed['data'],
      summary: 'Note what the Board decided on the report’s item.',
      subject: 'boardReportId',
      roles: ['system'],
      rules: [],
    },
  },
  events: {
    'board-report.received': { schemaVersion: 1, visibility: 'PUBLIC', claims: numberOf },
    'board-report.agendized': { schemaVersion: 1, visibility: 'PUBLIC' },
    'board-report.disposed': { schemaVersion: 1, visibility: 'PUBLIC' },
  },
});

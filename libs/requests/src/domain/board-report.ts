/**
 * A report to the Board, identified by its BPC number. Drafts, report-backs and the Inspector General's reports travel in one.
 *
 *   none ──register-board-report──▶ RECEIVED ──note-report-agendized──▶ AGENDIZED ──note-report-disposed──▶ DISPOSED
 *
 *   agendized   also from AGENDIZED and DISPOSED: it is placed on a later agenda, or on another item of this one; what comes when that very item
 *               is decided already changes nothing
 *   disposed    also from DISPOSED: another item that it was placed with is decided; and from RECEIVED: of a meeting of the past, or of what came
 *               up after the posting, no agenda is on record; what an item came to is noted once, and again where that
 *               turned out otherwise; a later agenda on which it was placed since goes on
 */
import { bpcNumberOf, type BpcPlace, bpcPlaceOf, bpcSeriesOf, lastSerial } from './bpc-number.js';
import {
  type Context,
  type Decider,
  type DomainCommand,
  type DomainEvent,
  NO_SUCH_RECORD,
  type PlainDate,
  refusedState,
  Rejection,
  type Rule,
  type Transitions,
} from '#kernel';

export const REPORTERS = ['CHIEF', 'INSPECTOR_GENERAL', 'EXECUTIVE_DIRECTOR'] as const;
export type Reporter = (typeof REPORTERS)[number];

/** The records that a report can be about. */
export const REPORTABLE = [
  'directives',
  'provisions',
  'requests',
  'protocols',
  'drafts',
  'board-actions',
  'orders',
  'report-backs',
] as const;

export const REPORT_DISPOSITIONS = [
  'APPROVED',
  'APPROVED_AS_AMENDED',
  'FAILED',
  'HEARD',
  'RECEIVED_AND_FILED',
  'REFERRED',
] as const;
export type ReportDisposition = (typeof REPORT_DISPOSITIONS)[number];

interface ReportParticulars {
  readonly from: Reporter;
  readonly title: string;
  readonly reportedOn: PlainDate;
  /** The id of the report that it follows up. */
  readonly follows?: string;
  readonly about?: { readonly type: (typeof REPORTABLE)[number]; readonly id: string };
}

/** Where on an agenda: the meeting, and the item as the agenda numbers it. */
export interface AgendaPlace {
  readonly meetingId: string;
  readonly itemNumber: string;
}

export type RegisterBoardReport = DomainCommand<'register-board-report', ReportParticulars & { readonly bpcNumber?: string }>;
export type NoteReportAgendized = DomainCommand<'note-report-agendized', AgendaPlace>;
export type NoteReportDisposed = DomainCommand<
  'note-report-disposed',
  AgendaPlace & {
    readonly disposition: ReportDisposition;
    /** What the item had come to before, where that turned out otherwise. */
    readonly was?: ReportDisposition;
  }
>;
export type BoardReportCommand = RegisterBoardReport | NoteReportAgendized | NoteReportDisposed;

/** `series` and `serial`: where the number stands; absent before they were kept. */
export type BoardReportReceived = DomainEvent<
  'board-report.received',
  ReportParticulars & { readonly bpcNumber: string } & Partial<BpcPlace>
>;
export type BoardReportAgendized = DomainEvent<'board-report.agendized', AgendaPlace>;
export type BoardReportDisposed = DomainEvent<'board-report.disposed', NoteReportDisposed['data']>;
export type BoardReportEvent = BoardReportReceived | BoardReportAgendized | BoardReportDisposed;

export type BoardReport =
  | { readonly status: 'none' }
  | {
      readonly status: 'RECEIVED' | 'AGENDIZED' | 'DISPOSED';
      readonly bpcNumber: string;
      /** The items by which it was disposed of; absent before the first. */
      readonly decided?: readonly AgendaPlace[];
    };

export interface BoardReportFacts {
  /** The next free serial of the year of the report, where its number is to be assigned. */
  readonly nextSerial?: number;
  /** Whether the report that it says it follows is there. */
  readonly followsKnown?: boolean;
}

export const BPC_NUMBER_TAKEN: Rule = {
  code: 'bpc-number-taken',
  sentence: 'A BPC number identifies one Board report; its serial restarts each year.',
  setting: 'boardReports.number',
  remedy: 'Check the number on the paper, or leave it out and the next free one is assigned.',
  status: 409,
};

export const BPC_NUMBER_FORM: Rule = {
  code: 'bpc-number-form',
  sentence: 'The number of a Board report has the form that the profile gives it; its serials count from 1.',
  setting: 'boardReports.number',
  remedy: 'Check the number on the paper, or leave it out and the next free one is assigned.',
  status: 409,
};

export const BPC_SERIES_EXHAUSTED: Rule = {
  code: 'bpc-series-exhausted',
  sentence: 'The serial of a BPC number has as many digits as its form.',
  setting: 'boardReports.number',
  remedy: 'Send the number that the Board’s office gave the report.',
  status: 409,
};

export const BOARD_REPORT_TRANSITIONS = {
  'register-board-report': { from: ['none'], to: ['RECEIVED'] },
  'note-report-agendized': { from: ['RECEIVED', 'AGENDIZED', 'DISPOSED'], to: ['AGENDIZED', 'DISPOSED'] },
  'note-report-disposed': { from: ['RECEIVED', 'AGENDIZED', 'DISPOSED'], to: ['AGENDIZED', 'DISPOSED'] },
} as const satisfies Transitions<BoardReportCommand, BoardReport['status']>;

function decide(
  command: BoardReportCommand,
  state: BoardReport,
  context: Context,
  facts: BoardReportFacts | undefined,
): readonly BoardReportEvent[] | Rejection {
  const refused = refusedState(BOARD_REPORT_TRANSITIONS, command.name, state.status);
  if (refused) return refused;
  switch (command.name) {
    case 'register-board-report':
      return decideRegister(command.data, context, facts ?? {});
    case 'note-report-agendized':
      return isDecided(state, command.data) ? [] : [{ type: 'board-report.agendized', data: command.data }];
    case 'note-report-disposed':
      // What turned out otherwise later may be noted sooner.
      return command.data.was === undefined && isDecided(state, command.data)
        ? []
        : [{ type: 'board-report.disposed', data: command.data }];
  }
}

/** Whether it was disposed of by this item: the posting and the vote reach it on two ways, and the later one may come first. */
function isDecided(state: BoardReport, { meetingId, itemNumber }: AgendaPlace): boolean {
  if (state.status === 'none') return false;
  return (state.decided ?? []).some((place) => place.meetingId === meetingId && place.itemNumber === itemNumber);
}

function decideRegister(
  data: RegisterBoardReport['data'],
  { profile }: Context,
  facts: BoardReportFacts,
): readonly BoardReportEvent[] | Rejection {
  const { reportedOn } = data;
  const { number: form } = profile.boardReports;
  if (data.follows !== undefined && !facts.followsKnown)
    return new Rejection(NO_SUCH_RECORD, `There is no Board report ${data.follows} to follow.`);
  if (data.bpcNumber !== undefined) {
    const place = bpcPlaceOf(form, data.bpcNumber);
    if (!place)
      return new Rejection(
        BPC_NUMBER_FORM,
        `${data.bpcNumber} is none; the first of the year is ${bpcNumberOf(form, reportedOn, 1)}.`,
      );
    return [{ type: 'board-report.received', data: { ...data, bpcNumber: data.bpcNumber, ...place } }];
  }
  const { nextSerial: serial } = facts;
  if (serial === undefined || serial > lastSerial(form))
    return new Rejection(BPC_SERIES_EXHAUSTED, `No serial of the year ${reportedOn.slice(0, 4)} is left to assign.`);
  const bpcNumber = bpcNumberOf(form, reportedOn, serial);
  return [{ type: 'board-report.received', data: { ...data, bpcNumber, series: bpcSeriesOf(reportedOn), serial } }];
}

function evolve(state: BoardReport, event: BoardReportEvent): BoardReport {
  if (event.type === 'board-report.received') return { status: 'RECEIVED', bpcNumber: event.data.bpcNumber };
  if (state.status === 'none') return state;
  switch (event.type) {
    case 'board-report.agendized':
      return { ...state, status: 'AGENDIZED' };
    case 'board-report.disposed': {
      const { meetingId, itemNumber } = event.data;
      // Since then it may have been taken up again.
      if (isDecided(state, event.data)) return state;
      return { ...state, status: 'DISPOSED', decided: [...(state.decided ?? []), { meetingId, itemNumber }] };
    }
  }
}

export const boardReport: Decider<BoardReportCommand, BoardReport, BoardReportEvent, BoardReportFacts | undefined> = {
  streamType: 'board-reports',
  initial: { status: 'none' },
  decide,
  evolve,
};

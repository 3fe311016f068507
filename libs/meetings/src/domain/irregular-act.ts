/**
 * What happened in spite of a rule: a refusal is no nullity, and an act stands until somebody with the power to do so nullifies it.
 *
 *   none ──record-irregular-act──▶ RECORDED ──review-irregular-act──▶ STANDS ──record-irregular-act-cured──▶ CURED
 *                                     │                                 └──end-irregular-act-cure (clock)──▶ UNCURED
 *                                     └──review-irregular-act──▶ NOT_IRREGULAR
 *
 *   record-irregular-act-cured is possible from UNCURED too, for a cure in time that was entered late
 *
 * The secretary enters it and names the rule; a city attorney concurs or does not. From the concurrence on it shows beside its record.
 */
import {
  type Context,
  type Decider,
  type DomainCommand,
  type DomainEvent,
  type Instant,
  NO_SUCH_RECORD,
  peopleBehind,
  refusedOwnWork,
  type RefusalNumber,
  refusedState,
  Rejection,
  type Rule,
  type Transitions,
  unreachable,
} from '#kernel';

/** The records that an irregular act can be about, named as their streams are. */
export const IRREGULAR_RECORDS = ['meetings', 'board-actions', 'drafts', 'requests', 'protocols', 'orders'] as const;

interface IrregularAct {
  readonly recordType: (typeof IRREGULAR_RECORDS)[number];
  readonly recordId: string;
  /** Of a meeting: the item that it is about. */
  readonly itemNumber?: string;
  /** The rule that it went against, by its number among the refusals. */
  readonly rule: RefusalNumber;
  /** What was done. */
  readonly act: string;
  /** Where that can be read. */
  readonly source: string;
}

export type RecordIrregularAct = DomainCommand<'record-irregular-act', IrregularAct>;
export type ReviewIrregularAct = DomainCommand<'review-irregular-act', { readonly concurs: boolean; readonly reason: string }>;
export type RecordIrregularActCured = DomainCommand<'record-irregular-act-cured', { readonly how: string }>;
export type EndIrregularActCure = DomainCommand<'end-irregular-act-cure', object>;
export type IrregularActCommand = RecordIrregularAct | ReviewIrregularAct | RecordIrregularActCured | EndIrregularActCure;

export type IrregularActRecorded = DomainEvent<
  'irregular-act.recorded',
  IrregularAct & { readonly recorders: readonly string[] }
>;
export type IrregularActReviewed = DomainEvent<
  'irregular-act.reviewed',
  | ({ readonly outcome: 'NOT_IRREGULAR'; readonly reason: string } & IrregularAct)
  | ({
      readonly outcome: 'STANDS';
      readonly reason: string;
      readonly reviewedAt: Instant;
      /** The last instant for a cure. */
      readonly cureBy: Instant;
      readonly days: number;
      readonly calendar: string;
    } & IrregularAct)
>;
export type IrregularActCured = DomainEvent<'irregular-act.cured', { readonly how: string }>;
export type IrregularActUncured = DomainEvent<'irregular-act.uncured', { readonly cureBy: Instant }>;
export type IrregularActEvent = IrregularActRecorded | IrregularActReviewed | IrregularActCured | IrregularActUncured;

interface Recorded {
  readonly act: IrregularAct;
  readonly recorders: readonly string[];
}

export type IrregularActRecord =
  | { readonly status: 'none' }
  | (Recorded & { readonly status: 'RECORDED' | 'NOT_IRREGULAR' })
  | (Recorded & { readonly status: 'STANDS' | 'CURED' | 'UNCURED'; readonly cureBy: Instant });

export interface IrregularActFacts {
  readonly recordExists: boolean;
}

export const IRREGULAR_ACT_TRANSITIONS = {
  'record-irregular-act': { from: ['none'], to: ['RECORDED'] },
  'review-irregular-act': { from: ['RECORDED'], to: ['STANDS', 'NOT_IRREGULAR'] },
  'record-irregular-act-cured': { from: ['STANDS', 'UNCURED'], to: ['CURED'] },
  'end-irregular-act-cure': { from: ['STANDS', 'CURED', 'UNCURED'], to: ['UNCURED', 'CURED'] },
} as const satisfies Transitions<IrregularActCommand, IrregularActRecord['status']>;

export const CURED_TOO_LATE: Rule = {
  code: 'cured-too-late',
  sentence: 'An irregular act is cured within the period that begins with the concurrence.',
  setting: 'cureDays',
  remedy: 'Send the day of the cure as occurredAt; what the Board does later is a new action.',
  status: 409,
};

export const CURE_TIME_NOT_OVER: Rule = {
  code: 'cure-time-not-over',
  sentence: 'An irregular act is uncured when its period is over.',
  remedy: 'Wait for the end of the period; the clock records it.',
  status: 409,
};

type Existing = Exclude<IrregularActRecord, { status: 'none' }>;
type Decision = readonly IrregularActEvent[] | Rejection;

function decide(
  command: IrregularActCommand,
  state: IrregularActRecord,
  context: Context,
  facts: IrregularActFacts | undefined,
): Decision {
  const refused = refusedState(IRREGULAR_ACT_TRANSITIONS, command.name, state.status);
  if (refused) return refused;
  if (command.name !== 'record-irregular-act') return decideOn(command, state as Existing, context);
  const { recordType, recordId } = command.data;
  if (!facts?.recordExists) return new Rejection(NO_SUCH_RECORD, `There is no record ${recordType}/${recordId}.`);
  return [{ type: 'irregular-act.recorded', data: { ...command.data, recorders: peopleBehind(context) } }];
}

function decideOn(command: Exclude<IrregularActCommand, RecordIrregularAct>, state: Existing, context: Context): Decision {
  const { occurredAt, now } = context;
  const cureBy = 'cureBy' in state ? state.cureBy : '';
  switch (command.name) {
    case 'review-irregular-act':
      return refusedOwnWork(state.recorders, context, command.name) ?? [reviewed(command.data, state.act, context)];
    case 'record-irregular-act-cured':
      return occurredAt > cureBy
        ? new Rejection(CURED_TOO_LATE, `The act was to be cured until ${cureBy}.`)
        : [{ type: 'irregular-act.cured', data: command.data }];
    case 'end-irregular-act-cure':
      if (state.status !== 'STANDS') return [];
      return now < cureBy
        ? new Rejection(CURE_TIME_NOT_OVER, `It is ${now}; the act can be cured until ${cureBy}.`)
        : [{ type: 'irregular-act.uncured', data: { cureBy } }];
    default:
      return unreachable(command);
  }
}

function reviewed({ concurs, reason }: ReviewIrregularAct['data'], act: IrregularAct, context: Context): IrregularActReviewed {
  const { calendar, occurredAt, profile } = context;
  if (!concurs) return { type: 'irregular-act.reviewed', data: { ...act, outcome: 'NOT_IRREGULAR', reason } };
  const days = profile.cureDays;
  const cureBy = calendar.endOfDay(calendar.addDays(calendar.dateOf(occurredAt), days));
  const period = { reviewedAt: occurredAt, cureBy, days, calendar: calendar.version };
  return { type: 'irregular-act.reviewed', data: { ...act, outcome: 'STANDS', reason, ...period } };
}

function evolve(state: IrregularActRecord, event: IrregularActEvent): IrregularActRecord {
  if (event.type === 'irregular-act.recorded') {
    const { recorders, ...act } = event.data;
    return { status: 'RECORDED', act, recorders };
  }
  if (state.status === 'none') return state;
  const { act, recorders } = state;
  switch (event.type) {
    case 'irregular-act.reviewed':
      return event.data.outcome === 'STANDS'
        ? { act, recorders, status: 'STANDS', cureBy: event.data.cureBy }
        : { act, recorders, status: 'NOT_IRREGULAR' };
    case 'irregular-act.cured':
      return 'cureBy' in state ? { ...state, status: 'CURED' } : state;
    case 'irregular-act.uncured':
      return 'cureBy' in state ? { ...state, status: 'UNCURED' } : state;
    default:
      return unreachable(event);
  }
}

export const irregularAct: Decider<IrregularActCommand, IrregularActRecord, IrregularActEvent, IrregularActFacts | undefined> = {
  streamType: 'irregular-acts',
  initial: { status: 'none' },
  decide,
  evolve,
};

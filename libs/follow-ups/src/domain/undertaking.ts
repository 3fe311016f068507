/**
 * An undertaking: what somebody promised the Board to do, and what became of it.
 *
 *   none ──record-undertaking──▶ OPEN ──record-undertaking-kept──▶ KEPT
 *                                 └─────release-undertaking──────▶ RELEASED  (the Board no longer asks for it)
 *
 *   extend-undertaking             OPEN ──▶ OPEN: another day, with who granted it and the day before
 *   announce-undertaking-overdue   (clock) once a day has passed on which it was to be kept; that it is late is no state
 */
import {
  type Calendar,
  type Context,
  type Decider,
  type DomainCommand,
  type DomainEvent,
  type Instant,
  type PlainDate,
  refusedState,
  Rejection,
  type Rule,
  toInstant,
  type Transitions,
  unreachable,
} from '#kernel';
import type { Evidence } from './evidence.js';
import { type MeetingNamed, type MeetingPlace, refusedPlace } from './given-in-a-meeting.js';

interface Promised extends Partial<MeetingPlace> {
  /** Who gave it: a person or an office. */
  readonly givenBy: string;
  readonly text: string;
  /** The day by which it is to be kept, where one was named. */
  readonly dueOn?: PlainDate;
}

export type RecordUndertaking = DomainCommand<'record-undertaking', Promised>;
export type RecordUndertakingKept = DomainCommand<
  'record-undertaking-kept',
  { readonly how: string; readonly evidence?: readonly Evidence[] }
>;
export type ExtendUndertaking = DomainCommand<'extend-undertaking', { readonly dueOn: PlainDate; readonly reason: string }>;
export type ReleaseUndertaking = DomainCommand<'release-undertaking', { readonly reason: string }>;
export type AnnounceUndertakingOverdue = DomainCommand<'announce-undertaking-overdue', object>;
export type UndertakingCommand =
  RecordUndertaking | RecordUndertakingKept | ExtendUndertaking | ReleaseUndertaking | AnnounceUndertakingOverdue;

interface Due {
  readonly dueOn: PlainDate;
  /** The last instant of that day. */
  readonly dueAt: Instant;
  readonly calendar: string;
}

export type UndertakingRecorded = DomainEvent<'undertaking.recorded', Promised & Partial<Due>>;
export type UndertakingExtended = DomainEvent<
  'undertaking.extended',
  Due & { readonly was?: PlainDate; readonly reason: string; readonly grantedBy: string }
>;
export type UndertakingEvent =
  | UndertakingRecorded
  | UndertakingExtended
  | DomainEvent<'undertaking.kept', RecordUndertakingKept['data']>
  | DomainEvent<'undertaking.released', ReleaseUndertaking['data']>
  | DomainEvent<'undertaking.overdue', { readonly dueOn: PlainDate }>;

export type Undertaking =
  | { readonly status: 'none' }
  | { readonly status: 'OPEN'; readonly due?: Pick<Due, 'dueOn' | 'dueAt'>; readonly announced: boolean }
  | { readonly status: 'KEPT' | 'RELEASED' };
export type UndertakingStatus = Exclude<Undertaking['status'], 'none'>;

export interface UndertakingFacts {
  /** The meeting in which it was given; absent where none is named, or there is none. */
  readonly meeting?: MeetingNamed;
}

export const EXTENDED_TO_A_LATER_DAY: Rule = {
  code: 'extended-to-a-later-day',
  sentence: 'An undertaking is extended to a day after the one on which it was to be kept.',
  remedy: 'Give a later day.',
  status: 409,
};

export const UNDERTAKING_NOT_YET_DUE: Rule = {
  code: 'undertaking-not-yet-due',
  sentence: 'An undertaking is overdue once its day has passed.',
  remedy: 'Nothing is to be done; the clock announces it.',
  status: 409,
};

const EXISTING = ['OPEN', 'KEPT', 'RELEASED'] as const;

export const UNDERTAKING_TRANSITIONS = {
  'record-undertaking': { from: ['none'], to: ['OPEN'] },
  'record-undertaking-kept': { from: ['OPEN'], to: ['KEPT'] },
  'extend-undertaking': { from: ['OPEN'], to: ['OPEN'] },
  'release-undertaking': { from: ['OPEN'], to: ['RELEASED'] },
  'announce-undertaking-overdue': { from: EXISTING, to: EXISTING },
} as const satisfies Transitions<UndertakingCommand, Undertaking['status']>;

const dueBy = (dueOn: PlainDate, calendar: Calendar): Due => ({
  dueOn,
  dueAt: calendar.endOfDay(dueOn),
  calendar: calendar.version,
});

function decide(
  command: UndertakingCommand,
  state: Undertaking,
  context: Context,
  { meeting }: UndertakingFacts = {},
): readonly UndertakingEvent[] | Rejection {
  const refused = refusedState(UNDERTAKING_TRANSITIONS, command.name, state.status);
  if (refused) return refused;
  const due = state.status === 'OPEN' ? state.due : undefined;
  switch (command.name) {
    case 'record-undertaking': {
      const { dueOn } = command.data;
      const by = dueOn === undefined ? {} : dueBy(dueOn, context.calendar);
      return refusedPlace(command.data, meeting) ?? [{ type: 'undertaking.recorded', data: { ...command.data, ...by } }];
    }
    case 'record-undertaking-kept':
      return [{ type: 'undertaking.kept', data: command.data }];
    case 'extend-undertaking': {
      const { dueOn, reason } = command.data;
      if (due && dueOn <= due.dueOn)
        return new Rejection(EXTENDED_TO_A_LATER_DAY, `It was to be kept until ${due.dueOn}, and would be until ${dueOn}.`);
      const was = due ? { was: due.dueOn } : {};
      const data = { ...dueBy(dueOn, context.calendar), ...was, reason, grantedBy: context.performedBy };
      return [{ type: 'undertaking.extended', data }];
    }
    case 'release-undertaking':
      return [{ type: 'undertaking.released', data: command.data }];
    case 'announce-undertaking-overdue':
      return overdue(state, context);
    default:
      return unreachable(command);
  }
}

function overdue(state: Undertaking, { now }: Context): readonly UndertakingEvent[] | Rejection {
  if (state.status !== 'OPEN' || state.due === undefined || state.announced) return [];
  const { dueOn, dueAt } = state.due;
  return toInstant(now) <= dueAt
    ? new Rejection(UNDERTAKING_NOT_YET_DUE, `It is ${now}; it is to be kept until ${dueAt}.`)
    : [{ type: 'undertaking.overdue', data: { dueOn } }];
}

function evolve(state: Undertaking, event: UndertakingEvent): Undertaking {
  switch (event.type) {
    case 'undertaking.recorded': {
      const { dueOn, dueAt } = event.data;
      return { status: 'OPEN', announced: false, ...(dueOn !== undefined && dueAt !== undefined && { due: { dueOn, dueAt } }) };
    }
    case 'undertaking.extended': {
      const { dueOn, dueAt } = event.data;
      return { status: 'OPEN', announced: false, due: { dueOn, dueAt } };
    }
    case 'undertaking.overdue':
      return state.status === 'OPEN' ? { ...state, announced: true } : state;
    case 'undertaking.kept':
      return { status: 'KEPT' };
    case 'undertaking.released':
      return { status: 'RELEASED' };
    default:
      return unreachable(event);
  }
}

export const undertaking: Decider<UndertakingCommand, Undertaking, UndertakingEvent, UndertakingFacts | undefined> = {
  streamType: 'undertakings',
  initial: { status: 'none' },
  decide,
  evolve,
};

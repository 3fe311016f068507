/**
 * A demand to cure or correct an action that was taken against the open-meeting law. An action may face several, numbered from 1.
 *
 *   none ──record-cure-demand──▶ RECEIVED ──record-cure──▶ CURED
 *                                   ├──refuse-cure-demand──▶ REFUSED
 *                                   └──end-cure-period (clock)──▶ DEEMED_REFUSED
 *
 *   escalate-cure-demand (clock) leaves it RECEIVED: it tells, once, that the period for an answer nears its end
 *   correct-cure-demand leads from RECEIVED and from DEEMED_REFUSED to RECEIVED: it came in on another day, and the clock ends it anew
 *   record-cure and refuse-cure-demand are possible from DEEMED_REFUSED too, for an answer in time that was entered late
 */
import {
  type Context,
  type DomainCommand,
  type DomainEvent,
  type EscalationStep,
  type Instant,
  NO_SUCH_RECORD,
  type PlainDate,
  refusedState,
  Rejection,
  type Rule,
  stepsOf,
  stepsToTell,
  type ToldStep,
  unreachable,
} from '#kernel';

interface Answer {
  /** Which demand on the action. */
  readonly demand: number;
  /** How the Board cured or corrected it, or why it will not. */
  readonly answer: string;
}

interface Period {
  readonly receivedAt: Instant;
  /** The last instant for an answer. */
  readonly answerBy: Instant;
  readonly days: number;
  readonly calendar: string;
  /** Who is told of the last day, and when; absent before such steps were kept. */
  readonly steps?: readonly EscalationStep[];
}

/** `reference`: where the demand is filed; who made it stays there. */
export type RecordCureDemand = DomainCommand<'record-cure-demand', { readonly reference: string; readonly alleges: string }>;
export type RecordCure = DomainCommand<'record-cure', Answer>;
export type RefuseCureDemand = DomainCommand<'refuse-cure-demand', Answer>;
/** The day on which it came in was entered wrongly. */
export type CorrectCureDemand = DomainCommand<
  'correct-cure-demand',
  { readonly demand: number; readonly receivedAt: Instant; readonly reason: string }
>;
export type EscalateCureDemand = DomainCommand<'escalate-cure-demand', object>;
export type EndCurePeriod = DomainCommand<'end-cure-period', object>;
export type CureDemandCommand =
  RecordCureDemand | CorrectCureDemand | RecordCure | RefuseCureDemand | EscalateCureDemand | EndCurePeriod;

export type CureDemandReceived = DomainEvent<
  'board-action.cure-demand-received',
  {
    readonly demand: number;
    readonly reference: string;
    readonly alleges: string;
  } & Period
>;
export type CureDemandRecomputed = DomainEvent<
  'board-action.cure-demand-recomputed',
  {
    readonly demand: number;
    readonly was: Pick<Period, 'receivedAt' | 'answerBy' | 'calendar'>;
    readonly because: 'INPUTS';
    readonly reason: string;
  } & Period
>;
/** Somebody was told that the period for an answer nears its end. */
export type CureDemandEscalated = DomainEvent<
  'board-action.cure-demand-escalated',
  ToldStep & { readonly demand: number; readonly answerBy: Instant; readonly dueOn: PlainDate }
>;
export type ActionCured = DomainEvent<'board-action.cured', Answer>;
export type CureRefused = DomainEvent<'board-action.cure-refused', Answer>;
export type CureDeemedRefused = DomainEvent<
  'board-action.cure-deemed-refused',
  { readonly demand: number; readonly answerBy: Instant }
>;
export type CureDemandEvent =
  CureDemandReceived | CureDemandRecomputed | CureDemandEscalated | ActionCured | CureRefused | CureDeemedRefused;

export interface CureDemand {
  readonly status: 'RECEIVED' | 'CURED' | 'REFUSED' | 'DEEMED_REFUSED';
  readonly receivedAt: Instant;
  readonly answerBy: Instant;
  readonly days: number;
  readonly calendar: string;
  /** Who is still to be told of the last day, and when. */
  readonly steps: readonly EscalationStep[];
}

export const CURE_DEMAND_TRANSITIONS = {
  'record-cure-demand': { from: ['none'], to: ['RECEIVED'] },
  'correct-cure-demand': { from: ['RECEIVED', 'DEEMED_REFUSED'], to: ['RECEIVED'] },
  'record-cure': { from: ['RECEIVED', 'DEEMED_REFUSED'], to: ['CURED'] },
  'refuse-cure-demand': { from: ['RECEIVED', 'DEEMED_REFUSED'], to: ['REFUSED'] },
  'escalate-cure-demand': { from: ['RECEIVED'], to: ['RECEIVED'] },
  'end-cure-period': { from: ['RECEIVED'], to: ['DEEMED_REFUSED'] },
} as const;

export const CURE_PERIOD_OVER: Rule = {
  code: 'cure-period-over',
  sentence: 'A demand to cure is answered within its period; silence is a refusal.',
  setting: 'cureDays',
  remedy: 'Send the day of the answer as occurredAt; what the Board does later is a new action.',
  status: 409,
};

export const DEMAND_BEFORE_ACTION: Rule = {
  code: 'demand-before-action',
  sentence: 'A demand to cure an action comes after the action.',
  remedy: 'Check the day on which the demand came in.',
  status: 409,
};

export const DEMAND_RECEIVED_THEN: Rule = {
  code: 'demand-received-then',
  sentence: 'A corrected demand to cure came in at another instant than was entered, and by now.',
  remedy: 'Give the instant at which the demand came in.',
  status: 409,
};

export const CURE_PERIOD_NOT_OVER: Rule = {
  code: 'cure-period-not-over',
  sentence: 'A demand to cure is deemed refused when its period is over without an answer.',
  setting: 'cureDays',
  remedy: 'Wait for the end of the period; the clock records it.',
  status: 409,
};

type Decision = readonly CureDemandEvent[] | Rejection;

export function decideCureDemand(
  command: CureDemandCommand,
  demands: readonly CureDemand[],
  adoptedAt: Instant,
  context: Context,
): Decision {
  switch (command.name) {
    case 'record-cure-demand':
      return decideDemand(command.data, demands, adoptedAt, context);
    case 'correct-cure-demand':
      return decideCorrection(command, demands, adoptedAt, context);
    case 'record-cure':
    case 'refuse-cure-demand': {
      const refused = refusedAnswer(command, demands, context);
      if (refused) return refused;
      const type = command.name === 'record-cure' ? 'board-action.cured' : 'board-action.cure-refused';
      return [{ type, data: command.data }];
    }
    case 'escalate-cure-demand':
      return decideWarnings(demands, context);
    case 'end-cure-period':
      return decideEnd(demands, context);
    default:
      return unreachable(command);
  }
}

/** The day of the demand is not counted, the last day of the period is. */
function decideDemand(
  { reference, alleges }: RecordCureDemand['data'],
  demands: readonly CureDemand[],
  adoptedAt: Instant,
  context: Context,
): Decision {
  const { occurredAt, profile } = context;
  const demand = demands.length + 1;
  return (
    refusedBefore(occurredAt, adoptedAt) ?? [
      {
        type: 'board-action.cure-demand-received',
        data: { demand, reference, alleges, ...periodFrom(occurredAt, profile.cureDays, context) },
      },
    ]
  );
}

const refusedBefore = (receivedAt: Instant, adoptedAt: Instant): Rejection | undefined =>
  receivedAt < adoptedAt
    ? new Rejection(DEMAND_BEFORE_ACTION, `The demand of ${receivedAt} comes before the action of ${adoptedAt}.`)
    : undefined;

/** Nobody is told of a day that is over when the period becomes known. */
function periodFrom(receivedAt: Instant, days: number, { profile, calendar, occurredAt }: Context): Required<Period> {
  const lastDay = calendar.addDays(calendar.dateOf(receivedAt), days);
  const steps = stepsOf(lastDay, profile.escalations.cureDemand, { calendar, since: calendar.dateOf(occurredAt) });
  return { receivedAt, answerBy: calendar.endOfDay(lastDay), days, calendar: calendar.version, steps };
}

/** By the days that the period had; the instants before stand in the entry. */
function decideCorrection(
  { name, data: { demand: number, receivedAt, reason } }: CorrectCureDemand,
  demands: readonly CureDemand[],
  adoptedAt: Instant,
  context: Context,
): Decision {
  const demand = demands[number - 1];
  if (!demand) return new Rejection(NO_SUCH_RECORD, `The action faces no demand ${number}.`);
  const refused = refusedState(CURE_DEMAND_TRANSITIONS, name, demand.status) ?? refusedBefore(receivedAt, adoptedAt);
  if (refused) return refused;
  if (receivedAt === demand.receivedAt || receivedAt > context.occurredAt)
    return new Rejection(DEMAND_RECEIVED_THEN, `Demand ${number} is entered as of ${demand.receivedAt}; given is ${receivedAt}.`);
  const was = { receivedAt: demand.receivedAt, answerBy: demand.answerBy, calendar: demand.calendar };
  const period = periodFrom(receivedAt, demand.days, context);
  return [{ type: 'board-action.cure-demand-recomputed', data: { demand: number, ...period, was, because: 'INPUTS', reason } }];
}

function refusedAnswer(
  { name, data }: RecordCure | RefuseCureDemand,
  demands: readonly CureDemand[],
  { occurredAt }: Context,
): Rejection | undefined {
  const demand = demands[data.demand - 1];
  if (!demand) return new Rejection(NO_SUCH_RECORD, `The action faces no demand ${data.demand}.`);
  const refused = refusedState(CURE_DEMAND_TRANSITIONS, name, demand.status);
  if (refused) return refused;
  return occurredAt < demand.receivedAt || occurredAt > demand.answerBy
    ? new Rejection(CURE_PERIOD_OVER, `Demand ${data.demand} is answered from ${demand.receivedAt} to ${demand.answerBy}.`)
    : undefined;
}

/** Of each demand that is open and not out of time, whatever is to be told by now: a clock names its record, not the demand. */
function decideWarnings(demands: readonly CureDemand[], { now, calendar }: Context): readonly CureDemandEscalated[] {
  return demands.flatMap(({ status, answerBy, steps }, at) => {
    if (status !== 'RECEIVED' || now > answerBy) return [];
    const about = { demand: at + 1, answerBy, dueOn: calendar.dateOf(answerBy) };
    return stepsToTell(steps, now).map((step) => ({
      type: 'board-action.cure-demand-escalated' as const,
      data: { ...step, ...about },
    }));
  });
}

/** A clock names its record, not the demand: whichever period is over is ended, each once. */
function decideEnd(demands: readonly CureDemand[], { now }: Context): Decision {
  const open = demands.map((demand, at) => ({ ...demand, number: at + 1 })).filter(({ status }) => status === 'RECEIVED');
  const over = open.filter(({ answerBy }) => now >= answerBy);
  if (over.length === 0 && open.length > 0)
    return new Rejection(CURE_PERIOD_NOT_OVER, `It is ${now}; the period ends at ${open[0]?.answerBy ?? now}.`);
  return over.map(({ number, answerBy }) => ({ type: 'board-action.cure-deemed-refused', data: { demand: number, answerBy } }));
}

export function evolveCureDemands(demands: readonly CureDemand[], event: CureDemandEvent): readonly CureDemand[] {
  if (event.type === 'board-action.cure-demand-received') {
    return [...demands, receivedIn(event.data)];
  }
  if (event.type === 'board-action.cure-demand-recomputed')
    return demands.map((demand, at) => (at + 1 === event.data.demand ? receivedIn(event.data) : demand));
  if (event.type === 'board-action.cure-demand-escalated')
    return demands.map((demand, at) => (at + 1 === event.data.demand ? { ...demand, steps: demand.steps.slice(1) } : demand));
  const status = STATUS_AFTER[event.type];
  return demands.map((demand, at) => (at + 1 === event.data.demand ? { ...demand, status } : demand));
}

function receivedIn({ receivedAt, answerBy, days, calendar, steps = [] }: Period): CureDemand {
  return { status: 'RECEIVED', receivedAt, answerBy, days, calendar, steps };
}

const STATUS_AFTER = {
  'board-action.cured': 'CURED',
  'board-action.cure-refused': 'REFUSED',
  'board-action.cure-deemed-refused': 'DEEMED_REFUSED',
} as const;

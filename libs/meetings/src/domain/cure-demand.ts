/**
 * A demand to cure or correct an action that was taken against the open-meeting law. An action may face several, numbered from 1.
 *
 *   none ──record-cure-demand──▶ RECEIVED ──record-cure──▶ CURED
 *                                   ├──refuse-cure-demand──▶ REFUSED
 *                                   └──end-cure-period (clock)──▶ DEEMED_REFUSED
 *
 *   escalate-cure-demand (clock) leaves it RECEIVED: it tells, once, that the period for an answer nears its end
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

/** `reference`: where the demand is filed; who made it stays there. */
export type RecordCureDemand = DomainCommand<'record-cure-demand', { readonly reference: string; readonly alleges: string }>;
export type RecordCure = DomainCommand<'record-cure', Answer>;
export type RefuseCureDemand = DomainCommand<'refuse-cure-demand', Answer>;
export type EscalateCureDemand = DomainCommand<'escalate-cure-demand', object>;
export type EndCurePeriod = DomainCommand<'end-cure-period', object>;
export type CureDemandCommand = RecordCureDemand | RecordCure | RefuseCureDemand | EscalateCureDemand | EndCurePeriod;

export type CureDemandReceived = DomainEvent<
  'board-action.cure-demand-received',
  {
    readonly demand: number;
    readonly reference: string;
    readonly alleges: string;
    readonly receivedAt: Instant;
    /** The last instant for an answer. */
    readonly answerBy: Instant;
    readonly days: number;
    readonly calendar: string;
    /** Who is told of the last day, and when; absent before such steps were kept. */
    readonly steps?: readonly EscalationStep[];
  }
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
export type CureDemandEvent = CureDemandReceived | CureDemandEscalated | ActionCured | CureRefused | CureDeemedRefused;

export interface CureDemand {
  readonly status: 'RECEIVED' | 'CURED' | 'REFUSED' | 'DEEMED_REFUSED';
  readonly receivedAt: Instant;
  readonly answerBy: Instant;
  /** Who is still to be told of the last day, and when. */
  readonly steps: readonly EscalationStep[];
}

export const CURE_DEMAND_TRANSITIONS = {
  'record-cure-demand': { from: ['none'], to: ['RECEIVED'] },
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
  { profile, calendar, occurredAt }: Context,
): Decision {
  if (occurredAt < adoptedAt)
    return new Rejection(DEMAND_BEFORE_ACTION, `The demand of ${occurredAt} comes before the action of ${adoptedAt}.`);
  const days = profile.cureDays;
  const from = calendar.dateOf(occurredAt);
  const lastDay = calendar.addDays(from, days);
  const steps = stepsOf(lastDay, profile.escalations.cureDemand, { calendar, since: from });
  const demand = demands.length + 1;
  const period = { receivedAt: occurredAt, answerBy: calendar.endOfDay(lastDay), days, calendar: calendar.version, steps };
  return [{ type: 'board-action.cure-demand-received', data: { demand, reference, alleges, ...period } }];
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
    const { receivedAt, answerBy, steps = [] } = event.data;
    return [...demands, { status: 'RECEIVED', receivedAt, answerBy, steps }];
  }
  if (event.type === 'board-action.cure-demand-escalated')
    return demands.map((demand, at) => (at + 1 === event.data.demand ? { ...demand, steps: demand.steps.slice(1) } : demand));
  const status = STATUS_AFTER[event.type];
  return demands.map((demand, at) => (at + 1 === event.data.demand ? { ...demand, status } : demand));
}

const STATUS_AFTER = {
  'board-action.cured': 'CURED',
  'board-action.cure-refused': 'REFUSED',
  'board-action.cure-deemed-refused': 'DEEMED_REFUSED',
} as const;

/**
 * A department order: from its number to its effect.
 *
 *   none ──reserve-order-number──▶ NUMBER_RESERVED ──sign-order──▶ SIGNED ──put-order-into-effect (clock)──▶ EFFECTIVE
 *                                        │                           │                                        │
 *                                        └──void-number──▶ NUMBER_VOIDED (a gap is lawful, reuse is not)      │
 *                                                                    └────── record-order-milestone ──────────┘
 *
 * An order says which version of which protocol comes into force and when; it is bound to the very text that the Board adopted.
 */
import {
  type Context,
  type Decider,
  type DomainCommand,
  type DomainEvent,
  type Instant,
  NO_SUCH_RECORD,
  notNow,
  type PlainDate,
  Rejection,
  TIME_IN_THE_FUTURE,
  toInstant,
  unreachable,
} from '#kernel';
import {
  APPROVAL_REASON_MISSING,
  EFFECT_BEFORE_SIGNATURE,
  MILESTONE_BEFORE_SIGNATURE,
  NOT_YET_ITS_INSTANT,
} from './order-rules.js';
import { attestationIsMissing, type ChangeFacts, changesToSign, type OrderChange, type ProtocolChange } from './signing.js';

/** Orders that are numbered in a series of their own, which restarts each year. */
export const ORDER_TYPES = ['SPECIAL_ORDER', 'ADMINISTRATIVE_ORDER'] as const;
export type OrderType = (typeof ORDER_TYPES)[number];

export const BOARD_APPROVALS = ['REQUIRED', 'NOT_REQUIRED'] as const;
export type BoardApproval = (typeof BOARD_APPROVALS)[number];

/** Dated facts of a signed order, in any order, each as often as it happened. */
export const ORDER_MILESTONES = ['DISTRIBUTED', 'POSTED_ONLINE', 'INCORPORATED'] as const;
export type OrderMilestone = (typeof ORDER_MILESTONES)[number];

/** What an order is cited by. */
export interface OrderHeading {
  readonly orderType: OrderType;
  readonly office: string;
  readonly year: number;
  readonly number: number;
  readonly subject: string;
}

interface Milestone {
  readonly milestone: OrderMilestone;
  readonly on: PlainDate;
  readonly uri?: string;
}

export type ReserveOrderNumber = DomainCommand<
  'reserve-order-number',
  Omit<OrderHeading, 'number'> & { readonly number?: number }
>;
export type VoidNumber = DomainCommand<'void-number', { readonly reason: string }>;
export type SignOrder = DomainCommand<
  'sign-order',
  {
    readonly fileCode: string;
    readonly effectiveAt: Instant;
    readonly boardApproval: BoardApproval;
    readonly approvalReason?: string;
    readonly boardActionId?: string;
    readonly changes: readonly ProtocolChange[];
  }
>;
export type PutOrderIntoEffect = DomainCommand<'put-order-into-effect', object>;
export type RecordOrderMilestone = DomainCommand<'record-order-milestone', Milestone>;
export type OrderCommand = ReserveOrderNumber | VoidNumber | SignOrder | PutOrderIntoEffect | RecordOrderMilestone;

export type OrderNumberReserved = DomainEvent<'order.number-reserved', OrderHeading>;
export type OrderNumberVoided = DomainEvent<'order.number-voided', { readonly reason: string }>;
export type OrderSigned = DomainEvent<
  'order.signed',
  OrderHeading & {
    readonly fileCode: string;
    readonly signer: string;
    readonly signedAt: Instant;
    readonly effectiveAt: Instant;
    readonly boardApproval: BoardApproval;
    /** Why the Board's approval was not required. */
    readonly approvalReason?: string;
    readonly boardActionId?: string;
    /** Present where the Board's action was not attested yet and the profile only warns of it. */
    readonly attestationWarning?: true;
    readonly changes: readonly OrderChange[];
  }
>;
export type OrderEffective = DomainEvent<
  'order.effective',
  { readonly effectiveAt: Instant; readonly changes: readonly OrderChange[] }
>;
export type OrderMilestoneRecorded = DomainEvent<'order.milestone-recorded', Milestone>;
export type OrderEvent = OrderNumberReserved | OrderNumberVoided | OrderSigned | OrderEffective | OrderMilestoneRecorded;

interface Signature {
  readonly heading: OrderHeading;
  readonly signedAt: Instant;
  readonly effectiveAt: Instant;
  readonly changes: readonly OrderChange[];
}

export type Order =
  | { readonly status: 'none' }
  | { readonly status: 'NUMBER_RESERVED'; readonly heading: OrderHeading }
  | { readonly status: 'NUMBER_VOIDED' }
  | ({ readonly status: 'SIGNED' } & Signature)
  | ({ readonly status: 'EFFECTIVE' } & Signature);

/** What an order has to know from outside: read for the command that needs it. */
export interface OrderFacts {
  /** The next free number of the series, where the command names none. */
  readonly nextNumber?: number;
  /** For each change of the command, in its order. */
  readonly changes?: readonly ChangeFacts[];
}

/**
 * What an order's number is unique in, and counted in: type, office and year. An office is the same office however it is
 * capitalised or spaced.
 */
export function orderSeries(heading: Pick<OrderHeading, 'orderType' | 'office' | 'year'>): string {
  const office = heading.office.trim().toLowerCase().replaceAll(/\s+/g, '-');
  return `order/${heading.orderType}/${office}/${heading.year}`;
}

type Decision = readonly OrderEvent[] | Rejection;

function decide(command: OrderCommand, state: Order, context: Context, facts: OrderFacts | undefined): Decision {
  if (command.name !== 'reserve-order-number' && state.status === 'none')
    return new Rejection(NO_SUCH_RECORD, 'There is no such order.');
  switch (command.name) {
    case 'reserve-order-number':
      return decideReservation(command, state, facts);
    case 'void-number':
      if (state.status !== 'NUMBER_RESERVED') return notNow(command.name, state.status, ['NUMBER_RESERVED']);
      return [{ type: 'order.number-voided', data: { reason: command.data.reason } }];
    case 'sign-order':
      return decideSignature(command, state, context, facts?.changes ?? []);
    case 'put-order-into-effect':
      return decideEffect(command, state, context);
    case 'record-order-milestone':
      return decideMilestone(command, state, context);
    default:
      return unreachable(command);
  }
}

function decideReservation({ name, data }: ReserveOrderNumber, state: Order, facts: OrderFacts | undefined): Decision {
  if (state.status !== 'none') return notNow(name, state.status, ['none']);
  const number = data.number ?? facts?.nextNumber;
  // The wire reads the next number whenever none is given.
  if (number === undefined) return unreachable(number as never);
  const { orderType, office, year, subject } = data;
  return [{ type: 'order.number-reserved', data: { orderType, office, year, number, subject } }];
}

function decideSignature({ name, data }: SignOrder, state: Order, context: Context, facts: readonly ChangeFacts[]): Decision {
  if (state.status !== 'NUMBER_RESERVED') return notNow(name, state.status, ['NUMBER_RESERVED']);
  const signedAt = toInstant(context.occurredAt);
  const effectiveAt = toInstant(data.effectiveAt);
  if (effectiveAt < signedAt)
    return new Rejection(EFFECT_BEFORE_SIGNATURE, `Effect at ${effectiveAt} lies before the signature at ${signedAt}.`);
  const { boardApproval, approvalReason, boardActionId } = data;
  if (boardApproval === 'NOT_REQUIRED' && approvalReason === undefined)
    return new Rejection(APPROVAL_REASON_MISSING, 'The order says that approval is not required, and gives no reason.');
  const changes = changesToSign(data, facts, context);
  if (changes instanceof Rejection) return changes;
  const signed: OrderSigned['data'] = {
    ...state.heading,
    fileCode: data.fileCode,
    signer: context.performedBy,
    signedAt,
    effectiveAt,
    boardApproval,
    ...(boardApproval === 'NOT_REQUIRED' ? { approvalReason } : {}),
    ...(boardActionId === undefined ? {} : { boardActionId }),
    ...(context.profile.requireAttestation === 'warn' && attestationIsMissing(facts) ? { attestationWarning: true } : {}),
    changes,
  };
  return [{ type: 'order.signed', data: signed }];
}

function decideEffect({ name }: PutOrderIntoEffect, state: Order, context: Context): Decision {
  if (state.status !== 'SIGNED') return notNow(name, state.status, ['SIGNED']);
  const { effectiveAt, changes } = state;
  if (toInstant(context.now) < effectiveAt)
    return new Rejection(NOT_YET_ITS_INSTANT, `It is ${context.now}; the order takes effect at ${effectiveAt}.`);
  return [{ type: 'order.effective', data: { effectiveAt, changes } }];
}

function decideMilestone({ name, data }: RecordOrderMilestone, state: Order, { calendar, now }: Context): Decision {
  if (state.status !== 'SIGNED' && state.status !== 'EFFECTIVE') return notNow(name, state.status, ['SIGNED', 'EFFECTIVE']);
  const today = calendar.dateOf(now);
  if (data.on > today) return new Rejection(TIME_IN_THE_FUTURE, `${data.on} has not come yet; today is ${today}.`);
  const signedOn = calendar.dateOf(state.signedAt);
  if (data.on < signedOn)
    return new Rejection(MILESTONE_BEFORE_SIGNATURE, `${data.milestone} on ${data.on}, but the order was signed on ${signedOn}.`);
  const { milestone, on, uri } = data;
  return [{ type: 'order.milestone-recorded', data: { milestone, on, ...(uri === undefined ? {} : { uri }) } }];
}

function evolve(state: Order, event: OrderEvent): Order {
  switch (event.type) {
    case 'order.number-reserved':
      return { status: 'NUMBER_RESERVED', heading: event.data };
    case 'order.number-voided':
      return { status: 'NUMBER_VOIDED' };
    case 'order.signed': {
      const { orderType, office, year, number, subject, signedAt, effectiveAt, changes } = event.data;
      return { status: 'SIGNED', heading: { orderType, office, year, number, subject }, signedAt, effectiveAt, changes };
    }
    case 'order.effective':
      return state.status === 'SIGNED' ? { ...state, status: 'EFFECTIVE' } : state;
    case 'order.milestone-recorded':
      return state;
    default:
      return unreachable(event);
  }
}

export const order: Decider<OrderCommand, Order, OrderEvent, OrderFacts | undefined> = {
  streamType: 'orders',
  initial: { status: 'none' },
  decide,
  evolve,
};

/**
 * A department order: from its number to the end of its effect.
 *
 *   none ──reserve-order-number──▶ NUMBER_RESERVED ──sign-order──▶ SIGNED ──put-order-into-effect (clock)──▶ EFFECTIVE
 *   none ──open-order──▶ OPENED ───────────────────────sign-order──▲   (a type that is not numbered: a notice)
 *   NUMBER_RESERVED ──void-number──▶ NUMBER_VOIDED        (a gap is lawful, reuse is not)
 *   NUMBER_RESERVED, OPENED ──record-approval-concurrence──▶ as before   (a city attorney: no approval of the Board is required)
 *
 *   SIGNED, EFFECTIVE ──note-order-superseded──▶ SUPERSEDED      SIGNED, EFFECTIVE ──rescind-order──▶ RESCINDED
 *   EFFECTIVE ──suspend-order, resume-order──▶ EFFECTIVE         (an overlay, whole or by sections)
 *
 *   record-order-milestone, annotate-erratum   from SIGNED on, also after its end
 *   record-supersession      from SIGNED on: it was found later that the order supersedes another one
 *   note-order-superseded, note-rescission-required   change nothing of an order that has ended
 *
 * An order says which version of which protocol comes into force and when; it is bound to the very text that the Board adopted.
 */
import {
  type Context,
  type Decider,
  NO_SUCH_RECORD,
  peopleBehind,
  refusedOwnWork,
  refusedState,
  Rejection,
  resume,
  suspend,
  TIME_IN_THE_FUTURE,
  toInstant,
  type Transitions,
  unreachable,
  wanting,
  withoutSuspension,
  withSuspension,
} from '#kernel';
import { designationOf, typeOf } from './numbering.js';
import type {
  NoteOrderSuperseded,
  NoteRescissionRequired,
  Order,
  OrderCommand,
  OrderEvent,
  OrderFacts,
  OrderSigned,
  RecordOrderMilestone,
  RecordSupersession,
  RescindOrder,
  ReserveOrderNumber,
  SignedOrder,
  SignOrder,
  UnsignedOrder,
} from './order-record.js';
import {
  APPROVAL_REASON_MISSING,
  CONCURRENCE_MISSING,
  EFFECT_BEFORE_SIGNATURE,
  MILESTONE_BEFORE_SIGNATURE,
  FILE_CODE_MISSING,
  NOT_SHOWN_IS_FOR_THE_PAST,
  NOT_YET_ITS_INSTANT,
  RESCINDED_BEFORE_SIGNATURE,
  SUPERSEDED_SO_ALREADY,
} from './order-rules.js';
import { changesToSign, lacksAttestation, lacksFinality } from './signing.js';
import { refusedSupersession } from './superseding.js';

const UNSIGNED = ['NUMBER_RESERVED', 'OPENED'] as const;
const RUNNING = ['SIGNED', 'EFFECTIVE'] as const;
const FROM_ITS_SIGNATURE_ON = ['SIGNED', 'EFFECTIVE', 'SUPERSEDED', 'RESCINDED'] as const;

export const ORDER_TRANSITIONS = {
  'reserve-order-number': { from: ['none'], to: ['NUMBER_RESERVED'] },
  'open-order': { from: ['none'], to: ['OPENED'] },
  'void-number': { from: ['NUMBER_RESERVED'], to: ['NUMBER_VOIDED'] },
  'record-approval-concurrence': { from: UNSIGNED, to: UNSIGNED },
  'sign-order': { from: UNSIGNED, to: ['SIGNED'] },
  'put-order-into-effect': { from: ['SIGNED'], to: ['EFFECTIVE'] },
  'record-order-milestone': { from: FROM_ITS_SIGNATURE_ON, to: FROM_ITS_SIGNATURE_ON },
  'record-supersession': { from: FROM_ITS_SIGNATURE_ON, to: FROM_ITS_SIGNATURE_ON },
  'note-order-superseded': { from: FROM_ITS_SIGNATURE_ON, to: ['SUPERSEDED', 'RESCINDED'] },
  'rescind-order': { from: RUNNING, to: ['RESCINDED'] },
  'note-rescission-required': { from: FROM_ITS_SIGNATURE_ON, to: FROM_ITS_SIGNATURE_ON },
  'suspend-order': { from: ['EFFECTIVE'], to: ['EFFECTIVE'] },
  'resume-order': { from: ['EFFECTIVE'], to: ['EFFECTIVE'] },
  'annotate-erratum': { from: FROM_ITS_SIGNATURE_ON, to: FROM_ITS_SIGNATURE_ON },
} as const satisfies Transitions<OrderCommand, Order['status']>;

type Decision = readonly OrderEvent[] | Rejection;

function decide(command: OrderCommand, state: Order, context: Context, facts: OrderFacts = {}): Decision {
  const refused = refusedState(ORDER_TRANSITIONS, command.name, state.status);
  if (refused) return refused;
  switch (command.name) {
    case 'reserve-order-number':
      return decideReservation(command, context, facts);
    case 'open-order': {
      const type = typeOf(command.data, 'NONE', context.profile);
      return type instanceof Rejection ? type : [{ type: 'order.opened', data: command.data }];
    }
    case 'void-number':
      return [{ type: 'order.number-voided', data: { reason: command.data.reason } }];
    case 'record-approval-concurrence':
      return [{ type: 'order.approval-reviewed', data: { reason: command.data.reason, by: peopleBehind(context) } }];
    case 'sign-order':
      return decideSignature(command, state as UnsignedOrder, context, facts);
    case 'put-order-into-effect':
    case 'record-order-milestone':
    case 'record-supersession':
    case 'note-order-superseded':
    case 'rescind-order':
    case 'note-rescission-required':
    case 'suspend-order':
    case 'resume-order':
    case 'annotate-erratum':
      return decideOnSigned(command, state as SignedOrder, context, facts);
    default:
      return unreachable(command);
  }
}

type OnSigned = Exclude<
  OrderCommand,
  { name: 'reserve-order-number' | 'open-order' | 'void-number' | 'record-approval-concurrence' | 'sign-order' }
>;

function decideOnSigned(command: OnSigned, state: SignedOrder, context: Context, facts: OrderFacts): Decision {
  switch (command.name) {
    case 'put-order-into-effect':
      return decideEffect(state, context);
    case 'record-order-milestone':
      return decideMilestone(command, state, context);
    case 'record-supersession':
      return decideSupersession(command, state, context, facts);
    case 'note-order-superseded':
      return noteSuperseded(command, state);
    case 'rescind-order':
      return decideRescission(command, state, context, facts);
    case 'note-rescission-required':
      return noteRescissionRequired(command, state);
    case 'suspend-order': {
      const begun = suspend(command.data, { ...overlaid(state), sections: facts.sections }, context, facts);
      return begun instanceof Rejection ? begun : [{ type: 'order.paused', data: begun }];
    }
    case 'resume-order': {
      const ended = resume(command.data, overlaid(state), context, facts);
      return ended instanceof Rejection ? ended : [{ type: 'order.resumed', data: ended }];
    }
    case 'annotate-erratum':
      return [{ type: 'order.erratum-annotated', data: command.data }];
    default:
      return unreachable(command);
  }
}

function decideReservation({ data }: ReserveOrderNumber, { profile }: Context, { nextNumber }: OrderFacts): Decision {
  const type = typeOf(data, 'YEARLY', profile);
  if (type instanceof Rejection) return type;
  const number = data.number ?? nextNumber;
  // The wire reads the next number whenever none is given.
  if (number === undefined) return unreachable(number as never);
  const { orderType, office, year, subject } = data;
  const designation = designationOf(type, { number, year });
  return [{ type: 'order.number-reserved', data: { orderType, office, year, number, subject, designation } }];
}

function decideSignature({ data }: SignOrder, state: UnsignedOrder, context: Context, facts: OrderFacts): Decision {
  const signedAt = toInstant(context.occurredAt);
  const effectiveAt = toInstant(data.effectiveAt);
  if (effectiveAt < signedAt)
    return new Rejection(EFFECT_BEFORE_SIGNATURE, `Effect at ${effectiveAt} lies before the signature at ${signedAt}.`);
  const { boardApproval, approvalReason, boardActionId, supersedes = [] } = data;
  const refused =
    (data.fileCode === undefined ? wanting(context, FILE_CODE_MISSING, 'The file code of the order is not given.') : undefined) ??
    refusedWithoutApproval(data, state, context) ??
    refusedSupersession(context.subjectId, supersedes, facts.superseded);
  if (refused) return refused;
  const about = facts.changes ?? [];
  const changes = changesToSign(data, about, context);
  if (changes instanceof Rejection) return changes;
  const signed: OrderSigned['data'] = {
    ...headingOf(state, context),
    ...(data.fileCode === undefined ? {} : { fileCode: data.fileCode }),
    signer: context.performedBy,
    signedAt,
    effectiveAt,
    boardApproval,
    ...(boardApproval === 'NOT_REQUIRED' ? { approvalReason } : {}),
    ...(boardActionId === undefined ? {} : { boardActionId }),
    ...(lacksAttestation(about, context) ? { attestationWarning: true } : {}),
    ...(lacksFinality(about, context) ? { finalityWarning: true } : {}),
    changes,
    ...(supersedes.length > 0 ? { supersedes: [...new Set(supersedes)] } : {}),
  };
  return [{ type: 'order.signed', data: signed }];
}

/** An order that is not numbered gets its date with the signature, and is known by it. */
function headingOf(state: UnsignedOrder, { calendar, occurredAt }: Context) {
  if (state.status === 'NUMBER_RESERVED') return state.heading;
  const signedOn = calendar.dateOf(occurredAt);
  return { ...state.heading, year: Number(signedOn.slice(0, 4)), signedOn };
}

function refusedWithoutApproval(
  { boardApproval, approvalReason }: SignOrder['data'],
  { concurredBy }: UnsignedOrder,
  context: Context,
): Rejection | undefined {
  if (boardApproval === 'REQUIRED') return undefined;
  if (boardApproval === 'NOT_SHOWN') {
    const signedOn = context.calendar.dateOf(context.occurredAt);
    const { recordsSince } = context.profile;
    return signedOn < recordsSince
      ? undefined
      : new Rejection(NOT_SHOWN_IS_FOR_THE_PAST, `Signed on ${signedOn}; records are kept since ${recordsSince}.`);
  }
  if (approvalReason === undefined)
    return new Rejection(APPROVAL_REASON_MISSING, 'The order says that approval is not required, and gives no reason.');
  return concurredBy
    ? refusedOwnWork(concurredBy, context, 'sign-order on the concurrence')
    : wanting(context, CONCURRENCE_MISSING, 'No city attorney is on record to have concurred that approval is not required.');
}

function decideEffect({ effectiveAt, changes, supersedes }: SignedOrder, context: Context): Decision {
  if (toInstant(context.now) < effectiveAt)
    return new Rejection(NOT_YET_ITS_INSTANT, `It is ${context.now}; the order takes effect at ${effectiveAt}.`);
  return [{ type: 'order.effective', data: { effectiveAt, changes, ...(supersedes.length > 0 ? { supersedes } : {}) } }];
}

function decideMilestone({ data }: RecordOrderMilestone, state: SignedOrder, { calendar, now }: Context): Decision {
  const today = calendar.dateOf(now);
  if (data.on > today) return new Rejection(TIME_IN_THE_FUTURE, `${data.on} has not come yet; today is ${today}.`);
  const signedOn = calendar.dateOf(state.signedAt);
  if (data.on < signedOn)
    return new Rejection(MILESTONE_BEFORE_SIGNATURE, `${data.milestone} on ${data.on}, but the order was signed on ${signedOn}.`);
  const { milestone, on, uri } = data;
  return [{ type: 'order.milestone-recorded', data: { milestone, on, ...(uri === undefined ? {} : { uri }) } }];
}

function decideSupersession(
  { data: { supersedes, source } }: RecordSupersession,
  state: SignedOrder,
  { subjectId }: Context,
  { superseded }: OrderFacts,
): Decision {
  if (state.supersedes.includes(supersedes))
    return new Rejection(SUPERSEDED_SO_ALREADY, `The order supersedes order ${supersedes} already.`);
  const refused = refusedSupersession(subjectId, [supersedes], superseded);
  if (refused) return refused;
  // What is not in effect yet supersedes with its effect; what ended before it never did.
  const since = state.tookEffect ? { effectiveAt: state.effectiveAt } : {};
  return [{ type: 'order.supersession-recorded', data: { supersedes, source, ...since } }];
}

function noteSuperseded({ data: { byOrderId, effectiveAt } }: NoteOrderSuperseded, { status }: SignedOrder): Decision {
  if (status === 'SUPERSEDED' || status === 'RESCINDED') return [];
  return [{ type: 'order.superseded', data: { byOrderId, effectiveAt: toInstant(effectiveAt) } }];
}

function decideRescission(
  { data: { reason, boardActionId } }: RescindOrder,
  { status, signedAt, changes }: SignedOrder,
  { occurredAt }: Context,
  { actionExists }: OrderFacts,
): Decision {
  if (boardActionId !== undefined && actionExists !== true)
    return new Rejection(NO_SUCH_RECORD, `There is no action ${boardActionId} of the Board.`);
  const rescindedAt = toInstant(occurredAt);
  if (rescindedAt < signedAt)
    return new Rejection(RESCINDED_BEFORE_SIGNATURE, `Rescinded at ${rescindedAt}, signed at ${signedAt}.`);
  const by = boardActionId === undefined ? {} : { boardActionId };
  return [{ type: 'order.rescinded', data: { rescindedAt, reason, ...by, changes: status === 'EFFECTIVE' ? changes : [] } }];
}

function noteRescissionRequired({ data }: NoteRescissionRequired, { status, rescissionRequiredBy }: SignedOrder): Decision {
  if (status === 'SUPERSEDED' || status === 'RESCINDED' || rescissionRequiredBy.includes(data.sourceId)) return [];
  return [{ type: 'order.rescission-required', data }];
}

function overlaid({ effectiveAt, suspensions }: SignedOrder) {
  return { since: effectiveAt, suspensions };
}

function evolve(state: Order, event: OrderEvent): Order {
  switch (event.type) {
    case 'order.number-reserved':
      return { status: 'NUMBER_RESERVED', heading: event.data };
    case 'order.opened':
      return { status: 'OPENED', heading: event.data };
    case 'order.number-voided':
      return { status: 'NUMBER_VOIDED' };
    case 'order.approval-reviewed':
      return state.status === 'NUMBER_RESERVED' || state.status === 'OPENED' ? { ...state, concurredBy: event.data.by } : state;
    case 'order.signed':
      return afterSignature(event.data);
    case 'order.effective':
    case 'order.milestone-recorded':
    case 'order.supersession-recorded':
    case 'order.superseded':
    case 'order.rescinded':
    case 'order.rescission-required':
    case 'order.paused':
    case 'order.resumed':
    case 'order.erratum-annotated':
      return 'signedAt' in state ? evolveSigned(state, event) : state;
    default:
      return unreachable(event);
  }
}

function afterSignature({ signedAt, effectiveAt, changes, supersedes = [] }: OrderSigned['data']): Order {
  return {
    ...{ status: 'SIGNED', signedAt, effectiveAt, changes, supersedes },
    ...{ tookEffect: false, suspensions: [], rescissionRequiredBy: [] },
  };
}

type AfterSignature = Exclude<
  OrderEvent,
  { type: 'order.number-reserved' | 'order.opened' | 'order.number-voided' | 'order.approval-reviewed' | 'order.signed' }
>;

function evolveSigned(state: SignedOrder, event: AfterSignature): Order {
  switch (event.type) {
    case 'order.effective':
      return { ...state, status: 'EFFECTIVE', tookEffect: true };
    case 'order.supersession-recorded':
      return { ...state, supersedes: [...state.supersedes, event.data.supersedes] };
    case 'order.superseded':
      return { ...state, status: 'SUPERSEDED' };
    case 'order.rescinded':
      return { ...state, status: 'RESCINDED' };
    case 'order.rescission-required':
      return { ...state, rescissionRequiredBy: [...state.rescissionRequiredBy, event.data.sourceId] };
    case 'order.paused':
      return { ...state, suspensions: withSuspension(state.suspensions, event.data) };
    case 'order.resumed':
      return { ...state, suspensions: withoutSuspension(state.suspensions, event.data) };
    case 'order.milestone-recorded':
    case 'order.erratum-annotated':
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

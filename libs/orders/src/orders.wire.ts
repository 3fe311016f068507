import { type Claim, type ClockChange, defineLifecycle, type FactReader } from '#command-queue';
import { factsOfAuthority } from '#authorities';
import { NO_SUCH_RECORD, OWN_WORK, RESUMING, SUSPENDING, type SuspensionAsked, TIME_IN_THE_FUTURE, toInstant } from '#kernel';
import { type Adoption, adoptionOf, boardAction, meeting, outcomeOfItem } from '#meetings';
import {
  awaitsConformedText,
  draft,
  issuableText,
  protocol,
  sectionIdsOf,
  standingToCome,
  textHashOf,
  versionOfDraft,
} from '#protocols';
import { orderIdentity, orderSeries } from './domain/numbering.js';
import { order, ORDER_TRANSITIONS } from './domain/order.js';
import {
  type AnnotateErratum,
  type NoteOrderSuperseded,
  type NoteRescissionRequired,
  type OpenOrder,
  type Order,
  type OrderFacts,
  type OrderNumberReserved,
  type OrderSigned,
  type RecordApprovalConcurrence,
  type RecordOrderMilestone,
  type RecordSupersession,
  type RescindOrder,
  type ReserveOrderNumber,
  type ResumeOrder,
  type SignOrder,
  type SupersededOrder,
  type SuspendOrder,
  type VoidNumber,
} from './domain/order-record.js';
import {
  APPROVAL_REASON_MISSING,
  CHANGE_DOES_NOT_FIT,
  CHANGE_NAMES_ITS_DRAFT,
  CONCURRENCE_MISSING,
  CONFORMED_TEXT_AWAITED,
  EFFECT_BEFORE_SIGNATURE,
  FILE_CODE_MISSING,
  ISSUED_ALREADY,
  LABOR_OPEN,
  MILESTONE_BEFORE_SIGNATURE,
  NOT_ADOPTED,
  NOT_ATTESTED,
  NOT_FINAL,
  NOT_SHOWN_IS_FOR_THE_PAST,
  NOT_YET_ITS_INSTANT,
  OFFICE_UNKNOWN,
  ORDER_NUMBER_TAKEN,
  ORDER_TYPE_UNKNOWN,
  OTHER_TEXT_THAN_ADOPTED,
  PROTOCOL_CHANGED_TWICE,
  RESCINDED_BEFORE_SIGNATURE,
  SUPERSEDED_BASE,
  SUPERSEDED_SO_ALREADY,
  SUPERSEDES_A_SIGNED_ORDER,
  SUPERSESSION_CYCLE,
} from './domain/order-rules.js';
import type { ChangeFacts, ProtocolChange } from './domain/signing.js';
import {
  AnnotateErratumBody,
  NoteOrderSupersededBody,
  NoteRescissionRequiredBody,
  OpenOrderBody,
  PutOrderIntoEffectBody,
  RecordApprovalConcurrenceBody,
  RecordOrderMilestoneBody,
  RecordSupersessionBody,
  RescindOrderBody,
  ReserveOrderNumberBody,
  ResumeOrderBody,
  SignOrderBody,
  SuspendOrderBody,
  VoidNumberBody,
} from './order-bodies.js';

/** The adoption by an action of the Board; none where the vote no longer carries, since a recusal became known afterwards. */
async function adoptionBehind(read: FactReader, boardActionId: string): Promise<ReturnType<typeof adoptionOf>> {
  const acted = await read.state(boardAction, boardActionId);
  const adoption = acted && adoptionOf(acted);
  const held = adoption && (await read.state(meeting, adoption.meetingId));
  const outcome = held && outcomeOfItem(held, adoption.itemNumber);
  return outcome === undefined || outcome === 'FAILED' ? undefined : adoption;
}

function actionBehind(id: string, { textHash, amended, adoptedAt, attested, finalFrom }: Adoption): ChangeFacts['action'] {
  return {
    id,
    ...(textHash === undefined ? {} : { textHash }),
    ...{ amended, adoptedAt, attested },
    ...(finalFrom === undefined ? {} : { finalFrom }),
  };
}

async function factsOfChange(
  read: FactReader,
  { draftId, protocolId }: ProtocolChange,
  { effectiveAt, boardActionId }: SignOrder['data'],
): Promise<ChangeFacts> {
  const drafted = draftId === undefined ? undefined : await read.state(draft, draftId);
  const changed = await read.state(protocol, protocolId);
  const rules = read.earlierProfile(drafted && versionOfDraft(drafted));
  const text = drafted && issuableText(drafted);
  const actionId = draftId === undefined ? boardActionId : text?.boardActionId;
  const action = actionId === undefined ? undefined : await adoptionBehind(read, actionId);
  return {
    ...(text
      ? {
          adopted: {
            protocolId: text.protocolId,
            draftVersion: text.version,
            textHash: text.textHash,
            baseVersion: text.baseVersion,
            ...(text.boardActionId === undefined ? {} : { boardActionId: text.boardActionId }),
            authors: text.authors,
            labor: text.labor,
            conformed: text.conformed,
          },
        }
      : {}),
    ...(drafted && awaitsConformedText(drafted) ? { awaitsConformedText: true } : {}),
    ...(action && actionId !== undefined ? { action: actionBehind(actionId, action) } : {}),
    ...(rules ? { rules } : {}),
    ...(changed ? { protocol: standingToCome(changed, toInstant(effectiveAt)) } : {}),
  };
}

async function factsOfReservation(read: FactReader, data: ReserveOrderNumber['data']): Promise<OrderFacts> {
  return data.number === undefined ? { nextNumber: await read.nextNumber(orderSeries(data)) } : {};
}

/** A text that an order of the past brings itself is known by its hash, as any other. */
function withHashes(data: SignOrder['data']): SignOrder['data'] {
  const changes = data.changes.map((change) =>
    change.text === undefined ? change : { ...change, textHash: textHashOf(change.text) },
  );
  return { ...data, changes };
}

async function factsOfSignature(read: FactReader, data: SignOrder['data']): Promise<OrderFacts> {
  const { changes, supersedes = [] } = data;
  const facts: ChangeFacts[] = [];
  for (const change of changes) facts.push(await factsOfChange(read, change, data));
  return { changes: facts, superseded: await supersededOrders(read, supersedes) };
}

async function supersededOrders(read: FactReader, ids: readonly string[]): Promise<SupersededOrder[]> {
  const orders: SupersededOrder[] = [];
  for (const orderId of ids) {
    const state = await read.state(order, orderId);
    if (state) orders.push({ orderId, status: state.status, supersedes: await behind(read, state) });
  }
  return orders;
}

/** Every order that an order supersedes, itself or by others. */
async function behind(read: FactReader, state: Order): Promise<string[]> {
  const found = new Set<string>();
  const open = 'supersedes' in state ? [...state.supersedes] : [];
  for (let id = open.pop(); id !== undefined; id = open.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    const next = await read.state(order, id);
    if (next && 'supersedes' in next) open.push(...next.supersedes);
  }
  return [...found];
}

async function factsOfRescission(read: FactReader, { boardActionId }: RescindOrder['data']): Promise<OrderFacts> {
  return boardActionId === undefined ? {} : { actionExists: (await read.state(boardAction, boardActionId)) !== undefined };
}

async function factsOfSuspension(
  read: FactReader,
  { authorityId, sections }: SuspensionAsked,
  state: Order,
): Promise<OrderFacts> {
  const facts = await factsOfAuthority(read, authorityId);
  if (!sections || !('changes' in state)) return facts;
  const known: (readonly string[] | undefined)[] = [];
  for (const { protocolId } of state.changes.filter(({ change }) => change !== 'RESCINDED')) {
    const changed = await read.state(protocol, protocolId);
    known.push(changed && sectionIdsOf(changed, ({ orderId }) => orderId === read.subjectId));
  }
  // Of a text that is unavailable nobody can say that it has no such section; a notice has none that stands here.
  const all = known.flatMap((ids) => ids ?? []);
  return known.length === 0 || known.includes(undefined) ? facts : { ...facts, sections: all };
}

/** The key is the number itself: taking it moves the series on. */
function claimsOfNumber(data: OrderNumberReserved['data']): readonly Claim[] {
  return [{ scope: orderSeries(data), key: String(data.number), rule: ORDER_NUMBER_TAKEN }];
}

/** An order that is not numbered is known by office, date and subject. */
function claimsOfSignature(data: OrderSigned['data']): readonly Claim[] {
  return data.number === undefined ? [{ ...orderIdentity(data), rule: ISSUED_ALREADY }] : [];
}

const STOP_EFFECT: ClockChange = { stop: 'order-effect' };

function clocksOfSignature({ signedAt, effectiveAt }: OrderSigned['data']): readonly ClockChange[] {
  return [
    {
      start: 'order-effect',
      dueAt: effectiveAt,
      rule: 'An order takes effect at the instant that it names.',
      inputs: { signedAt, effectiveAt },
      command: 'put-order-into-effect',
    },
  ];
}

/** A department order: number, signature, effect at its instant, milestones. */
export const orderLifecycle = defineLifecycle({
  decider: order,
  transitions: ORDER_TRANSITIONS,
  past: true,
  commands: {
    'reserve-order-number': {
      body: ReserveOrderNumberBody satisfies new () => ReserveOrderNumber['data'],
      summary: "Reserve an order's number in its series: type, office and year.",
      subject: 'new',
      roles: ['policy-author'],
      rules: [ORDER_NUMBER_TAKEN, ORDER_TYPE_UNKNOWN, OFFICE_UNKNOWN],
      facts: factsOfReservation,
    },
    'open-order': {
      body: OpenOrderBody satisfies new () => OpenOrder['data'],
      summary: 'Begin an order of a type that is not numbered, a notice: it is known by office, date and subject.',
      subject: 'new',
      roles: ['policy-author'],
      rules: [ORDER_TYPE_UNKNOWN, OFFICE_UNKNOWN],
    },
    'record-approval-concurrence': {
      body: RecordApprovalConcurrenceBody satisfies new () => RecordApprovalConcurrence['data'],
      summary: "Concur that an order does not require the Board's approval, before it is signed.",
      subject: 'orderId',
      roles: ['city-attorney'],
      rules: [],
    },
    'void-number': {
      body: VoidNumberBody satisfies new () => VoidNumber['data'],
      summary: 'Give up a reserved number: the gap stays, the number is not used again.',
      subject: 'orderId',
      roles: ['policy-author'],
      rules: [],
    },
    'sign-order': {
      body: SignOrderBody satisfies new () => SignOrder['data'],
      summary: 'Record the signature of an order: what it puts into force, when, and on which action of the Board.',
      subject: 'orderId',
      roles: ['chief'],
      rules: [
        EFFECT_BEFORE_SIGNATURE,
        FILE_CODE_MISSING,
        APPROVAL_REASON_MISSING,
        CONCURRENCE_MISSING,
        NOT_SHOWN_IS_FOR_THE_PAST,
        ISSUED_ALREADY,
        SUPERSEDES_A_SIGNED_ORDER,
        SUPERSESSION_CYCLE,
        PROTOCOL_CHANGED_TWICE,
        NO_SUCH_RECORD,
        CHANGE_DOES_NOT_FIT,
        CHANGE_NAMES_ITS_DRAFT,
        NOT_ADOPTED,
        OWN_WORK,
        CONFORMED_TEXT_AWAITED,
        LABOR_OPEN,
        OTHER_TEXT_THAN_ADOPTED,
        SUPERSEDED_BASE,
        NOT_ATTESTED,
        NOT_FINAL,
      ],
      prepare: withHashes,
      facts: factsOfSignature,
    },
    'put-order-into-effect': {
      body: PutOrderIntoEffectBody,
      summary: 'Put a signed order into effect at its instant.',
      subject: 'orderId',
      roles: ['system'],
      rules: [NOT_YET_ITS_INSTANT],
    },
    'record-order-milestone': {
      body: RecordOrderMilestoneBody satisfies new () => RecordOrderMilestone['data'],
      summary: 'Record that an order was distributed, posted online or incorporated in the manual.',
      subject: 'orderId',
      roles: ['policy-author'],
      rules: [TIME_IN_THE_FUTURE, MILESTONE_BEFORE_SIGNATURE],
    },
    'record-supersession': {
      body: RecordSupersessionBody satisfies new () => RecordSupersession['data'],
      summary: 'Record that a signed order supersedes another one, where its text does not say so or it was found later.',
      subject: 'orderId',
      roles: ['policy-author'],
      rules: [NO_SUCH_RECORD, SUPERSEDES_A_SIGNED_ORDER, SUPERSESSION_CYCLE, SUPERSEDED_SO_ALREADY],
      facts: async (read: FactReader, { supersedes }: RecordSupersession['data']) => ({
        superseded: await supersededOrders(read, [supersedes]),
      }),
    },
    'note-order-superseded': {
      body: NoteOrderSupersededBody satisfies new () => NoteOrderSuperseded['data'],
      summary: 'End the effect of an order with the beginning of the one that supersedes it.',
      subject: 'orderId',
      roles: ['system'],
      rules: [],
    },
    'rescind-order': {
      body: RescindOrderBody satisfies new () => RescindOrder['data'],
      summary: 'Record that an order was rescinded; the versions that it put in force go with it.',
      subject: 'orderId',
      roles: ['chief'],
      rules: [RESCINDED_BEFORE_SIGNATURE, NO_SUCH_RECORD],
      facts: factsOfRescission,
    },
    'note-rescission-required': {
      body: NoteRescissionRequiredBody satisfies new () => NoteRescissionRequired['data'],
      summary: 'Note that what an order rests on has fallen, so that it is to be rescinded.',
      subject: 'orderId',
      roles: ['system'],
      rules: [],
    },
    'suspend-order': {
      body: SuspendOrderBody satisfies new () => SuspendOrder['data'],
      summary: 'Record that a legal status suspends an order in effect, wholly or by sections.',
      subject: 'orderId',
      roles: ['city-attorney'],
      rules: SUSPENDING,
      facts: factsOfSuspension,
    },
    'resume-order': {
      body: ResumeOrderBody satisfies new () => ResumeOrder['data'],
      summary: 'Record that what a legal status suspended of an order is in effect again.',
      subject: 'orderId',
      roles: ['city-attorney'],
      rules: RESUMING,
      facts: (read: FactReader, { authorityId }: SuspensionAsked) => factsOfAuthority(read, authorityId),
    },
    'annotate-erratum': {
      body: AnnotateErratumBody satisfies new () => AnnotateErratum['data'],
      summary: 'Note an error in the text of an issued order, which itself stays as it is.',
      subject: 'orderId',
      roles: ['policy-author'],
      rules: [],
    },
  },
  events: {
    'order.number-reserved': {
      schemaVersion: 1,
      visibility: 'INTERNAL',
      claims: claimsOfNumber,
    },
    'order.opened': { schemaVersion: 1, visibility: 'INTERNAL' },
    'order.approval-reviewed': { schemaVersion: 1, visibility: 'INTERNAL' },
    'order.number-voided': { schemaVersion: 1, visibility: 'INTERNAL' },
    'order.signed': {
      schemaVersion: 1,
      visibility: 'PUBLIC',
      claims: claimsOfSignature,
      clocks: clocksOfSignature,
    },
    'order.effective': { schemaVersion: 1, visibility: 'PUBLIC', clocks: () => [STOP_EFFECT] },
    'order.milestone-recorded': { schemaVersion: 1, visibility: 'PUBLIC' },
    'order.supersession-recorded': { schemaVersion: 1, visibility: 'PUBLIC' },
    'order.superseded': { schemaVersion: 1, visibility: 'PUBLIC', clocks: () => [STOP_EFFECT] },
    'order.rescinded': { schemaVersion: 1, visibility: 'PUBLIC', clocks: () => [STOP_EFFECT] },
    'order.rescission-required': { schemaVersion: 1, visibility: 'PUBLIC' },
    'order.paused': { schemaVersion: 1, visibility: 'PUBLIC' },
    'order.resumed': { schemaVersion: 1, visibility: 'PUBLIC' },
    'order.erratum-annotated': { schemaVersion: 1, visibility: 'PUBLIC' },
  },
});

import {
  type Claim,
  type ClockChange,
  CommandBody,
  DateField,
  defineLifecycle,
  type FactReader,
  InstantField,
  OneOf,
  Parts,
  RecordId,
  Shaped,
  Text,
  Whole,
} from '#command-queue';
import { NO_SUCH_RECORD, OWN_WORK, TIME_IN_THE_FUTURE } from '#kernel';
import { adoptionOf, boardAction, meeting, outcomeOfItem } from '#meetings';
import { adoptedText, draft, protocol, versionInForce } from '#protocols';
import {
  BOARD_APPROVALS,
  type BoardApproval,
  order,
  ORDER_MILESTONES,
  ORDER_TYPES,
  type OrderFacts,
  type OrderMilestone,
  type OrderNumberReserved,
  orderSeries,
  type OrderSigned,
  type OrderType,
  type RecordOrderMilestone,
  type ReserveOrderNumber,
  type SignOrder,
  type VoidNumber,
} from './domain/order.js';
import {
  APPROVAL_REASON_MISSING,
  CHANGE_DOES_NOT_FIT,
  CONFORMED_TEXT_AWAITED,
  EFFECT_BEFORE_SIGNATURE,
  MILESTONE_BEFORE_SIGNATURE,
  NOT_ADOPTED,
  NOT_ATTESTED,
  NOT_YET_ITS_INSTANT,
  ORDER_NUMBER_TAKEN,
  OTHER_TEXT_THAN_ADOPTED,
  PROTOCOL_CHANGED_TWICE,
  SUPERSEDED_BASE,
} from './domain/order-rules.js';
import { type Change, type ChangeFacts, CHANGES, type ProtocolChange } from './domain/signing.js';

class ReserveOrderNumberBody extends CommandBody {
  @OneOf(ORDER_TYPES)
  orderType!: OrderType;

  @Text(100, { about: 'The issuing office; each office counts its own orders.' })
  office!: string;

  @Whole(1900, 2200, { about: 'The year of the series; numbers restart with it.' })
  year!: number;

  @Whole(1, 99_999, { optional: true, about: 'The next number of the series where absent.' })
  number?: number;

  @Text(300)
  subject!: string;
}

class VoidNumberBody extends CommandBody {
  @RecordId()
  orderId!: string;

  @Text(500)
  reason!: string;
}

class ProtocolChangeBody {
  @RecordId()
  protocolId!: string;

  @RecordId({ about: 'The draft whose text the Board adopted.' })
  draftId!: string;

  @OneOf(CHANGES)
  change!: Change;

  @Shaped(/^[0-9a-f]{64}$/, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', {
    about: 'SHA-256 of the adopted text (UTF-8), in hex.',
  })
  textHash!: string;
}

class SignOrderBody extends CommandBody {
  @RecordId()
  orderId!: string;

  @Text(60, { about: "The department's file code, as it stands on the order: `17.2`." })
  fileCode!: string;

  @InstantField({ about: 'When the order takes effect: its signature (`occurredAt`) or later.' })
  effectiveAt!: string;

  @OneOf(BOARD_APPROVALS, { about: "Whether the Board's approval is required; the type of the order does not decide it." })
  boardApproval!: BoardApproval;

  @Text(1000, { optional: true, about: 'Why it is not required; needed with NOT_REQUIRED.' })
  approvalReason?: string;

  @RecordId({ optional: true, about: 'The action by which the Board approved; needed with REQUIRED.' })
  boardActionId?: string;

  @Parts(() => ProtocolChangeBody, { atLeast: 0, atMost: 50, about: 'What the order does to which protocols, each named once.' })
  changes!: ProtocolChangeBody[];
}

class PutOrderIntoEffectBody extends CommandBody {
  @RecordId()
  orderId!: string;
}

class RecordOrderMilestoneBody extends CommandBody {
  @RecordId()
  orderId!: string;

  @OneOf(ORDER_MILESTONES)
  milestone!: OrderMilestone;

  @DateField({ about: 'From the day of the signature to today.' })
  on!: string;

  @Text(2000, { optional: true, about: 'Where the order or the manual that holds it can be read.' })
  uri?: string;
}

/** The adoption by an action of the Board; none where the vote no longer carries, since a recusal became known afterwards. */
async function adoptionBehind(read: FactReader, boardActionId: string): Promise<ReturnType<typeof adoptionOf>> {
  const acted = await read.state(boardAction, boardActionId);
  const adoption = acted && adoptionOf(acted);
  const held = adoption && (await read.state(meeting, adoption.meetingId));
  const outcome = held && outcomeOfItem(held, adoption.itemNumber);
  return outcome === undefined || outcome === 'FAILED' ? undefined : adoption;
}

async function factsOfChange(read: FactReader, { draftId, protocolId }: ProtocolChange): Promise<ChangeFacts> {
  const drafted = await read.state(draft, draftId);
  const changed = await read.state(protocol, protocolId);
  const text = drafted && adoptedText(drafted);
  const action = text && (await adoptionBehind(read, text.boardActionId));
  return {
    ...(text
      ? {
          adopted: {
            protocolId: text.protocolId,
            draftVersion: text.version,
            textHash: text.textHash,
            baseVersion: text.baseVersion,
            boardActionId: text.boardActionId,
            authors: text.authors,
          },
        }
      : {}),
    ...(action ? { action: { textHash: action.textHash, amended: action.amended, attested: action.attested } } : {}),
    ...(changed
      ? { protocol: { versionInForce: versionInForce(changed), ...('since' in changed ? { since: changed.since } : {}) } }
      : {}),
  };
}

async function factsOfReservation(read: FactReader, data: ReserveOrderNumber['data']): Promise<OrderFacts> {
  return data.number === undefined ? { nextNumber: await read.nextNumber(orderSeries(data)) } : {};
}

async function factsOfSignature(read: FactReader, { changes }: SignOrder['data']): Promise<OrderFacts> {
  const facts: ChangeFacts[] = [];
  for (const change of changes) facts.push(await factsOfChange(read, change));
  return { changes: facts };
}

/** The key is the number itself: taking it moves the series on. */
function claimsOfNumber(data: OrderNumberReserved['data']): readonly Claim[] {
  return [{ scope: orderSeries(data), key: String(data.number), rule: ORDER_NUMBER_TAKEN }];
}

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
  commands: {
    'reserve-order-number': {
      body: ReserveOrderNumberBody satisfies new () => ReserveOrderNumber['data'],
      summary: "Reserve an order's number in its series: type, office and year.",
      subject: 'new',
      roles: ['policy-author'],
      states: ['none'],
      rules: [ORDER_NUMBER_TAKEN],
      facts: factsOfReservation,
    },
    'void-number': {
      body: VoidNumberBody satisfies new () => VoidNumber['data'],
      summary: 'Give up a reserved number: the gap stays, the number is not used again.',
      subject: 'orderId',
      roles: ['policy-author'],
      states: ['NUMBER_RESERVED'],
      rules: [],
    },
    'sign-order': {
      body: SignOrderBody satisfies new () => SignOrder['data'],
      summary: 'Record the signature of an order: what it puts into force, when, and on which action of the Board.',
      subject: 'orderId',
      roles: ['chief'],
      states: ['NUMBER_RESERVED'],
      rules: [
        EFFECT_BEFORE_SIGNATURE,
        APPROVAL_REASON_MISSING,
        PROTOCOL_CHANGED_TWICE,
        NO_SUCH_RECORD,
        CHANGE_DOES_NOT_FIT,
        NOT_ADOPTED,
        OWN_WORK,
        CONFORMED_TEXT_AWAITED,
        OTHER_TEXT_THAN_ADOPTED,
        SUPERSEDED_BASE,
        NOT_ATTESTED,
      ],
      facts: factsOfSignature,
    },
    'put-order-into-effect': {
      body: PutOrderIntoEffectBody,
      summary: 'Put a signed order into effect at its instant.',
      subject: 'orderId',
      roles: ['system'],
      states: ['SIGNED'],
      rules: [NOT_YET_ITS_INSTANT],
    },
    'record-order-milestone': {
      body: RecordOrderMilestoneBody satisfies new () => RecordOrderMilestone['data'],
      summary: 'Record that an order was distributed, posted online or incorporated in the manual.',
      subject: 'orderId',
      roles: ['policy-author'],
      states: ['SIGNED', 'EFFECTIVE'],
      rules: [TIME_IN_THE_FUTURE, MILESTONE_BEFORE_SIGNATURE],
    },
  },
  events: {
    'order.number-reserved': {
      schemaVersion: 1,
      visibility: 'INTERNAL',
      claims: claimsOfNumber,
    },
    'order.number-voided': { schemaVersion: 1, visibility: 'INTERNAL' },
    'order.signed': {
      schemaVersion: 1,
      visibility: 'PUBLIC',
      clocks: clocksOfSignature,
    },
    'order.effective': { schemaVersion: 1, visibility: 'PUBLIC', clocks: () => [{ stop: 'order-effect' }] },
    'order.milestone-recorded': { schemaVersion: 1, visibility: 'PUBLIC' },
  },
});

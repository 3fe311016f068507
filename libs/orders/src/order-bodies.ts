/** The bodies of the commands on orders: what the door checks, and what OpenAPI says. */
import {
  CommandBody,
  DateField,
  InstantField,
  OneOf,
  Parts,
  RecordId,
  RecordIds,
  Shaped,
  Text,
  Texts,
  Whole,
} from '#command-queue';
import {
  BOARD_APPROVALS,
  type BoardApproval,
  ORDER_MILESTONES,
  type OrderMilestone,
  RESCISSION_SOURCES,
} from './domain/order-record.js';
import { type Change, CHANGES } from './domain/signing.js';

abstract class NewOrderBody extends CommandBody {
  @Shaped(/^[A-Z][A-Z_]*$/, 'SPECIAL_ORDER', { about: "A type of the jurisdiction's profile." })
  orderType!: string;

  @Text(100, { about: 'The issuing office; each office counts its own orders.' })
  office!: string;

  @Text(300)
  subject!: string;
}

export class ReserveOrderNumberBody extends NewOrderBody {
  @Whole(1900, 2200, { about: 'The year of the series; numbers restart with it.' })
  year!: number;

  @Whole(1, 99_999, { optional: true, about: 'The next number of the series where absent.' })
  number?: number;
}

export class OpenOrderBody extends NewOrderBody {}

/** What a command on an existing order names; each command has a class of its own, which the bus tells it by. */
abstract class OrderBody extends CommandBody {
  @RecordId()
  orderId!: string;
}

export class VoidNumberBody extends OrderBody {
  @Text(500)
  reason!: string;
}

export class RecordApprovalConcurrenceBody extends OrderBody {
  @Text(2000, { about: "Why the Board's approval is not required." })
  reason!: string;
}

class ProtocolChangeBody {
  @RecordId()
  protocolId!: string;

  @RecordId({ optional: true, about: 'The draft whose text the Board adopted; left out only in an order of the past.' })
  draftId?: string;

  @OneOf(CHANGES)
  change!: Change;

  @Shaped(/^[0-9a-f]{64}$/, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', {
    optional: true,
    about: 'SHA-256 of the adopted text (UTF-8), in hex; left out with the draft.',
  })
  textHash?: string;

  @Text(500_000, { optional: true, about: 'In an order of the past without a draft: the text, where it is known.' })
  text?: string;

  @InstantField({ optional: true, about: 'Of a pilot: the instant at which its effect ends.' })
  expiresAt?: string;
}

export class SignOrderBody extends OrderBody {
  @Text(60, {
    optional: true,
    about:
      "The department's file code, as it stands on the order: `17.2`. Left out only of an order of the past, where it is not known.",
  })
  fileCode?: string;

  @InstantField({ about: 'When the order takes effect: its signature (`occurredAt`) or later.' })
  effectiveAt!: string;

  @OneOf(BOARD_APPROVALS, {
    about:
      "Whether the Board's approval is required; the type of the order does not decide it. NOT_SHOWN: of an order of the past.",
  })
  boardApproval!: BoardApproval;

  @Text(1000, { optional: true, about: 'Why it is not required; needed with NOT_REQUIRED.' })
  approvalReason?: string;

  @RecordId({ optional: true, about: 'The action by which the Board approved; needed with REQUIRED.' })
  boardActionId?: string;

  @Parts(() => ProtocolChangeBody, { atLeast: 0, atMost: 50, about: 'What the order does to which protocols, each named once.' })
  changes!: ProtocolChangeBody[];

  @RecordIds({ optional: true, atMost: 50, about: 'The orders that it supersedes.' })
  supersedes?: string[];
}

export class PutOrderIntoEffectBody extends OrderBody {}

export class RecordOrderMilestoneBody extends OrderBody {
  @OneOf(ORDER_MILESTONES)
  milestone!: OrderMilestone;

  @DateField({ about: 'From the day of the signature to today.' })
  on!: string;

  @Text(2000, { optional: true, about: 'Where the order or the manual that holds it can be read.' })
  uri?: string;
}

export class RecordSupersessionBody extends OrderBody {
  @RecordId({ about: 'The order that this one supersedes.' })
  supersedes!: string;

  @Text(500, { about: 'Where it is known from.' })
  source!: string;
}

export class NoteOrderSupersededBody extends OrderBody {
  @RecordId()
  byOrderId!: string;

  @InstantField()
  effectiveAt!: string;
}

export class RescindOrderBody extends OrderBody {
  @Text(2000)
  reason!: string;

  @RecordId({ optional: true, about: 'The action of the Board that it rests on, where there is one.' })
  boardActionId?: string;
}

export class NoteRescissionRequiredBody extends OrderBody {
  @OneOf(RESCISSION_SOURCES)
  sourceType!: (typeof RESCISSION_SOURCES)[number];

  @RecordId()
  sourceId!: string;

  @Text(2000)
  reason!: string;
}

abstract class OrderSuspensionBody extends OrderBody {
  @RecordId({ about: 'The legal authority whose status says so.' })
  authorityId!: string;

  @Text(300, { about: 'The scope of that status, in the words in which it is recorded.' })
  scope!: string;
}

export class SuspendOrderBody extends OrderSuspensionBody {
  @Texts(200, {
    optional: true,
    atMost: 50,
    about: 'The ids of the sections that are suspended, which the text has; the whole where it is left out.',
  })
  sections?: string[];
}

export class ResumeOrderBody extends OrderSuspensionBody {
  @Texts(200, {
    optional: true,
    atMost: 50,
    about: 'The sections that are resumed; all that was suspended so where it is left out.',
  })
  sections?: string[];
}

export class AnnotateErratumBody extends OrderBody {
  @Text(2000, { about: 'The passage as it was issued; it stays as it is.' })
  passage!: string;

  @Text(2000)
  shouldRead!: string;

  @Text(1000)
  reason!: string;

  @Text(500, { about: 'Where the right reading is known from.' })
  source!: string;
}

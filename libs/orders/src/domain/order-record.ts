/** What an order's stream holds: what may be asked of it, what happened to it, and how it stands. */
import type {
  DomainCommand,
  DomainEvent,
  Instant,
  PlainDate,
  Suspension,
  SuspensionAsked,
  SuspensionBegun,
  SuspensionEnded,
  SuspensionFacts,
} from '#kernel';
import type { ChangeFacts, OrderChange, ProtocolChange } from './signing.js';

/** NOT_SHOWN: an order of the past, of which nobody can tell any more whether the Board approved it. */
export const BOARD_APPROVALS = ['REQUIRED', 'NOT_REQUIRED', 'NOT_SHOWN'] as const;
export type BoardApproval = (typeof BOARD_APPROVALS)[number];

/** Dated facts of a signed order, in any order, each as often as it happened. */
export const ORDER_MILESTONES = ['DISTRIBUTED', 'POSTED_ONLINE', 'INCORPORATED'] as const;
export type OrderMilestone = (typeof ORDER_MILESTONES)[number];

/** What can require that an order be rescinded. */
export const RESCISSION_SOURCES = ['council-reviews', 'board-actions', 'corrections'] as const;

/** What an order is known by before it is signed. A type that is not numbered is known by office, date and subject. */
export interface OrderSubject {
  /** As the profile names it: SPECIAL_ORDER, ADMINISTRATIVE_ORDER, NOTICE. */
  readonly orderType: string;
  readonly office: string;
  readonly subject: string;
}

/** What an order is cited by. */
export interface OrderHeading extends OrderSubject {
  /** Of its series, which restarts each year; of an order that is not numbered, the year of its signature. */
  readonly year: number;
  /** Absent where its type is not numbered. */
  readonly number?: number;
  /** As it is cited, in the profile's form. */
  readonly designation?: string;
}

interface Milestone {
  readonly milestone: OrderMilestone;
  readonly on: PlainDate;
  readonly uri?: string;
}

interface Erratum {
  /** The passage as it was issued; it stays as it is. */
  readonly passage: string;
  readonly shouldRead: string;
  readonly reason: string;
  readonly source: string;
}

interface RescissionRequired {
  readonly sourceType: (typeof RESCISSION_SOURCES)[number];
  readonly sourceId: string;
  readonly reason: string;
}

export type ReserveOrderNumber = DomainCommand<
  'reserve-order-number',
  OrderSubject & { readonly year: number; readonly number?: number }
>;
export type OpenOrder = DomainCommand<'open-order', OrderSubject>;
export type VoidNumber = DomainCommand<'void-number', { readonly reason: string }>;
export type RecordApprovalConcurrence = DomainCommand<'record-approval-concurrence', { readonly reason: string }>;
export type SignOrder = DomainCommand<
  'sign-order',
  {
    /** Absent of an order of the past whose code is not known. */
    readonly fileCode?: string;
    readonly effectiveAt: Instant;
    readonly boardApproval: BoardApproval;
    readonly approvalReason?: string;
    readonly boardActionId?: string;
    readonly changes: readonly ProtocolChange[];
    /** The orders that it supersedes. */
    readonly supersedes?: readonly string[];
  }
>;
export type PutOrderIntoEffect = DomainCommand<'put-order-into-effect', object>;
export type RecordOrderMilestone = DomainCommand<'record-order-milestone', Milestone>;
export type RecordSupersession = DomainCommand<'record-supersession', { readonly supersedes: string; readonly source: string }>;
export type NoteOrderSuperseded = DomainCommand<
  'note-order-superseded',
  { readonly byOrderId: string; readonly effectiveAt: Instant }
>;
export type RescindOrder = DomainCommand<'rescind-order', { readonly reason: string; readonly boardActionId?: string }>;
export type NoteRescissionRequired = DomainCommand<'note-rescission-required', RescissionRequired>;
export type SuspendOrder = DomainCommand<'suspend-order', SuspensionAsked>;
export type ResumeOrder = DomainCommand<'resume-order', SuspensionAsked>;
export type AnnotateErratum = DomainCommand<'annotate-erratum', Erratum>;
export type OrderCommand =
  | ReserveOrderNumber
  | OpenOrder
  | VoidNumber
  | RecordApprovalConcurrence
  | SignOrder
  | PutOrderIntoEffect
  | RecordOrderMilestone
  | RecordSupersession
  | NoteOrderSuperseded
  | RescindOrder
  | NoteRescissionRequired
  | SuspendOrder
  | ResumeOrder
  | AnnotateErratum;

export type OrderNumberReserved = DomainEvent<'order.number-reserved', OrderHeading & { readonly number: number }>;
export type OrderOpened = DomainEvent<'order.opened', OrderSubject>;
export type OrderNumberVoided = DomainEvent<'order.number-voided', { readonly reason: string }>;
/** Legal advice, as its neutral name says nothing of: that the Board's approval is not required, and why. */
export type OrderApprovalReviewed = DomainEvent<
  'order.approval-reviewed',
  { readonly reason: string; readonly by: readonly string[] }
>;
export type OrderSigned = DomainEvent<
  'order.signed',
  OrderHeading & {
    /** Absent of an order of the past whose code is not known. */
    readonly fileCode?: string;
    readonly signer: string;
    readonly signedAt: Instant;
    /** Of an order that is not numbered: the date that it is known by. */
    readonly signedOn?: PlainDate;
    readonly effectiveAt: Instant;
    readonly boardApproval: BoardApproval;
    /** Why the Board's approval was not required. */
    readonly approvalReason?: string;
    readonly boardActionId?: string;
    /** Present where the Board's action was not attested yet and the profile only warns of it. */
    readonly attestationWarning?: true;
    /** Present where the Council could still undo the Board's action and the profile only warns of it. */
    readonly finalityWarning?: true;
    readonly changes: readonly OrderChange[];
    readonly supersedes?: readonly string[];
  }
>;
export type OrderEffective = DomainEvent<
  'order.effective',
  {
    readonly effectiveAt: Instant;
    readonly changes: readonly OrderChange[];
    readonly supersedes?: readonly string[];
  }
>;
export type OrderMilestoneRecorded = DomainEvent<'order.milestone-recorded', Milestone>;
export type OrderSupersessionRecorded = DomainEvent<
  'order.supersession-recorded',
  {
    readonly supersedes: string;
    readonly source: string;
    /** Since when the superseding order is in effect; absent where it is not yet. */
    readonly effectiveAt?: Instant;
  }
>;
export type OrderSuperseded = DomainEvent<'order.superseded', { readonly byOrderId: string; readonly effectiveAt: Instant }>;
export type OrderRescinded = DomainEvent<
  'order.rescinded',
  {
    readonly rescindedAt: Instant;
    readonly reason: string;
    readonly boardActionId?: string;
    /** The changes whose versions go with the order: none where it had not taken effect. */
    readonly changes: readonly OrderChange[];
  }
>;
export type OrderRescissionRequired = DomainEvent<'order.rescission-required', RescissionRequired>;
// The names of the overlay's entries say no more than that the order paused: what a court ordered is in the data.
export type OrderPaused = DomainEvent<'order.paused', SuspensionBegun>;
export type OrderResumed = DomainEvent<'order.resumed', SuspensionEnded>;
export type OrderErratumAnnotated = DomainEvent<'order.erratum-annotated', Erratum>;
export type OrderEvent =
  | OrderNumberReserved
  | OrderOpened
  | OrderNumberVoided
  | OrderApprovalReviewed
  | OrderSigned
  | OrderEffective
  | OrderMilestoneRecorded
  | OrderSupersessionRecorded
  | OrderSuperseded
  | OrderRescinded
  | OrderRescissionRequired
  | OrderPaused
  | OrderResumed
  | OrderErratumAnnotated;

interface Unsigned {
  /** Who concurred that the Board's approval is not required. */
  readonly concurredBy?: readonly string[];
}

export interface Signature {
  readonly signedAt: Instant;
  /** The instant that it names; it has taken effect where `tookEffect`. */
  readonly effectiveAt: Instant;
  readonly tookEffect: boolean;
  readonly changes: readonly OrderChange[];
  readonly supersedes: readonly string[];
  readonly suspensions: readonly Suspension[];
  /** The ids of what requires that it be rescinded. */
  readonly rescissionRequiredBy: readonly string[];
}

export type Order =
  | { readonly status: 'none' }
  | ({ readonly status: 'NUMBER_RESERVED'; readonly heading: OrderHeading } & Unsigned)
  | ({ readonly status: 'OPENED'; readonly heading: OrderSubject } & Unsigned)
  | { readonly status: 'NUMBER_VOIDED' }
  | ({ readonly status: 'SIGNED' } & Signature)
  | ({ readonly status: 'EFFECTIVE' } & Signature)
  | ({ readonly status: 'SUPERSEDED' } & Signature)
  | ({ readonly status: 'RESCINDED' } & Signature);

export type UnsignedOrder = Extract<Order, Unsigned>;
export type SignedOrder = Extract<Order, Signature>;

/** An order that another one is to supersede. */
export interface SupersededOrder {
  readonly orderId: string;
  readonly status: Order['status'];
  /** The orders that it supersedes, and those that they supersede, to the end. */
  readonly supersedes: readonly string[];
}

/** What an order has to know from outside: read for the command that needs it. */
export interface OrderFacts extends SuspensionFacts {
  /** The next free number of the series, where the command names none. */
  readonly nextNumber?: number;
  /** For each change of the command, in its order. */
  readonly changes?: readonly ChangeFacts[];
  /** The orders that the command names as superseded. */
  readonly superseded?: readonly SupersededOrder[];
  /** Whether the action of the Board that a rescission names exists. */
  readonly actionExists?: boolean;
  /** The ids of the sections of what the order put in force; absent where it put nothing, or a text is unavailable. */
  readonly sections?: readonly string[];
}

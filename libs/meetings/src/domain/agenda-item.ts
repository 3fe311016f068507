/**
 * An item of an agenda, from its place on it to what the Board made of it.
 *
 *   none ──place-item──▶ PLACED ──post-agenda──▶ POSTED ──call-item──▶ CALLED ──record-motion──▶ MOVED ──second-motion──▶ SECONDED
 *   MOVED, SECONDED ──record-roll-call──▶ APPROVED | APPROVED_AS_AMENDED | FAILED
 *                                    └──▶ HEARD | RECEIVED_AND_FILED | CONTINUED | REFERRED   where that is what was moved
 *   POSTED, CALLED ──dispose-item (by the chair)──▶ HEARD | RECEIVED_AND_FILED | CONTINUED | REFERRED
 *   PLACED, POSTED, CALLED ──withdraw-item──▶ WITHDRAWN
 *
 *   PLACED … SECONDED ──record-outcome──▶ APPROVED | APPROVED_AS_AMENDED | FAILED   (asserted of the past, where the votes are not on record)
 *
 *   post-agenda   also from POSTED, where an amended agenda is posted
 *   call-item     also from PLACED: what was not posted is named to the public before it is discussed
 *   motion        also from POSTED, and from MOVED or SECONDED, where it takes the place of the one before
 *   roll call     a motion to dispose that falls short leaves the item as it was before that motion: CALLED, MOVED or SECONDED
 *   pull-item     a moved item that is pulled from the consent calendar is CALLED again
 *   recusal       a late one may turn APPROVED into FAILED; so may the correction of a vote, or FAILED into APPROVED, which becomes an action
 *
 * An item that is disposed of or decided is ended. What comes back is a new item, on a later agenda, that names the one before it.
 */
import { type Instant, type PlainDate, refusedState, Rejection, type Rule, type Transition } from '#kernel';

/** The Board votes on ACTION items; it hears INFORMATION. */
export const ITEM_KINDS = ['ACTION', 'INFORMATION'] as const;
export type ItemKind = (typeof ITEM_KINDS)[number];
export const ITEM_SECTIONS = ['CONSENT', 'REGULAR'] as const;
export type ItemSection = (typeof ITEM_SECTIONS)[number];
export const ITEM_OUTCOMES = ['APPROVED', 'APPROVED_AS_AMENDED', 'FAILED'] as const;
export type ItemOutcome = (typeof ITEM_OUTCOMES)[number];
/** How the chair, or a motion, ends an item without a decision on its matter. */
export const DISPOSITIONS = ['HEARD', 'RECEIVED_AND_FILED', 'CONTINUED', 'REFERRED'] as const;
export type Disposition = (typeof DISPOSITIONS)[number];
export type ItemStatus = 'PLACED' | 'POSTED' | 'CALLED' | 'MOVED' | 'SECONDED' | ItemOutcome | Disposition | 'WITHDRAWN';

const UNDECIDED = ['PLACED', 'POSTED', 'CALLED', 'MOVED', 'SECONDED'] as const;
const MOVABLE = ['POSTED', 'CALLED', 'MOVED', 'SECONDED'] as const;

/** Where an item can be after a roll call, also one that failed to dispose of it. */
const VOTED_ON = ['CALLED', 'MOVED', 'SECONDED', ...ITEM_OUTCOMES, ...DISPOSITIONS] as const;

export const ITEM_TRANSITIONS = {
  'place-item': { from: ['none'], to: ['PLACED'] },
  'revise-item': { from: ['PLACED', 'POSTED'], to: ['PLACED', 'POSTED'] },
  'post-agenda': { from: ['PLACED', 'POSTED'], to: ['POSTED'] },
  'pull-item': { from: MOVABLE, to: ['POSTED', 'CALLED'] },
  'call-item': { from: ['PLACED', 'POSTED'], to: ['CALLED'] },
  'record-notice-exception': { from: UNDECIDED, to: UNDECIDED },
  'record-motion': { from: MOVABLE, to: ['MOVED', 'SECONDED'] },
  'second-motion': { from: ['MOVED'], to: ['SECONDED'] },
  'record-roll-call': { from: ['MOVED', 'SECONDED'], to: [...ITEM_OUTCOMES, ...DISPOSITIONS, 'CALLED', 'MOVED', 'SECONDED'] },
  'record-outcome': { from: UNDECIDED, to: ITEM_OUTCOMES },
  'dispose-item': { from: ['POSTED', 'CALLED'], to: DISPOSITIONS },
  'withdraw-item': { from: ['PLACED', 'POSTED', 'CALLED'], to: ['WITHDRAWN'] },
  'record-recusal': {
    from: [...UNDECIDED, ...ITEM_OUTCOMES, ...DISPOSITIONS, 'WITHDRAWN'],
    to: [...UNDECIDED, ...ITEM_OUTCOMES, ...DISPOSITIONS, 'WITHDRAWN'],
  },
  'note-board-action': { from: ITEM_OUTCOMES, to: ITEM_OUTCOMES },
  'note-vote-corrected': { from: VOTED_ON, to: VOTED_ON },
} as const satisfies Readonly<Record<string, Transition<ItemStatus | 'none'>>>;

/** An item of a meeting, as later ones name it. */
export interface ItemRef {
  readonly meetingId: string;
  readonly itemNumber: string;
}

/** An item as it is put on the agenda. `number` (`3`, `3A`) is its key within the meeting. */
export interface AgendaItem {
  readonly number: string;
  readonly title: string;
  readonly kind: ItemKind;
  readonly section: ItemSection;
  /** The draft whose text the Board would adopt, and the SHA-256 of that text (hex). */
  readonly draftId?: string;
  readonly textHash?: string;
  /** The request that the Board would issue. */
  readonly requestId?: string;
  readonly boardReportId?: string;
  readonly reportBackId?: string;
  /** The item of an earlier meeting that was continued, and comes back as this one. */
  readonly continues?: ItemRef;
  /** The decided item of an earlier meeting that the Board is asked to take up again. */
  readonly reconsiders?: ItemRef;
  /** The meeting whose minutes the Board would approve. */
  readonly minutesOf?: string;
}

/** An item as it stands; `noticedAt` is its posting or its last material change, whichever came later. */
export interface StandingItem extends AgendaItem {
  readonly status: ItemStatus;
  /** Absent while the agenda that names it is not posted. */
  readonly noticedAt?: Instant;
  /** It was revised since the agenda was posted last. */
  readonly revised: boolean;
  /** Of a continued one: where to. */
  readonly continuedTo?: string;
  readonly continuedUntil?: PlainDate;
  /** The action of the Board that it became. */
  readonly boardActionId?: string;
  /** Of one that was moved as amended: the conformed text that the vote named. */
  readonly conformedHash?: string;
}

/** How an item ends without a decision: what a motion proposes, or the chair orders. */
export interface Disposal {
  readonly disposition: Disposition;
  /** Of CONTINUED: the meeting on whose agenda the item stands again under its number, or the day until which it rests. Either may be open. */
  readonly continuedTo?: string;
  readonly continuedUntil?: PlainDate;
  /** Of REFERRED: the committee, office or department. */
  readonly referredTo?: string;
}

export const ITEM_IS_DECIDED: Rule = {
  code: 'item-is-decided',
  sentence: 'An item is ended once; to take its matter up again takes a new item.',
  remedy: 'Place a new item on a later agenda, and name this one in it.',
  status: 409,
};

export const isOutcome = (status: ItemStatus): status is ItemOutcome => ITEM_OUTCOMES.some((outcome) => outcome === status);

/** Neither decided nor disposed of nor withdrawn. */
export const isUndecided = (status: ItemStatus): boolean => UNDECIDED.some((open) => open === status);

/** The refusal of a step that is not open to an item as it stands. */
export function refusedStep(
  name: keyof typeof ITEM_TRANSITIONS,
  { number, status }: Pick<StandingItem, 'number' | 'status'>,
): Rejection | undefined {
  const refused = refusedState(ITEM_TRANSITIONS, name, status);
  if (!refused) return undefined;
  return isUndecided(status)
    ? new Rejection(refused.rule, `Item ${number}: ${refused.detail}`)
    : new Rejection(ITEM_IS_DECIDED, `Item ${number} is ${status}.`);
}

/** What an item is, without how it stands. */
export function asPlaced(item: StandingItem): AgendaItem {
  const { status: _status, noticedAt: _noticed, revised: _revised, ...rest } = item;
  const { continuedTo: _to, continuedUntil: _until, boardActionId: _action, conformedHash: _hash, ...placed } = rest;
  return placed;
}

/** The items that a list of numbers names, in the order of the agenda. */
export const itemsNamed = <Item extends AgendaItem>(numbers: readonly string[], items: readonly Item[]): readonly Item[] =>
  items.filter(({ number }) => numbers.includes(number));

/** The items with those of a list of numbers changed. */
export const changed = (
  items: readonly StandingItem[],
  numbers: readonly string[],
  change: (item: StandingItem) => Partial<StandingItem>,
): readonly StandingItem[] => items.map((item) => (numbers.includes(item.number) ? { ...item, ...change(item) } : item));

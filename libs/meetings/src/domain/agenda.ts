/** The agenda: what an item may name, and how it comes onto the agenda and off it before the Board acts on it. */
import { type Context, NO_SUCH_RECORD, Rejection, type Rule, toInstant } from '#kernel';
import { type AgendaItem, asPlaced, type ItemRef, itemsNamed, refusedStep, type StandingItem } from './agenda-item.js';
import {
  type AgendaPosted,
  itemOfMeeting,
  type ItemPlaced,
  type ItemRevised,
  type ItemWithdrawn,
  type Meeting,
  type MeetingCancelled,
  type CancelMeeting,
  type MeetingFacts,
  type MeetingScheduled,
  outcomeOfItem,
  type PlaceItem,
  type PostAgenda,
  type PostedMeeting,
  type ReviseItem,
  type ScheduledMeeting,
  type ScheduleMeeting,
  type SittingMeeting,
  type WithdrawItem,
} from './meeting-record.js';

export const ITEM_NUMBER_TAKEN: Rule = {
  code: 'item-number-taken',
  sentence: 'An item number names one item of an agenda.',
  remedy: 'Give the item another number, or revise the item that has it.',
  status: 409,
};

export const ITEM_NOT_ON_AGENDA: Rule = {
  code: 'item-not-on-agenda',
  sentence: 'Nothing is discussed or acted on that is not on the agenda.',
  remedy: 'Check the item numbers against the posted agenda.',
  status: 409,
};

export const ITEM_NAMES_ITS_TEXT: Rule = {
  code: 'item-names-its-text',
  sentence: 'An action item on a draft names the hash of the text that it would adopt.',
  remedy: 'Name draftId and textHash together.',
  status: 409,
};

export const ITEM_DECIDES_ONE_THING: Rule = {
  code: 'item-decides-one-thing',
  sentence: 'An action item adopts a text or issues a request, not both; an information item does neither.',
  remedy: 'Make two items of it, or make it an action item.',
  status: 409,
};

export const TEXT_NOT_BEFORE_THE_BOARD: Rule = {
  code: 'text-not-before-the-board',
  refusal: 6,
  sentence: 'The Board acts on a text that was transmitted to it.',
  remedy: 'Have the draft transmitted first.',
  status: 409,
};

export const OTHER_TEXT_THAN_POSTED: Rule = {
  code: 'other-text-than-posted',
  refusal: 6,
  sentence:
    'The text that is posted is the one that was transmitted, and the one that is adopted, unless the words of an amendment were captured.',
  remedy: 'Name the hash of the transmitted text, or record the motion with the words of its amendment.',
  status: 409,
};

export const REQUEST_NOT_OPEN: Rule = {
  code: 'request-not-open',
  sentence: 'The Board is asked to issue a request that it has not decided on and that was not withdrawn.',
  remedy: 'Check where the request stands.',
  status: 409,
};

export const AGENDA_IS_EMPTY: Rule = {
  code: 'agenda-is-empty',
  sentence: 'A posted agenda describes each item of business.',
  remedy: 'Place the items first.',
  status: 409,
};

export const AGENDA_UNCHANGED: Rule = {
  code: 'agenda-unchanged',
  sentence: 'An agenda is posted again where an item was added or changed since.',
  remedy: 'Place or revise the item first.',
  status: 409,
};

export const LINKED_ITEM_STANDS_SO: Rule = {
  code: 'linked-item-stands-so',
  sentence:
    'An item continues one that an earlier meeting of the board continued, reconsiders one that it decided, and approves the minutes of one that has ended and whose minutes are still to be approved.',
  remedy: 'Check the meeting and the item number that are named.',
  status: 409,
};

/** States of a request that an item may still ask the Board to issue. */
const OPEN_REQUESTS: readonly string[] = ['DRAFTED', 'AGENDIZED'];

export function decideSchedule({ data }: ScheduleMeeting, facts: MeetingFacts): readonly MeetingScheduled[] | Rejection {
  if (facts.board?.status !== 'CONSTITUTED') return new Rejection(NO_SUCH_RECORD, 'There is no such board.');
  return [{ type: 'meeting.scheduled', data: { ...data, startsAt: toInstant(data.startsAt) } }];
}

/** Placed after the posting, the public learns of the item by an amended agenda; raised while the Board sits, by no posting at all. */
export function decidePlaceItem(
  { data }: PlaceItem,
  state: ScheduledMeeting | PostedMeeting | SittingMeeting,
  facts: MeetingFacts,
): readonly ItemPlaced[] | Rejection {
  if (state.items.some(({ number }) => number === data.number))
    return new Rejection(ITEM_NUMBER_TAKEN, `The agenda has an item ${data.number}.`);
  const placed = state.status === 'CONVENED' ? { ...data, fromTheFloor: true as const } : data;
  return refusedItem(data, facts) ?? refusedLinks(data, state, facts) ?? [{ type: 'meeting.item-placed', data: placed }];
}

/**
 * Rewords an item; what it is about stays, another matter is another item.
 * Any revision of a posted item counts as material: whether a change is one is not for a program to say.
 */
export function decideReviseItem(
  { name, data }: ReviseItem,
  state: ScheduledMeeting | PostedMeeting,
  { occurredAt }: Context,
): readonly ItemRevised[] | Rejection {
  const item = state.items.find(({ number }) => number === data.number);
  if (!item) return notOnTheAgenda([data.number]);
  const revised = { ...data, revisedAt: occurredAt, posted: item.status === 'POSTED' };
  return refusedStep(name, item) ?? [{ type: 'meeting.item-revised', data: revised }];
}

/** The first posting gives notice of every item; a later one, of an amended agenda, of those that were added or revised since. */
export function decidePostAgenda(
  { name, data: { evidence } }: PostAgenda,
  { status, items: all }: ScheduledMeeting | PostedMeeting,
  { occurredAt: postedAt }: Context,
): readonly AgendaPosted[] | Rejection {
  const items = all.filter((item) => refusedStep(name, item) === undefined);
  if (items.length === 0) return new Rejection(AGENDA_IS_EMPTY, 'No item stands on the agenda.');
  const posting = { postedAt, evidence, items: items.map(asPlaced) };
  if (status === 'SCHEDULED') return [{ type: 'meeting.agenda-posted', data: posting }];
  const changed = items.filter((item) => item.status === 'PLACED' || item.revised).map(({ number }) => number);
  return changed.length === 0
    ? new Rejection(AGENDA_UNCHANGED, 'No item was placed or revised since the agenda was posted.')
    : [{ type: 'meeting.agenda-posted', data: { ...posting, changed } }];
}

/** An item leaves the agenda before anything was moved on it. */
export function decideWithdrawItem(
  { name, data: { number, reason } }: WithdrawItem,
  { boardId, items }: ScheduledMeeting | PostedMeeting | SittingMeeting,
  { occurredAt: withdrawnAt }: Context,
): readonly ItemWithdrawn[] | Rejection {
  const item = items.find((each) => each.number === number);
  if (!item) return notOnTheAgenda([number]);
  const withdrawn = { ...asPlaced(item), boardId, reason, withdrawnAt, posted: item.noticedAt !== undefined };
  return refusedStep(name, item) ?? [{ type: 'meeting.item-withdrawn', data: withdrawn }];
}

export function decideCancel({ data }: CancelMeeting, { occurredAt }: Context): readonly MeetingCancelled[] {
  return [{ type: 'meeting.cancelled', data: { ...data, cancelledAt: occurredAt } }];
}

const notOnTheAgenda = (numbers: readonly string[]): Rejection =>
  new Rejection(ITEM_NOT_ON_AGENDA, `Not on the agenda: ${numbers.map((number) => `item ${number}`).join(', ')}.`);

/** The refusal of numbers that are not on the agenda. */
export function missingItem(numbers: readonly string[], items: readonly AgendaItem[]): Rejection | undefined {
  const missing = numbers.filter((asked) => !items.some(({ number }) => number === asked));
  return missing.length > 0 ? notOnTheAgenda(missing) : undefined;
}

/** The refusal of a step on items that are not on the agenda, or to one of which it is not open. */
export function refusedSteps(
  name: Parameters<typeof refusedStep>[0],
  numbers: readonly string[],
  items: readonly StandingItem[],
): Rejection | undefined {
  return missingItem(numbers, items) ?? firstRefusal(itemsNamed(numbers, items), (item) => refusedStep(name, item));
}

export function firstRefusal<T>(things: readonly T[], refuse: (thing: T) => Rejection | undefined): Rejection | undefined {
  for (const thing of things) {
    const refused = refuse(thing);
    if (refused) return refused;
  }
  return undefined;
}

/** The refusal of an item that names what it may not. */
function refusedItem(item: AgendaItem, facts: MeetingFacts): Rejection | undefined {
  const { number, kind, draftId, textHash, requestId, minutesOf } = item;
  if (kind === 'INFORMATION' && (requestId || textHash || minutesOf))
    return new Rejection(ITEM_DECIDES_ONE_THING, `Item ${number} is for information and would decide on something.`);
  if ([draftId, requestId, minutesOf].filter(Boolean).length > 1)
    return new Rejection(ITEM_DECIDES_ONE_THING, `Item ${number} would decide on several things at once.`);
  if (kind === 'ACTION' && Boolean(draftId) !== Boolean(textHash))
    return new Rejection(
      ITEM_NAMES_ITS_TEXT,
      `Item ${number} names ${draftId ? 'a draft without its hash' : 'a hash without its draft'}.`,
    );
  const [missing] = facts.missing ?? [];
  if (missing !== undefined)
    return new Rejection(NO_SUCH_RECORD, `Item ${number} names ${missing}, of which nothing is recorded.`);
  return kind === 'ACTION' ? (refusedRequest(item, facts) ?? refusedText(item, facts)) : undefined;
}

/** The refusal of an item that follows up an item, or a meeting, which does not stand as it would have to. */
function refusedLinks(
  { number, continues, reconsiders, minutesOf }: AgendaItem,
  { boardId }: Pick<SittingMeeting, 'boardId'>,
  { meetings = {} }: MeetingFacts,
): Rejection | undefined {
  const ofThisBoard = (id: string): Meeting | undefined => {
    const earlier = meetings[id];
    return earlier !== undefined && earlier.status !== 'none' && earlier.boardId === boardId ? earlier : undefined;
  };
  const refused = (what: string): Rejection => new Rejection(LINKED_ITEM_STANDS_SO, `Item ${number}: ${what}.`);
  const named = ({ meetingId, itemNumber }: ItemRef): string => `item ${itemNumber} of meeting ${meetingId}`;
  if (continues && itemOfMeeting(ofThisBoard(continues.meetingId), continues.itemNumber)?.status !== 'CONTINUED')
    return refused(`${named(continues)} was not continued`);
  if (reconsiders) {
    const earlier = ofThisBoard(reconsiders.meetingId);
    if (!earlier || !outcomeOfItem(earlier, reconsiders.itemNumber)) return refused(`${named(reconsiders)} was not decided`);
  }
  if (minutesOf === undefined) return undefined;
  const ended = ofThisBoard(minutesOf);
  return ended && 'minutes' in ended && ended.minutes.status !== 'APPROVED'
    ? undefined
    : refused(`meeting ${minutesOf} has not ended, or its minutes are approved`);
}

/** The refusal of an item whose request is not there, or not for the Board to issue any more. */
export function refusedRequest({ number, requestId }: AgendaItem, { requests }: MeetingFacts): Rejection | undefined {
  if (!requestId) return undefined;
  const status = requests?.[requestId];
  if (!status) return new Rejection(NO_SUCH_RECORD, `Item ${number}: there is no request ${requestId}.`);
  return OPEN_REQUESTS.includes(status)
    ? undefined
    : new Rejection(REQUEST_NOT_OPEN, `Item ${number}: request ${requestId} is ${status}.`);
}

/** The refusal of an item whose text is not before the Board, or is another there. */
export function refusedText({ number, draftId, textHash }: AgendaItem, facts: MeetingFacts): Rejection | undefined {
  if (!draftId) return undefined;
  const text = facts.texts?.[draftId];
  if (!text) return new Rejection(TEXT_NOT_BEFORE_THE_BOARD, `Item ${number}: no text of draft ${draftId} is before the Board.`);
  return text.textHash === textHash
    ? undefined
    : new Rejection(OTHER_TEXT_THAN_POSTED, `Item ${number} names text ${textHash}; before the Board is ${text.textHash}.`);
}

/** The agenda: what an item may name, and how long before the meeting the public must have seen it. */
import { type Context, elapsedMs, HOUR_MS, NO_SUCH_RECORD, notNow, type Profile, Rejection, type Rule, toInstant } from '#kernel';
import type {
  AgendaItem,
  ItemPlaced,
  ItemRevised,
  AgendaPosted,
  Meeting,
  MeetingFacts,
  MeetingScheduled,
  PlaceItem,
  PostAgenda,
  PostedItem,
  PostedMeeting,
  ReviseItem,
  ScheduledMeeting,
  ScheduleMeeting,
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
  source: 'Gov. Code § 54954.2(a)(3)',
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
  source: 'Gov. Code § 54954.2(a)(1)',
  remedy: 'Place the items first.',
  status: 409,
};

export const POSTED_TOO_LATE: Rule = {
  code: 'posted-too-late',
  refusal: 4,
  sentence:
    'The Board acts on an item that was posted, and not materially changed since, long enough before the meeting: 72 hours before a regular one, 24 before a special one, elapsed hours, weekends included.',
  source: 'Gov. Code §§ 54954.2(a), 54956',
  remedy: 'Place the item on the agenda of a later meeting.',
  status: 409,
};

/** States of a request that an item may still ask the Board to issue. */
const OPEN_REQUESTS: readonly string[] = ['DRAFTED', 'AGENDIZED'];

export function decideSchedule(
  { name, data }: ScheduleMeeting,
  state: Meeting,
  facts: MeetingFacts,
): readonly MeetingScheduled[] | Rejection {
  if (state.status !== 'none') return notNow(name, state.status, ['none']);
  if (facts.board?.status !== 'CONSTITUTED') return new Rejection(NO_SUCH_RECORD, 'There is no such board.');
  return [{ type: 'meeting.scheduled', data: { ...data, startsAt: toInstant(data.startsAt) } }];
}

export function decidePlaceItem(
  { data }: PlaceItem,
  state: ScheduledMeeting,
  facts: MeetingFacts,
): readonly ItemPlaced[] | Rejection {
  if (state.items.some(({ number }) => number === data.number))
    return new Rejection(ITEM_NUMBER_TAKEN, `The agenda has an item ${data.number}.`);
  return refusedItem(data, facts) ?? [{ type: 'meeting.item-placed', data }];
}

/**
 * Rewords an item; what it is about stays, another matter is another item.
 * Any revision of a posted item counts as material: whether a change is one is not for a program to say.
 */
export function decideReviseItem(
  { data }: ReviseItem,
  state: ScheduledMeeting | PostedMeeting,
  { occurredAt }: Context,
): readonly ItemRevised[] | Rejection {
  const missing = missingItem([data.number], state.items);
  return (
    missing ?? [{ type: 'meeting.item-revised', data: { ...data, revisedAt: occurredAt, posted: state.status === 'POSTED' } }]
  );
}

export function decidePostAgenda(
  { data }: PostAgenda,
  state: ScheduledMeeting,
  { occurredAt }: Context,
): readonly AgendaPosted[] | Rejection {
  if (state.items.length === 0) return new Rejection(AGENDA_IS_EMPTY, 'No item was placed on the agenda.');
  return [{ type: 'meeting.agenda-posted', data: { postedAt: occurredAt, evidence: data.evidence, items: state.items } }];
}

/** The refusal of numbers that are not on the agenda. */
export function missingItem(numbers: readonly string[], items: readonly AgendaItem[]): Rejection | undefined {
  const missing = numbers.filter((asked) => !items.some(({ number }) => number === asked));
  return missing.length > 0
    ? new Rejection(ITEM_NOT_ON_AGENDA, `Not on the agenda: ${missing.map((number) => `item ${number}`).join(', ')}.`)
    : undefined;
}

/** The refusal of an item that names what it may not. */
function refusedItem(item: AgendaItem, facts: MeetingFacts): Rejection | undefined {
  const { number, kind, draftId, textHash, requestId, boardReportId } = item;
  if (kind === 'INFORMATION' && (requestId || textHash))
    return new Rejection(ITEM_DECIDES_ONE_THING, `Item ${number} is for information and would decide on a request or a text.`);
  if (draftId && requestId)
    return new Rejection(ITEM_DECIDES_ONE_THING, `Item ${number} would adopt a text and issue a request at once.`);
  if (kind === 'ACTION' && Boolean(draftId) !== Boolean(textHash))
    return new Rejection(
      ITEM_NAMES_ITS_TEXT,
      `Item ${number} names ${draftId ? 'a draft without its hash' : 'a hash without its draft'}.`,
    );
  if (boardReportId && !facts.boardReportExists)
    return new Rejection(NO_SUCH_RECORD, `There is no Board report ${boardReportId}.`);
  return kind === 'ACTION' ? (refusedRequest(item, facts) ?? refusedText(item, facts)) : undefined;
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

/** The refusal of action on an item that the public saw too late. Elapsed hours: daylight saving does not shorten them. */
export function refusedNotice(
  item: PostedItem,
  { kind, startsAt }: Pick<PostedMeeting, 'kind' | 'startsAt'>,
  profile: Profile,
): Rejection | undefined {
  const hours = profile.noticeHours[kind];
  const elapsed = elapsedMs(item.noticedAt, startsAt);
  return elapsed >= hours * HOUR_MS
    ? undefined
    : new Rejection(
        POSTED_TOO_LATE,
        `Item ${item.number} was posted or changed at ${item.noticedAt}, ${inHours(elapsed)} before the start at ${startsAt}; a ${kind} meeting needs ${hours} h.`,
      );
}

function inHours(elapsed: number): string {
  const minutes = Math.floor(elapsed / (HOUR_MS / 60));
  return minutes < 0 ? 'not' : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

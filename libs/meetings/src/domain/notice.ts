/** Notice: how long before the meeting the public must have seen an item, and what lets the Board act on it all the same. */
import { type Context, elapsedMs, HOUR_MS, type PlainDate, type Profile, Rejection, type Rule } from '#kernel';
import { firstRefusal, refusedSteps } from './agenda.js';
import { itemsNamed, type StandingItem } from './agenda-item.js';
import {
  type ExceptionGround,
  itemOfMeeting,
  type Meeting,
  type MeetingFacts,
  type NoticeExceptionRecorded,
  type RecordNoticeException,
  type SittingMeeting,
} from './meeting-record.js';
import { distinct, isMember, isRecused, membersPresent, refusedQuorum, refusedTime, rulesOn, votingRuleOf } from './sitting.js';
import { refusedVoters, tallyOf } from './votes.js';

export const POSTED_TOO_LATE: Rule = {
  code: 'posted-too-late',
  refusal: 4,
  sentence:
    'The Board acts on an item that was posted, and not materially changed since, as many hours before the meeting as its kind takes: elapsed hours, weekends included.',
  setting: 'noticeHours.REGULAR',
  remedy: 'Place the item on the agenda of a later meeting, or record the exception that the Board found before the vote.',
  status: 409,
};

export const EMERGENCY_NOT_FOUND: Rule = {
  code: 'emergency-not-found',
  refusal: 4,
  sentence: 'At an emergency meeting the Board acts on what a majority of its members found to be an emergency.',
  setting: 'noticeExceptions.emergencyMeetingNeedsFinding',
  remedy: 'Record the finding with the votes on it before the vote.',
  status: 409,
};

export const EXCEPTION_NOT_OPEN: Rule = {
  code: 'exception-not-open',
  refusal: 4,
  sentence: 'An exception to notice is open at the kinds of meeting for which the law has it.',
  setting: 'noticeExceptions.subsequentNeedAt',
  remedy: 'Place the item on the agenda of a later meeting.',
  status: 409,
};

export const DETERMINED_BY_VOTE: Rule = {
  code: 'determined-by-vote',
  refusal: 4,
  sentence:
    'An emergency or a need that arose after the posting is determined by a vote of the members; that an item was continued is a fact, and takes none.',
  setting: 'noticeExceptions.subsequentNeedShare',
  remedy: 'Enter the votes on the determination; leave them out where the item was continued.',
  status: 409,
};

export const CONTINUED_TO_THIS_MEETING: Rule = {
  code: 'continued-to-this-meeting',
  refusal: 4,
  sentence:
    'A continued item needs no new notice where it was posted in time for the earlier meeting, was continued there to this one, and the action comes no more days after that meeting than the law gives it.',
  setting: 'noticeExceptions.continuedDays',
  remedy: 'Post the item anew for a later meeting.',
  status: 409,
};

type Plan = Pick<SittingMeeting, 'kind' | 'startsAt'>;

/** Whether the public saw an item long enough. Elapsed hours: daylight saving does not shorten them. */
function isNoticed({ noticedAt }: StandingItem, { kind, startsAt }: Plan, { noticeHours }: Profile): boolean {
  return noticedAt !== undefined && elapsedMs(noticedAt, startsAt) >= noticeHours[kind] * HOUR_MS;
}

/** The exception under which the Board may act on an item at an instant. */
export function exceptionFor(
  item: string,
  { exceptions }: Pick<SittingMeeting, 'exceptions'>,
  { occurredAt, calendar }: Context,
  ground?: ExceptionGround,
): NoticeExceptionRecorded['data'] | undefined {
  const today = calendar.dateOf(occurredAt);
  return exceptions.findLast(
    (exception) =>
      exception.holds &&
      exception.items.includes(item) &&
      exception.foundAt <= occurredAt &&
      (exception.actBy === undefined || today <= exception.actBy) &&
      (ground === undefined || exception.ground === ground),
  );
}

/** The refusal of action on an item that the public saw too late, where no exception lets the Board act. */
export function refusedNotice(item: StandingItem, state: SittingMeeting, context: Context): Rejection | undefined {
  const { kind, startsAt } = state;
  const { profile } = context;
  if (kind === 'EMERGENCY' && profile.noticeExceptions.emergencyMeetingNeedsFinding)
    if (!exceptionFor(item.number, state, context, 'EMERGENCY'))
      return new Rejection(EMERGENCY_NOT_FOUND, `No emergency was found on item ${item.number} before ${context.occurredAt}.`);
  if (isNoticed(item, state, profile) || exceptionFor(item.number, state, context)) return undefined;
  const { noticedAt } = item;
  const how =
    noticedAt === undefined
      ? `Item ${item.number} was not posted`
      : `Item ${item.number} was posted or changed at ${noticedAt}, ${inHours(elapsedMs(noticedAt, startsAt))} before the start at ${startsAt}`;
  return new Rejection(POSTED_TOO_LATE, `${how}; a ${kind} meeting needs ${profile.noticeHours[kind]} h.`);
}

function inHours(elapsed: number): string {
  const minutes = Math.floor(elapsed / (HOUR_MS / 60));
  return minutes < 0 ? 'not' : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

/** Records what the members found. A determination that fell short is recorded as well; it lets nobody act. */
export function decideNoticeException(
  { name, data }: RecordNoticeException,
  state: SittingMeeting,
  context: Context,
  facts: MeetingFacts,
): readonly NoticeExceptionRecorded[] | Rejection {
  const items = distinct(data.items);
  const present = membersPresent(state, context, facts);
  return (
    refusedTime(state, context) ??
    refusedSteps(name, items, state.items) ??
    firstRefusal(items, (item) => refusedGround(data.ground, state, rulesOn(item, context, facts))) ??
    refusedQuorum(items, present, state.recusals, votingRuleOf(context)) ??
    (data.ground === 'CONTINUED_WITHIN_5_DAYS'
      ? continued({ ...data, items }, state, context, facts, present)
      : determined({ ...data, items }, state, context, facts, present))
  );
}

function refusedGround(
  ground: ExceptionGround,
  { kind }: SittingMeeting,
  { noticeExceptions: open }: Profile,
): Rejection | undefined {
  const kinds = {
    EMERGENCY: open.emergencyAt,
    SUBSEQUENT_NEED: open.subsequentNeedAt,
    CONTINUED_WITHIN_5_DAYS: open.continuedAt,
  };
  return kinds[ground].includes(kind)
    ? undefined
    : new Rejection(
        EXCEPTION_NOT_OPEN,
        `${ground} is no exception at a ${kind} meeting; it is at ${kinds[ground].join(', ') || 'none'}.`,
      );
}

function determined(
  data: RecordNoticeException['data'],
  state: SittingMeeting,
  context: Context,
  facts: MeetingFacts,
  present: readonly string[],
): readonly NoticeExceptionRecorded[] | Rejection {
  const { items, ground, votes } = data;
  if (!votes) return new Rejection(DETERMINED_BY_VOTE, `${ground} names no votes.`);
  const refused = refusedVoters({ items, votes }, present, state.recusals, (person) => isMember(person, context, facts));
  if (refused) return refused;
  const taking = present.filter((member) => !items.some((item) => isRecused(member, item, state.recusals))).length;
  const ayesNeeded = ground === 'EMERGENCY' ? context.profile.board.ayesToAdopt : needOf(taking, context.profile);
  const holds = tallyOf(votes).ayes >= ayesNeeded;
  const { occurredAt: foundAt } = context;
  return [{ type: 'meeting.notice-exception-recorded', data: { ...data, foundAt, holds, present, ayesNeeded } }];
}

/** Two thirds of the members present; where fewer than two thirds of the members are there, all of those. */
function needOf(taking: number, { board, noticeExceptions: { subsequentNeedShare } }: Profile): number {
  const [of, whole] = subsequentNeedShare;
  return taking * whole >= board.seats * of ? Math.ceil((taking * of) / whole) : taking;
}

function continued(
  data: RecordNoticeException['data'],
  state: SittingMeeting,
  context: Context,
  facts: MeetingFacts,
  present: readonly string[],
): readonly NoticeExceptionRecorded[] | Rejection {
  if (data.votes) return new Rejection(DETERMINED_BY_VOTE, `${data.ground} takes no votes.`);
  const days: PlainDate[] = [];
  const refused = firstRefusal(itemsNamed(data.items, state.items), (item) => {
    const until = lastDayOf(item, state, context, facts);
    if (until instanceof Rejection) return until;
    days.push(until);
    return undefined;
  });
  if (refused) return refused;
  const [actBy] = days.sort();
  const found = { ...data, foundAt: context.occurredAt, holds: true, present, ...(actBy === undefined ? {} : { actBy }) };
  return [{ type: 'meeting.notice-exception-recorded', data: found }];
}

/** The last day on which the Board may act on an item under the notice of the meeting that continued it. */
function lastDayOf(
  { number, continues }: StandingItem,
  { startsAt }: SittingMeeting,
  context: Context,
  facts: MeetingFacts,
): PlainDate | Rejection {
  const { calendar, occurredAt, subjectId } = context;
  const { meetings = {} } = facts;
  const profile = rulesOn(number, context, facts);
  const no = (why: string): Rejection => new Rejection(CONTINUED_TO_THIS_MEETING, `Item ${number} ${why}.`);
  if (!continues) return no('continues no item of an earlier meeting');
  const earlier: Meeting | undefined = meetings[continues.meetingId];
  const before = itemOfMeeting(earlier, continues.itemNumber);
  if (earlier === undefined || !('convenedAt' in earlier) || before?.status !== 'CONTINUED')
    return no(`continues item ${continues.itemNumber} of meeting ${continues.meetingId}, which was not continued there`);
  if (!isNoticed(before, earlier, profile)) return no('was not posted in time for the earlier meeting either');
  const toThis = before.continuedTo === subjectId || before.continuedUntil === calendar.dateOf(startsAt);
  if (!toThis) return no('was not continued to this meeting');
  const last = calendar.addDays(calendar.dateOf(earlier.convenedAt), profile.noticeExceptions.continuedDays);
  return calendar.dateOf(occurredAt) <= last ? last : no(`would be acted on after ${last}`);
}

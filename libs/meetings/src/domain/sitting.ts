/** What happens in the room beside motions and votes: opening, attendance, the calling of items, public comment, closing. */
import { type Context, type Profile, Rejection, type Rule, wanting } from '#kernel';
import { missingItem, refusedSteps } from './agenda.js';
import { membersOn } from './board.js';
import type {
  AttendanceRecorded,
  CallItem,
  CommentHeard,
  ItemCalled,
  ItemPulled,
  MeetingAdjourned,
  MeetingConvened,
  MeetingFacts,
  PostedMeeting,
  PullItem,
  RecordAttendance,
  RecordCommentHeard,
  Recusal,
  ScheduledMeeting,
  SittingMeeting,
  VotingRule,
} from './meeting-record.js';

export const BEFORE_ITS_TIME: Rule = {
  code: 'before-its-time',
  sentence: 'A meeting opens at the time that its agenda gave to the public, or later; what happens in it happens after that.',
  remedy: 'Check the time at which it happened.',
  status: 409,
};

export const NOT_A_MEMBER: Rule = {
  code: 'not-a-member',
  refusal: 2,
  sentence: 'Only who holds a seat on that day attends, recuses and votes as a member.',
  remedy: 'Check the person, and the terms of the seats.',
  status: 409,
};

export const ATTENDANCE_IN_ORDER: Rule = {
  code: 'attendance-in-order',
  sentence:
    'A member arrives before departing, and attendance is entered in the order in which it happened, never for a time before a vote that is recorded.',
  remedy: 'Check who was in the room and since when.',
  status: 409,
};

export const NO_QUORUM: Rule = {
  code: 'no-quorum',
  refusal: 1,
  sentence: 'Without a quorum the only business is to adjourn.',
  setting: 'board.quorum',
  remedy: 'Record the arrivals that make the quorum, or adjourn.',
  status: 409,
};

export const AGENDA_NOT_POSTED: Rule = {
  code: 'agenda-not-posted',
  refusal: 4,
  sentence: 'A meeting is opened after its agenda was posted.',
  remedy: 'Record the posting with its evidence first.',
  status: 409,
};

export const NOT_ON_CONSENT: Rule = {
  code: 'not-on-consent',
  sentence: 'An item is pulled from the consent calendar, where it stands on it.',
  remedy: 'Nothing is left to do: the item is taken up by itself.',
  status: 409,
};

/** Each number once, in the order given. */
export const distinct = (numbers: readonly string[]): readonly string[] => [...new Set(numbers)];

/** The rules that an item goes by: those of the request behind it, else the present ones. */
export const rulesOn = (item: string, { profile }: Context, { rules }: MeetingFacts): Profile => rules?.[item] ?? profile;

/** The rule of the profile by which a vote is counted. */
export const votingRuleOf = ({ profile: { board } }: Pick<Context, 'profile'>): VotingRule => ({
  quorum: board.quorum,
  ayesToAdopt: board.ayesToAdopt,
  recusedCountTowardQuorum: board.recusedCountTowardQuorum,
});

export function isMember(person: string, { calendar, occurredAt }: Context, { board }: MeetingFacts): boolean {
  return board !== undefined && membersOn(board, calendar.dateOf(occurredAt)).some(({ holder }) => holder === person);
}

/** The members in attendance at the instant that is being recorded, recused ones included. */
export function membersPresent(
  { attendance }: Pick<SittingMeeting, 'attendance'>,
  context: Context,
  facts: MeetingFacts,
): readonly string[] {
  const inTheRoom = new Set<string>();
  for (const { member, change, at } of attendance) {
    if (at > context.occurredAt) continue;
    if (change === 'ARRIVED') inTheRoom.add(member);
    else inTheRoom.delete(member);
  }
  return [...inTheRoom].filter((member) => isMember(member, context, facts));
}

export const isRecused = (member: string, item: string, recusals: readonly Recusal[]): boolean =>
  recusals.some((recusal) => recusal.member === member && recusal.items.includes(item));

/** Members who count toward the quorum of an item. */
export function quorumOn(
  item: string,
  present: readonly string[],
  recusals: readonly Recusal[],
  { recusedCountTowardQuorum }: VotingRule,
): number {
  return present.filter((member) => recusedCountTowardQuorum || !isRecused(member, item, recusals)).length;
}

/** The refusal of business while too few members are present to do it. */
export function refusedQuorum(
  items: readonly string[],
  present: readonly string[],
  recusals: readonly Recusal[],
  rule: VotingRule,
): Rejection | undefined {
  const short = items.find((item) => quorumOn(item, present, recusals, rule) < rule.quorum);
  return short === undefined
    ? undefined
    : new Rejection(
        NO_QUORUM,
        `On item ${short} ${quorumOn(short, present, recusals, rule)} members count toward the quorum of ${rule.quorum}; ${present.length} are present.`,
      );
}

/** As {@link refusedQuorum}, of the members present; who attended a meeting of the past may be unknown. */
export function refusedAttendance(
  items: readonly string[],
  state: SittingMeeting,
  context: Context,
  facts: MeetingFacts,
  recusals: readonly Recusal[] = [],
): Rejection | undefined {
  if (context.asserted && state.attendance.length === 0)
    return wanting(context, NO_QUORUM, 'It is not known who attended the meeting.');
  return refusedQuorum(items, membersPresent(state, context, facts), recusals, votingRuleOf(context));
}

/** The refusal of an act in the room that is said to have happened before the meeting was opened. */
export function refusedTime({ convenedAt }: SittingMeeting, { occurredAt }: Context): Rejection | undefined {
  return occurredAt < convenedAt
    ? new Rejection(BEFORE_ITS_TIME, `The meeting was opened at ${convenedAt}; this would have happened at ${occurredAt}.`)
    : undefined;
}

export function decideConvene(
  { status, startsAt }: Pick<ScheduledMeeting | PostedMeeting | SittingMeeting, 'status' | 'startsAt'>,
  context: Context,
): readonly MeetingConvened[] | Rejection {
  const { occurredAt } = context;
  const unposted =
    status === 'SCHEDULED' ? wanting(context, AGENDA_NOT_POSTED, 'No posting of the agenda is on record.') : undefined;
  if (unposted) return unposted;
  return occurredAt < startsAt
    ? new Rejection(BEFORE_ITS_TIME, `The meeting starts at ${startsAt}; it would have been opened at ${occurredAt}.`)
    : [{ type: 'meeting.convened', data: { convenedAt: occurredAt } }];
}

/** An arrival may lie before the opening; nothing else of a meeting does. */
export function decideAttendance(
  { data }: RecordAttendance,
  { attendance, rollCalls }: SittingMeeting,
  context: Context,
  facts: MeetingFacts,
): readonly AttendanceRecorded[] | Rejection {
  const { occurredAt } = context;
  if (!isMember(data.member, context, facts)) return new Rejection(NOT_A_MEMBER, `${data.member} holds no seat on that day.`);
  const last = attendance.findLast(({ member }) => member === data.member);
  if ((last?.change ?? 'DEPARTED') === data.change)
    return new Rejection(ATTENDANCE_IN_ORDER, `${data.member} is recorded as ${last ? data.change : 'not arrived'} already.`);
  const notBefore = [last?.at, ...rollCalls.map(({ votedAt }) => votedAt)].find((at) => at !== undefined && occurredAt < at);
  if (notBefore) return new Rejection(ATTENDANCE_IN_ORDER, `${occurredAt} lies before what is recorded of ${notBefore}.`);
  return [{ type: 'meeting.attendance-recorded', data: { ...data, at: occurredAt } }];
}

/** Zero speakers count: the public was asked. */
export function decideCommentHeard(
  { data }: RecordCommentHeard,
  state: SittingMeeting,
  context: Context,
  facts: MeetingFacts,
): readonly CommentHeard[] | Rejection {
  const onTheAgenda = state.items.filter(({ status }) => status !== 'WITHDRAWN').map(({ number }) => number);
  const items = distinct(data.items ?? onTheAgenda);
  return (
    refusedTime(state, context) ??
    missingItem(items, state.items) ??
    refusedAttendance(items, state, context, facts) ?? [
      { type: 'meeting.comment-heard', data: { items, speakers: data.speakers, heardAt: context.occurredAt } },
    ]
  );
}

/** Whoever asks, one word takes an item out of the consent calendar; it is then taken up by itself. */
export function decidePull(
  { name, data }: PullItem,
  state: PostedMeeting | SittingMeeting,
  context: Context,
  facts: MeetingFacts,
): readonly ItemPulled[] | Rejection {
  const { number, pulledBy } = data;
  const refused = refusedSteps(name, [number], state.items);
  if (refused) return refused;
  if (state.items.some((item) => item.number === number && item.section !== 'CONSENT'))
    return new Rejection(NOT_ON_CONSENT, `Item ${number} stands in the regular section.`);
  if (pulledBy !== undefined && !isMember(pulledBy, context, facts))
    return new Rejection(NOT_A_MEMBER, `${pulledBy} holds no seat on that day.`);
  return [{ type: 'meeting.item-pulled', data: { ...data, pulledAt: context.occurredAt } }];
}

/** An item is called when the chair names it to the public; several at once are called as one calendar. */
export function decideCall(
  { name, data }: CallItem,
  state: SittingMeeting,
  context: Context,
  facts: MeetingFacts,
): readonly ItemCalled[] | Rejection {
  const items = distinct(data.items);
  return (
    refusedTime(state, context) ??
    refusedSteps(name, items, state.items) ??
    refusedAttendance(items, state, context, facts) ?? [
      { type: 'meeting.item-called', data: { items, calledAt: context.occurredAt } },
    ]
  );
}

/** A meeting that decided nothing and ends with too few members had no quorum. */
export function decideAdjourn(
  state: SittingMeeting,
  context: Context,
  facts: MeetingFacts,
): readonly MeetingAdjourned[] | Rejection {
  const refused = refusedTime(state, context);
  if (refused) return refused;
  const isKnown = !context.asserted || state.attendance.length > 0;
  const few = isKnown && membersPresent(state, context, facts).length < context.profile.board.quorum;
  const lacking = few && state.rollCalls.length === 0;
  return [{ type: 'meeting.adjourned', data: { adjournedAt: context.occurredAt, ending: lacking ? 'NO_QUORUM' : 'ADJOURNED' } }];
}

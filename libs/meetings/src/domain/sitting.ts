/** What happens in the room beside the vote: opening, attendance, public comment, motions, closing. */
import { type Context, type Instant, Rejection, type Rule } from '#kernel';
import { missingItem } from './agenda.js';
import { membersOn } from './board.js';
import type {
  AttendanceRecorded,
  CommentHeard,
  MeetingAdjourned,
  MeetingConvened,
  MeetingFacts,
  MotionMade,
  PostedItem,
  PostedMeeting,
  RecordAttendance,
  RecordCommentHeard,
  RecordMotion,
  Recusal,
  SittingMeeting,
  VotingRule,
} from './meeting-record.js';

export const BEFORE_ITS_TIME: Rule = {
  code: 'before-its-time',
  sentence: 'A meeting opens at the time that its agenda gave to the public, or later; what happens in it happens after that.',
  source: 'Gov. Code § 54954.2(a)(1)',
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
  source: 'Los Angeles City Charter § 503; whether a recused member counts: profile setting board.recusedCountTowardQuorum',
  remedy: 'Record the arrivals that make the quorum, or adjourn.',
  status: 409,
};

export const NOT_AN_ACTION_ITEM: Rule = {
  code: 'not-an-action-item',
  sentence: 'The Board acts on the action items of its agenda only.',
  source: 'Gov. Code § 54954.2(a)(3)',
  remedy: 'Place the matter as an action item on the agenda of a later meeting.',
  status: 409,
};

export const ITEM_IS_DECIDED: Rule = {
  code: 'item-is-decided',
  sentence: 'An item is decided once; to reconsider it takes a new item.',
  remedy: 'Place a new item on a later agenda.',
  status: 409,
};

export const MOTION_BY_MEMBERS: Rule = {
  code: 'motion-by-members',
  sentence: 'A motion is made, and seconded by another, by members who are present and not recused from its items.',
  source: 'Gov. Code § 87100',
  remedy: 'Check who moved and who seconded.',
  status: 409,
};

export const SECOND_REQUIRED: Rule = {
  code: 'second-required',
  sentence: 'A motion needs a second.',
  source: 'Profile setting board.secondRequired',
  remedy: 'Record who seconded.',
  status: 409,
};

/** Each number once, in the order given. */
export const distinct = (numbers: readonly string[]): readonly string[] => [...new Set(numbers)];

/** The rule of the profile by which a vote is counted. */
export const votingRuleOf = ({ profile: { board } }: Context): VotingRule => ({
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

/** The refusal of action on items that the Board cannot act on, or no more. */
export function refusedBusiness(numbers: readonly string[], { items, outcomes }: SittingMeeting): Rejection | undefined {
  const asked = items.filter(({ number }) => numbers.includes(number));
  const informative = asked.find(({ kind }) => kind !== 'ACTION');
  const decided = asked.find(({ number }) => outcomes[number]);
  return (
    missingItem(numbers, items) ??
    (informative && new Rejection(NOT_AN_ACTION_ITEM, `Item ${informative.number} is for information.`)) ??
    (decided && new Rejection(ITEM_IS_DECIDED, `Item ${decided.number} is ${outcomes[decided.number]}.`))
  );
}

/** The refusal of an act in the room that is said to have happened before the meeting was opened. */
export function refusedTime({ convenedAt }: SittingMeeting, { occurredAt }: Context): Rejection | undefined {
  return occurredAt < convenedAt
    ? new Rejection(BEFORE_ITS_TIME, `The meeting was opened at ${convenedAt}; this would have happened at ${occurredAt}.`)
    : undefined;
}

export function decideConvene({ startsAt }: PostedMeeting, { occurredAt }: Context): readonly MeetingConvened[] | Rejection {
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
  const items = distinct(data.items ?? state.items.map(({ number }) => number));
  return (
    refusedTime(state, context) ??
    missingItem(items, state.items) ??
    refusedQuorum(items, membersPresent(state, context, facts), [], votingRuleOf(context)) ?? [
      { type: 'meeting.comment-heard', data: { items, speakers: data.speakers, heardAt: context.occurredAt } },
    ]
  );
}

export function decideMotion(
  { data }: RecordMotion,
  state: SittingMeeting,
  context: Context,
  facts: MeetingFacts,
): readonly MotionMade[] | Rejection {
  const items = distinct(data.items);
  const present = membersPresent(state, context, facts);
  return (
    refusedTime(state, context) ??
    refusedBusiness(items, state) ??
    refusedQuorum(items, present, state.recusals, votingRuleOf(context)) ??
    refusedMover({ ...data, items }, present, state, context) ?? [
      { type: 'meeting.motion-made', data: { ...data, items, movedAt: context.occurredAt } },
    ]
  );
}

function refusedMover(
  { items, mover, seconder }: RecordMotion['data'],
  present: readonly string[],
  { recusals }: SittingMeeting,
  { profile }: Context,
): Rejection | undefined {
  if (!seconder && profile.board.secondRequired) return new Rejection(SECOND_REQUIRED, 'The motion names no seconder.');
  if (seconder === mover) return new Rejection(MOTION_BY_MEMBERS, `${mover} would second the own motion.`);
  const people = seconder ? [mover, seconder] : [mover];
  const absent = people.find((person) => !present.includes(person));
  if (absent) return new Rejection(MOTION_BY_MEMBERS, `${absent} is not a member present.`);
  const recused = people.find((person) => items.some((item) => isRecused(person, item, recusals)));
  return recused ? new Rejection(MOTION_BY_MEMBERS, `${recused} is recused from an item of the motion.`) : undefined;
}

/** The last motion on an item up to an instant: a later one before the vote takes the place of an earlier one. */
export function motionOn(item: string, { motions }: SittingMeeting, upTo: Instant): MotionMade['data'] | undefined {
  return motions.findLast(({ items, movedAt }) => items.includes(item) && movedAt <= upTo);
}

/** A meeting that decided nothing and ends with too few members had no quorum. */
export function decideAdjourn(
  state: SittingMeeting,
  context: Context,
  facts: MeetingFacts,
): readonly MeetingAdjourned[] | Rejection {
  const refused = refusedTime(state, context);
  if (refused) return refused;
  const lacking = membersPresent(state, context, facts).length < context.profile.board.quorum && state.rollCalls.length === 0;
  return [{ type: 'meeting.adjourned', data: { adjournedAt: context.occurredAt, ending: lacking ? 'NO_QUORUM' : 'ADJOURNED' } }];
}

/** The items of a posted agenda that a list of numbers names, in the order of the agenda. */
export const itemsNamed = (numbers: readonly string[], items: readonly PostedItem[]): readonly PostedItem[] =>
  items.filter(({ number }) => numbers.includes(number));

/** Motions: who makes and seconds them, on which items, and what they propose; and what the chair disposes of without one. */
import { type Context, type Instant, Rejection, type Rule } from '#kernel';
import { firstRefusal, ITEM_NUMBER_TAKEN, refusedSteps } from './agenda.js';
import { asPlaced, type Disposal, itemsNamed } from './agenda-item.js';
import {
  type DisposeItem,
  type ItemDisposed,
  itemOfMeeting,
  type Meeting,
  type MeetingFacts,
  type MotionMade,
  type MotionSeconded,
  type RecordMotion,
  type SecondMotion,
  type SittingMeeting,
  type StandingMotion,
} from './meeting-record.js';
import { distinct, isRecused, membersPresent, refusedAttendance, refusedQuorum, refusedTime, votingRuleOf } from './sitting.js';

export const NOT_AN_ACTION_ITEM: Rule = {
  code: 'not-an-action-item',
  sentence: 'The Board acts on the action items of its agenda only.',
  remedy: 'Place the matter as an action item on the agenda of a later meeting.',
  status: 409,
};

export const MOTION_BY_MEMBERS: Rule = {
  code: 'motion-by-members',
  sentence: 'A motion is made, and seconded by another, by members who are present and not recused from its items.',
  remedy: 'Check who moved and who seconded.',
  status: 409,
};

export const SECOND_REQUIRED: Rule = {
  code: 'second-required',
  sentence: 'A motion that is voted on was seconded.',
  setting: 'board.secondRequired',
  remedy: 'Record who seconded before the vote.',
  status: 409,
};

export const VOTE_WITHOUT_MOTION: Rule = {
  code: 'vote-without-motion',
  refusal: 5,
  sentence: 'A roll call is taken on one motion, which covers each of its items.',
  remedy: 'Record the motion, or a roll call for each motion.',
  status: 409,
};

export const MOVED_BY_THE_PREVAILING_SIDE: Rule = {
  code: 'moved-by-the-prevailing-side',
  sentence:
    'To reconsider an item is moved by a member who voted on the side that prevailed; where it failed for want of ayes, every vote but an aye was on that side.',
  setting: 'reconsiderationBy',
  remedy: 'Have the motion made by a member of that side.',
  status: 409,
};

export function decideMotion(
  { name, data }: RecordMotion,
  state: SittingMeeting,
  context: Context,
  facts: MeetingFacts,
): readonly MotionMade[] | Rejection {
  const motion = { ...data, items: distinct(data.items) };
  const present = membersPresent(state, context, facts);
  return (
    refusedTime(state, context) ??
    refusedSteps(name, motion.items, state.items) ??
    refusedMatter(motion, state, context, facts) ??
    refusedQuorum(motion.items, present, state.recusals, votingRuleOf(context)) ??
    refusedPeople(motion, present, state) ??
    refusedReconsideration(motion, state, context, facts) ?? [
      { type: 'meeting.motion-made', data: { ...motion, movedAt: context.occurredAt } },
    ]
  );
}

/** A second comes after the motion, or with it. */
export function decideSecond(
  { name, data }: SecondMotion,
  state: SittingMeeting,
  context: Context,
  facts: MeetingFacts,
): readonly MotionSeconded[] | Rejection {
  const { occurredAt } = context;
  const refused = refusedTime(state, context) ?? refusedSteps(name, data.items, state.items);
  if (refused) return refused;
  const motion = oneMotionOn(data.items, state, occurredAt);
  if (motion instanceof Rejection) return motion;
  const { items, mover } = motion;
  const { seconder } = data;
  const present = membersPresent(state, context, facts);
  return (
    refusedPeople({ items, mover, seconder }, present, state) ?? [
      { type: 'meeting.motion-seconded', data: { items, seconder, secondedAt: occurredAt } },
    ]
  );
}

/** A motion approves action items; to dispose of them, or of what is for information, it says how. */
function refusedMatter(
  { items, proposes }: RecordMotion['data'],
  state: SittingMeeting,
  context: Context,
  facts: MeetingFacts,
): Rejection | undefined {
  if (proposes) return refusedDisposal(items, proposes, state, context, facts);
  return firstRefusal(itemsNamed(items, state.items), ({ number, kind }) =>
    kind === 'ACTION' ? undefined : new Rejection(NOT_AN_ACTION_ITEM, `Item ${number} is for information.`),
  );
}

function refusedPeople(
  { items, mover, seconder }: Pick<RecordMotion['data'], 'items' | 'mover' | 'seconder'>,
  present: readonly string[],
  { recusals }: SittingMeeting,
): Rejection | undefined {
  if (seconder === mover) return new Rejection(MOTION_BY_MEMBERS, `${mover} would second the own motion.`);
  const people = seconder ? [mover, seconder] : [mover];
  const absent = people.find((person) => !present.includes(person));
  if (absent) return new Rejection(MOTION_BY_MEMBERS, `${absent} is not a member present.`);
  const recused = people.find((person) => items.some((item) => isRecused(person, item, recusals)));
  return recused ? new Rejection(MOTION_BY_MEMBERS, `${recused} is recused from an item of the motion.`) : undefined;
}

function refusedReconsideration(
  { items, mover, proposes }: RecordMotion['data'],
  state: SittingMeeting,
  { profile }: Context,
  { meetings = {} }: MeetingFacts,
): Rejection | undefined {
  if (proposes || profile.reconsiderationBy === 'ANY_MEMBER') return undefined;
  return firstRefusal(itemsNamed(items, state.items), ({ number, reconsiders }) =>
    !reconsiders || prevailing(meetings[reconsiders.meetingId], reconsiders.itemNumber).includes(mover)
      ? undefined
      : new Rejection(
          MOVED_BY_THE_PREVAILING_SIDE,
          `Item ${number}: ${mover} was not on the prevailing side of item ${reconsiders.itemNumber} of meeting ${reconsiders.meetingId}.`,
        ),
  );
}

/** Who voted as an item was decided. Ayes of all seats are required, so that an abstention weighs as a no. */
function prevailing(earlier: Meeting | undefined, number: string): readonly string[] {
  const item = itemOfMeeting(earlier, number);
  if (!item || earlier === undefined || !('rollCalls' in earlier)) return [];
  const votes = earlier.rollCalls.findLast(({ items }) => items.includes(number))?.votes ?? [];
  const failed = item.status === 'FAILED';
  return votes
    .filter(({ member, vote }) => (vote === 'AYE') !== failed && !isRecused(member, number, earlier.recusals))
    .map(({ member }) => member);
}

/** The last motion on an item up to an instant: a later one before the vote takes the place of an earlier one. */
export function motionOn(item: string, { motions }: SittingMeeting, upTo: Instant): StandingMotion | undefined {
  return motions.findLast(({ items, movedAt }) => items.includes(item) && movedAt <= upTo);
}

/** The one motion that stands on each of some items, or the refusal where there is none. */
export function oneMotionOn(items: readonly string[], state: SittingMeeting, upTo: Instant): StandingMotion | Rejection {
  const [first, ...others] = items.map((item) => motionOn(item, state, upTo));
  return first && others.every((motion) => motion === first)
    ? first
    : new Rejection(VOTE_WITHOUT_MOTION, `No one motion made before ${upTo} covers ${items.join(', ')}.`);
}

export const DISPOSAL_SAYS_WHERE: Rule = {
  code: 'disposal-says-where',
  sentence: 'A referral says to whom; a continuance may say to which meeting or until which day; nothing else says either.',
  remedy: 'Name referredTo with REFERRED, continuedTo or continuedUntil only with CONTINUED.',
  status: 409,
};

export const CONTINUED_TO_A_LATER_MEETING: Rule = {
  code: 'continued-to-a-later-meeting',
  sentence: 'An item is continued to a later meeting of the same board that has still to be convened, or to a later day.',
  remedy: 'Schedule that meeting first, or leave it open where the matter goes.',
  status: 409,
};

/** The chair disposes of items without objection; once something was moved on them, it takes a motion. */
export function decideDispose(
  { name, data }: DisposeItem,
  state: SittingMeeting,
  context: Context,
  facts: MeetingFacts,
): readonly ItemDisposed[] | Rejection {
  const items = distinct(data.items);
  return (
    refusedTime(state, context) ??
    refusedSteps(name, items, state.items) ??
    refusedDisposal(items, data.disposal, state, context, facts) ??
    refusedAttendance(items, state, context, facts) ??
    disposed(items, data.disposal, 'CHAIR', state, context.occurredAt)
  );
}

export function disposed(
  items: readonly string[],
  { disposition, continuedTo, continuedUntil, referredTo }: Disposal,
  by: ItemDisposed['data']['by'],
  { boardId, items: all }: SittingMeeting,
  disposedAt: Instant,
): readonly ItemDisposed[] {
  const where = {
    ...(continuedTo === undefined ? {} : { continuedTo }),
    ...(continuedUntil === undefined ? {} : { continuedUntil }),
    ...(referredTo === undefined ? {} : { referredTo }),
  };
  return itemsNamed(items, all).map((item) => ({
    type: 'meeting.item-disposed',
    data: { ...asPlaced(item), boardId, disposition, ...where, by, disposedAt },
  }));
}

function refusedDisposal(
  items: readonly string[],
  { disposition, continuedTo, continuedUntil, referredTo }: Disposal,
  { boardId, startsAt }: SittingMeeting,
  { calendar }: Context,
  { meetings = {} }: MeetingFacts,
): Rejection | undefined {
  const refused = (what: string): Rejection => new Rejection(DISPOSAL_SAYS_WHERE, `${disposition} ${what}.`);
  if ((disposition === 'REFERRED') !== (referredTo !== undefined))
    return refused(referredTo === undefined ? 'names nobody to refer to' : 'refers to nobody');
  if (disposition !== 'CONTINUED' && (continuedTo ?? continuedUntil) !== undefined) return refused('continues nothing');
  if (continuedTo !== undefined && continuedUntil !== undefined) return refused('names a meeting and a day besides');
  if (continuedUntil !== undefined && continuedUntil <= calendar.dateOf(startsAt))
    return new Rejection(CONTINUED_TO_A_LATER_MEETING, `${continuedUntil} is not after the meeting of ${startsAt}.`);
  if (continuedTo === undefined) return undefined;
  const later = meetings[continuedTo];
  if (
    later === undefined ||
    (later.status !== 'SCHEDULED' && later.status !== 'POSTED') ||
    later.boardId !== boardId ||
    later.startsAt <= startsAt
  )
    return new Rejection(CONTINUED_TO_A_LATER_MEETING, `Meeting ${continuedTo} is none that ${items.join(', ')} could go to.`);
  const taken = later.items.find(({ number }) => items.includes(number));
  return taken && new Rejection(ITEM_NUMBER_TAKEN, `The agenda of meeting ${continuedTo} has an item ${taken.number}.`);
}

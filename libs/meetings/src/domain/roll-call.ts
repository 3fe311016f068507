/** The vote: what must have happened before it, who may take part, and what a count means. */
import { type Context, Rejection, type Rule } from '#kernel';
import { OTHER_TEXT_THAN_POSTED, refusedNotice, refusedRequest, refusedText } from './agenda.js';
import type {
  ItemDecided,
  ItemOutcome,
  MeetingFacts,
  PostedItem,
  RecordRollCall,
  Recusal,
  RollCall,
  RollCallRecorded,
  RollCallVote,
  SittingMeeting,
  Tally,
} from './meeting-record.js';
import {
  distinct,
  isMember,
  isRecused,
  itemsNamed,
  membersPresent,
  motionOn,
  NOT_A_MEMBER,
  quorumOn,
  refusedBusiness,
  refusedQuorum,
  refusedTime,
  votingRuleOf,
} from './sitting.js';

export const VOTE_BEFORE_COMMENT: Rule = {
  code: 'vote-before-comment',
  refusal: 5,
  sentence: 'The public is heard on an item before the Board votes on it.',
  source: 'Gov. Code § 54954.3(a)',
  remedy: 'Record the comment that was heard, also where nobody spoke.',
  status: 409,
};

export const VOTE_WITHOUT_MOTION: Rule = {
  code: 'vote-without-motion',
  refusal: 5,
  sentence: 'A roll call is taken on one motion, which covers each of its items.',
  remedy: 'Record the motion, or a roll call for each motion.',
  status: 409,
};

export const COMMENT_NOT_SUMMARISED: Rule = {
  code: 'comment-not-summarised',
  refusal: 5,
  sentence: 'Where a comment period was set for a draft, the summary of the comments precedes the vote.',
  remedy: 'Have the period closed and the comments summarised.',
  status: 409,
};

export const VOTED_TWICE: Rule = {
  code: 'voted-twice',
  refusal: 2,
  sentence: 'A member votes once.',
  remedy: 'Enter one vote for each member.',
  status: 409,
};

export const VOTER_ABSENT: Rule = {
  code: 'voter-absent',
  refusal: 2,
  sentence: 'Only members who are in attendance vote.',
  remedy: 'Record the arrival, or leave the vote out.',
  status: 409,
};

export const VOTER_RECUSED: Rule = {
  code: 'voter-recused',
  refusal: 3,
  sentence: 'The vote of a member whose recusal from the item is known does not count.',
  source: 'Gov. Code § 87100',
  remedy: 'Leave the vote out; where the recusal is from some items only, record a roll call of their own for those.',
  status: 409,
};

/**
 * Records a roll call and what it decides, item by item. Short of the required ayes it is recorded all the same, and the items
 * FAILED: required are so many ayes of all seats, whoever is absent or recused.
 */
export function decideRollCall(
  { data }: RecordRollCall,
  state: SittingMeeting,
  context: Context,
  facts: MeetingFacts,
): readonly (RollCallRecorded | ItemDecided)[] | Rejection {
  const asked: RecordRollCall['data'] = { ...data, items: distinct(data.items) };
  const present = membersPresent(state, context, facts);
  return (
    refusedTime(state, context) ??
    refusedBusiness(asked.items, state) ??
    firstRefusal(itemsNamed(asked.items, state.items), (item) => refusedNotice(item, state, context.profile)) ??
    refusedQuorum(asked.items, present, state.recusals, votingRuleOf(context)) ??
    refusedProcedure(asked.items, state, context) ??
    refusedAdoption(asked, state, context, facts) ??
    refusedVoters(asked, present, state.recusals, (person) => isMember(person, context, facts)) ??
    recorded(asked, present, state, context)
  );
}

function firstRefusal<T>(things: readonly T[], refuse: (thing: T) => Rejection | undefined): Rejection | undefined {
  for (const thing of things) {
    const refused = refuse(thing);
    if (refused) return refused;
  }
  return undefined;
}

/** Comment first, then a motion, then the vote: by the instants at which they happened. */
function refusedProcedure(items: readonly string[], state: SittingMeeting, { occurredAt }: Context): Rejection | undefined {
  const unheard = items.find(
    (item) => !state.comments.some((comment) => comment.items.includes(item) && comment.heardAt <= occurredAt),
  );
  if (unheard) return new Rejection(VOTE_BEFORE_COMMENT, `No comment on item ${unheard} was heard before ${occurredAt}.`);
  const [first, ...others] = items.map((item) => motionOn(item, state, occurredAt));
  if (!first || others.some((motion) => motion !== first))
    return new Rejection(VOTE_WITHOUT_MOTION, `No one motion made before ${occurredAt} covers ${items.join(', ')}.`);
  return undefined;
}

/** The text that is voted on is the posted one, unless the motion says in words how it was amended. */
function refusedAdoption(
  { items, textHash }: RecordRollCall['data'],
  state: SittingMeeting,
  { occurredAt }: Context,
  facts: MeetingFacts,
): Rejection | undefined {
  const voted = itemsNamed(items, state.items);
  const onTexts = voted.filter(({ draftId }) => draftId !== undefined);
  const refused =
    firstRefusal(voted, (item) => refusedRequest(item, facts)) ??
    firstRefusal(onTexts, (item) => refusedText(item, facts) ?? refusedPeriod(item, facts));
  if (refused || textHash === undefined) return refused;
  if (onTexts.length !== 1)
    return new Rejection(OTHER_TEXT_THAN_POSTED, `The vote names one text and covers ${onTexts.length} items on a text.`);
  return firstRefusal(onTexts, (item) =>
    item.textHash === textHash || motionOn(item.number, state, occurredAt)?.amendment
      ? undefined
      : new Rejection(
          OTHER_TEXT_THAN_POSTED,
          `Item ${item.number} was posted with text ${item.textHash}; the vote would adopt ${textHash}, and the motion captures no amendment.`,
        ),
  );
}

function refusedPeriod({ number, draftId }: PostedItem, { texts }: MeetingFacts): Rejection | undefined {
  const track = texts?.[draftId ?? '']?.commentTrack;
  return track === 'NONE' || track === 'SUMMARISED'
    ? undefined
    : new Rejection(COMMENT_NOT_SUMMARISED, `The comment period on the text of item ${number} is ${track}.`);
}

function refusedVoters(
  { items, votes }: RecordRollCall['data'],
  present: readonly string[],
  recusals: readonly Recusal[],
  isOnTheBoard: (person: string) => boolean,
): Rejection | undefined {
  return firstRefusal(votes, ({ member }) => {
    if (votes.filter((vote) => vote.member === member).length > 1)
      return new Rejection(VOTED_TWICE, `${member} is entered with more than one vote.`);
    if (!isOnTheBoard(member)) return new Rejection(NOT_A_MEMBER, `${member} holds no seat on that day.`);
    const recusedFrom = items.find((item) => isRecused(member, item, recusals));
    if (recusedFrom) return new Rejection(VOTER_RECUSED, `${member} is recused from item ${recusedFrom}.`);
    return present.includes(member) ? undefined : new Rejection(VOTER_ABSENT, `${member} is not in attendance.`);
  });
}

function tallyOf(votes: readonly RollCallVote[]): Tally {
  const count = (choice: RollCallVote['vote']): number => votes.filter(({ vote }) => vote === choice).length;
  return { ayes: count('AYE'), noes: count('NO'), abstentions: count('ABSTAIN') };
}

/** What a roll call means for one of its items: the votes of members who are not recused from it, and whether they carry it. */
export function countOf(
  item: string,
  { votes, present, rule }: RollCall,
  recusals: readonly Recusal[],
): Tally & { readonly carried: boolean } {
  const tally = tallyOf(votes.filter(({ member }) => !isRecused(member, item, recusals)));
  const carried = tally.ayes >= rule.ayesToAdopt && quorumOn(item, present, recusals, rule) >= rule.quorum;
  return { ...tally, carried };
}

function recorded(
  { items, votes, textHash }: RecordRollCall['data'],
  present: readonly string[],
  state: SittingMeeting,
  context: Context,
): readonly (RollCallRecorded | ItemDecided)[] {
  const { occurredAt } = context;
  const rollCall: RollCall = { items, votes, present, rule: votingRuleOf(context), votedAt: occurredAt };
  return [
    { type: 'meeting.roll-call-recorded', data: { ...rollCall, ...tallyOf(votes) } },
    ...itemsNamed(items, state.items).map((item) => {
      const amended = motionOn(item.number, state, occurredAt)?.amendment !== undefined;
      return decided(item, rollCall, state, amended, amended ? textHash : item.textHash);
    }),
  ];
}

function decided(
  item: PostedItem,
  rollCall: RollCall,
  { boardId, recusals }: SittingMeeting,
  amended: boolean,
  textHash: string | undefined,
): ItemDecided {
  const { carried, ...tally } = countOf(item.number, rollCall, recusals);
  const outcome: ItemOutcome = carried ? (amended ? 'APPROVED_AS_AMENDED' : 'APPROVED') : 'FAILED';
  const recused = distinct(recusals.filter(({ items }) => items.includes(item.number)).map(({ member }) => member));
  const adopted = textHash === undefined ? {} : { textHash };
  const { present, votedAt } = rollCall;
  return {
    type: 'meeting.item-decided',
    data: {
      ...without(item, 'noticedAt', 'textHash'),
      ...adopted,
      boardId,
      outcome,
      ...tally,
      recused,
      present,
      decidedAt: votedAt,
    },
  };
}

function without<Thing extends object, Key extends keyof Thing & string>(
  thing: Thing,
  ...keys: readonly Key[]
): Omit<Thing, Key> {
  const left: readonly string[] = keys;
  return Object.fromEntries(Object.entries(thing).filter(([key]) => !left.includes(key))) as Omit<Thing, Key>;
}

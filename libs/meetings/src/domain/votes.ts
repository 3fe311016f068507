/** Votes of members: who may cast one, and how they are counted. */
import { Rejection, type Rule } from '#kernel';
import { firstRefusal } from './agenda.js';
import type { Recusal, RollCall, RollCallVote, Tally } from './meeting-record.js';
import { isRecused, NOT_A_MEMBER, quorumOn } from './sitting.js';

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
  remedy: 'Leave the vote out; where the recusal is from some items only, record a roll call of their own for those.',
  status: 409,
};

/** The refusal of votes that may not be cast, or not so. */
export function refusedVoters(
  { items, votes }: Pick<RollCall, 'items' | 'votes'>,
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

export function tallyOf(votes: readonly RollCallVote[]): Tally {
  const count = (choice: RollCallVote['vote']): number => votes.filter(({ vote }) => vote === choice).length;
  return { ayes: count('AYE'), noes: count('NO'), abstentions: count('ABSTAIN') };
}

/** What a roll call means for one of its items: the votes of members who are not recused from it, and whether they carry it. */
export function countOf(
  item: string,
  { votes, present, rule: ofTheBoard, rules }: RollCall,
  recusals: readonly Recusal[],
): Tally & { readonly carried: boolean } {
  const rule = rules?.[item] ?? ofTheBoard;
  const tally = tallyOf(votes.filter(({ member }) => !isRecused(member, item, recusals)));
  const carried = tally.ayes >= rule.ayesToAdopt && quorumOn(item, present, recusals, rule) >= rule.quorum;
  return { ...tally, carried };
}

/** Recusals: a member takes no part in an item, whenever that becomes known. */
import { type Context, Rejection, type Rule } from '#kernel';
import { missingItem } from './agenda.js';
import type {
  ClosedMeeting,
  MeetingFacts,
  OutcomeChanged,
  PostedMeeting,
  RecordRecusal,
  Recount,
  RecusalRecorded,
  SittingMeeting,
} from './meeting-record.js';
import { countOf } from './roll-call.js';
import { distinct, isMember, isRecused, NOT_A_MEMBER } from './sitting.js';

export const OWN_RECUSAL_ONLY: Rule = {
  code: 'own-recusal-only',
  refusal: 2,
  sentence: "A commissioner enters the own recusal; the secretary enters anybody's.",
  remedy: 'Have the secretary enter it.',
  status: 403,
};

export const RECUSED_ALREADY: Rule = {
  code: 'recused-already',
  sentence: 'A recusal from an item is recorded once.',
  remedy: 'Leave out the items that the member is recused from already.',
  status: 409,
};

/**
 * Records a recusal. From items that are decided already it is late: it is flagged, the member's votes on them no longer count, and
 * an item that is no longer carried without them changes its outcome.
 */
export function decideRecusal(
  { data }: RecordRecusal,
  state: PostedMeeting | SittingMeeting | ClosedMeeting,
  context: Context,
  facts: MeetingFacts,
): readonly (RecusalRecorded | OutcomeChanged)[] | Rejection {
  const { member, ground } = data;
  const items = distinct(data.items);
  if (context.role === 'commissioner' && context.actor !== member)
    return new Rejection(OWN_RECUSAL_ONLY, `${context.actor} would recuse ${member}.`);
  if (!isMember(member, context, facts)) return new Rejection(NOT_A_MEMBER, `${member} holds no seat on that day.`);
  const missing = missingItem(items, state.items);
  if (missing) return missing;
  const again = items.find((item) => isRecused(member, item, state.recusals));
  if (again) return new Rejection(RECUSED_ALREADY, `${member} is recused from item ${again} already.`);

  const outcomes = state.status === 'POSTED' ? {} : state.outcomes;
  const isDecided = (item: string): boolean => outcomes[item] !== undefined;
  const late = items.filter(isDecided);
  const timely = items.filter((item) => !isDecided(item));
  const known = { member, ground, recusedAt: context.occurredAt };
  const inTime: RecusalRecorded[] =
    timely.length > 0 ? [{ type: 'meeting.recusal-recorded', data: { ...known, items: timely, late: false, recounts: [] } }] : [];
  if (state.status === 'POSTED' || late.length === 0) return inTime;

  const recounts = late.flatMap((item) => recountsWithout(member, item, state));
  return [
    ...inTime,
    { type: 'meeting.recusal-recorded', data: { ...known, items: late, late: true, recounts } },
    ...changedOutcomes(recounts, state.outcomes),
  ];
}

/** An item without a member's vote, by the rule of the day of the vote: it stays as it was decided, or it failed. */
function recountsWithout(
  member: string,
  item: string,
  { rollCalls, recusals, outcomes }: SittingMeeting | ClosedMeeting,
): readonly Recount[] {
  const known = [...recusals, { member, items: [item], ground: '' }];
  return rollCalls
    .filter(({ items }) => items.includes(item))
    .map((rollCall) => {
      const { carried, ...tally } = countOf(item, rollCall, known);
      return { number: item, ...tally, outcome: carried ? outcomes[item] : 'FAILED' };
    });
}

function changedOutcomes(recounts: readonly Recount[], outcomes: SittingMeeting['outcomes']): readonly OutcomeChanged[] {
  return recounts
    .filter(({ number, outcome }) => outcomes[number] !== outcome)
    .map(({ outcome, number, ...tally }) => ({
      type: 'meeting.outcome-changed',
      data: { number, was: outcomes[number], is: outcome, ...tally },
    }));
}

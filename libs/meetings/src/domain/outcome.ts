/** The outcome of an item in a meeting of the past, whose motion and votes are not on record. */
import { type Context, Rejection, type Rule, wanting } from '#kernel';
import { missingItem, refusedRequest, refusedSteps, refusedText } from './agenda.js';
import { asPlaced, itemsNamed, type StandingItem } from './agenda-item.js';
import type { ItemDecided, MeetingFacts, RecordOutcome, SittingMeeting } from './meeting-record.js';
import { motionOn, NOT_AN_ACTION_ITEM, VOTE_WITHOUT_MOTION } from './motion.js';
import { exceptionFor, POSTED_TOO_LATE, refusedNotice } from './notice.js';
import { AMENDED_TEXT_DIFFERS, COMMENT_NOT_SUMMARISED, VOTE_BEFORE_COMMENT } from './roll-call.js';
import { refusedAttendance, refusedTime } from './sitting.js';

export const OUTCOME_IS_FOR_THE_PAST: Rule = {
  code: 'outcome-is-for-the-past',
  refusal: 5,
  sentence: 'An outcome without its motion and its votes is entered only of the past, from a source.',
  remedy: 'Record the motion and the roll call; of a meeting of the past, say so with asserted.',
  status: 409,
};

export const COUNT_GIVES_ANOTHER_OUTCOME: Rule = {
  code: 'count-gives-another-outcome',
  refusal: 1,
  sentence: 'Adopted is what has the ayes that the rule of the Board asks for, and nothing short of them.',
  setting: 'board.ayesToAdopt',
  remedy: 'Check the count and the outcome; leave out what is not known of the count.',
  status: 409,
};

/** Judges what is known of the item and of the vote; each rule that asks for what is not on record is noted as not evaluated. */
export function decideOutcome(
  { name, data }: RecordOutcome,
  state: SittingMeeting,
  context: Context,
  facts: MeetingFacts,
): readonly ItemDecided[] | Rejection {
  if (!context.asserted) return new Rejection(OUTCOME_IS_FOR_THE_PAST, `The outcome of item ${data.number} is not asserted.`);
  const refused =
    refusedTime(state, context) ??
    missingItem([data.number], state.items) ??
    refusedSteps(name, [data.number], state.items) ??
    refusedCount(data, context);
  if (refused) return refused;
  const [item] = itemsNamed([data.number], state.items);
  if (item?.kind !== 'ACTION') return new Rejection(NOT_AN_ACTION_ITEM, `Item ${data.number} is for information.`);
  return refusedItem(item, data, state, context, facts) ?? [decided(item, data, state, context)];
}

function refusedCount({ ayes, noes, outcome, unanimous }: RecordOutcome['data'], { profile }: Context): Rejection | undefined {
  if (unanimous && (noes ?? 0) > 0)
    return new Rejection(COUNT_GIVES_ANOTHER_OUTCOME, `With ${noes} noes the vote was not unanimous.`);
  if (ayes === undefined || ayes >= profile.board.ayesToAdopt === (outcome !== 'FAILED')) return undefined;
  return new Rejection(COUNT_GIVES_ANOTHER_OUTCOME, `${ayes} ayes, of ${profile.board.ayesToAdopt} that adopt, gave ${outcome}.`);
}

function refusedItem(
  item: StandingItem,
  { outcome, textHash }: RecordOutcome['data'],
  state: SittingMeeting,
  context: Context,
  facts: MeetingFacts,
): Rejection | undefined {
  const { number } = item;
  if (outcome === 'APPROVED_AS_AMENDED' && textHash !== undefined && textHash === item.textHash)
    return new Rejection(AMENDED_TEXT_DIFFERS, `Item ${number} would be adopted as amended with the text that was posted.`);
  const unheard = !state.comments.some(({ items }) => items.includes(number));
  return (
    refusedRequest(item, facts) ??
    refusedText(item, facts) ??
    refusedSummary(item, facts, context) ??
    (item.noticedAt === undefined
      ? wanting(context, POSTED_TOO_LATE, `It is not known when item ${number} was posted.`)
      : refusedNotice(item, state, context)) ??
    refusedAttendance([number], state, context, facts, state.recusals) ??
    (motionOn(number, state, context.occurredAt)
      ? undefined
      : wanting(context, VOTE_WITHOUT_MOTION, `The motion on item ${number} is not on record.`)) ??
    (unheard
      ? wanting(context, VOTE_BEFORE_COMMENT, `It is not known whether the public was heard on item ${number}.`)
      : undefined)
  );
}

/** A period that was open at the vote is known to have had no summary; one that is over may have had it. */
function refusedSummary({ number, draftId }: StandingItem, { texts }: MeetingFacts, context: Context): Rejection | undefined {
  const track = draftId === undefined ? 'NONE' : (texts?.[draftId]?.commentTrack ?? 'NONE');
  if (track === 'NONE' || track === 'SUMMARISED') return undefined;
  return track === 'CLOSED'
    ? wanting(context, COMMENT_NOT_SUMMARISED, `No summary of the comments on the text of item ${number} is on record.`)
    : new Rejection(COMMENT_NOT_SUMMARISED, `The comment period on the text of item ${number} is ${track}.`);
}

function decided(
  item: StandingItem,
  { outcome, unanimous, amendment, textHash, number: _number, ...count }: RecordOutcome['data'],
  state: SittingMeeting,
  context: Context,
): ItemDecided {
  const { textHash: posted, ...matter } = asPlaced(item);
  const adopted = outcome === 'APPROVED_AS_AMENDED' ? textHash : posted;
  const exception = exceptionFor(item.number, state, context)?.ground;
  return {
    type: 'meeting.item-decided',
    data: {
      ...matter,
      ...(adopted === undefined ? {} : { textHash: adopted }),
      boardId: state.boardId,
      outcome,
      ...(unanimous ? { unanimous } : {}),
      ...count,
      ...{ recused: [], present: [], decidedAt: context.occurredAt },
      ...(amendment === undefined ? {} : { amendment }),
      ...(exception === undefined ? {} : { exception }),
    },
  };
}

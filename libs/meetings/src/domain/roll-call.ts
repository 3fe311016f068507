/** The vote: what must have happened before it, and what a count means. */
import { type Context, Rejection, type Rule } from '#kernel';
import { firstRefusal, missingItem, OTHER_TEXT_THAN_POSTED, refusedRequest, refusedSteps, refusedText } from './agenda.js';
import { asPlaced, isUndecided, type ItemOutcome, itemsNamed, refusedStep, type StandingItem } from './agenda-item.js';
import { withoutFailed } from './meeting-history.js';
import type {
  ItemDecided,
  ItemDisposed,
  MeetingFacts,
  MotionFailed,
  RecordRollCall,
  RollCall,
  RollCallRecorded,
  SittingMeeting,
  StandingMotion,
  VotingRule,
} from './meeting-record.js';
import { disposed, NOT_AN_ACTION_ITEM, oneMotionOn, SECOND_REQUIRED } from './motion.js';
import { exceptionFor, refusedNotice } from './notice.js';
import { distinct, isMember, membersPresent, refusedQuorum, refusedTime, rulesOn, votingRuleOf } from './sitting.js';
import { countOf, refusedVoters, tallyOf } from './votes.js';

export const VOTE_BEFORE_COMMENT: Rule = {
  code: 'vote-before-comment',
  refusal: 5,
  sentence: 'The public is heard on an item before the Board votes on it.',
  remedy: 'Record the comment that was heard, also where nobody spoke.',
  status: 409,
};

export const COMMENT_NOT_SUMMARISED: Rule = {
  code: 'comment-not-summarised',
  refusal: 5,
  sentence: 'Where a comment period was set for a draft, the summary of the comments precedes the vote.',
  remedy: 'Have the period closed and the comments summarised.',
  status: 409,
};

export const AMENDED_TEXT_DIFFERS: Rule = {
  code: 'amended-text-differs',
  refusal: 6,
  sentence: 'A text that is adopted as amended is another than the posted one.',
  remedy: 'Leave the hash out until the conformed text is there, or record the motion without an amendment.',
  status: 409,
};

type RollCallEvent = RollCallRecorded | ItemDecided | ItemDisposed | MotionFailed;

/**
 * Records a roll call and what it decides, item by item. Short of the required ayes it is recorded all the same, and the items
 * FAILED: required are so many ayes of all seats, whoever is absent or recused.
 */
export function decideRollCall(
  { name, data }: RecordRollCall,
  state: SittingMeeting,
  context: Context,
  facts: MeetingFacts,
): readonly RollCallEvent[] | Rejection {
  const asked: RecordRollCall['data'] = { ...data, items: distinct(data.items) };
  const motion = oneMotionOn(asked.items, state, context.occurredAt);
  const refused =
    refusedTime(state, context) ??
    refusedBusiness(asked.items, state, motion) ??
    (motion instanceof Rejection ? motion : undefined);
  if (refused || motion instanceof Rejection) return refused ?? [];
  const present = membersPresent(state, context, facts);
  const action = motion.proposes === undefined;
  return (
    refusedSteps(name, asked.items, state.items) ??
    (action ? refusedNotices(asked.items, state, context, facts) : undefined) ??
    firstRefusal(asked.items, (item) => refusedQuorum([item], present, state.recusals, ruleOn(item, context, facts))) ??
    (action ? refusedSilence(asked.items, state, context) : undefined) ??
    refusedUnseconded(motion, context, facts) ??
    (action ? refusedAdoption(asked, motion, state, facts) : refusedHash(asked)) ??
    refusedVoters(asked, present, state.recusals, (person) => isMember(person, context, facts)) ??
    recorded(asked, motion, { present, facts }, state, context)
  );
}

/** The refusal of a vote on items that are not on the agenda, have ended, or are for information and not to be disposed of. */
function refusedBusiness(
  numbers: readonly string[],
  { items }: SittingMeeting,
  motion: StandingMotion | Rejection,
): Rejection | undefined {
  const disposes = 'proposes' in motion && motion.proposes !== undefined;
  return (
    missingItem(numbers, items) ??
    firstRefusal(itemsNamed(numbers, items), (item) => {
      if (!isUndecided(item.status)) return refusedStep('record-roll-call', item);
      return item.kind === 'ACTION' || disposes
        ? undefined
        : new Rejection(NOT_AN_ACTION_ITEM, `Item ${item.number} is for information.`);
    })
  );
}

const ruleOn = (item: string, context: Context, facts: MeetingFacts): VotingRule =>
  votingRuleOf({ profile: rulesOn(item, context, facts) });

const refusedNotices = (
  items: readonly string[],
  state: SittingMeeting,
  context: Context,
  facts: MeetingFacts,
): Rejection | undefined =>
  firstRefusal(itemsNamed(items, state.items), (item) =>
    refusedNotice(item, state, { ...context, profile: rulesOn(item.number, context, facts) }),
  );

/** Comment comes before the vote, by the instants at which they happened. */
function refusedSilence(items: readonly string[], state: SittingMeeting, { occurredAt }: Context): Rejection | undefined {
  const unheard = items.find(
    (item) => !state.comments.some((comment) => comment.items.includes(item) && comment.heardAt <= occurredAt),
  );
  return unheard === undefined
    ? undefined
    : new Rejection(VOTE_BEFORE_COMMENT, `No comment on item ${unheard} was heard before ${occurredAt}.`);
}

function refusedUnseconded(
  { items, seconder, secondedAt, movedAt }: StandingMotion,
  context: Context,
  facts: MeetingFacts,
): Rejection | undefined {
  const { occurredAt } = context;
  const seconded = seconder !== undefined && (secondedAt ?? movedAt) <= occurredAt;
  return seconded || !items.some((item) => rulesOn(item, context, facts).board.secondRequired)
    ? undefined
    : new Rejection(SECOND_REQUIRED, `The motion of ${movedAt} was not seconded before ${occurredAt}.`);
}

const refusedHash = ({ textHash }: RecordRollCall['data']): Rejection | undefined =>
  textHash === undefined
    ? undefined
    : new Rejection(OTHER_TEXT_THAN_POSTED, `The motion adopts nothing; the vote would adopt ${textHash}.`);

/** The text that is voted on is the posted one, unless the motion says in words how it was amended. */
function refusedAdoption(
  { items, textHash }: RecordRollCall['data'],
  { amendment }: StandingMotion,
  state: SittingMeeting,
  facts: MeetingFacts,
): Rejection | undefined {
  const voted = itemsNamed(items, state.items);
  const onTexts = voted.filter(({ draftId }) => draftId !== undefined);
  const refused =
    firstRefusal(voted, (item) => refusedRequest(item, facts)) ??
    firstRefusal(onTexts, (item) => refusedText(item, facts) ?? refusedPeriod(item, facts));
  if (refused || textHash === undefined) return refused;
  const [item, ...others] = onTexts;
  if (!item || others.length > 0)
    return new Rejection(OTHER_TEXT_THAN_POSTED, `The vote names one text and covers ${onTexts.length} items on a text.`);
  if (amendment === undefined && item.textHash !== textHash)
    return new Rejection(
      OTHER_TEXT_THAN_POSTED,
      `Item ${item.number} was posted with text ${item.textHash}; the vote would adopt ${textHash}, and the motion captures no amendment.`,
    );
  return amendment !== undefined && item.textHash === textHash
    ? new Rejection(AMENDED_TEXT_DIFFERS, `Item ${item.number} was posted with text ${textHash}, which the motion amends.`)
    : undefined;
}

function refusedPeriod({ number, draftId }: StandingItem, { texts }: MeetingFacts): Rejection | undefined {
  const track = texts?.[draftId ?? '']?.commentTrack;
  return track === 'NONE' || track === 'SUMMARISED'
    ? undefined
    : new Rejection(COMMENT_NOT_SUMMARISED, `The comment period on the text of item ${number} is ${track}.`);
}

function recorded(
  { items, votes, textHash }: RecordRollCall['data'],
  motion: StandingMotion,
  { present, facts }: { readonly present: readonly string[]; readonly facts: MeetingFacts },
  state: SittingMeeting,
  context: Context,
): readonly RollCallEvent[] {
  const { occurredAt } = context;
  const { amendment, proposes, movedAt } = motion;
  const earlier = items.filter((item) => facts.rules?.[item] !== undefined);
  const rules = Object.fromEntries(earlier.map((item) => [item, ruleOn(item, context, facts)]));
  const rollCall: RollCall = {
    ...{ items, votes, present, rule: votingRuleOf(context), votedAt: occurredAt },
    ...(earlier.length > 0 && { rules }),
  };
  const tally = tallyOf(votes);
  const taken: RollCallRecorded = { type: 'meeting.roll-call-recorded', data: { ...rollCall, ...tally } };
  if (proposes) {
    if (items.every((item) => countOf(item, rollCall, state.recusals).carried))
      return [taken, ...disposed(items, proposes, 'MOTION', state, occurredAt)];
    const before = withoutFailed(state.motions, { items, movedAt });
    const stand = items.map((number) => {
      const motion = before.findLast((made) => made.items.includes(number));
      return { number, status: motion === undefined ? 'CALLED' : motion.seconder === undefined ? 'MOVED' : 'SECONDED' } as const;
    });
    const failed = { items, movedAt, proposed: proposes.disposition, ...tally, failedAt: occurredAt, stand };
    return [taken, { type: 'meeting.motion-failed', data: failed }];
  }
  const on = itemsNamed(items, state.items);
  return [taken, ...on.map((item) => decided(item, { rollCall, amendment, textHash }, state, context))];
}

interface Taken {
  readonly rollCall: RollCall;
  readonly amendment: string | undefined;
  readonly textHash: string | undefined;
}

function decided(
  item: StandingItem,
  { rollCall, amendment, textHash }: Taken,
  state: SittingMeeting,
  context: Context,
): ItemDecided {
  const { textHash: posted, ...matter } = asPlaced(item);
  const { carried, ...tally } = countOf(item.number, rollCall, state.recusals);
  const outcome: ItemOutcome = carried ? (amendment === undefined ? 'APPROVED' : 'APPROVED_AS_AMENDED') : 'FAILED';
  const adopted = amendment === undefined ? posted : textHash;
  const recused = distinct(state.recusals.filter(({ items }) => items.includes(item.number)).map(({ member }) => member));
  const exception = exceptionFor(item.number, state, context)?.ground;
  return {
    type: 'meeting.item-decided',
    data: {
      ...matter,
      ...(adopted === undefined ? {} : { textHash: adopted }),
      boardId: state.boardId,
      outcome,
      ...tally,
      recused,
      present: rollCall.present,
      decidedAt: rollCall.votedAt,
      ...(amendment === undefined ? {} : { amendment }),
      ...(exception === undefined ? {} : { exception }),
    },
  };
}

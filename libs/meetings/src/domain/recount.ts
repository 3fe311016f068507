/**
 * What becomes of a decided item when something of its vote becomes known later: a recusal, or a vote that was entered wrongly. The votes are
 * counted anew by the rule of the day of the vote; where the outcome is another one, the action that the item had become learns of it, and an
 * item that had become none becomes one, as it would have by the vote.
 */
import { NO_SUCH_RECORD, Rejection } from '#kernel';
import { missingItem, refusedSteps } from './agenda.js';
import { itemOfMeeting, outcomeOfItem } from './meeting-record.js';
import type {
  BoardActionNoted,
  ClosedMeeting,
  ItemOutcome,
  MeetingFacts,
  NoteBoardAction,
  NoteVoteCorrected,
  OutcomeChanged,
  PostedMeeting,
  Recount,
  RollCall,
  SittingMeeting,
  VoteCorrected,
} from './meeting-record.js';
import { distinct } from './sitting.js';
import { countOf } from './votes.js';

type Voted = SittingMeeting | ClosedMeeting;

const decisiveFor = (item: string, { rollCalls }: Pick<Voted, 'rollCalls'>): RollCall | undefined =>
  rollCalls.findLast(({ items }) => items.includes(item));

/** The count of a decided item by the votes and recusals of a state; none of an item whose votes are not on record. */
export function recountsOf(item: string, state: Voted): readonly Recount[] {
  const was = outcomeOfItem(state, item);
  const rollCall = decisiveFor(item, state);
  if (was === undefined || rollCall === undefined) return [];
  const { carried, ...tally } = countOf(item, rollCall, state.recusals);
  return [{ number: item, ...tally, outcome: carried ? adoptedAs(item, was, state) : 'FAILED' }];
}

/** An item that had failed is approved as it was moved. */
function adoptedAs(item: string, was: ItemOutcome, state: Voted): ItemOutcome {
  if (was !== 'FAILED') return was;
  return motionOn(item, state)?.amendment === undefined ? 'APPROVED' : 'APPROVED_AS_AMENDED';
}

const motionOn = (item: string, { motions }: Pick<Voted, 'motions'>): Voted['motions'][number] | undefined =>
  motions.findLast(({ items, proposes }) => items.includes(item) && proposes === undefined);

/** The action that the item became is found by its own record where it was adopted before it was noted on the item. */
export function changedOutcomes(
  recounts: readonly Recount[],
  state: PostedMeeting | Voted,
  { actions }: MeetingFacts,
): OutcomeChanged[] {
  return recounts.flatMap(({ outcome: is, number, ...tally }): OutcomeChanged[] => {
    const was = outcomeOfItem(state, number);
    const boardActionId = itemOfMeeting(state, number)?.boardActionId ?? actions?.[number];
    if (was === undefined || was === is) return [];
    const action = boardActionId === undefined ? {} : { boardActionId };
    const adopts = is === 'FAILED' || boardActionId !== undefined ? undefined : adoptedAfterAll(number, is, state);
    const data = { number, was, is, ...tally, ...action, ...(adopts && { adopts }), ...matterOf(number, is, state) };
    return [{ type: 'meeting.outcome-changed', data }];
  });
}

/** What learns of the outcome beside the action: the Board report of the item, and the minutes that it would approve. */
function matterOf(
  number: string,
  is: ItemOutcome,
  state: PostedMeeting | Voted,
): Pick<OutcomeChanged['data'], 'boardReportId' | 'minutesOf' | 'amendment'> {
  const { boardReportId, minutesOf } = itemOfMeeting(state, number) ?? {};
  const amendment = is === 'APPROVED_AS_AMENDED' && 'motions' in state ? motionOn(number, state)?.amendment : undefined;
  return {
    ...(boardReportId === undefined ? {} : { boardReportId }),
    ...(minutesOf === undefined ? {} : { minutesOf }),
    ...(amendment === undefined ? {} : { amendment }),
  };
}

function adoptedAfterAll(number: string, is: ItemOutcome, state: PostedMeeting | Voted): OutcomeChanged['data']['adopts'] {
  const item = itemOfMeeting(state, number);
  const rollCall = 'rollCalls' in state ? decisiveFor(number, state) : undefined;
  if (!item || !rollCall) return undefined;
  const { title, draftId, requestId, boardReportId } = item;
  const textHash = is === 'APPROVED_AS_AMENDED' ? item.conformedHash : item.textHash;
  const recused = distinct(state.recusals.filter(({ items }) => items.includes(number)).map(({ member }) => member));
  return {
    boardId: state.boardId,
    title,
    ...(draftId === undefined ? {} : { draftId }),
    ...(textHash === undefined ? {} : { textHash }),
    ...(requestId === undefined ? {} : { requestId }),
    ...(boardReportId === undefined ? {} : { boardReportId }),
    recused,
    adoptedAt: rollCall.votedAt,
  };
}

export function noteBoardAction({ name, data }: NoteBoardAction, state: Voted): readonly BoardActionNoted[] | Rejection {
  const { number, boardActionId } = data;
  const refused = missingItem([number], state.items) ?? refusedSteps(name, [number], state.items);
  if (refused) return refused;
  const outcome = outcomeOfItem(state, number);
  if (outcome === undefined || itemOfMeeting(state, number)?.boardActionId === boardActionId) return [];
  return [{ type: 'meeting.action-noted', data: { number, boardActionId, outcome } }];
}

export function noteVoteCorrected(
  { data }: NoteVoteCorrected,
  state: Voted,
  facts: MeetingFacts,
): readonly (VoteCorrected | OutcomeChanged)[] | Rejection {
  const { items, votedAt, member, vote: is } = data;
  const rollCall = state.rollCalls.findLast((taken) => isOf(taken, data));
  const was = rollCall?.votes.find((cast) => cast.member === member)?.vote;
  if (rollCall === undefined || was === undefined)
    return new Rejection(NO_SUCH_RECORD, `${member} cast no vote on ${items.join(', ')} at ${votedAt}.`);
  if (was === is) return [];
  const rollCalls = withVote(state.rollCalls, data);
  // A vote that was taken again since decides nothing any more.
  const recounts = items.flatMap((item) =>
    decisiveFor(item, state) === rollCall ? recountsOf(item, { ...state, rollCalls }) : [],
  );
  return [
    { type: 'meeting.vote-corrected', data: { items, votedAt, member, was, is, recounts } },
    ...changedOutcomes(recounts, state, facts),
  ];
}

type Cast = Pick<NoteVoteCorrected['data'], 'items' | 'votedAt' | 'member' | 'vote'>;

const isOf = (rollCall: RollCall, { items, votedAt }: Pick<Cast, 'items' | 'votedAt'>): boolean =>
  rollCall.votedAt === votedAt && rollCall.items.length === items.length && rollCall.items.every((item) => items.includes(item));

/** The roll calls with one vote put right. */
export function withVote(rollCalls: readonly RollCall[], cast: Cast): readonly RollCall[] {
  const { member, vote } = cast;
  return rollCalls.map((rollCall) =>
    isOf(rollCall, cast)
      ? { ...rollCall, votes: rollCall.votes.map((each) => (each.member === member ? { member, vote } : each)) }
      : rollCall,
  );
}

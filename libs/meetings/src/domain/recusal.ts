/** Recusals: a member takes no part in an item, whenever that becomes known. */
import { type Context, Rejection, type Rule } from '#kernel';
import { refusedSteps } from './agenda.js';
import { isUndecided } from './agenda-item.js';
import type {
  ClosedMeeting,
  MeetingFacts,
  OutcomeChanged,
  PostedMeeting,
  RecordRecusal,
  RecusalRecorded,
  SittingMeeting,
} from './meeting-record.js';
import { changedOutcomes, recountsOf } from './recount.js';
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
  { name, data }: RecordRecusal,
  state: PostedMeeting | SittingMeeting | ClosedMeeting,
  context: Context,
  facts: MeetingFacts,
): readonly (RecusalRecorded | OutcomeChanged)[] | Rejection {
  const { member, ground } = data;
  const items = distinct(data.items);
  if (context.role === 'commissioner' && context.actor !== member)
    return new Rejection(OWN_RECUSAL_ONLY, `${context.actor} would recuse ${member}.`);
  if (!isMember(member, context, facts)) return new Rejection(NOT_A_MEMBER, `${member} holds no seat on that day.`);
  const refused = refusedSteps(name, items, state.items);
  if (refused) return refused;
  const again = items.find((item) => isRecused(member, item, state.recusals));
  if (again) return new Rejection(RECUSED_ALREADY, `${member} is recused from item ${again} already.`);

  const hasEnded = (item: string): boolean => state.items.some(({ number, status }) => number === item && !isUndecided(status));
  const late = items.filter(hasEnded);
  const timely = items.filter((item) => !hasEnded(item));
  const known = { member, ground, recusedAt: context.occurredAt };
  const inTime: RecusalRecorded[] =
    timely.length > 0 ? [{ type: 'meeting.recusal-recorded', data: { ...known, items: timely, late: false, recounts: [] } }] : [];
  if (late.length === 0) return inTime;

  const recusals = [...state.recusals, { member, items: late, ground }];
  const recounts = state.status === 'POSTED' ? [] : late.flatMap((item) => recountsOf(item, { ...state, recusals }));
  return [
    ...inTime,
    { type: 'meeting.recusal-recorded', data: { ...known, items: late, late: true, recounts } },
    ...changedOutcomes(recounts, state, facts),
  ];
}

/**
 * The count of the Council's regular days toward its review of an action.
 *
 * A day is a fact of the record of the Council's days. That may have changed since a command was sent that follows from it, so the count goes
 * by what is on record when it is made: a day that was struck meanwhile is not counted, one that was entered anew meanwhile stays.
 * What the Council itself did of the action stands, whatever day is counted or struck after it.
 */
import type { Context, Instant, PlainDate } from '#kernel';
import type {
  CouncilCount,
  CouncilReviewEvent,
  NoteCouncilDay,
  Opened,
  OpenedReview,
  RecountCouncilDays,
} from './council-review-record.js';

/** What a review is counted by beside its own state. */
export interface BesideTheReview {
  /** The regular days of the Council that are on record; absent where nobody asked for them, or none is kept. */
  readonly councilDays: readonly PlainDate[] | undefined;
  /** The orders that rest on the action. */
  readonly orders: readonly string[];
}

/** The first days after that of the adoption, as many as end the review, whatever the order in which they are entered. */
export function daysThatCount(days: readonly PlainDate[], { adoptedOn, rule }: Pick<Opened, 'adoptedOn' | 'rule'>): PlainDate[] {
  return [...new Set(days)]
    .filter((day) => day > adoptedOn)
    .sort()
    .slice(0, rule.regularDays);
}

/** A review that is open, or that nothing but its days has ended. */
const runsByItsDays = ({ status, assertion }: OpenedReview): boolean =>
  status === 'PENDING' || (status === 'FINAL' && !assertion);

const finalSince = (state: OpenedReview): Instant | undefined => (state.status === 'FINAL' ? state.since : undefined);

function countOf(days: readonly PlainDate[], { rule }: Opened, { calendar }: Context): CouncilCount {
  const last = days[rule.regularDays - 1];
  return {
    ...{ counted: days.length, of: rule.regularDays },
    ...(last === undefined ? {} : { passedAt: calendar.endOfDay(last) }),
    calendar: calendar.version,
  };
}

/** A day that is entered late may end the review earlier, also one that has ended. */
export function countDays(
  { days }: NoteCouncilDay['data'],
  state: OpenedReview,
  context: Context,
  { councilDays = [] }: BesideTheReview,
): readonly CouncilReviewEvent[] {
  if (!runsByItsDays(state)) return [];
  const all = daysThatCount([...state.days, ...days.filter((day) => councilDays.includes(day))], state);
  const fresh = all.filter((day) => !state.days.includes(day));
  if (fresh.length === 0) return [];
  const count = countOf(all, state, context);
  const warns = state.days.length < state.rule.warnOnDay && all.length >= state.rule.warnOnDay;
  const { counted, of } = count;
  return [
    { type: 'board-action.council-days-counted', data: { days: fresh, ...count } },
    ...(warns ? [{ type: 'board-action.council-review-nears-its-end', data: { counted, of } } as const] : []),
    ...(finalSince(state) !== undefined && count.passedAt !== undefined ? finalAt(count.passedAt) : []),
  ];
}

/** Where the action had become final by its days, and the last of them comes later or has not come, that is taken back. */
export function recountDays(
  { struck, reason }: RecountCouncilDays['data'],
  state: OpenedReview,
  context: Context,
  beside: BesideTheReview,
): readonly CouncilReviewEvent[] {
  const { councilDays = [], orders } = beside;
  if (councilDays.includes(struck)) return [];
  // It was not counted, and the days that are had not all to be told while it was on record.
  if (!state.days.includes(struck)) return countDays({ days: councilDays }, state, context, beside);
  const left = state.days.filter((day) => day !== struck);
  const all = runsByItsDays(state) ? daysThatCount([...left, ...councilDays], state) : left;
  const count = countOf(all, state, context);
  const days = all.filter((day) => !left.includes(day));
  const recounted = { type: 'board-action.council-days-recounted', data: { struck, reason, days, ...count } } as const;
  const finalWas = runsByItsDays(state) ? finalSince(state) : undefined;
  if (finalWas === undefined) return [recounted];
  const { passedAt } = count;
  if (passedAt !== undefined && passedAt <= finalWas) return [recounted, ...finalAt(passedAt)];
  const until = passedAt === undefined ? {} : { passedAt };
  return [recounted, { type: 'board-action.finality-withdrawn', data: { finalWas, ...until, reason, orders } }];
}

const finalAt = (passedAt: Instant): readonly CouncilReviewEvent[] => [
  { type: 'board-action.final', data: { because: 'COUNCIL_DAYS_PASSED', finalAt: passedAt } },
];

/**
 * The days on which the Council convened in regular session, as they happen, and the reviews that count them.
 *
 *   none ──note-review-begun──▶ KEPT ──record-council-day, note-review-begun──▶ KEPT  (any number of times)
 *
 * One record a Board, under the Board's id: a day is a fact about the Council, entered once, however many actions wait for it.
 * It begins with the first action under review; where no council reviews actions there is none.
 * A recess is no entry: where no day convenes, no review moves on.
 */
import {
  type Context,
  type Decider,
  type DomainCommand,
  type DomainEvent,
  type PlainDate,
  refusedState,
  Rejection,
  type Rule,
  TIME_IN_THE_FUTURE,
  type Transitions,
  unreachable,
} from '#kernel';

interface Review {
  readonly boardActionId: string;
  readonly adoptedOn: PlainDate;
  /** How many days end it. */
  readonly regularDays: number;
}

export type RecordCouncilDay = DomainCommand<'record-council-day', { readonly on: PlainDate }>;
export type NoteReviewBegun = DomainCommand<'note-review-begun', Review>;
export type CouncilDaysCommand = RecordCouncilDay | NoteReviewBegun;

/** `actions`: those under review that count the day. */
export type CouncilDayRecorded = DomainEvent<
  'council-days.recorded',
  { readonly on: PlainDate; readonly actions: readonly string[] }
>;
/** `days`: those after the adoption that were entered before. */
export type ReviewBegun = DomainEvent<'council-days.review-begun', Review & { readonly days: readonly PlainDate[] }>;
export type CouncilDaysEvent = CouncilDayRecorded | ReviewBegun;

export type CouncilDays =
  | { readonly status: 'none' }
  | { readonly status: 'KEPT'; readonly days: readonly PlainDate[]; readonly reviews: readonly Review[] };

export const DAY_RECORDED_ALREADY: Rule = {
  code: 'day-recorded-already',
  sentence: 'A regular day of the Council counts once.',
  remedy: 'Nothing is left to do for this day.',
  status: 409,
};

export const COUNCIL_DAYS_TRANSITIONS = {
  'record-council-day': { from: ['KEPT'], to: ['KEPT'] },
  'note-review-begun': { from: ['none', 'KEPT'], to: ['KEPT'] },
} as const satisfies Transitions<CouncilDaysCommand, CouncilDays['status']>;

function decide(command: CouncilDaysCommand, state: CouncilDays, context: Context): readonly CouncilDaysEvent[] | Rejection {
  const refused = refusedState(COUNCIL_DAYS_TRANSITIONS, command.name, state.status);
  if (refused) return refused;
  const { days, reviews } = state.status === 'none' ? { days: [], reviews: [] } : state;
  switch (command.name) {
    case 'record-council-day':
      return refusedDay(command.data.on, days, context) ?? [recorded(command.data.on, reviews)];
    case 'note-review-begun': {
      const begun = reviews.some(({ boardActionId }) => boardActionId === command.data.boardActionId);
      if (begun) return [];
      const after = days.filter((day) => day > command.data.adoptedOn).sort();
      return [{ type: 'council-days.review-begun', data: { ...command.data, days: after } }];
    }
    default:
      return unreachable(command);
  }
}

function refusedDay(on: PlainDate, days: readonly PlainDate[], { calendar, now }: Context): Rejection | undefined {
  if (on > calendar.dateOf(now)) return new Rejection(TIME_IN_THE_FUTURE, `${on} has not come.`);
  return days.includes(on) ? new Rejection(DAY_RECORDED_ALREADY, `${on} is recorded.`) : undefined;
}

function recorded(on: PlainDate, reviews: readonly Review[]): CouncilDayRecorded {
  const actions = reviews.filter(({ adoptedOn }) => on > adoptedOn).map(({ boardActionId }) => boardActionId);
  return { type: 'council-days.recorded', data: { on, actions } };
}

function evolve(state: CouncilDays, event: CouncilDaysEvent): CouncilDays {
  const { days, reviews } = state.status === 'none' ? { days: [], reviews: [] } : state;
  if (event.type === 'council-days.recorded') return kept([...days, event.data.on], reviews);
  const { boardActionId, adoptedOn, regularDays } = event.data;
  return kept(days, [...reviews, { boardActionId, adoptedOn, regularDays }]);
}

/** A review that has all its days is let go. */
function kept(days: readonly PlainDate[], reviews: readonly Review[]): CouncilDays {
  const waiting = reviews.filter(({ adoptedOn, regularDays }) => days.filter((day) => day > adoptedOn).length < regularDays);
  return { status: 'KEPT', days, reviews: waiting };
}

export const councilDays: Decider<CouncilDaysCommand, CouncilDays, CouncilDaysEvent> = {
  streamType: 'council-days',
  initial: { status: 'none' },
  decide,
  evolve,
};

/**
 * The days on which the Council convened in regular session, as they happen, and the reviews that count them.
 *
 *   none ──note-review-begun──▶ KEPT ──record-council-day, strike-council-day, note-review-begun──▶ KEPT  (any number of times)
 *
 * One record a Board, under the Board's id: a day is a fact about the Council, entered once, however many actions wait for it.
 * A day on which the Council did not convene in regular session after all is struck, and may be entered anew.
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
export type StrikeCouncilDay = DomainCommand<'strike-council-day', { readonly on: PlainDate; readonly reason: string }>;
export type NoteReviewBegun = DomainCommand<'note-review-begun', Review>;
export type CouncilDaysCommand = RecordCouncilDay | StrikeCouncilDay | NoteReviewBegun;

/** `actions`: those whose review counts the day. */
export type CouncilDayRecorded = DomainEvent<
  'council-days.recorded',
  { readonly on: PlainDate; readonly actions: readonly string[] }
>;
/** `actions`: those that may have counted the day. */
export type CouncilDayStruck = DomainEvent<
  'council-days.struck',
  { readonly on: PlainDate; readonly reason: string; readonly actions: readonly string[] }
>;
/** `days`: those after the adoption that were entered before. */
export type ReviewBegun = DomainEvent<'council-days.review-begun', Review & { readonly days: readonly PlainDate[] }>;
export type CouncilDaysEvent = CouncilDayRecorded | CouncilDayStruck | ReviewBegun;

/**
 * By day, the actions that were told of it, or may have taken it in the place of one that was struck. It outlives the day: an action that
 * is told of a strike when the day is on record again keeps the day, and must be told when it is struck again.
 */
type Told = Readonly<Record<PlainDate, readonly string[]>>;

interface Kept {
  /** Those on record, as they were entered. */
  readonly days: readonly PlainDate[];
  readonly told: Told;
  /** Reviews are kept when they have all their days: one may be struck. */
  readonly reviews: readonly Review[];
}

export type CouncilDays = { readonly status: 'none' } | ({ readonly status: 'KEPT' } & Kept);

export const DAY_RECORDED_ALREADY: Rule = {
  code: 'day-recorded-already',
  sentence: 'A regular day of the Council counts once.',
  remedy: 'Nothing is left to do for this day.',
  status: 409,
};

export const DAY_NOT_RECORDED: Rule = {
  code: 'day-not-recorded',
  sentence: 'A day that is struck is on record as a regular day of the Council.',
  remedy: 'Check the date: the record of the days of the Council lists them.',
  status: 409,
};

export const COUNCIL_DAYS_TRANSITIONS = {
  'record-council-day': { from: ['KEPT'], to: ['KEPT'] },
  'strike-council-day': { from: ['KEPT'], to: ['KEPT'] },
  'note-review-begun': { from: ['none', 'KEPT'], to: ['KEPT'] },
} as const satisfies Transitions<CouncilDaysCommand, CouncilDays['status']>;

function decide(command: CouncilDaysCommand, state: CouncilDays, context: Context): readonly CouncilDaysEvent[] | Rejection {
  const refused = refusedState(COUNCIL_DAYS_TRANSITIONS, command.name, state.status);
  if (refused) return refused;
  const { days, told, reviews } = keptIn(state);
  switch (command.name) {
    case 'record-council-day':
      return refusedDay(command.data.on, days, context) ?? [recorded(command.data.on, days, reviews)];
    case 'strike-council-day':
      return struck(command.data, days, told);
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

function keptIn(state: CouncilDays): Kept {
  return state.status === 'none' ? { days: [], told: {}, reviews: [] } : state;
}

function refusedDay(on: PlainDate, days: readonly PlainDate[], { calendar, now }: Context): Rejection | undefined {
  if (on > calendar.dateOf(now)) return new Rejection(TIME_IN_THE_FUTURE, `${on} has not come.`);
  return days.includes(on) ? new Rejection(DAY_RECORDED_ALREADY, `${on} is recorded.`) : undefined;
}

function recorded(on: PlainDate, days: readonly PlainDate[], reviews: readonly Review[]): CouncilDayRecorded {
  return { type: 'council-days.recorded', data: { on, actions: countedBy(on, days, reviews) } };
}

/** A day counts where fewer than all the days of a review lie between the adoption and it: one that is entered late, too. */
function countedBy(on: PlainDate, days: readonly PlainDate[], reviews: readonly Review[]): string[] {
  const counts = ({ adoptedOn, regularDays }: Review): boolean =>
    on > adoptedOn && days.filter((day) => day > adoptedOn && day < on).length < regularDays;
  return reviews.filter(counts).map(({ boardActionId }) => boardActionId);
}

function struck(
  { on, reason }: StrikeCouncilDay['data'],
  days: readonly PlainDate[],
  told: Told,
): readonly CouncilDaysEvent[] | Rejection {
  if (!days.includes(on)) return new Rejection(DAY_NOT_RECORDED, `${on} is not recorded.`);
  return [{ type: 'council-days.struck', data: { on, reason, actions: told[on] ?? [] } }];
}

function evolve(state: CouncilDays, event: CouncilDaysEvent): CouncilDays {
  const { days, told, reviews } = keptIn(state);
  switch (event.type) {
    case 'council-days.recorded': {
      const { on, actions } = event.data;
      return { status: 'KEPT', days: [...days, on], told: andTold(told, on, actions), reviews };
    }
    case 'council-days.struck': {
      const left = days.filter((day) => day !== event.data.on);
      // Whoever counts anew may take a day that is on record in the place of the one that was struck, without being told of it.
      const taken = left.reduce((all, day) => andTold(all, day, countedBy(day, left, reviews)), told);
      return { status: 'KEPT', days: left, told: taken, reviews };
    }
    case 'council-days.review-begun': {
      const { boardActionId, adoptedOn, regularDays, days: before } = event.data;
      const all = before.reduce((sofar, day) => andTold(sofar, day, [boardActionId]), told);
      return { status: 'KEPT', days, told: all, reviews: [...reviews, { boardActionId, adoptedOn, regularDays }] };
    }
    default:
      return unreachable(event);
  }
}

function andTold(told: Told, on: PlainDate, actions: readonly string[]): Told {
  return { ...told, [on]: [...new Set([...(told[on] ?? []), ...actions])] };
}

export const councilDays: Decider<CouncilDaysCommand, CouncilDays, CouncilDaysEvent> = {
  streamType: 'council-days',
  initial: { status: 'none' },
  decide,
  evolve,
};

/**
 * A board: its seats, who holds them from when to when, and who presides.
 *
 *   none ──constitute-board──▶ CONSTITUTED ──fill-seat, vacate-seat, elect-officer──▶ CONSTITUTED  (any number of times)
 *
 * Everything is dated, so that who was a member or an officer can be told for any day; later entries do not change earlier days.
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
  type Transitions,
  unreachable,
} from '#kernel';

export const OFFICES = ['PRESIDENT', 'VICE_PRESIDENT'] as const;
export type Office = (typeof OFFICES)[number];

/** Who holds a seat, from its first to its last day, both included; open-ended without a last day. */
export interface SeatTerm {
  readonly seat: number;
  /** The person's id: the subject of the tokens that the person signs in with. */
  readonly holder: string;
  readonly name: string;
  readonly from: PlainDate;
  readonly until?: PlainDate;
}

/** An office and who was elected to it, from that day on until the next election to it. */
export interface Election {
  readonly office: Office;
  readonly holder: string;
  readonly from: PlainDate;
}

export type ConstituteBoard = DomainCommand<'constitute-board', { readonly name: string }>;
export type FillSeat = DomainCommand<'fill-seat', SeatTerm>;
/** `on` is the first day on which the seat is empty. */
export type VacateSeat = DomainCommand<'vacate-seat', { readonly seat: number; readonly on: PlainDate }>;
export type ElectOfficer = DomainCommand<'elect-officer', Election>;
export type BoardCommand = ConstituteBoard | FillSeat | VacateSeat | ElectOfficer;

export type BoardConstituted = DomainEvent<'board.constituted', { readonly name: string }>;
export type SeatFilled = DomainEvent<'board.seat-filled', SeatTerm>;
export type SeatVacated = DomainEvent<
  'board.seat-vacated',
  { readonly seat: number; readonly holder: string; readonly on: PlainDate; readonly lastDay: PlainDate }
>;
export type OfficerElected = DomainEvent<'board.officer-elected', Election>;
export type BoardEvent = BoardConstituted | SeatFilled | SeatVacated | OfficerElected;

export type Board =
  | { readonly status: 'none' }
  | {
      readonly status: 'CONSTITUTED';
      readonly name: string;
      readonly terms: readonly SeatTerm[];
      readonly elections: readonly Election[];
    };

type Constituted = Extract<Board, { status: 'CONSTITUTED' }>;

export const BOARD_TRANSITIONS = {
  'constitute-board': { from: ['none'], to: ['CONSTITUTED'] },
  'fill-seat': { from: ['CONSTITUTED'], to: ['CONSTITUTED'] },
  'vacate-seat': { from: ['CONSTITUTED'], to: ['CONSTITUTED'] },
  'elect-officer': { from: ['CONSTITUTED'], to: ['CONSTITUTED'] },
} as const satisfies Transitions<BoardCommand, Board['status']>;

export const NO_SUCH_SEAT: Rule = {
  code: 'no-such-seat',
  sentence: 'A board has as many seats as the law gives it.',
  setting: 'board.seats',
  remedy: 'Name a seat from 1 to the number of seats in the profile.',
  status: 409,
};

export const TERM_ENDS_BEFORE_IT_BEGINS: Rule = {
  code: 'term-ends-before-it-begins',
  sentence: 'A term ends on its first day or later.',
  remedy: 'Check the two dates against the appointment.',
  status: 409,
};

export const SEAT_IS_HELD: Rule = {
  code: 'seat-is-held',
  sentence: 'A seat has one holder at a time.',
  remedy: 'Record the vacancy first, or the day on which the new term begins.',
  status: 409,
};

export const ONE_SEAT_A_MEMBER: Rule = {
  code: 'one-seat-a-member',
  sentence: 'Nobody holds two seats at a time.',
  remedy: "Check the holder; a member's second seat would be a second vote.",
  status: 409,
};

export const SEAT_IS_EMPTY: Rule = {
  code: 'seat-is-empty',
  sentence: 'Only a seat that is held becomes vacant.',
  remedy: 'Check the seat and the day.',
  status: 409,
};

export const OFFICER_IS_A_MEMBER: Rule = {
  code: 'officer-is-a-member',
  sentence: 'A board elects its officers from among its members.',
  setting: 'board.quorum',
  remedy: 'Record the seat of the person first, or check the day of the election.',
  status: 409,
};

const inTerm = (term: SeatTerm, date: PlainDate): boolean => term.from <= date && !(term.until && term.until < date);

const termsOverlap = (one: SeatTerm, other: SeatTerm): boolean =>
  !(one.until && one.until < other.from) && !(other.until && other.until < one.from);

/** The seats that are held on a date and by whom; nobody where the board does not exist. */
export function membersOn(state: Board, date: PlainDate): readonly SeatTerm[] {
  return state.status === 'none' ? [] : state.terms.filter((term) => inTerm(term, date));
}

/** Who holds which office on a date: the last elected to it, while a member and not elected to the other office since. */
export function officersOn(state: Board, date: PlainDate): Readonly<Partial<Record<Office, string>>> {
  if (state.status === 'none') return {};
  const members = membersOn(state, date);
  const elections = state.elections
    .filter(({ from }) => from <= date)
    .sort((a, b) => (a.from < b.from ? -1 : a.from > b.from ? 1 : 0));
  const officers: Partial<Record<Office, string>> = {};
  for (const { office, holder } of elections) {
    for (const held of OFFICES) if (officers[held] === holder) delete officers[held];
    officers[office] = holder;
  }
  for (const held of OFFICES) if (!members.some(({ holder }) => holder === officers[held])) delete officers[held];
  return officers;
}

function decideFillSeat({ data }: FillSeat, state: Constituted, { profile }: Context): readonly BoardEvent[] | Rejection {
  if (data.seat < 1 || data.seat > profile.board.seats)
    return new Rejection(NO_SUCH_SEAT, `There is no seat ${data.seat}; the board has ${profile.board.seats}.`);
  if (data.until && data.until < data.from)
    return new Rejection(TERM_ENDS_BEFORE_IT_BEGINS, `The term begins on ${data.from} and would end on ${data.until}.`);
  const meanwhile = state.terms.filter((term) => termsOverlap(term, data));
  const inTheSeat = meanwhile.find(({ seat }) => seat === data.seat);
  if (inTheSeat)
    return new Rejection(
      SEAT_IS_HELD,
      `Seat ${data.seat} is held from ${inTheSeat.from} to ${inTheSeat.until ?? 'an open end'}.`,
    );
  const elsewhere = meanwhile.find(({ holder }) => holder === data.holder);
  if (elsewhere) return new Rejection(ONE_SEAT_A_MEMBER, `The same person holds seat ${elsewhere.seat} in that time.`);
  return [{ type: 'board.seat-filled', data }];
}

function decideVacateSeat({ data }: VacateSeat, state: Constituted, { calendar }: Context): readonly BoardEvent[] | Rejection {
  const held = membersOn(state, data.on).find(({ seat }) => seat === data.seat);
  if (!held) return new Rejection(SEAT_IS_EMPTY, `Nobody holds seat ${data.seat} on ${data.on}.`);
  return [{ type: 'board.seat-vacated', data: { ...data, holder: held.holder, lastDay: calendar.addDays(data.on, -1) } }];
}

function decideElectOfficer({ data }: ElectOfficer, state: Constituted): readonly BoardEvent[] | Rejection {
  if (!membersOn(state, data.from).some(({ holder }) => holder === data.holder))
    return new Rejection(OFFICER_IS_A_MEMBER, `The person elected ${data.office} holds no seat on ${data.from}.`);
  return [{ type: 'board.officer-elected', data }];
}

function decide(command: BoardCommand, state: Board, context: Context): readonly BoardEvent[] | Rejection {
  const refused = refusedState(BOARD_TRANSITIONS, command.name, state.status);
  if (refused) return refused;
  if (command.name === 'constitute-board') return [{ type: 'board.constituted', data: command.data }];
  return decideChange(command, state as Constituted, context);
}

function decideChange(
  command: Exclude<BoardCommand, ConstituteBoard>,
  state: Constituted,
  context: Context,
): readonly BoardEvent[] | Rejection {
  switch (command.name) {
    case 'fill-seat':
      return decideFillSeat(command, state, context);
    case 'vacate-seat':
      return decideVacateSeat(command, state, context);
    case 'elect-officer':
      return decideElectOfficer(command, state);
    default:
      return unreachable(command);
  }
}

function evolve(state: Board, event: BoardEvent): Board {
  if (event.type === 'board.constituted') return { status: 'CONSTITUTED', name: event.data.name, terms: [], elections: [] };
  if (state.status === 'none') return state;
  switch (event.type) {
    case 'board.seat-filled':
      return { ...state, terms: [...state.terms, event.data] };
    case 'board.seat-vacated': {
      const { seat, on, lastDay } = event.data;
      const ends = (term: SeatTerm): boolean => term.seat === seat && inTerm(term, on);
      const terms = state.terms.map((term) => (ends(term) ? { ...term, until: lastDay } : term));
      // A seat that falls vacant on the first day of a term was never held in it.
      return { ...state, terms: terms.filter(({ from, until }) => !(until && until < from)) };
    }
    case 'board.officer-elected':
      return { ...state, elections: [...state.elections, event.data] };
    default:
      return unreachable(event);
  }
}

export const board: Decider<BoardCommand, Board, BoardEvent> = {
  streamType: 'boards',
  initial: { status: 'none' },
  decide,
  evolve,
};

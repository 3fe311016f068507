/**
 * A lawful erasure: the data of entries is taken away for ever, the entries themselves stand, and this one says what is gone and why.
 *
 *   none ──order-erasure──▶ ORDERED ──note-erasure-carried-out (system)──▶ CARRIED_OUT
 *
 * Ordered on the ground of a law that demands it, or of the retention schedule where the records are due for disposition; by another person
 * than those behind the entries, and never against a preservation hold. From the order on nobody is given the data; the machine then takes
 * it away. What is ordered stands for everybody to read: without it, missing data would be tampering.
 */
import {
  type Context,
  type Decider,
  type DomainCommand,
  type DomainEvent,
  type Instant,
  NO_SUCH_RECORD,
  refusedOwnWork,
  refusedState,
  Rejection,
  type Rule,
  type Transitions,
  unreachable,
} from '#kernel';
import { covers, type HoldableEntry, type StandingHold } from './covering.js';
import { dueForDisposition } from './retention.js';

export const ERASURE_GROUNDS = ['LAW', 'SCHEDULE'] as const;

interface Order {
  /** The places in the log of the entries whose data goes. */
  readonly positions: readonly number[];
  readonly ground: (typeof ERASURE_GROUNDS)[number];
  /** The law, the judgment or the rule of the schedule that it rests on. */
  readonly authority: string;
  readonly reason: string;
}

export type OrderErasure = DomainCommand<'order-erasure', Order>;
export type NoteErasureCarriedOut = DomainCommand<'note-erasure-carried-out', object>;
export type ErasureCommand = OrderErasure | NoteErasureCarriedOut;

export type ErasureOrdered = DomainEvent<'erasure.ordered', Order>;
export type ErasureCarriedOut = DomainEvent<'erasure.carried-out', { readonly positions: readonly number[] }>;
export type ErasureEvent = ErasureOrdered | ErasureCarriedOut;

export type Erasure =
  { readonly status: 'none' } | { readonly status: 'ORDERED' | 'CARRIED_OUT'; readonly positions: readonly number[] };

/** An entry that an erasure names. */
export interface EntryToErase extends HoldableEntry {
  readonly type: string;
  /** No decision needs its data: it is of a kind that is declared so. */
  readonly erasable: boolean;
  /** An earlier order names it. */
  readonly erased: boolean;
  /** Everybody behind it. */
  readonly people: readonly string[];
  /** When the last event happened from which the schedule counts for its record; absent where none did, or it counts from nothing. */
  readonly closedAt?: Instant;
}

export interface ErasureFacts {
  /** Those of the positions that the log has. */
  readonly entries: readonly EntryToErase[];
  readonly holds: readonly StandingHold[];
}

export const GROUNDS_NOT_GIVEN: Rule = {
  code: 'grounds-not-given',
  sentence: 'An erasure names the authority that it rests on, and its reason.',
  remedy: 'Name the law, the judgment or the rule of the schedule, and why it demands this.',
  status: 422,
};

export const NOT_ERASABLE: Rule = {
  code: 'not-erasable',
  sentence: 'Only data that no decision needs is erased: what a comment said, and what a refusal tells.',
  remedy: 'Leave the position out. What the record still needs can be corrected, and is withheld as its visibility says.',
  status: 409,
};

export const ERASED_ALREADY: Rule = {
  code: 'erased-already',
  sentence: 'Data is erased once.',
  remedy: 'Leave the position out; /v1/events names the entry that ordered its erasure.',
  status: 409,
};

export const HELD_FOR_PRESERVATION: Rule = {
  code: 'held-for-preservation',
  sentence: 'What a preservation hold covers is not erased while the hold stands, whatever the retention schedule says.',
  remedy: 'Have the hold released where it is over; /v1/preservation-holds lists those that stand.',
  status: 409,
};

export const NOT_DUE_FOR_DISPOSITION: Rule = {
  code: 'not-due-for-disposition',
  sentence: 'By the retention schedule only what is due goes: its series is not kept for ever, and its years have passed.',
  remedy: 'Look at /v1/retention for what is due; where a law demands the erasure, name that as its ground.',
  status: 409,
};

export const ERASURE_TRANSITIONS = {
  'order-erasure': { from: ['none'], to: ['ORDERED'] },
  'note-erasure-carried-out': { from: ['ORDERED'], to: ['CARRIED_OUT'] },
} as const satisfies Transitions<ErasureCommand, Erasure['status']>;

type Decision = readonly ErasureEvent[] | Rejection;

function decide(command: ErasureCommand, state: Erasure, context: Context, facts: ErasureFacts | undefined): Decision {
  const refused = refusedState(ERASURE_TRANSITIONS, command.name, state.status);
  if (refused) return refused;
  switch (command.name) {
    case 'order-erasure':
      return decideOrder(command, context, facts ?? { entries: [], holds: [] });
    case 'note-erasure-carried-out':
      return state.status === 'none' ? [] : [{ type: 'erasure.carried-out', data: { positions: state.positions } }];
    default:
      return unreachable(command);
  }
}

function decideOrder({ data }: OrderErasure, context: Context, { entries, holds }: ErasureFacts): Decision {
  const { ground, authority, reason } = data;
  if (authority.trim() === '' || reason.trim() === '') return new Rejection(GROUNDS_NOT_GIVEN, 'Authority or reason is blank.');
  for (const position of data.positions) {
    const entry = entries.find((each) => each.position === position);
    if (!entry) return new Rejection(NO_SUCH_RECORD, `The log has no entry at position ${position}.`);
    const refused = refusedEntry(entry, ground, context, holds);
    if (refused) return refused;
  }
  const positions = [...data.positions].sort((one, other) => one - other);
  return [{ type: 'erasure.ordered', data: { positions, ground, authority, reason } }];
}

function refusedEntry(
  entry: EntryToErase,
  ground: Order['ground'],
  context: Context,
  holds: readonly StandingHold[],
): Rejection | undefined {
  const { position, type, erasable, erased, people, subject } = entry;
  if (!erasable) return new Rejection(NOT_ERASABLE, `Position ${position} is ${type}.`);
  if (erased) return new Rejection(ERASED_ALREADY, `The data of position ${position} was erased before.`);
  const own = refusedOwnWork(people, context, 'order-erasure');
  if (own) return own;
  const hold = holds.find(({ scope }) => covers(scope, entry, context.profile));
  if (hold) return new Rejection(HELD_FOR_PRESERVATION, `The hold ${hold.id} covers position ${position}, ${subject}.`);
  if (ground === 'SCHEDULE' && !dueForDisposition(entry, context))
    return new Rejection(NOT_DUE_FOR_DISPOSITION, `Position ${position}, ${subject}, is not due.`);
  return undefined;
}

function evolve(state: Erasure, event: ErasureEvent): Erasure {
  switch (event.type) {
    case 'erasure.ordered':
      return { status: 'ORDERED', positions: event.data.positions };
    case 'erasure.carried-out':
      return state.status === 'none' ? state : { ...state, status: 'CARRIED_OUT' };
    default:
      return unreachable(event);
  }
}

export const erasure: Decider<ErasureCommand, Erasure, ErasureEvent, ErasureFacts | undefined> = {
  streamType: 'erasures',
  initial: { status: 'none' },
  decide,
  evolve,
};

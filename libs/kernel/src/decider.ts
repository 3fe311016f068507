import type { Context } from './context.js';
import type { Rejection } from './rejection.js';

/** A fact that has happened. `type` is the stored name, promised for ever; `data` is plain JSON. */
export interface DomainEvent<Type extends string = string, Data = unknown> {
  readonly type: Type;
  readonly data: Data;
}

/** An order that may be refused. `name` is the one in `POST /v1/commands/{name}`; `data` is plain JSON without the stream's own id. */
export interface DomainCommand<Name extends string = string, Data = unknown> {
  readonly name: Name;
  readonly data: Data;
}

/**
 * One lifecycle: what may be asked of it, what can have happened to it, and how the one leads to the other.
 * Both functions are pure: everything they may know arrives as an argument, nothing is awaited, no clock is read.
 *
 * `decide` returns the events that happened (none: the command was lawful and changed nothing) or the lawful "no".
 * It throws only when the machine itself is broken.
 * `Facts` is what a decision needs to know from outside its own stream, read under lock by the shell.
 */
export interface Decider<Command extends DomainCommand, State, Event extends DomainEvent, Facts = undefined> {
  /** The first segment of every stream of this lifecycle, and of `subject`: `drafts` in `drafts/{id}`. */
  readonly streamType: string;
  readonly initial: State;
  decide(command: Command, state: State, context: Context, facts: Facts): readonly Event[] | Rejection;
  evolve(state: State, event: Event): State;
}

/** The state after a history. */
export function fold<State, Event extends DomainEvent>(
  decider: Pick<Decider<never, State, Event, never>, 'initial' | 'evolve'>,
  events: Iterable<Event>,
  from: State = decider.initial,
): State {
  let state = from;
  for (const event of events) state = decider.evolve(state, event);
  return state;
}

/** Ends a switch over a union: a case that was forgotten does not compile. */
export function unreachable(value: never): never {
  throw new Error(`Not a known case: ${JSON.stringify(value)}`);
}

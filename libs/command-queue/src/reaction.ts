import type { Logged, LoggedEvent } from '#event-log';
import type { DomainEvent } from '#kernel';

/** A command that follows from an event. Its id derives from reaction, event and place in the list, so twice is once. */
export interface FollowingCommand {
  readonly name: string;
  /** The body as a client would send it. */
  readonly body: Readonly<Record<string, unknown>>;
}

/** "When X, then Y": a policy of the commission. Pure; issued commands are decided, and refused, like any other. */
export interface Reaction {
  /** The sentence that names it: `when-an-item-is-adopted-record-the-board-action`. */
  readonly name: string;
  readonly on: string;
  readonly then: (event: LoggedEvent<never, never>) => readonly FollowingCommand[];
}

/** Checks a reaction against the event that it names. */
export function defineReaction<Event extends DomainEvent, Type extends Event['type']>(reaction: {
  name: string;
  on: Type;
  then: (event: Extract<Logged<Event>, LoggedEvent<Type>>) => readonly FollowingCommand[];
}): Reaction {
  return reaction as unknown as Reaction;
}

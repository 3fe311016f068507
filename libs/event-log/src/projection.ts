import type { DomainEvent } from '#kernel';
import type { Logged, LoggedEvent } from './logged-event.js';

/** A parameterised statement; table names are unqualified, the projector points them at the views being built. */
export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

type Handler<Event> = (event: Event) => Statement | readonly Statement[];

/**
 * A view: its tables and what each event does to them. Handlers are pure and run in log order, each event once;
 * their statements commit with the view's checkpoint.
 */
export interface Projection {
  readonly name: string;
  /** Raised when the tables or the handlers change; the view is then rebuilt before it is served. */
  readonly version: number;
  /** TypeORM entities without a `schema`: the tables are made from them, in whichever schema is being built. */
  readonly entities: readonly (new () => object)[];
  readonly on: Readonly<Record<string, Handler<never>>>;
  /**
   * Of events whose data can be erased: what is left of one in the view. Takes the place of its handler where the data is gone before the view
   * comes to it, and is run after it where the data goes later, when the view comes to the order of the erasure: both have to end alike.
   * Its event has an envelope, and null for data.
   */
  readonly erased?: Readonly<Record<string, Handler<LoggedEvent<string, null>>>>;
  /**
   * What the handlers make of a whole log, said as one statement, so that a long log is rebuilt without passing through this process:
   * an `insert` into the empty tables from `logged`, whose columns are those of {@link LoggedEvent} in snake case, `data` as jsonb.
   * A rebuild begins with it and goes on with the handlers; a test has to show that both come to the same rows.
   */
  readonly fill?: string;
}

/** Checks the handlers against the events that they name. */
export function defineProjection<Event extends DomainEvent>(projection: {
  name: string;
  version: number;
  entities: readonly (new () => object)[];
  on: { readonly [Type in Event['type']]?: Handler<Extract<Logged<Event>, LoggedEvent<Type>>> };
  erased?: { readonly [Type in Event['type']]?: Handler<LoggedEvent<Type, null>> };
  fill?: string;
}): Projection {
  return projection as unknown as Projection;
}

/** `sql\`update drafts set status = ${status}\``: a {@link Statement} with its values bound, never spliced in. */
export function sql(parts: TemplateStringsArray, ...values: readonly unknown[]): Statement {
  return { text: parts.reduce((text, part, at) => `${text}$${at}${part}`), values };
}

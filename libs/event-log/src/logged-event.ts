import type { DomainEvent, Instant, Role } from '#kernel';

/** Who may read an entry's data; its envelope is readable by all. */
export type Visibility = 'PUBLIC' | 'INTERNAL' | 'PRIVILEGED';

/** An event as every consumer downstream of the sequencer sees it. */
export interface LoggedEvent<Type extends string = string, Data = unknown> {
  /** Its place in the one gapless order, from 1. */
  readonly position: number;
  readonly id: string;
  readonly type: Type;
  readonly schemaVersion: number;
  /** `drafts/{id}`; for a refusal `commands/{id}`. */
  readonly stream: string;
  readonly version: number;
  /** The record that the event is about, `drafts/{id}`: the stream, but for a refusal its target. */
  readonly subject: string;
  /** The last segment of `subject`. */
  readonly subjectId: string;
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  readonly actor: string;
  readonly actorRole: Role;
  readonly performedBy: string;
  /** For whom the actor acted by delegation, the nearest first. */
  readonly onBehalfOf?: readonly string[];
  readonly commandId: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly visibility: Visibility;
  readonly data: Data;
}

/** A union of domain events, each as {@link LoggedEvent}. */
export type Logged<Event extends DomainEvent> =
  Event extends DomainEvent<infer Type, infer Data> ? LoggedEvent<Type, Data> : never;

import { accept, derivedId, type LoggedEvent, type Queryable } from '#event-log';
import type { Instant } from '#kernel';
import type { Catalog } from './catalog.js';
import type { Ring } from './doorbell.js';
import type { FollowingCommand } from './reaction.js';

/** What a command of the system itself stems from: the reaction or the clock, and the event behind it. */
export interface Cause {
  /** `reaction:<name>` or `clock:<kind>`: the actor in the log. */
  readonly actor: string;
  /** Together with the actor and the ordinal it makes the command's id: twice is once. */
  readonly key: string;
  readonly occurredAt: Instant;
  readonly correlationId: string;
  readonly causationId: string;
}

export function causeOf(reaction: string, event: LoggedEvent): Cause {
  return {
    actor: `reaction:${reaction}`,
    key: event.id,
    occurredAt: event.occurredAt,
    correlationId: event.correlationId,
    causationId: event.id,
  };
}

/** Writes a command of the system into the ledger, once however often it is called, and answers with what to ring. */
export async function acceptFollowUp(
  database: Queryable,
  catalog: Catalog,
  command: FollowingCommand,
  ordinal: number,
  cause: Cause,
): Promise<Ring> {
  const entry = catalog.command(command.name);
  const id = derivedId(cause.actor, cause.key, ordinal);
  const stream = catalog.streamOf(entry, command.body, derivedId(id, 'subject'));
  const row = {
    id,
    name: command.name,
    stream,
    creates: entry.spec.subject === 'new',
    body: command.body,
    actor: cause.actor,
    role: 'system',
    performedBy: cause.actor,
    occurredAt: cause.occurredAt,
    correlationId: cause.correlationId,
    causationId: cause.causationId,
  } as const;
  await accept(database, row, undefined);
  return { commandId: id, stream };
}

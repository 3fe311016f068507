import { accept, derivedId, type IncomingCommand, type LoggedEvent, type Queryable } from '#event-log';
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
  /** The instant of its acceptance where it is left out. */
  readonly occurredAt?: Instant;
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

/** The command of the system as the ledger takes it. Throws where the catalog has no such command, or its body names no record. */
export function followUpOf(catalog: Catalog, command: FollowingCommand, ordinal: number, cause: Cause): IncomingCommand {
  const entry = catalog.command(command.name);
  const id = derivedId(cause.actor, cause.key, ordinal);
  return {
    id,
    name: command.name,
    stream: catalog.streamOf(entry, command.body, derivedId(id, 'subject')),
    creates: entry.spec.subject === 'new',
    body: command.body,
    actor: cause.actor,
    role: 'system',
    performedBy: cause.actor,
    ...(cause.occurredAt === undefined ? {} : { occurredAt: cause.occurredAt }),
    correlationId: cause.correlationId,
    causationId: cause.causationId,
  };
}

/** Writes a command of the system into the ledger, once however often it is called, and answers with what to ring. */
export async function acceptFollowUp(database: Queryable, followUp: IncomingCommand): Promise<Ring> {
  await accept(database, followUp, undefined);
  return { commandId: followUp.id, stream: followUp.stream };
}

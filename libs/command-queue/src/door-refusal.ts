/**
 * Refusals that need no decision, because the door itself can tell: they are recorded like any other, each under its own command id.
 */
import { acceptRefused, type IncomingCommand, type Pool, transaction } from '#event-log';
import type { Rejection } from '#kernel';
import { type Rule } from '#kernel';
import { recordedRejection, recordRefusal } from './decision.js';

export const ROLE_NOT_ALLOWED: Rule = {
  code: 'role-not-allowed',
  sentence: 'A command is sent by somebody who holds one of the roles listed for it.',
  remedy: 'Ask somebody with one of these roles to take the step, or the operator of your identity provider for the role.',
  status: 403,
};

export const KEY_REUSED: Rule = {
  code: 'idempotency-key-reused',
  refusal: 16,
  sentence: 'An idempotency key stands for one command with one content, for ever.',
  remedy: 'Send another command under a new key; read what became of the first under its id.',
  status: 422,
};

/** A command that was never let in: who sent what, and on which record. */
export type RefusedCommand = Pick<IncomingCommand, 'id' | 'name' | 'stream' | 'actor' | 'role' | 'traceparent'>;

/**
 * Records a refusal at the door: a settled row of the ledger and an entry of the log, in one transaction.
 * The body is not kept: it was never decided on, and may never have been looked at.
 */
export async function refuseAtDoor(pool: Pool, command: RefusedCommand, rejection: Rejection, source: string): Promise<void> {
  const row = {
    ...command,
    creates: false,
    body: {},
    performedBy: command.actor,
    correlationId: command.id,
    causationId: command.id,
  };
  await transaction(pool, async (database) => {
    const acceptedAt = await acceptRefused(database, row, recordedRejection(rejection));
    const entry = { ...row, acceptedAt, occurredAt: null, traceparent: row.traceparent ?? null };
    await recordRefusal(database, entry, rejection, source);
  });
}

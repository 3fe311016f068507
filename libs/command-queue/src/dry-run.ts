import { type IncomingCommand, type LedgerCommand, type NewEvent, type Pool, Streams } from '#event-log';
import { type Instant, Rejection } from '#kernel';
import type { Catalog } from './catalog.js';
import { takeClaims } from './claims.js';
import type { Decisions } from './decision.js';
import { recordIdOf } from './event-effects.js';

/**
 * What a command would do now: the events that it would append, or its refusal. Nothing is locked for it and nothing stays of it,
 * so the same command sent afterwards may meet another state.
 */
export async function dryRun(
  pool: Pool,
  catalog: Catalog,
  decisions: Decisions,
  command: IncomingCommand,
): Promise<readonly NewEvent[] | Rejection> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    await client.query('begin');
    const { rows } = await client.query<{ now: Instant }>(`select date_trunc('milliseconds', clock_timestamp()) as now`);
    const now = rows[0]?.now ?? new Date().toISOString();
    const { answer, assertion } = await decisions.decide(new Streams(client), asIfAccepted(command, now));
    if (answer instanceof Rejection) return answer;
    const claims = answer.flatMap(({ type, data }) => catalog.eventSpec(type).claims?.(data, recordIdOf(command.stream)) ?? []);
    return (await takeClaims(client, command.stream, claims)) ?? (assertion ? [...answer, assertion] : answer);
  } finally {
    await client.query('rollback').catch((failed: Error) => (broken = failed));
    client.release(broken);
  }
}

function asIfAccepted(command: IncomingCommand, now: Instant): LedgerCommand {
  return {
    ...command,
    expectedVersion: command.expectedVersion ?? null,
    occurredAt: command.occurredAt ?? null,
    traceparent: command.traceparent ?? null,
    acceptedAt: now,
    dueAt: now,
    attempts: 0,
  };
}

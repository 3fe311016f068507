/**
 * The ledger of commands: what was accepted, in which order, and what became of it. A row here is the promise behind every 202.
 *
 *   accepted ──▶ succeeded | rejected          settled: never changes again
 *       └──────▶ failed ──replay──▶ accepted   an incident: the machine broke, not the rule
 */
import type { Instant, Role } from '#kernel';
import type { Pool, Queryable } from './database.js';

export const COMMAND_STATUSES = ['accepted', 'succeeded', 'rejected', 'failed'] as const;
export type CommandStatus = (typeof COMMAND_STATUSES)[number];
/** How `commands.status` is stored. */
export const ACCEPTED = 0;
export const SUCCEEDED = 1;
export const REJECTED = 2;
export const FAILED = 3;

/** A refusal as it is recorded and shown. */
export interface RecordedRejection {
  readonly code: string;
  readonly status: number;
  /** The rule in one sentence. */
  readonly title: string;
  readonly detail: string;
  readonly refusal?: number;
  readonly source?: string;
  readonly remedy?: string;
}

/** A command as the door hands it to the ledger. */
export interface IncomingCommand {
  readonly id: string;
  readonly name: string;
  /** The stream that decides: `drafts/{id}`. */
  readonly stream: string;
  /** Whether the command creates that stream. */
  readonly creates: boolean;
  readonly body: Readonly<Record<string, unknown>>;
  readonly actor: string;
  readonly role: Role;
  readonly performedBy: string;
  readonly idempotencyKey?: string | undefined;
  /** A keyed hash of what the client asked for: the same key with another one is refused. */
  readonly fingerprint?: Buffer | undefined;
  readonly expectedVersion?: number | undefined;
  readonly occurredAt?: Instant | undefined;
  readonly correlationId: string;
  readonly causationId: string;
  readonly traceparent?: string | undefined;
}

/** A command as the ledger holds it. */
export interface LedgerCommand {
  readonly id: string;
  readonly name: string;
  readonly stream: string;
  readonly creates: boolean;
  readonly body: Readonly<Record<string, unknown>>;
  readonly actor: string;
  readonly role: Role;
  readonly performedBy: string;
  readonly expectedVersion: number | null;
  readonly occurredAt: Instant | null;
  readonly acceptedAt: Instant;
  readonly correlationId: string;
  readonly causationId: string;
  readonly traceparent: string | null;
  readonly attempts: number;
  readonly dueAt: Instant;
}

/** Takes a failed command up again, due at once; only in the transaction that ends its incident. False: it is not failed. */
export async function replay(database: Queryable, id: string): Promise<boolean> {
  const { rowCount } = await database.query(
    `update commands set status = ${ACCEPTED}, attempts = 0, faulted_at = null, due_at = clock_timestamp(), rung_at = null, settled_at = null
     where id = $1 and status = ${FAILED}`,
    [id],
  );
  return rowCount === 1;
}

/** What a client is told of a command. */
export interface CommandReport {
  readonly id: string;
  readonly name: string;
  readonly status: CommandStatus;
  readonly stream: string;
  readonly actor: string;
  readonly acceptedAt: Instant;
  readonly settledAt: Instant | null;
  readonly attempts: number;
  readonly rejection: RecordedRejection | null;
  readonly events: readonly { readonly position: number; readonly type: string; readonly schemaVersion: number }[];
}

/**
 * The commands of these ids as clients see them: settled only once every event of theirs has its position,
 * so that whoever reads "succeeded" can read the log up to it.
 */
export async function reportsOf(database: Queryable, ids: readonly string[]): Promise<CommandReport[]> {
  const { rows } = await database.query<
    Omit<CommandReport, 'status' | 'events'> & { status: number; unplaced: boolean; events: CommandReport['events'] }
  >({
    name: 'command-reports',
    text: `select c.id, c.name, c.status, c.stream, c.actor, c.accepted_at as "acceptedAt", c.settled_at as "settledAt", c.attempts, c.rejection,
             exists (select from events e left join log l using (global_position) where e.command_id = c.id and l.position is null) as unplaced,
             coalesce((select jsonb_agg(jsonb_build_object('position', l.position, 'type', e.type, 'schemaVersion', e.schema_version) order by l.position)
               from events e join log l using (global_position) where e.command_id = c.id), '[]') as events
           from commands c where c.id = any ($1)`,
    values: [ids],
  });
  return rows.map(({ unplaced, ...row }) =>
    unplaced
      ? { ...row, status: 'accepted', settledAt: null, rejection: null, events: [] }
      : { ...row, status: COMMAND_STATUSES[row.status] ?? 'accepted' },
  );
}

/** An unsettled command as the reconciler rings it. */
export interface DueCommand {
  readonly seq: number;
  readonly id: string;
  readonly stream: string;
}

/**
 * One page of what has to be rung again: never rung, rung in another epoch of the queue, or rung over `staleMs` ago; and marks it as rung.
 * `after` is the last page's highest `seq`; an empty page ends the round.
 */
export async function ringAgain(pool: Pool, epoch: string, staleMs: number, after: number, limit: number): Promise<DueCommand[]> {
  const { rows } = await pool.query<DueCommand>({
    name: 'ledger-ring-again',
    text: `update commands c set rung_at = clock_timestamp(), rung_epoch = $1
           from (
             select id from commands
             where status = ${ACCEPTED} and seq > $3 and due_at <= clock_timestamp()
               and (rung_at is null or rung_epoch is distinct from $1 or rung_at < clock_timestamp() - make_interval(secs => $2::float8 / 1000))
             order by seq limit $4 for update skip locked
           ) due
           where c.id = due.id
           returning c.seq, c.id, c.stream`,
    values: [epoch, staleMs, after, limit],
  });
  return rows.sort((a, b) => a.seq - b.seq);
}

/** Takes back that these were rung for: the queue did not take it. */
export async function noteUnrung(pool: Pool, ids: readonly string[]): Promise<void> {
  await pool.query({
    name: 'ledger-note-unrung',
    text: `update commands set rung_at = null where id = any ($1::uuid[]) and status = ${ACCEPTED} and rung_at is not null`,
    values: [ids],
  });
}

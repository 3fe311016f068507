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
const ACCEPTED = 0;
const SUCCEEDED = 1;
const REJECTED = 2;
const FAILED = 3;

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

const LEDGER_COLUMNS = `id, name, stream, creates, body, actor, role, performed_by as "performedBy", expected_version as "expectedVersion",
  occurred_at as "occurredAt", accepted_at as "acceptedAt", correlation_id as "correlationId", causation_id as "causationId",
  traceparent, attempts, due_at as "dueAt"`;

export type Acceptance =
  | { readonly outcome: 'accepted' | 'replayed'; readonly id: string; readonly stream: string; readonly acceptedAt: Instant }
  /** The key was used before, with other content, by the command of this id. */
  | { readonly outcome: 'key-reused'; readonly id: string };

/**
 * Writes a command into the ledger; from its commit on it will be settled, whatever dies.
 * A key that this actor has used before answers with the first command, whether it is settled or not; a racing duplicate waits for the
 * first one's row (until the session's `lock_timeout`). `rungEpoch` notes the doorbell's epoch: the reconciler rings again where it is lost.
 */
export async function accept(database: Queryable, command: IncomingCommand, rungEpoch: string | undefined): Promise<Acceptance> {
  const inserted = await database.query<{ acceptedAt: Instant }>({
    name: 'accept',
    text: `insert into commands (id, name, stream, creates, body, actor, role, performed_by, idempotency_key, fingerprint, expected_version,
             occurred_at, accepted_at, correlation_id, causation_id, traceparent, due_at, rung_at, rung_epoch)
           select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, now_ms, $13, $14, $15, now_ms, case when $16::text is null then null else now_ms end, $16
           from date_trunc('milliseconds', clock_timestamp()) as now_ms
           on conflict do nothing
           returning accepted_at as "acceptedAt"`,
    values: [
      command.id,
      command.name,
      command.stream,
      command.creates,
      command.body,
      command.actor,
      command.role,
      command.performedBy,
      command.idempotencyKey ?? null,
      command.fingerprint ?? null,
      command.expectedVersion ?? null,
      command.occurredAt ?? null,
      command.correlationId,
      command.causationId,
      command.traceparent ?? null,
      rungEpoch ?? null,
    ],
  });
  const row = inserted.rows[0];
  if (row) return { outcome: 'accepted', id: command.id, stream: command.stream, acceptedAt: row.acceptedAt };

  const earlier = await database.query<{ id: string; stream: string; acceptedAt: Instant; fingerprint: Buffer | null }>({
    name: 'accepted-earlier',
    text: `select id, stream, accepted_at as "acceptedAt", fingerprint from commands
           where id = $1 or (actor = $2 and idempotency_key = $3)`,
    values: [command.id, command.actor, command.idempotencyKey ?? null],
  });
  const first = earlier.rows[0];
  if (!first) throw new Error(`The ledger has neither taken nor known command ${command.id}.`);
  // The id is ours alone: it is there because the reply to an earlier try was lost.
  if (first.id === command.id) return { outcome: 'accepted', id: first.id, stream: first.stream, acceptedAt: first.acceptedAt };
  if (!command.fingerprint || !first.fingerprint?.equals(command.fingerprint)) return { outcome: 'key-reused', id: first.id };
  return { outcome: 'replayed', id: first.id, stream: first.stream, acceptedAt: first.acceptedAt };
}

/**
 * Writes a command that the door refused, settled from the start: nobody decides it, and its sender can ask what became of it.
 * It takes no idempotency key. Call it in the transaction of the refusal's entry. Answers when it was taken down.
 */
export async function acceptRefused(
  database: Queryable,
  command: IncomingCommand,
  rejection: RecordedRejection,
): Promise<Instant> {
  const { rows } = await database.query<{ acceptedAt: Instant }>({
    name: 'accept-refused',
    text: `insert into commands (id, name, stream, creates, body, actor, role, performed_by, accepted_at, correlation_id, causation_id, traceparent,
             due_at, settled_at, status, rejection)
           select $1, $2, $3, $4, $5, $6, $7, $8, now_ms, $9, $10, $11, now_ms, now_ms, ${REJECTED}, $12
           from date_trunc('milliseconds', clock_timestamp()) as now_ms
           returning accepted_at as "acceptedAt"`,
    values: [
      command.id,
      command.name,
      command.stream,
      command.creates,
      command.body,
      command.actor,
      command.role,
      command.performedBy,
      command.correlationId,
      command.causationId,
      command.traceparent ?? null,
      rejection,
    ],
  });
  const row = rows[0];
  if (!row) throw new Error(`The ledger has not taken down the refused command ${command.id}.`);
  return row.acceptedAt;
}

/** The oldest unsettled command of a stream, without any lock; undefined where all is settled. */
export async function headOf(database: Queryable, stream: string): Promise<LedgerCommand | undefined> {
  const { rows } = await database.query<LedgerCommand>({
    name: 'ledger-head',
    text: `select ${LEDGER_COLUMNS} from commands where stream = $1 and status = ${ACCEPTED} order by seq limit 1`,
    values: [stream],
  });
  return rows[0];
}

/** Locks a command that is still to be settled. False: somebody else has settled it; its recorded result stands. */
export async function lockUnsettled(database: Queryable, id: string): Promise<boolean> {
  const { rowCount } = await database.query({
    name: 'ledger-lock',
    text: `select from commands where id = $1 and status = ${ACCEPTED} for update`,
    values: [id],
  });
  return rowCount === 1;
}

/** Writes the result, in the transaction of its events. Throws where the command is settled already, so that a zombie changes nothing. */
export async function settle(database: Queryable, id: string, rejection: RecordedRejection | undefined): Promise<void> {
  const { rowCount } = await database.query({
    name: 'ledger-settle',
    text: `update commands set status = $2, rejection = $3, settled_at = clock_timestamp(), fault = null
           where id = $1 and status = ${ACCEPTED}`,
    values: [id, rejection ? REJECTED : SUCCEEDED, rejection ?? null],
  });
  if (rowCount !== 1) throw new Error(`Command ${id} is settled already.`);
}

/** Counts a try, committed before the decision is made: a command that kills its process leaves its mark. Undefined: settled meanwhile. */
export async function countAttempt(database: Queryable, id: string): Promise<number | undefined> {
  const { rows } = await database.query<{ attempts: number }>({
    name: 'ledger-attempt',
    text: `update commands set attempts = attempts + 1 where id = $1 and status = ${ACCEPTED} returning attempts`,
    values: [id],
  });
  return rows[0]?.attempts;
}

/** Puts a command off after a fault; the reconciler rings it again when it is due. Its stream waits with it. */
export async function postpone(database: Queryable, id: string, delayMs: number, fault: string): Promise<void> {
  await database.query(
    `update commands set due_at = clock_timestamp() + make_interval(secs => $2::float8 / 1000), rung_at = null, fault = $3
     where id = $1 and status = ${ACCEPTED}`,
    [id, delayMs, fault],
  );
}

/** Turns a command into an incident: it holds its stream back no longer, and only a replay takes it up again. */
export async function fail(database: Queryable, id: string, fault: string): Promise<void> {
  await database.query(
    `update commands set status = ${FAILED}, fault = $2, settled_at = clock_timestamp() where id = $1 and status = ${ACCEPTED}`,
    [id, fault],
  );
}

/** Takes an incident up again, due at once. False: there is no such incident. */
export async function replay(database: Queryable, id: string): Promise<boolean> {
  const { rowCount } = await database.query(
    `update commands set status = ${ACCEPTED}, attempts = 0, due_at = clock_timestamp(), rung_at = null, settled_at = null
     where id = $1 and status = ${FAILED}`,
    [id],
  );
  return rowCount === 1;
}

export interface Incident {
  readonly id: string;
  readonly name: string;
  readonly stream: string;
  readonly acceptedAt: Instant;
  readonly failedAt: Instant;
  readonly attempts: number;
  readonly fault: string;
}

/** The commands that the machine could not decide, oldest first. */
export async function incidents(database: Queryable, limit: number): Promise<Incident[]> {
  const { rows } = await database.query<Incident>(
    `select id, name, stream, accepted_at as "acceptedAt", settled_at as "failedAt", attempts, fault
     from commands where status = ${FAILED} order by seq limit $1`,
    [limit],
  );
  return rows;
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

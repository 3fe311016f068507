import type { Instant } from '#kernel';
import type { Queryable } from './database.js';
import { type IncomingCommand, type RecordedRejection, REJECTED } from './ledger.js';

export type Acceptance =
  | { readonly outcome: 'accepted' | 'replayed'; readonly id: string; readonly stream: string; readonly acceptedAt: Instant }
  /** The key was used before, with other content, by the command of this id. */
  | { readonly outcome: 'key-reused'; readonly id: string };

/** Writes one command into the ledger, as {@link acceptAll} does. */
export async function accept(database: Queryable, command: IncomingCommand, rungEpoch: string | undefined): Promise<Acceptance> {
  const [acceptance] = await acceptAll(database, [command], rungEpoch);
  if (!acceptance) throw new Error(`The ledger has not answered for command ${command.id}.`);
  return acceptance;
}

/**
 * Writes commands into the ledger in one statement, and answers in their order; from its commit on they will be settled, whatever dies.
 * A key that this actor has used before answers with the first command, whether it is settled or not; a racing duplicate waits for the
 * first one's row (until the session's `lock_timeout`). What follows from an event is accepted no earlier than that event, also where the
 * server's clock was put back: refused as of the future, it would be lost. `rungEpoch` notes the doorbell's epoch: the reconciler rings again where it is lost.
 */
export async function acceptAll(
  database: Queryable,
  commands: readonly IncomingCommand[],
  rungEpoch: string | undefined,
): Promise<Acceptance[]> {
  // Two writers that come to the same keys in another order would wait for each other.
  const rows = [...commands].sort((a, b) => compare(a.actor, b.actor) || compare(a.idempotencyKey ?? '', b.idempotencyKey ?? ''));
  const taken = await insert(database, rows, rungEpoch);
  const earlier = commands.some(({ id }) => !taken.has(id)) ? await findEarlier(database, commands, taken) : [];
  return commands.map((command) => {
    const acceptedAt = taken.get(command.id);
    if (acceptedAt !== undefined) return { outcome: 'accepted', id: command.id, stream: command.stream, acceptedAt };
    return acceptedEarlier(command, earlier);
  });
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** When each command that was taken was accepted, by its id. */
async function insert(
  database: Queryable,
  rows: readonly IncomingCommand[],
  rungEpoch: string | undefined,
): Promise<Map<string, Instant>> {
  const inserted = await database.query<{ id: string; acceptedAt: Instant }>({
    name: 'accept',
    text: `insert into commands (id, name, stream, creates, body, actor, role, performed_by, idempotency_key, fingerprint, expected_version,
             occurred_at, accepted_at, correlation_id, causation_id, traceparent, due_at, rung_at, rung_epoch)
           select c.id, c.name, c.stream, c.creates, c.body, c.actor, c.role, c.performed_by, c.idempotency_key, c.fingerprint, c.expected_version,
             c.occurred_at, case when c.role = 'system' then greatest(now_ms, c.occurred_at) else now_ms end, c.correlation_id, c.causation_id, c.traceparent,
             now_ms, case when $16::text is null then null else now_ms end, $16
           from date_trunc('milliseconds', clock_timestamp()) as now_ms
           cross join unnest($1::uuid[], $2::text[], $3::text[], $4::boolean[], $5::jsonb[], $6::text[], $7::text[], $8::text[], $9::text[],
             $10::bytea[], $11::int[], $12::timestamptz[], $13::uuid[], $14::uuid[], $15::text[]) with ordinality
             as c (id, name, stream, creates, body, actor, role, performed_by, idempotency_key, fingerprint, expected_version, occurred_at,
               correlation_id, causation_id, traceparent, at)
           order by c.at
           on conflict do nothing
           returning id, accepted_at as "acceptedAt"`,
    values: [
      rows.map(({ id }) => id),
      rows.map(({ name }) => name),
      rows.map(({ stream }) => stream),
      rows.map(({ creates }) => creates),
      rows.map(({ body }) => JSON.stringify(body)),
      rows.map(({ actor }) => actor),
      rows.map(({ role }) => role),
      rows.map(({ performedBy }) => performedBy),
      rows.map(({ idempotencyKey }) => idempotencyKey ?? null),
      rows.map(({ fingerprint }) => fingerprint ?? null),
      rows.map(({ expectedVersion }) => expectedVersion ?? null),
      rows.map(({ occurredAt }) => occurredAt ?? null),
      rows.map(({ correlationId }) => correlationId),
      rows.map(({ causationId }) => causationId),
      rows.map(({ traceparent }) => traceparent ?? null),
      rungEpoch ?? null,
    ],
  });
  return new Map(inserted.rows.map(({ id, acceptedAt }) => [id, acceptedAt]));
}

interface EarlierCommand {
  readonly id: string;
  readonly stream: string;
  readonly acceptedAt: Instant;
  readonly actor: string;
  readonly idempotencyKey: string | null;
  readonly fingerprint: Buffer | null;
}

/** The commands that stood in the way of those that were not taken: under the same id, or the same actor and key. */
async function findEarlier(
  database: Queryable,
  commands: readonly IncomingCommand[],
  taken: ReadonlyMap<string, Instant>,
): Promise<EarlierCommand[]> {
  const waiting = commands.filter(({ id }) => !taken.has(id));
  const { rows } = await database.query<EarlierCommand>({
    name: 'accepted-earlier',
    text: `select c.id, c.stream, c.accepted_at as "acceptedAt", c.actor, c.idempotency_key as "idempotencyKey", c.fingerprint
           from unnest($1::uuid[], $2::text[], $3::text[]) as w (id, actor, key)
           join commands c on c.id = w.id or (c.actor = w.actor and c.idempotency_key = w.key)`,
    values: [
      waiting.map(({ id }) => id),
      waiting.map(({ actor }) => actor),
      waiting.map(({ idempotencyKey }) => idempotencyKey ?? null),
    ],
  });
  return rows;
}

function acceptedEarlier(command: IncomingCommand, earlier: readonly EarlierCommand[]): Acceptance {
  const { id, actor, idempotencyKey, fingerprint } = command;
  // The id is ours alone: it is there because the reply to an earlier try was lost.
  const own = earlier.find((row) => row.id === id);
  if (own) return { outcome: 'accepted', id, stream: own.stream, acceptedAt: own.acceptedAt };
  const first = earlier.find((row) => row.actor === actor && row.idempotencyKey === idempotencyKey);
  if (!first) throw new Error(`The ledger has neither taken nor known command ${id}.`);
  if (!fingerprint || !first.fingerprint?.equals(fingerprint)) return { outcome: 'key-reused', id: first.id };
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

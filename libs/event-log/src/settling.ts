/** How commands leave the ledger's list of what is to be done: locked, then settled, put off, or turned into incidents. */
import type { Instant } from '#kernel';
import type { Queryable } from './database.js';
import { ACCEPTED, FAILED, type LedgerCommand, type RecordedRejection, REJECTED, SUCCEEDED } from './ledger.js';

const LEDGER_COLUMNS = `id, name, stream, creates, body, actor, role, performed_by as "performedBy", expected_version as "expectedVersion",
  occurred_at as "occurredAt", accepted_at as "acceptedAt", correlation_id as "correlationId", causation_id as "causationId",
  traceparent, attempts, due_at as "dueAt"`;

/** A command that is still to be settled, and whether its time has come by PostgreSQL's clock: no worker's own clock counts. */
export interface PendingCommand extends LedgerCommand {
  readonly due: boolean;
}

/** The unsettled commands of these streams, the oldest first, without any lock; at most `most`. */
export async function pendingOf(database: Queryable, streams: readonly string[], most: number): Promise<PendingCommand[]> {
  const { rows } = await database.query<PendingCommand>({
    name: 'ledger-pending',
    text: `select ${LEDGER_COLUMNS}, due_at <= clock_timestamp() as due from commands
           where id = any (array(${OLDEST})) order by seq`,
    values: [streams, most],
  });
  return rows;
}

/** The oldest unsettled command of a stream, without any lock; undefined where all is settled. */
export async function headOf(database: Queryable, stream: string): Promise<PendingCommand | undefined> {
  return (await pendingOf(database, [stream], 1))[0];
}

/** Input: streams, how many. Each stream's own list is walked no further than the take can reach. */
const OLDEST = `
  select pending.id
  from unnest($1::text[]) as asked (stream)
  cross join lateral (
    select id, seq from commands where commands.stream = asked.stream and status = ${ACCEPTED} order by seq limit $2
  ) pending
  order by pending.seq limit $2`;

export interface LockedWork {
  /** The unsettled commands, locked, in the ledger's order. */
  readonly commands: readonly PendingCommand[];
  /** PostgreSQL's clock, once the streams were locked: what is recorded now comes after what was recorded on them. */
  readonly at: Instant;
  /** The streams that exist and are locked. One that came into being since is not: whoever waits for it now may be waited for. */
  readonly held: ReadonlySet<string>;
}

/**
 * Locks streams, then up to `most` of the unsettled commands of those that are `own`; `others` are only read by the decisions.
 * Each kind is locked in one order by everybody, so that no two transactions wait for each other.
 * What the caller loads in a later statement is then what it decides on.
 */
export async function lockWork(
  database: Queryable,
  own: readonly string[],
  others: readonly string[],
  most: number,
): Promise<LockedWork> {
  const [fence, work] = await Promise.all([
    database.query<{ at: Instant; held: string[] }>({
      name: 'fence',
      text: 'select at, held from fence($1, $2)',
      values: [own, others],
    }),
    database.query<PendingCommand & { seq: number }>({
      name: 'ledger-lock-work',
      text: `select seq, ${LEDGER_COLUMNS}, due_at <= clock_timestamp() as due from commands
             where id = any (array(${OLDEST})) and status = ${ACCEPTED} order by id for update`,
      values: [own, most],
    }),
  ]);
  const [fenced] = fence.rows;
  if (!fenced) throw new Error('The fence has not answered.');
  return { commands: work.rows.sort((a, b) => a.seq - b.seq), at: fenced.at, held: new Set(fenced.held) };
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

/** What became of a command: refused, or else it succeeded. */
export interface Settlement {
  readonly id: string;
  readonly rejection: RecordedRejection | undefined;
}

/**
 * Writes results, in the transaction of their events; all at one time, so that none of them seems to come after a later one. Throws where one of the commands is settled already, so that a zombie changes
 * nothing: the caller's transaction has to be rolled back then.
 */
export async function settleAll(database: Queryable, settlements: readonly Settlement[]): Promise<void> {
  if (settlements.length === 0) return;
  const { rowCount } = await database.query({
    name: 'ledger-settle',
    text: `update commands c
           set status = case when s.rejection is null then ${SUCCEEDED} else ${REJECTED} end, rejection = s.rejection,
             settled_at = statement_timestamp(), fault = null
           from unnest($1::uuid[], $2::jsonb[]) as s (id, rejection)
           where c.id = s.id and c.status = ${ACCEPTED}`,
    values: [settlements.map(({ id }) => id), settlements.map(({ rejection }) => (rejection ? JSON.stringify(rejection) : null))],
  });
  if (rowCount !== settlements.length)
    throw new Error(`One of these commands is settled already: ${settlements.map(({ id }) => id).join(', ')}.`);
}

/** Counts a try, committed before the decision is made: a command that kills its process leaves its mark. Undefined: settled meanwhile. */
export async function countAttempt(database: Queryable, id: string): Promise<number | undefined> {
  const { rows } = await database.query<{ attempts: number }>({
    name: 'ledger-attempt',
    text: `update commands set attempts = attempts + 1, faulted_at = coalesce(faulted_at, clock_timestamp())
           where id = $1 and status = ${ACCEPTED} returning attempts`,
    values: [id],
  });
  return rows[0]?.attempts;
}

/** Takes a counted try back that never came to its decision. */
export async function takeAttemptBack(database: Queryable, id: string): Promise<void> {
  await database.query({
    name: 'ledger-attempt-back',
    text: `update commands set attempts = attempts - 1 where id = $1 and status = ${ACCEPTED} and attempts > 0`,
    values: [id],
  });
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
    `with failed as (
       update commands set status = ${FAILED}, fault = $2, settled_at = clock_timestamp() where id = $1 and status = ${ACCEPTED}
       returning id, name, stream, fault, attempts, faulted_at, settled_at
     )
     insert into incidents (kind, command_id, command, stream, fault, tries, began_at, last_tried_at)
     select 'COMMAND', id, name, stream, fault, attempts, coalesce(faulted_at, settled_at), settled_at from failed
     on conflict (command_id) where state = 'OPEN'
     do update set fault = excluded.fault, tries = excluded.tries, last_tried_at = excluded.last_tried_at`,
    [id, fault],
  );
}

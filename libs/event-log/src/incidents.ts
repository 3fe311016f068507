/**
 * Incidents: what the machine could not do. Each is recorded once and keeps what it was about, whatever becomes of it.
 *
 *   OPEN ──▶ REPLAYED   somebody had it tried again; where that fails too, another incident opens
 *     ├────▶ SKIPPED    of a view or a reaction: it was led past the event, and lacks it
 *     ├────▶ CLOSED     of a command: it is given up, and stays failed
 *     └────▶ RESOLVED   of a view or a reaction: a later try of its own succeeded
 */
import type { Instant } from '#kernel';
import { VersionConflict } from './append.js';
import type { Queryable } from './database.js';
import { replay } from './ledger.js';

export const INCIDENT_KINDS = ['COMMAND', 'VIEW', 'REACTION'] as const;
export type IncidentKind = (typeof INCIDENT_KINDS)[number];
export const INCIDENT_STATES = ['OPEN', 'REPLAYED', 'SKIPPED', 'CLOSED', 'RESOLVED'] as const;
export type IncidentState = (typeof INCIDENT_STATES)[number];

interface Common {
  readonly id: string;
  readonly state: IncidentState;
  /** The class and the first line of the error, without values. */
  readonly fault: string;
  readonly tries: number;
  readonly beganAt: Instant;
  readonly lastTriedAt: Instant;
  readonly endedAt: Instant | null;
}

export interface CommandIncident extends Common {
  readonly kind: 'COMMAND';
  readonly commandId: string;
  readonly command: string;
  readonly stream: string;
}

export interface EventIncident extends Common {
  readonly kind: 'VIEW' | 'REACTION';
  /** `view:trace`, `reaction:when-…`: the name of its checkpoint. */
  readonly consumer: string;
  readonly position: number;
  readonly eventType: string;
  /** Whether the consumer still stands before that position. */
  readonly standing: boolean;
}

export type Incident = CommandIncident | EventIncident;

interface Row extends Common {
  readonly seq: number;
  readonly kind: IncidentKind;
  readonly commandId: string | null;
  readonly command: string | null;
  readonly stream: string | null;
  readonly consumer: string | null;
  readonly position: number | null;
  readonly eventType: string | null;
  readonly standing: boolean;
}

const SELECT = `
  select i.id, i.seq, i.kind, i.state, i.command_id as "commandId", i.command, i.stream, i.consumer, i.position, i.event_type as "eventType",
    i.fault, i.tries, i.began_at as "beganAt", i.last_tried_at as "lastTriedAt", i.ended_at as "endedAt",
    exists (select from promulgate.checkpoints c where c.consumer = i.consumer and c.position = i.position - 1) as standing
  from promulgate.incidents i`;

export interface IncidentFilter {
  readonly state?: IncidentState | undefined;
  readonly kind?: IncidentKind | undefined;
  /** Only those behind this place in the list. */
  readonly after?: number | undefined;
}

/** An incident with its place in the list of all. */
export interface ListedIncident {
  readonly place: number;
  readonly incident: Incident;
}

/** At most `limit` incidents, the oldest first. */
export async function listIncidents(
  database: Queryable,
  { state, kind, after }: IncidentFilter,
  limit: number,
): Promise<ListedIncident[]> {
  const { rows } = await database.query<Row>(
    `${SELECT} where ($1::text is null or i.state = $1) and ($2::text is null or i.kind = $2) and i.seq > $3 order by i.seq limit $4`,
    [state ?? null, kind ?? null, after ?? 0, limit],
  );
  return rows.map((row) => ({ place: row.seq, incident: incidentOf(row) }));
}

/** The incident of this id; undefined where there is none. */
export async function findIncident(database: Queryable, id: string): Promise<Incident | undefined> {
  const { rows } = await database.query<Row>(`${SELECT} where i.id = $1`, [id]);
  return rows[0] && incidentOf(rows[0]);
}

function incidentOf(row: Row): Incident {
  const { id, kind, state, fault, tries, beganAt, lastTriedAt, endedAt } = row;
  const common = { id, state, fault, tries, beganAt, lastTriedAt, endedAt };
  const { commandId, command, stream, consumer, position, eventType, standing } = row;
  if (kind === 'COMMAND' && commandId !== null && command !== null && stream !== null)
    return { ...common, kind, commandId, command, stream };
  if (kind !== 'COMMAND' && consumer !== null && position !== null && eventType !== null)
    return { ...common, kind, consumer, position, eventType, standing };
  throw new Error(`The incident ${id} does not say what it is about.`);
}

/** The open incidents by kind, a number for each kind. */
export async function countOpenIncidents(database: Queryable): Promise<Readonly<Record<IncidentKind, number>>> {
  const { rows } = await database.query<{ kind: IncidentKind; count: number }>({
    name: 'incidents-open',
    text: `select kind, count(*)::int as count from promulgate.incidents where state = 'OPEN' group by kind`,
  });
  const of = (kind: IncidentKind): number => rows.find((row) => row.kind === kind)?.count ?? 0;
  return { COMMAND: of('COMMAND'), VIEW: of('VIEW'), REACTION: of('REACTION') };
}

export interface Stop {
  readonly consumer: string;
  readonly position: number;
  readonly fault: string;
  readonly tries: number;
  readonly beganAt: Instant;
}

/**
 * Notes that a view or a reaction stands before a position that it cannot digest: opens the incident, or counts a try of the open one.
 * Where it has moved on meanwhile, nothing is noted: whoever was faster could digest it. `open` false: only counts.
 */
export async function noteStop(
  database: Queryable,
  { consumer, position, fault, tries, beganAt }: Stop,
  open: boolean,
): Promise<boolean> {
  const counted = await database.query({
    name: 'incident-try',
    text: `update promulgate.incidents set tries = tries + 1, last_tried_at = clock_timestamp(), fault = $3
           where consumer = $1 and position = $2 and state = 'OPEN'`,
    values: [consumer, position, fault],
  });
  if (counted.rowCount === 1 || !open) return counted.rowCount === 1;
  // The checkpoint is locked while the incident is written: nobody moves it past an incident that would then stay open.
  const opened = await database.query({
    name: 'incident-open',
    text: `with standing as (select from promulgate.checkpoints where consumer = $1 and position = $2::bigint - 1 for share)
           insert into promulgate.incidents (kind, consumer, position, event_type, fault, tries, began_at, last_tried_at)
           select upper(split_part($1, ':', 1)), $1, $2, e.type, $3, $4, $5, clock_timestamp()
           from standing, promulgate.log l join promulgate.events e using (global_position) where l.position = $2
           on conflict (consumer, position) where state = 'OPEN'
           do update set tries = incidents.tries + 1, last_tried_at = excluded.last_tried_at, fault = excluded.fault`,
    values: [consumer, position, fault, tries, beganAt],
  });
  return opened.rowCount === 1;
}

/** Of these consumers, those that stand at an open incident. */
export async function openStops(database: Queryable, consumers: readonly string[]): Promise<ReadonlySet<string>> {
  const { rows } = await database.query<{ consumer: string }>({
    name: 'incidents-of-consumers',
    text: `select distinct consumer from promulgate.incidents where state = 'OPEN' and consumer = any ($1)`,
    values: [consumers],
  });
  return new Set(rows.map(({ consumer }) => consumer));
}

/** Part of a statement that moves checkpoints: ends the incidents of the consumers in `$1` up to the position in `$2`. */
export function resolving(consumers: string, upTo: string): string {
  return `update promulgate.incidents set state = 'RESOLVED', ended_at = clock_timestamp()
          where state = 'OPEN' and consumer = any (${consumers}::text[]) and position <= ${upTo}::bigint`;
}

/**
 * What a decision about an incident does, in the transaction of its event and so exactly once. Each throws {@link VersionConflict}
 * where the incident is not as the decision saw it: the command is then decided again.
 */
export async function replayIncident(database: Queryable, { id, commandId }: { id: string; commandId?: string }): Promise<void> {
  await end(database, id, 'REPLAYED');
  // Workers that wait before a view or a reaction see that its incident is no longer open, and try at once.
  if (commandId !== undefined && !(await replay(database, commandId))) throw new VersionConflict(`${commandId} is not failed.`);
}

export async function skipIncident(
  database: Queryable,
  { id, consumer, position }: { id: string; consumer: string; position: number },
): Promise<void> {
  // The checkpoint before the incident, as everybody locks them who moves a view.
  const { rowCount } = await database.query(
    'update promulgate.checkpoints set position = $2 where consumer = $1 and position = $2::bigint - 1',
    [consumer, position],
  );
  if (rowCount !== 1) throw new VersionConflict(`${consumer} does not stand before ${position} any more.`);
  await database.query(
    `insert into promulgate.skipped_positions (consumer, position, incident_id) values ($1, $2, $3)
     on conflict (consumer, position) do update set incident_id = excluded.incident_id, skipped_at = excluded.skipped_at`,
    [consumer, position, id],
  );
  await end(database, id, 'SKIPPED');
}

export async function closeIncident(database: Queryable, { id }: { id: string }): Promise<void> {
  await end(database, id, 'CLOSED');
}

async function end(database: Queryable, id: string, state: IncidentState): Promise<void> {
  const { rowCount } = await database.query(
    `update promulgate.incidents set state = $2, ended_at = clock_timestamp() where id = $1 and state = 'OPEN'`,
    [id, state],
  );
  if (rowCount !== 1) throw new VersionConflict(`The incident ${id} is no longer open.`);
}

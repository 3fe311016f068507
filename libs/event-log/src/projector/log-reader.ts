import type { Instant } from '#kernel';
import type { Queryable } from '../database.js';
import type { Envelope } from '../entry.js';
import type { LoggedEvent } from '../logged-event.js';

/** Which events to read; all that are given must hold. */
export interface LogFilter {
  /** Stored names, `draft.submitted`. */
  readonly types?: readonly string[];
  /** `drafts/{id}`. */
  readonly subject?: string;
  readonly actor?: string;
  readonly correlationId?: string;
  /** Occurred at this instant or later. */
  readonly from?: Instant;
  /** Occurred before this instant. */
  readonly before?: Instant;
  /** The last position to look at. */
  readonly upTo?: number;
}

/** An event that cannot be read, or that a view cannot digest; `cause` says why. */
export class IndigestibleEvent extends Error {
  override readonly name = 'IndigestibleEvent';

  constructor(
    readonly position: number,
    override readonly cause: unknown,
  ) {
    super(`Position ${position}: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
}

const CONDITIONS: Readonly<Record<keyof LogFilter, (parameter: string) => string>> = {
  types: (parameter) => `e.type = any (${parameter}::text[])`,
  subject: (parameter) => `e.subject = ${parameter}`,
  actor: (parameter) => `e.actor = ${parameter}`,
  correlationId: (parameter) => `e.correlation_id = ${parameter}`,
  from: (parameter) => `e.occurred_at >= ${parameter}`,
  before: (parameter) => `e.occurred_at < ${parameter}`,
  upTo: (parameter) => `l.position <= ${parameter}`,
};
const KEYS = Object.keys(CONDITIONS) as (keyof LogFilter)[];

interface LogRow {
  readonly position: number;
  readonly type: string;
  readonly schemaVersion: number;
  readonly entry: string;
  readonly data: string | null;
}

/**
 * At most `limit` events behind the position `after` that the filter lets through, in the order of the log.
 * Fewer than `limit`: there are no more now. The data of an event whose data was erased is null.
 * Throws {@link IndigestibleEvent} where a stored text is not JSON.
 */
export async function readLog(database: Queryable, after: number, limit: number, filter: LogFilter = {}): Promise<LoggedEvent[]> {
  const given = KEYS.filter((key) => filter[key] !== undefined);
  const conditions = given.map((key, index) => ` and ${CONDITIONS[key](`$${index + 3}`)}`);
  const { rows } = await database.query<LogRow>({
    name: ['read-log', ...given].join('-'),
    text: `select l.position, e.type, e.schema_version as "schemaVersion", convert_from(e.entry, 'UTF8') as entry, d.data
           from promulgate.log l
           join promulgate.events e using (global_position)
           left join promulgate.event_data d on d.stream = e.stream and d.version = e.version
           where l.position > $1${conditions.join('')}
           order by l.position limit $2`,
    values: [after, limit, ...given.map((key) => filter[key])],
  });
  return rows.map(asEvent);
}

/** The events at these positions, without their data, in the order of the log. */
export async function readPositions(database: Queryable, positions: readonly number[]): Promise<LoggedEvent[]> {
  const { rows } = await database.query<LogRow>({
    name: 'read-positions',
    text: `select l.position, e.type, e.schema_version as "schemaVersion", convert_from(e.entry, 'UTF8') as entry, null as data
           from promulgate.log l join promulgate.events e using (global_position)
           where l.position = any ($1::bigint[]) order by l.position`,
    values: [positions],
  });
  return rows.map(asEvent);
}

/**
 * The log up to the position $1, as far as its types are among $2, for statements that take it as a whole: what {@link readLog} answers,
 * as columns. Unused columns cost nothing.
 */
export const LOGGED = `
  select l.position, e.id, e.type, e.schema_version, e.stream, e.version, e.subject,
    substring(e.subject from '[^/]*$') as subject_id, e.occurred_at, e.recorded_at, e.actor, e.command_id, e.correlation_id, e.visibility,
    d.data::jsonb as data
  from promulgate.log l
  join promulgate.events e using (global_position)
  left join promulgate.event_data d on d.stream = e.stream and d.version = e.version
  where l.position <= $1 and e.type = any ($2::text[])`;

function asEvent({ position, type, schemaVersion, entry, data }: LogRow): LoggedEvent {
  const envelope = parse<Envelope>(entry, position);
  return {
    position,
    id: envelope.id,
    type,
    schemaVersion,
    stream: envelope.stream,
    version: envelope.streamversion,
    subject: envelope.subject,
    subjectId: envelope.subject.slice(envelope.subject.lastIndexOf('/') + 1),
    occurredAt: envelope.time,
    recordedAt: envelope.recordedtime,
    actor: envelope.actor,
    actorRole: envelope.actorrole,
    performedBy: envelope.performedby,
    ...(envelope.onbehalfof === undefined ? {} : { onBehalfOf: envelope.onbehalfof.split(' ') }),
    commandId: envelope.commandid,
    correlationId: envelope.correlationid,
    causationId: envelope.causationid,
    visibility: envelope.visibility,
    data: data === null ? null : parse(data, position),
  };
}

function parse<Value>(text: string, position: number): Value {
  try {
    return JSON.parse(text) as Value;
  } catch (error) {
    throw new IndigestibleEvent(position, error);
  }
}

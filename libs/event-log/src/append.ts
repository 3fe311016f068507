import type { DomainEvent, Instant, Role } from '#kernel';
import type { Queryable } from './database.js';
import { type SealedEntry, sealEntry } from './entry.js';
import { newId } from './ids.js';
import type { Visibility } from './logged-event.js';

/** A stream as it was loaded: what an append expects to find unchanged. */
export interface StreamHead {
  readonly id: string;
  /** 0: the stream does not exist. */
  readonly version: number;
  /** SHA-256 of its last entry. */
  readonly lastEntryHash: Buffer | undefined;
}

export interface LoadedStream extends StreamHead {
  readonly events: readonly DomainEvent[];
}

/** An event with what the log has to know of it. */
export interface NewEvent extends DomainEvent {
  readonly schemaVersion: number;
  readonly visibility: Visibility;
}

/** Who and what an append stems from; the same for all its events. */
export interface Origin {
  /** The log's origin, a URI. */
  readonly source: string;
  readonly subject: string;
  readonly occurredAt: Instant;
  readonly actor: string;
  readonly actorRole: Role;
  readonly performedBy: string;
  readonly commandId: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly traceparent: string | undefined;
}

/** The stream has moved since it was loaded: decide again. */
export class VersionConflict extends Error {
  override readonly name = 'VersionConflict';
}

/** Reads streams as they are committed now; under READ COMMITTED this must be a later statement than the one that locked them. */
export async function loadStreams(database: Queryable, ids: readonly string[]): Promise<Map<string, LoadedStream>> {
  const { rows } = await database.query<{ id: string; version: number; last: Buffer; type: string; data: string | null }>({
    name: 'load-streams',
    text: `select s.id, s.version, s.last_entry_hash as last, e.type, d.data
           from streams s
           join events e on e.stream = s.id and e.version <= s.version
           left join event_data d on d.stream = e.stream and d.version = e.version
           where s.id = any ($1)
           order by s.id, e.version`,
    values: [ids],
  });
  const streams = new Map<string, { id: string; version: number; lastEntryHash: Buffer; events: DomainEvent[] }>();
  for (const { id, version, last, type, data } of rows) {
    const stream = streams.get(id) ?? { id, version, lastEntryHash: last, events: [] };
    if (data === null) throw new Error(`The data of an event of ${id} is missing: it cannot be decided on.`);
    stream.events.push({ type, data: JSON.parse(data) as unknown });
    streams.set(id, stream);
  }
  return streams;
}

/**
 * Appends events to a stream, in one round trip: the version's fence, the entries and their data.
 * Throws {@link VersionConflict} where the stream is not at `head.version` any more, and has then written nothing.
 */
export async function append(database: Queryable, head: StreamHead, events: readonly NewEvent[], origin: Origin): Promise<void> {
  if (events.length === 0) return;
  const recordedAt = new Date().toISOString();
  const ids: string[] = [];
  const sealed: SealedEntry[] = [];
  for (const [index, event] of events.entries()) {
    const { type, schemaVersion, visibility, data } = event;
    const id = newId();
    const previous = sealed.at(-1)?.hash ?? head.lastEntryHash;
    ids.push(id);
    sealed.push(
      sealEntry(
        {
          ...origin,
          id,
          type,
          schemaVersion,
          visibility,
          recordedAt,
          stream: head.id,
          version: head.version + index + 1,
          previous,
        },
        data,
      ),
    );
  }
  const { rows } = await database.query<{ written: number }>({
    name: head.version === 0 ? 'append-first' : 'append-next',
    text: `
      with fence as (${head.version === 0 ? CREATE : ADVANCE}),
      new_events as (
        insert into events (stream, version, id, type, schema_version, subject, actor, command_id, correlation_id, occurred_at, recorded_at, visibility, entry)
        select $1, $3::int + n.at, n.id, n.type, n.schema_version, $5, $6, $7, $8, $9, $10, n.visibility, n.entry
        from unnest($11::uuid[], $12::text[], $13::smallint[], $14::text[], $15::bytea[]) with ordinality as n (id, type, schema_version, visibility, entry, at)
        where exists (select from fence)
        order by n.at
        returning 1
      ),
      new_data as (
        insert into event_data (stream, version, data, salt)
        select $1, $3::int + n.at, n.data, n.salt
        from unnest($16::text[], $17::bytea[]) with ordinality as n (data, salt, at)
        where exists (select from fence)
      )
      select count(*)::int as written from new_events`,
    values: [
      head.id,
      head.version + events.length,
      head.version,
      sealed.at(-1)?.hash,
      origin.subject,
      origin.actor,
      origin.commandId,
      origin.correlationId,
      origin.occurredAt,
      recordedAt,
      ids,
      events.map(({ type }) => type),
      events.map(({ schemaVersion }) => schemaVersion),
      events.map(({ visibility }) => visibility),
      sealed.map(({ entry }) => entry),
      sealed.map(({ data }) => data),
      sealed.map(({ salt }) => salt),
    ],
  });
  if (rows[0]?.written !== events.length) throw new VersionConflict(`${head.id} is no longer at version ${head.version}.`);
}

const CREATE = `insert into streams (id, version, last_entry_hash) values ($1, $2, $4) on conflict do nothing returning 1`;
const ADVANCE = `update streams set version = $2, last_entry_hash = $4 where id = $1 and version = $3 returning 1`;

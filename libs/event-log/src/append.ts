import type { DomainEvent, Instant, Role } from '#kernel';
import type { QueryConfig } from 'pg';
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
  readonly onBehalfOf?: readonly string[];
  readonly commandId: string;
  readonly correlationId: string;
  readonly causationId: string;
  readonly traceparent: string | undefined;
}

/** A stream has moved since it was loaded: decide again. */
export class VersionConflict extends Error {
  override readonly name = 'VersionConflict';
}

/** An event with its entry fixed, ready to be written. */
export interface SealedEvent {
  readonly id: string;
  readonly version: number;
  readonly event: NewEvent;
  readonly sealed: SealedEntry;
}

/** Events that go onto one stream together, from `head` on. */
export interface Appendage {
  readonly head: StreamHead;
  readonly events: readonly SealedEvent[];
  readonly origin: Origin;
  readonly recordedAt: Instant;
}

/** Fixes the entries of events that are to follow `head`: each names the hash of the one before it. */
export function seal(head: StreamHead, events: readonly NewEvent[], origin: Origin, recordedAt: Instant): Appendage {
  const sealedEvents: SealedEvent[] = [];
  for (const [index, event] of events.entries()) {
    const { type, schemaVersion, visibility, data } = event;
    const id = newId();
    const version = head.version + index + 1;
    const previous = sealedEvents.at(-1)?.sealed.hash ?? head.lastEntryHash;
    const fields = { ...origin, id, type, schemaVersion, visibility, recordedAt, stream: head.id, version, previous };
    sealedEvents.push({ id, version, event, sealed: sealEntry(fields, data) });
  }
  return { head, events: sealedEvents, origin, recordedAt };
}

/** Where a stream stands once an appendage is written. */
export function headAfter({ head, events }: Appendage): StreamHead {
  const last = events.at(-1);
  return last ? { id: head.id, version: last.version, lastEntryHash: last.sealed.hash } : head;
}

/**
 * Appends events to a stream, in one round trip: the version's fence, the entries and their data.
 * Throws {@link VersionConflict} where the stream is not at `head.version` any more, and has then written nothing.
 */
export async function append(database: Queryable, head: StreamHead, events: readonly NewEvent[], origin: Origin): Promise<void> {
  await appendAll(database, [seal(head, events, origin, new Date().toISOString())]);
}

/**
 * Writes appendages of any number of streams in one round trip, in their order; a stream may come more than once, each continuing the
 * one before. Throws {@link VersionConflict} where a stream is not where its first appendage expects it: the caller's transaction
 * has to be rolled back then, for the others are written.
 */
export async function appendAll(database: Queryable, appendages: readonly Appendage[]): Promise<void> {
  const written = appendages.filter(({ events }) => events.length > 0);
  if (written.length === 0) return;
  const events = written.flatMap(({ head, origin, recordedAt, events: own }) =>
    own.map((each) => ({ stream: head.id, origin, recordedAt, ...each })),
  );
  const heads = headsOf(written);
  const [only] = events;
  const [head] = heads;
  const { rows } = await database.query<{ written: number }>(
    only && head && events.length === 1 ? appendOne(head, only) : appendMany(heads, events),
  );
  if (rows[0]?.written === events.length) return;
  throw new VersionConflict(`No longer at the version that was decided on: one of ${heads.map(({ id }) => id).join(', ')}.`);
}

/** An event on its way into the tables. */
interface EventRow extends SealedEvent {
  readonly stream: string;
  readonly origin: Origin;
  readonly recordedAt: Instant;
}

/** The columns of an entry's row, and of its values one each. */
const COLUMNS = [
  'stream, version, id, type, schema_version, subject, actor, command_id, correlation_id, occurred_at, recorded_at, visibility, entry',
  ({ stream, version, id, event, origin, recordedAt, sealed }: EventRow) => [
    ...[stream, version, id, event.type, event.schemaVersion, origin.subject, origin.actor, origin.commandId],
    ...[origin.correlationId, origin.occurredAt, recordedAt, event.visibility, sealed.entry],
  ],
] as const;

/** One event, most often what there is: to set up the statement for many costs several times what it does. */
function appendOne({ expected, hash }: MovingHead, row: EventRow): QueryConfig {
  const first = expected === 0;
  const fence = first
    ? 'insert into streams (id, version, last_entry_hash) select $1, $2, $16 where $17 = 0 on conflict do nothing returning id'
    : 'update streams set version = $2, last_entry_hash = $16 where id = $1 and version = $17 returning id';
  return {
    name: first ? 'append-one-first' : 'append-one-next',
    text: `
      with fenced as (${fence}),
      new_events as (
        insert into events (${COLUMNS[0]}) select $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13 from fenced returning 1
      ),
      new_data as (insert into event_data (stream, version, data, salt) select $1, $2, $14, $15 from fenced)
      select count(*)::int as written from new_events`,
    values: [...COLUMNS[1](row), row.sealed.data, row.sealed.salt, hash, expected],
  };
}

interface MovingHead {
  readonly id: string;
  readonly expected: number;
  readonly version: number;
  readonly hash: Buffer | undefined;
}

/** Each stream once: from where its first appendage expects it to where its last one leaves it. */
function headsOf(appendages: readonly Appendage[]): MovingHead[] {
  const heads = new Map<string, MovingHead>();
  for (const appendage of appendages) {
    const { id, version, lastEntryHash } = headAfter(appendage);
    heads.set(id, { id, expected: heads.get(id)?.expected ?? appendage.head.version, version, hash: lastEntryHash });
  }
  return [...heads.values()];
}

type FenceName = 'first' | 'next';

const FENCES: ReadonlyMap<FenceName, (expected: number) => boolean> = new Map([
  ['first', (expected: number) => expected === 0],
  ['next', (expected: number) => expected > 0],
]);

const FENCE_NAMES: Readonly<Record<FenceName, string>> = { first: 'created', next: 'moved' };

const FENCE_TEXTS: Readonly<Record<FenceName, string>> = {
  first: `created as (
      insert into streams (id, version, last_entry_hash) select id, version, hash from heads where expected = 0 on conflict do nothing returning id
    )`,
  next: `moved as (
      update streams s set version = h.version, last_entry_hash = h.hash from heads h
      where s.id = h.id and s.version = h.expected and h.expected > 0 returning s.id
    )`,
};

/**
 * Input: the heads, then the events, column by column. Output: how many events were written, in their order; those of a stream that is
 * not where it is expected are not. The fence of new streams stands only where there are some, and so does that of the others.
 */
function appendMany(heads: readonly MovingHead[], rows: readonly EventRow[]): QueryConfig {
  const fences = [...FENCES].filter(([, applies]) => heads.some(({ expected }) => applies(expected))).map(([name]) => name);
  const columns = COLUMNS[0].split(', ');
  const prefixed = columns.map((column) => `e.${column}`).join(', ');
  const events = rows.map(COLUMNS[1]);
  return {
    name: ['append', ...fences].join('-'),
    text: `
      with heads as materialized (
        select * from unnest($1::text[], $2::int[], $3::int[], $4::bytea[]) as h (id, expected, version, hash)
      ),
      ${fences.map((name) => FENCE_TEXTS[name]).join(', ')},
      fenced as materialized (${fences.map((name) => `select id from ${FENCE_NAMES[name]}`).join(' union all ')}),
      new_events as (
        insert into events (${COLUMNS[0]})
        select ${prefixed}
        from unnest($5::text[], $6::int[], $7::uuid[], $8::text[], $9::smallint[], $10::text[], $11::text[], $12::uuid[], $13::uuid[],
          $14::timestamptz[], $15::timestamptz[], $16::text[], $17::bytea[]) with ordinality as e (${COLUMNS[0]}, at)
        where e.stream in (select id from fenced)
        order by e.at
        returning 1
      ),
      new_data as (
        insert into event_data (stream, version, data, salt)
        select d.stream, d.version, d.data, d.salt
        from unnest($5::text[], $6::int[], $18::text[], $19::bytea[]) as d (stream, version, data, salt)
        where d.stream in (select id from fenced)
      )
      select count(*)::int as written from new_events`,
    values: [
      heads.map(({ id }) => id),
      heads.map(({ expected }) => expected),
      heads.map(({ version }) => version),
      heads.map(({ hash }) => hash),
      ...columns.map((_, at) => events.map((row) => row[at])),
      rows.map(({ sealed }) => sealed.data),
      rows.map(({ sealed }) => sealed.salt),
    ],
  };
}

/** What every side writes: the same data, in the same columns, on streams of the same length. */
import pg from 'pg';
import { applicationPool, canonicalJson, type NewEvent, newId, type Origin, type Pool, type StreamHead } from './product.mjs';

export const SOURCE = 'urn:promulgate:bench';
export const EVENT_TYPE = 'draft.revised';
/** A stream's versions; then its writer starts the next one. */
export const STREAM_LENGTH = 20;

/** About the size of what a revision of a draft records: half a kilobyte, with its envelope one and a third. */
export function dataOf(number: number): Record<string, unknown> {
  return {
    number,
    title: `Department directive on the use of a foot pursuit, revision ${number}`,
    bpcNumber: `BPC #26-${String(number % 10_000).padStart(4, '0')}`,
    textHash: 'b94d27b9934d3e08a52e52d7da7dabfac484efe37a5380ee9088f7ace2efcde9',
    summary:
      'Members report the reason for a pursuit, its end and any injury before the end of their watch; a supervisor reviews the report within one day and forwards it with a finding.',
    public: number % 3 !== 0,
  };
}

export function eventOf(number: number): NewEvent {
  return { type: EVENT_TYPE, schemaVersion: 1, visibility: 'PUBLIC', data: dataOf(number) };
}

export function originOf(stream: string): Origin {
  const id = newId();
  return {
    source: SOURCE,
    subject: stream,
    occurredAt: '2026-03-02T09:00:00.000Z',
    actor: 'staff-1',
    actorRole: 'commission-staff',
    performedBy: 'staff-1',
    commandId: id,
    correlationId: id,
    causationId: id,
    traceparent: undefined,
  };
}

/** The hash of a stream's last entry, where a writer has not loaded it: any 32 bytes cost the same. */
export const SOME_HASH = Buffer.alloc(32, 0xab);

export function headAt(stream: string, version: number): StreamHead {
  return { id: stream, version, lastEntryHash: version === 0 ? undefined : SOME_HASH };
}

/** Which stream and version come next: each writer walks through streams of its own. */
export class Walk {
  readonly #prefix: string;
  readonly #length: number;
  #stream = 0;
  #version = 0;

  constructor(prefix: string, length = STREAM_LENGTH) {
    this.#prefix = prefix;
    this.#length = length;
  }

  /** The stream, and the version that it is at before this append. */
  next(): { stream: string; version: number } {
    if (this.#version === this.#length) {
      this.#stream += 1;
      this.#version = 0;
    }
    return { stream: `${this.#prefix}-${this.#stream}`, version: this.#version++ };
  }
}

export function ourPool(url: string, size: number): Pool {
  return applicationPool(url, size, 'bench');
}

export function rawPool(url: string, size: number): pg.Pool {
  const pool = new pg.Pool({ connectionString: url, max: size, options: '-c search_path=promulgate -c timezone=UTC' });
  pool.on('error', () => undefined);
  return pool;
}

/** Bytes as {@link eventOf} is stored, made once: what sealing an entry costs counts against us alone. */
const STORED = {
  data: canonicalJson(dataOf(1_234)),
  salt: Buffer.alloc(32, 0x5a),
  /** As long as the entry that the product writes for this event: `append.ts` checks it. */
  entry: Buffer.alloc(820, 'e'),
};

/**
 * Appends one event as plainly as PostgreSQL allows with the same columns and indexes: one prepared statement, one round trip,
 * the version's fence included. Throws where the stream is not at `version`.
 */
export async function appendRaw(pool: Pick<pg.ClientBase, 'query'>, stream: string, version: number): Promise<void> {
  const command = newId();
  const { rows } = await pool.query<{ written: number }>({
    name: version === 0 ? 'raw-first' : 'raw-next',
    text: version === 0 ? RAW_FIRST : RAW_NEXT,
    values: [
      ...[stream, version + 1, SOME_HASH, newId(), EVENT_TYPE, 'staff-1', command, command],
      ...['2026-03-02T09:00:00.000Z', '2026-03-02T09:00:00.000Z', 'PUBLIC', STORED.entry, STORED.data, STORED.salt],
      ...(version === 0 ? [] : [version]),
    ],
  });
  if (rows[0]?.written !== 1) throw new Error(`${stream} is not at version ${version}.`);
}

export const rawEntryBytes = STORED.entry.length;

const rest = `
  new_event as (
    insert into events (stream, version, id, type, schema_version, subject, actor, command_id, correlation_id, occurred_at, recorded_at, visibility, entry)
    select $1, $2, $4, $5, 1, $1, $6, $7, $8, $9, $10, $11, $12 from fence
    returning 1
  ),
  new_data as (insert into event_data (stream, version, data, salt) select $1, $2, $13, $14 from fence)
  select count(*)::int as written from new_event`;
const RAW_FIRST = `with fence as (insert into streams (id, version, last_entry_hash) values ($1, $2, $3) on conflict do nothing returning 1), ${rest}`;
const RAW_NEXT = `with fence as (update streams set version = $2, last_entry_hash = $3 where id = $1 and version = $15 returning 1), ${rest}`;

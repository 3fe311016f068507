import { freshDatabase } from '#testing';
import pg from 'pg';
import { applicationPool, type Pool } from '../database.js';
import { sealEntry } from '../entry.js';
import { newId } from '../ids.js';
import type { Visibility } from '../logged-event.js';
import { migrate } from '../migrate.js';

/** What a test says of an event; the rest is made up, always the same. */
export interface Happening {
  readonly type: string;
  readonly subject: string;
  readonly data: unknown;
  readonly actor?: string;
  readonly correlationId?: string;
  readonly occurredAt?: string;
  readonly visibility?: Visibility;
}

export const SOURCE = 'urn:promulgate:test';
export const RECORDED_AT = '2026-03-02T09:00:00.000Z';

const PATH = '-c search_path=promulgate,views';

/** For the tests of this folder: a migrated database whose log is written by hand. */
export interface SpecLog {
  readonly url: string;
  /** Events, each at once with its position. */
  append(...happenings: Happening[]): Promise<void>;
  /** A statement of the owner; `promulgate` and `views` are in its path. */
  owner<Row extends object>(text: string, values?: unknown[]): Promise<Row[]>;
  /** A session of the owner for statements that belong together. */
  ownerSession(): Promise<pg.Client>;
  /** A pool as the worker has it. */
  pool(): Pool;
  close(): Promise<void>;
}

export async function specLog(): Promise<SpecLog> {
  const server = process.env['TEST_POSTGRES_URL'];
  if (!server) throw new Error('TEST_POSTGRES_URL names no server: these tests are started by `npm test`.');
  const database = await freshDatabase(server);
  const { url } = database;
  await migrate(url);
  const owner = new pg.Pool({ connectionString: url, max: 4, options: PATH });
  // A session that is still closing when its database is dropped.
  owner.on('error', () => undefined);
  const pools: Pool[] = [];
  const sessions: pg.Client[] = [];
  let position = 0;
  const versions = new Map<string, number>();
  return {
    url,
    append: async (...happenings) => {
      const rows = happenings.map((happening) => {
        const version = (versions.get(happening.subject) ?? 0) + 1;
        versions.set(happening.subject, version);
        return rowOf(happening, version, ++position);
      });
      await owner.query(APPEND, [JSON.stringify(rows)]);
    },
    owner: async <Row extends object>(text: string, values?: unknown[]) => (await owner.query<Row>(text, values)).rows,
    ownerSession: async () => {
      const session = new pg.Client({ connectionString: url, options: PATH });
      session.on('error', () => undefined);
      await session.connect();
      sessions.push(session);
      return session;
    },
    pool: () => {
      const pool = applicationPool(url, 4, 'projector-spec');
      pools.push(pool);
      return pool;
    },
    close: async () => {
      await Promise.allSettled([owner.end(), ...sessions.map((session) => session.end()), ...pools.map((pool) => pool.end())]);
      await database.drop();
    },
  };
}

function rowOf(
  {
    type,
    subject,
    data,
    actor = 'secretary',
    correlationId = newId(),
    occurredAt = RECORDED_AT,
    visibility = 'PUBLIC',
  }: Happening,
  version: number,
  position: number,
) {
  const [id, commandId, causationId] = [newId(), newId(), newId()];
  const {
    entry,
    data: text,
    salt,
  } = sealEntry(
    {
      ...{
        id,
        source: SOURCE,
        type,
        schemaVersion: 1,
        subject,
        stream: subject,
        version,
        previous: undefined,
        traceparent: undefined,
      },
      ...{ occurredAt, recordedAt: RECORDED_AT, actor, actorRole: 'board-secretary', performedBy: 'chair' },
      ...{ commandId, correlationId, causationId, visibility },
    },
    data,
  );
  return {
    ...{
      position,
      stream: subject,
      version,
      id,
      type,
      actor,
      command: commandId,
      correlation: correlationId,
      occurred: occurredAt,
    },
    ...{ visibility, recorded: RECORDED_AT, entry: entry.toString('hex'), data: text, salt: salt.toString('hex') },
  };
}

const APPEND = `
  with given as (
    select * from jsonb_to_recordset($1::jsonb) as g (position bigint, stream text, version int, id uuid, type text, actor text, command uuid,
      correlation uuid, occurred timestamptz, recorded timestamptz, entry text, visibility text, data text, salt text)
  ), new_events as (
    insert into events (stream, version, id, type, schema_version, subject, actor, command_id, correlation_id, occurred_at, recorded_at, visibility, entry)
    select stream, version, id, type, 1, stream, actor, command, correlation, occurred, recorded, visibility, decode(entry, 'hex')
    from given order by position
    returning stream, version, global_position, entry
  ), new_data as (
    insert into event_data (stream, version, data, salt) select stream, version, data, decode(salt, 'hex') from given
  )
  insert into log (position, global_position, leaf_hash)
  select position, global_position, sha256('\\x00'::bytea || new_events.entry) from given join new_events using (stream, version)`;

/** Waits until the condition holds, and fails when it has not after `ms`. */
export async function eventually(what: string, holds: () => boolean | Promise<boolean>, ms = 5_000): Promise<void> {
  for (const end = performance.now() + ms; !(await holds());) {
    if (performance.now() > end) throw new Error(`Not within ${ms} ms: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

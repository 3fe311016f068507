/** For the tests of this folder: a database whose log and tree are written by hand, with fewer than 256 entries, and folders beside it. */
import { applicationPool, migrate, type Pool } from '#event-log';
import { freshDatabase } from '#testing';
import { Frontier, leafHash } from '#tlog';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';

export interface SpecLog {
  /** With the application's rights. */
  readonly pool: Pool;
  /** Entries at the end of the log: `minutes 1`, `minutes 2`, or of another name. */
  append(count: number, name?: string): Promise<void>;
  /** The database is another one, or was restored: nothing is in it. */
  empty(): Promise<void>;
  /** The tables of what was published are empty, the log is as it was. */
  unpublish(): Promise<void>;
  /** A new empty folder. */
  folder(): string;
  close(): Promise<void>;
}

export async function specLog(): Promise<SpecLog> {
  const server = process.env['TEST_POSTGRES_URL'];
  if (!server) throw new Error('TEST_POSTGRES_URL names no server: these tests are started by `npm test`.');
  const database = await freshDatabase(server);
  await migrate(database.url);
  const owner = new pg.Client({ connectionString: database.url, options: '-c search_path=promulgate' });
  await owner.connect();
  const pool = applicationPool(database.url, 2, 'spec');
  const above = mkdtempSync(join(tmpdir(), 'promulgate-audit-'));
  return {
    pool,
    append: async (count, name = 'minutes') => void (await owner.query(APPEND, [count, name])),
    empty: async () =>
      void (await owner.query(
        'truncate events, event_data, log, tile_roots, signed_checkpoints, cosignatures, log_keys cascade',
      )),
    unpublish: async () => void (await owner.query('truncate signed_checkpoints, cosignatures, log_keys')),
    folder: () => mkdtempSync(join(above, 'folder-')),
    close: async () => {
      await pool.end();
      await owner.end();
      await database.drop();
      rmSync(above, { recursive: true });
    },
  };
}

/** The root over the entries that {@link SpecLog.append} makes, computed without a database. */
export const rootOf = (...names: [name: string, first: number, last: number][]): Buffer =>
  Frontier.EMPTY.append(
    names.flatMap(([name, first, last]) =>
      Array.from({ length: last - first + 1 }, (_, at) => leafHash(Buffer.from(`${name} ${first + at}`))),
    ),
  ).root();

const APPEND = `
  with head as (select coalesce(max(position), 0) as position from log),
  added as (
    insert into events (stream, version, id, type, schema_version, subject, actor, command_id, correlation_id, occurred_at, recorded_at, visibility, entry)
    select 'minutes', position + n, gen_random_uuid(), 'note.made', 1, 'minutes', 'somebody', gen_random_uuid(), gen_random_uuid(), now(), now(), 'PUBLIC',
      convert_to($2 || ' ' || position + n, 'UTF8')
    from head, generate_series(1, $1::int) as n
    returning version, global_position, entry
  )
  insert into log (position, global_position, leaf_hash)
  select version, global_position, sha256('\\x00'::bytea || entry) from added order by version`;

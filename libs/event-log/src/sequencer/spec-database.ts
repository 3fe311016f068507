import { freshDatabase } from '#testing';
import { Frontier, leafHash, readFrontier } from '#tlog';
import pg from 'pg';
import { migrate } from '../migrate.js';
import { TileStore, treeSize } from '../tree/tile-store.js';

/** For the tests of this folder: a migrated database, sessions that append to it step by step, and what its log has come to. */
export interface SpecDatabase {
  readonly url: string;
  /** The superuser's own session. */
  readonly owner: pg.Client;
  /** A session of the application; closed by the next `clear`. */
  session(): Promise<Session>;
  /** Nothing was ever appended. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

export async function specDatabase(): Promise<SpecDatabase> {
  const server = process.env.TEST_POSTGRES_URL;
  if (!server) throw new Error('TEST_POSTGRES_URL names no server: these tests are started by `npm test`.');
  const fresh = await freshDatabase(server);
  await migrate(fresh.url);
  const connect = async (settings: string) => {
    const client = new pg.Client({ connectionString: fresh.url, options: settings });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  };
  const owner = await connect('-c search_path=promulgate');
  let sessions: Session[] = [];
  const closeSessions = async () => {
    await Promise.allSettled(sessions.map(({ client }) => client.end()));
    sessions = [];
  };
  return {
    url: fresh.url,
    owner,
    session: async () => {
      const session = new Session(await connect('-c role=promulgate_app -c search_path=promulgate'));
      sessions.push(session);
      return session;
    },
    clear: async () => {
      await closeSessions();
      await owner.query(
        'truncate events, event_data, log, tile_roots, streams, number_series restart identity; update sequencer set high = 0, low = 0',
      );
    },
    close: async () => {
      await closeSessions();
      await owner.end();
      await fresh.drop();
    },
  };
}

export class Session {
  constructor(readonly client: pg.Client) {}

  async begin(): Promise<void> {
    await this.client.query('begin');
  }

  async commit(): Promise<void> {
    await this.client.query('commit');
  }

  async rollback(): Promise<void> {
    await this.client.query('rollback');
  }

  /** Writes something else first, as a command's fence does: the transaction has its xid from here on. */
  async takeXid(): Promise<void> {
    await this.client.query(`insert into number_series (series, last) values (gen_random_uuid()::text, 1)`);
  }

  /** Locks the stream and answers its next version, as an append with a fence does. */
  async nextVersion(stream: string, by = 1): Promise<number> {
    const { rows } = await this.client.query<{ version: number }>(
      `insert into streams (id, version, last_entry_hash) values ($1, $2::int, '')
       on conflict (id) do update set version = streams.version + $2::int returning version - $2::int + 1 as version`,
      [stream, by],
    );
    return rows[0]?.version ?? 0;
  }

  /** Events `version` … `version + count - 1`; in a transaction of their own where none is open. */
  async append(stream: string, version = 1, count = 1): Promise<void> {
    await this.client.query({
      name: 'append',
      text: `insert into events (stream, version, id, type, schema_version, subject, actor, command_id, correlation_id, occurred_at, recorded_at, visibility, entry)
             select $1, $2::int + n, gen_random_uuid(), 'note.made', 1, $1, 'somebody', gen_random_uuid(), gen_random_uuid(), now(), now(), 'PUBLIC', convert_to($1 || ' ' || $2::int + n, 'UTF8')
             from generate_series(0, $3::int - 1) as n`,
      values: [stream, version, count],
    });
  }
}

/** What is wrong with an order of events: all three are empty where nothing is. `stream version`, as `minutes 2`. */
export interface Verdict {
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  /** Came before their predecessor in the stream. */
  readonly inverted: readonly string[];
}

export const FLAWLESS: Verdict = { lost: [], doubled: [], inverted: [] };

/** Judges the order in which a reader saw the numbers of the events that are committed now. */
export async function judge(owner: pg.Client, order: readonly number[]): Promise<Verdict> {
  const { rows } = await owner.query<{ number: string; stream: string; version: number }>(
    'select global_position::text as number, stream, version from events order by stream, version',
  );
  const seenAt = new Map<number, number>();
  const doubled = new Set<number>();
  for (const [at, number] of order.entries()) {
    if (seenAt.has(number)) doubled.add(number);
    else seenAt.set(number, at);
  }
  const events = rows.map(({ number, stream, version }) => ({
    number: Number(number),
    stream,
    version,
    name: `${stream} ${version}`,
  }));
  const inverted = events.filter((event, at) => {
    const before = events[at - 1];
    if (before?.stream !== event.stream) return false;
    return (seenAt.get(event.number) ?? Infinity) < (seenAt.get(before.number) ?? -1);
  });
  return {
    lost: events.filter(({ number }) => !seenAt.has(number)).map(({ name }) => name),
    doubled: events.filter(({ number }) => doubled.has(number)).map(({ name }) => name),
    inverted: inverted.map(({ name }) => name),
  };
}

/** The root over the entries, read back one by one in the log's order: what the tree is held against. */
export async function rootOfEntries(owner: pg.Client): Promise<{ size: number; root: string }> {
  const { rows } = await owner.query<{ entry: Buffer }>(
    'select entry from log join events using (global_position) order by log.position',
  );
  const tree = Frontier.EMPTY.append(rows.map(({ entry }) => leafHash(entry)));
  return { size: tree.size, root: tree.root().toString('hex') };
}

/** The root of the tree as it is kept: of the roots of its full tiles and the leaves behind them. */
export async function rootOfTree(owner: pg.Client): Promise<{ size: number; root: string }> {
  const tree = await readFrontier(new TileStore(owner), await treeSize(owner));
  return { size: tree.size, root: tree.root().toString('hex') };
}

/** The log's order; fails where its positions are not 1…n. */
export async function orderOfLog(owner: pg.Client): Promise<number[]> {
  const { rows } = await owner.query<{ position: string; number: string }>(
    'select position::text, global_position::text as number from log order by log.position',
  );
  const gap = rows.findIndex(({ position }, at) => Number(position) !== at + 1);
  if (gap >= 0) throw new Error(`Position ${gap + 1} is missing from the log: ${rows[gap]?.position} stands in its place.`);
  return rows.map(({ number }) => Number(number));
}

/** Waits until the condition holds, and fails when it has not after `ms`. */
export async function eventually(what: string, ms: number, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = performance.now() + ms; !(await holds());) {
    if (performance.now() > end) throw new Error(`Not within ${ms} ms: ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}

import pg from 'pg';
import { isDatabaseAway } from './database-faults.js';

/** Rows read as plain numbers: positions and versions stay far below 2^53. */
pg.types.setTypeParser(pg.types.builtins.INT8, Number);
/** Dates stay the text they are: a day has no zone. */
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text);
pg.types.setTypeParser(pg.types.builtins.TIMESTAMPTZ, (text) => new Date(text).toISOString());

export type Pool = pg.Pool;
export type Client = pg.PoolClient;
/** What can run a statement: a pool, or one of its clients within a transaction. */
export type Queryable = Pick<pg.ClientBase, 'query'>;

const APPLICATION_ROLE = 'promulgate_app';
/** May delete data that an entry of the log orders to be erased, and nothing else: only the eraser's sessions take it. */
export const ERASER_ROLE = 'promulgate_eraser';

/**
 * The sessions of a pool, so that all of them can be cut at once: a server that was stopped or lost on the network answers nothing
 * and closes nothing, and whoever has a statement on one of its sessions would wait for as long as TCP does.
 */
export class Sessions {
  /** For the pool to make its sessions with. */
  readonly Client: new (config?: pg.ClientConfig) => pg.Client;
  private readonly open = new Set<pg.Client>();

  constructor() {
    const { open } = this;
    this.Client = class extends pg.Client {
      constructor(config?: pg.ClientConfig) {
        super(config);
        open.add(this);
        this.once('end', () => open.delete(this));
      }
    };
  }

  /** Every statement under way fails at once, as if the server had closed its connection. */
  cut(): void {
    for (const session of this.open) session.connection.stream.destroy();
  }
}

export interface PoolOptions {
  /** Where they may have to be cut. */
  readonly sessions?: Sessions;
  /** The longest that a statement may take. PostgreSQL ends it then; a server that does not answer is given up a second later. */
  readonly statementMs?: number;
  /** The longest wait for a session, a free one or a new one. */
  readonly connectMs?: number;
  /** That of the application where it is left out. */
  readonly role?: typeof ERASER_ROLE;
}

/**
 * What is sent to a session in one turn of the event loop goes out in one write: pg writes each statement by itself, and of a worker under
 * load a quarter of its time went into those system calls.
 */
function gatherWrites({ connection: { stream } }: pg.PoolClient): void {
  const write = stream.write.bind(stream) as (...parts: unknown[]) => boolean;
  let gathering = false;
  stream.write = (...parts: unknown[]): boolean => {
    if (!gathering) {
      gathering = true;
      stream.cork();
      process.nextTick(() => {
        gathering = false;
        stream.uncork();
      });
    }
    return write(...parts);
  };
}

/** Settings of every session of the application: its role, its tables, and limits that keep a stopped process from blocking others. */
function sessionSettings(role: string, searchPath: string, statementMs: number): string {
  return [
    `-c role=${role}`,
    `-c search_path=${searchPath}`,
    '-c lock_timeout=1s',
    `-c statement_timeout=${statementMs}`,
    '-c idle_in_transaction_session_timeout=5s',
    '-c timezone=UTC',
  ].join(' ');
}

/** A pool of the application's sessions. `size` bounds them; a request that finds none free waits at most 5 s. */
export function applicationPool(
  url: string,
  size: number,
  name: string,
  { sessions, statementMs = 30_000, connectMs = 5_000, role }: PoolOptions = {},
): Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: size,
    options: sessionSettings(role ?? APPLICATION_ROLE, 'promulgate,views', statementMs),
    application_name: `promulgate-${name}`,
    connectionTimeoutMillis: connectMs,
    query_timeout: statementMs + 1_000,
    keepAlive: true,
    // Statements that do not wait for each other's answers share a round trip; the server still runs them in their order.
    pipeline: true,
    ...(sessions ? { Client: sessions.Client } : {}),
  });
  // A session that breaks (a restarted server) fails the statement that uses it, and is replaced; without a listener, on the pool for
  // the idle ones and on each for those in use, it would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (session) => {
    session.on('error', () => undefined);
    gatherWrites(session);
  });
  return pool;
}

/** Runs `work` in one transaction. COMMIT has to answer COMMIT: after a swallowed fault PostgreSQL answers ROLLBACK without an error. */
export async function transaction<Result>(pool: Pool, work: (client: Client) => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  let broken: Error | undefined;
  try {
    const begun = client.query('begin');
    // Not awaited first: it travels with the first statement of the work, and fails with it.
    begun.catch(() => undefined);
    const result = await work(client);
    await begun;
    const { command } = await client.query('commit');
    if (command !== 'COMMIT') throw new Error(`The transaction ended in ${command}: a fault inside it was swallowed.`);
    return result;
  } catch (fault) {
    // A statement that was given up is still under way on the server, and a rollback would only queue behind it.
    if (isDatabaseAway(fault)) broken = fault as Error;
    else await client.query('rollback').catch((failed: Error) => (broken = failed));
    throw fault;
  } finally {
    client.release(broken);
  }
}

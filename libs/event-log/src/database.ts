import pg from 'pg';

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

/** Settings of every session of the application: its role, its tables, and limits that keep a stopped process from blocking others. */
function sessionSettings(searchPath: string): string {
  return [
    `-c role=${APPLICATION_ROLE}`,
    `-c search_path=${searchPath}`,
    '-c lock_timeout=1s',
    '-c idle_in_transaction_session_timeout=5s',
    '-c timezone=UTC',
  ].join(' ');
}

/** A pool of the application's sessions. `size` bounds them; a request that finds none free waits at most 5 s. */
export function applicationPool(url: string, size: number, name: string): Pool {
  const pool = new pg.Pool({
    connectionString: url,
    max: size,
    options: sessionSettings('promulgate,views'),
    application_name: `promulgate-${name}`,
    connectionTimeoutMillis: 5_000,
    keepAlive: true,
    // Statements that do not wait for each other's answers share a round trip; the server still runs them in their order.
    pipeline: true,
  });
  // A session that breaks (a restarted server) fails the statement that uses it, and is replaced; without a listener, on the pool for
  // the idle ones and on each for those in use, it would end the process.
  pool.on('error', () => undefined);
  pool.on('connect', (session) => session.on('error', () => undefined));
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
    await client.query('rollback').catch((failed: Error) => (broken = failed));
    throw fault;
  } finally {
    client.release(broken);
  }
}

import { setImmediate } from 'node:timers/promises';
import pg from 'pg';
import { DataSource, type EntityManager } from 'typeorm';
import { isDatabaseAway } from '../database-faults.js';
import type { Sessions } from '../database.js';
import type { Projection } from '../projection.js';

export interface ReadModelsOptions {
  /** The most sessions at a time. */
  readonly size?: number;
  /** Where they may have to be cut. */
  readonly sessions?: Sessions;
}

/** The views as a TypeORM data source for queries; it cannot write. To be initialized, and destroyed, by whoever takes it. */
export function readModels(
  url: string,
  projections: readonly Projection[],
  { size = 8, sessions }: ReadModelsOptions = {},
): DataSource {
  return new DataSource({
    type: 'postgres',
    url,
    schema: 'views',
    entities: projections.flatMap(({ entities }) => [...entities]),
    synchronize: false,
    installExtensions: false,
    applicationName: 'promulgate-read-models',
    connectTimeoutMS: 5_000,
    extra: {
      max: size,
      query_timeout: 11_000,
      pipeline: true,
      Client: preparing(sessions?.Client ?? pg.Client),
      options: [
        '-c role=promulgate_app',
        '-c search_path=views',
        '-c default_transaction_read_only=on',
        // Several reads of one answer see one state of the views, without a round trip to ask for it each time.
        String.raw`-c default_transaction_isolation=repeatable\ read`,
        '-c statement_timeout=10s',
        '-c timezone=UTC',
      ].join(' '),
    },
  });
}

/**
 * Reads several times from one and the same state of the views. What opens the transaction travels with the first read, and nobody waits
 * for its end: nothing was written. `read` may be called again, where a view was replaced under a statement that its session had planned.
 */
export async function inOneState<Result>(
  models: DataSource,
  read: (database: EntityManager) => Promise<Result>,
): Promise<Result> {
  for (;;)
    try {
      return await readOnce(models, read);
    } catch (fault) {
      if (!isStalePlan(fault)) throw fault;
      // That session is gone with its plans, and there are no more such sessions than the pool has.
    }
}

async function readOnce<Result>(models: DataSource, read: (database: EntityManager) => Promise<Result>): Promise<Result> {
  const runner = models.createQueryRunner();
  const session = (await runner.connect()) as pg.PoolClient;
  const unawaited = (statement: string): void => void session.query(statement).catch(() => undefined);
  try {
    unawaited('begin');
    const result = await read(runner.manager);
    unawaited('commit');
    return result;
  } catch (fault) {
    if (isDatabaseAway(causeOf(fault)) || isStalePlan(fault)) await end(session, causeOf(fault));
    else unawaited('rollback');
    throw fault;
  } finally {
    await runner.release();
  }
}

/**
 * For good, instead of back into the pool: what was given up is still under way on the server, and whoever had the session next would wait
 * for it. TypeORM hears of it in this turn, and lets go of the session by itself.
 */
async function end(session: pg.PoolClient, fault: Error): Promise<void> {
  session.connection.stream.destroy(fault);
  await setImmediate();
}

/** TypeORM puts what the driver said into a fault of its own. */
const causeOf = (fault: unknown): Error => (fault as { driverError?: Error }).driverError ?? (fault as Error);

/** PostgreSQL refuses a prepared statement whose result would have other columns than it had when it was prepared. */
const isStalePlan = (fault: unknown): boolean =>
  (causeOf(fault) as { code?: string }).code === '0A000' && causeOf(fault).message.startsWith('cached plan');

type ClientClass = new (config?: pg.ClientConfig) => pg.Client;

/** More different statements than the questions have, each with its filters and orders; what comes after them is planned each time. */
const MOST_STATEMENTS = 400;
const names = new Map<string, string>();

/**
 * Sessions that prepare what has parameters, and execute it by its name from then on: it is parsed once, and planned as seldom as PostgreSQL
 * finds right.
 */
function preparing(Client: ClientClass): ClientClass {
  return class extends Client {
    // As TypeORM calls it; whatever comes otherwise goes on as it is.
    override query(...parts: unknown[]): never {
      const [text, values, ...rest] = parts;
      const name = typeof text === 'string' && Array.isArray(values) && values.length > 0 ? nameOf(text) : undefined;
      const call = super.query.bind(this) as (...passed: unknown[]) => never;
      return name === undefined ? call(...parts) : call({ name, text, values }, ...rest);
    }
  };
}

function nameOf(text: string): string | undefined {
  const known = names.get(text);
  if (known !== undefined || names.size >= MOST_STATEMENTS) return known;
  const name = `q${names.size}`;
  names.set(text, name);
  return name;
}

/** The sides of the pipeline's benchmarks: our own processes, and the peers', each on a database and a Redis database of its own. */
import { projections, reactions } from '#commission';
import { ensureReactions, migrateDoorbell } from '#command-queue';
import { ensureViews, migrate } from '#event-log';
import { type Issuer, type Person, startIssuer } from '#testing';
import { randomBytes } from 'node:crypto';
import { Redis } from 'ioredis';
import pg from 'pg';
import { type Child, startChild } from './child.js';

/** Where a side runs. */
export interface Ground {
  /** Of the owner. */
  readonly databaseUrl: string;
  readonly redisUrl: string;
  readonly issuer: string;
}

export interface RunningSide {
  readonly url: string;
  readonly children: readonly Child[];
  /** Accepted and not yet settled. */
  backlog(): Promise<number>;
  /** Settled from one instant to another, in ms since 1970, by the ledger's own time. */
  settledBetween(from: number, to: number): Promise<number>;
  /** When each of these commands was settled, in ms since 1970. */
  settledAt(ids: readonly string[]): Promise<Map<string, number>>;
  /** Throws where what was accepted is not settled, each with exactly one event. */
  check(): Promise<void>;
  close(): Promise<void>;
}

export interface Side {
  readonly name: string;
  start(ground: Ground): Promise<RunningSide>;
}

export const COMMAND_PATH = '/v1/commands/register-authority';

export function startBenchIssuer(): Promise<Issuer & { tokens: readonly string[] }> {
  const persons: Person[] = Array.from({ length: 16 }, (_, at) => ({ id: `attorney-${at}`, roles: ['city-attorney'] }));
  return startIssuer({ persons }).then(async (issuer) => ({
    ...issuer,
    tokens: await Promise.all(persons.map(({ id }) => issuer.tokenFor(id))),
  }));
}

/** Makes the tables, the same for ours and the bare pipeline, and empties the queue. */
export async function prepareGround({ databaseUrl, redisUrl }: Ground): Promise<void> {
  await migrate(databaseUrl);
  await migrateDoorbell(databaseUrl);
  await ensureViews(databaseUrl, projections);
  const owner = new pg.Client({ connectionString: databaseUrl });
  await owner.connect();
  await ensureReactions(owner, reactions);
  await owner.end();
  const redis = new Redis(redisUrl);
  await redis.flushdb();
  redis.disconnect();
}

/** The questions to a ledger in our form. */
function ledgerOf(databaseUrl: string) {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2, options: '-c search_path=promulgate' });
  const one = async (text: string, values: readonly unknown[] = []): Promise<number> => {
    const { rows } = await pool.query<{ n: number }>(text, [...values]);
    return Number(rows[0]?.n);
  };
  return {
    backlog: () => one('select count(*)::int as n from commands where status = 0'),
    settledBetween: (from: number, to: number) =>
      one('select count(*)::int as n from commands where settled_at >= to_timestamp($1) and settled_at < to_timestamp($2)', [
        from / 1_000,
        to / 1_000,
      ]),
    settledAt: async (ids: readonly string[]) => {
      const { rows } = await pool.query<{ id: string; at: number | null }>(
        'select id, extract(epoch from settled_at)::float8 * 1000 as at from commands where id = any ($1::uuid[])',
        [ids],
      );
      return new Map(rows.flatMap(({ id, at }) => (at === null ? [] : [[id, at] as const])));
    },
    check: async () => {
      const wrong = await one(`
        select count(*)::int as n
        from (select c.id, c.status, (select count(*) from events e where e.command_id = c.id) as events from commands c) each
        where status <> 1 or events <> 1`);
      if (wrong > 0) throw new Error(`${wrong} commands are not settled with exactly one event each.`);
    },
    end: () => pool.end(),
  };
}

async function runningOn(ground: Ground, children: readonly Child[]): Promise<RunningSide> {
  const ledger = ledgerOf(ground.databaseUrl);
  const close = async (): Promise<void> => {
    await Promise.all(children.map((child) => child.end()));
    await ledger.end();
  };
  return { ...ledger, url: children[0]?.url ?? '', children, close };
}

export const ours: Side = {
  name: 'ours',
  start: async (ground) => {
    await prepareGround(ground);
    const env = {
      DATABASE_URL: ground.databaseUrl,
      REDIS_URL: ground.redisUrl,
      OIDC_ISSUER: ground.issuer,
      FINGERPRINT_KEY: randomBytes(32).toString('hex'),
      LOG_SOURCE: 'urn:promulgate:bench',
      LOG_LEVEL: 'silent',
    };
    const api = await startChild({ name: 'ours-api', script: 'test/bench/pipeline/product-api.js', env, portAs: 'PORT' });
    const worker = await startChild({ name: 'ours-worker', script: 'apps/worker/src/main.js', env, portAs: 'WORKER_PORT' });
    return runningOn(ground, [api, worker]);
  },
};

export const bare: Side = {
  name: 'the bare pipeline',
  start: async (ground) => {
    await prepareGround(ground);
    const env = { DATABASE_URL: ground.databaseUrl, REDIS_URL: ground.redisUrl, OIDC_ISSUER: ground.issuer };
    const api = await startChild({ name: 'bare-api', script: 'test/bench/pipeline/bare-api.js', env, portAs: 'PORT' });
    const worker = await startChild({ name: 'bare-worker', script: 'test/bench/pipeline/bare-worker.js', env });
    return runningOn(ground, [api, worker]);
  },
};

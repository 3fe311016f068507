/** The sides of the pipeline's benchmarks: our own processes, and the peers', each on a database and a Redis database of its own. */
import { createHash, randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import { Child, type ChildSettings } from './child.ts';
import { type Issuer, prepareDatabase, projections, reactions, startIssuer } from './product.mjs';

/** Where a side runs. */
export interface Ground {
  /** Of the owner. */
  databaseUrl: string;
  redisUrl: string;
  issuer: string;
}

export interface RunningSide {
  name: string;
  url: string;
  children: readonly Child[];
  /** Accepted and not yet settled. */
  backlog(): Promise<number>;
  /** Settled from one instant to another, in ms since 1970, by the time that the side itself recorded. */
  settledBetween(from: number, to: number): Promise<number>;
  /** When each of these commands was accepted, in ms since 1970. */
  acceptedAt(ids: readonly string[]): Promise<Map<string, number>>;
  /** When the settling of each of these commands was committed, in ms since 1970. */
  settledAt(ids: readonly string[]): Promise<Map<string, number>>;
  /** What was accepted and has not exactly one event. */
  wrong(): Promise<number>;
  /** How many checkpoints of its log were published; only our own side has any. */
  checkpoints(): Promise<number>;
  close(): Promise<void>;
}

export interface PipelineSide {
  name: string;
  start(ground: Ground): Promise<RunningSide>;
}

export const COMMAND_PATH = '/v1/commands/register-authority';

const SUBJECTS = 16;

/** An issuer, and tokens of several persons who may send the command. */
export async function startBenchIssuer(): Promise<{ issuer: Issuer; tokens: readonly string[] }> {
  const persons = Array.from({ length: SUBJECTS }, (_, at) => ({ id: `attorney-${at}`, roles: ['city-attorney' as const] }));
  const issuer = await startIssuer({ persons });
  return { issuer, tokens: await Promise.all(persons.map(({ id }) => issuer.tokenFor(id))) };
}

/** Makes the tables, the same for all sides, and empties the queue. */
export async function prepareGround({ databaseUrl, redisUrl }: Ground): Promise<void> {
  await prepareDatabase(databaseUrl, { projections, reactions });
  const redis = new Redis(redisUrl);
  await redis.flushdb();
  redis.disconnect();
}

/** The questions to a side's tables, which are SQL for a command's place, id, state and time. */
function questions(
  databaseUrl: string,
  tables: { commands: string; unsettled: string; id: string; acceptedMs: string; settledMs: string; settledIn: string },
) {
  const pool = new pg.Pool({ connectionString: databaseUrl, max: 2, options: '-c search_path=promulgate' });
  const { commands, unsettled, id, acceptedMs, settledMs, settledIn } = tables;
  const count = async (text: string, values: readonly unknown[] = []): Promise<number> => {
    const { rows } = await pool.query<{ n: number }>(`select count(*)::int as n from ${text}`, [...values]);
    return rows[0].n;
  };
  const timesOf = async (what: string, ids: readonly string[]): Promise<Map<string, number>> => {
    const { rows } = await pool.query<{ id: string; at: number | null }>(
      `select ${id} as id, ${what} as at from ${commands} where ${id} = any ($1)`,
      [ids],
    );
    return new Map(rows.flatMap(({ id, at }) => (at === null ? [] : [[id, Number(at)] as const])));
  };
  return {
    backlog: () => count(`${commands} where ${unsettled}`),
    settledBetween: (from: number, to: number) => count(`${commands} where ${settledIn}`, [from, to]),
    acceptedAt: (ids: readonly string[]) => timesOf(acceptedMs, ids),
    settledAt: (ids: readonly string[]) => timesOf(settledMs, ids),
    wrong: () =>
      count(
        `(select (select count(*) from events e where e.command_id = c.${id}::uuid) as events from ${commands} c) each where events <> 1`,
      ),
    checkpoints: () => count('signed_checkpoints'),
    end: () => pool.end(),
  };
}

const LEDGER = {
  commands: 'commands',
  unsettled: 'status = 0',
  id: 'id',
  acceptedMs: 'extract(epoch from accepted_at)::float8 * 1000',
  // The commit's own time where the server keeps it; else that of the last statement before it.
  settledMs: `extract(epoch from
    case when current_setting('track_commit_timestamp')::boolean then pg_xact_commit_timestamp(xmin) else settled_at end)::float8 * 1000`,
  settledIn: 'settled_at >= to_timestamp($1::float8 / 1000) and settled_at < to_timestamp($2::float8 / 1000)',
};

const WORKFLOWS = {
  commands: 'dbos.workflow_status',
  unsettled: `status in ('PENDING', 'ENQUEUED')`,
  id: 'workflow_uuid',
  acceptedMs: 'created_at',
  settledMs: 'completed_at',
  settledIn: 'completed_at >= $1::float8 and completed_at < $2::float8',
};

async function start(
  name: string,
  ground: Ground,
  tables: typeof LEDGER,
  processes: readonly ChildSettings[],
): Promise<RunningSide> {
  await prepareGround(ground);
  const children: Child[] = [];
  try {
    for (const each of processes) children.push(await Child.start(each));
  } catch (error) {
    await Promise.all(children.map((child) => child.end()));
    throw error;
  }
  const asked = questions(ground.databaseUrl, tables);
  const close = async (): Promise<void> => {
    await Promise.all(children.map((child) => child.end()));
    await asked.end();
  };
  return { ...asked, name, url: children[0].url, children, close };
}

const WORKER = 'dist/apps/worker/src/main.js';

/** One api and one worker, as they are, with these settings besides; the worker may be started by another script. */
export const oursWith = (name: string, settings: Readonly<Record<string, string>>, worker = WORKER): PipelineSide => ({
  name,
  start: (ground) => {
    const env = {
      DATABASE_URL: ground.databaseUrl,
      REDIS_URL: ground.redisUrl,
      OIDC_ISSUER: ground.issuer,
      FINGERPRINT_KEY: randomBytes(32).toString('hex'),
      LOG_SOURCE: 'urn:promulgate:bench',
      LOG_LEVEL: 'silent',
      ...settings,
    };
    return start(name, ground, LEDGER, [
      { name: 'api', script: 'test/bench/pipeline/product-api.mjs', env, portAs: 'PORT' },
      { name: 'worker', script: worker, env, portAs: 'WORKER_PORT' },
    ]);
  },
});

/** The settings of processes that sign the log, with what they keep of it below the folder. */
export function signedIn(folder: string): Record<string, string> {
  const pkcs8 = Buffer.concat([
    Buffer.from('302e020100300506032b657004220420', 'hex'),
    createHash('sha256').update('bench').digest(),
  ]);
  const keys = [{ algorithm: 'ed25519', madeAt: '2026-03-02T09:00:00.000Z', pkcs8: pkcs8.toString('base64') }];
  return {
    LOG_SIGNING_KEY: JSON.stringify({ keys }),
    LOG_STATE_DIR: join(folder, 'state'),
    CHECKPOINTS_DIR: join(folder, 'checkpoints'),
  };
}

export const ours: PipelineSide = oursWith('ours', {});

/** One api and one worker, as plain as can be. */
export const bare: PipelineSide = {
  name: 'the bare pipeline',
  start: (ground) => {
    const env = { DATABASE_URL: ground.databaseUrl, REDIS_URL: ground.redisUrl, OIDC_ISSUER: ground.issuer };
    return start('the bare pipeline', ground, LEDGER, [
      { name: 'bare-api', script: 'test/bench/pipeline/bare-api.ts', env, portAs: 'PORT' },
      { name: 'bare-worker', script: 'test/bench/pipeline/bare-worker.ts', env },
    ]);
  },
};

export const dbos: PipelineSide = {
  name: 'DBOS',
  start: (ground) => {
    const env = { DATABASE_URL: ground.databaseUrl, OIDC_ISSUER: ground.issuer };
    return start('DBOS', ground, WORKFLOWS, [
      { name: 'dbos-api', script: 'test/bench/pipeline/dbos-api.ts', env, portAs: 'PORT' },
    ]);
  },
};

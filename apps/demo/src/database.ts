import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import pg from 'pg';
import { type PostgresServer, Trouble } from '#testing';
import type { Keys } from './home.js';
import { withoutPassword } from './settings.js';

/** The name of the application's role in the migrations: what it may do is granted to this one, and logins are its members. */
const APP_ROLE = 'promulgate_app';
/** What carries out erasures; the login may take it on, and inherits nothing of it. */
const ERASER_ROLE = 'promulgate_eraser';
const APP_LOGIN = 'promulgate_app_login';
const OWNER = 'promulgate_owner';
const DATABASE = 'promulgate';
const CONNECT_MS = 5_000;

export interface DatabaseUrls {
  /** Owns the tables; for migrations only. */
  readonly owner: string;
  /** Of the api and the worker. */
  readonly app: string;
}

/** In the embedded server: the database, its owner and the application's login, with the passwords of the keys file. */
export async function prepareEmbedded(server: PostgresServer, keys: Keys): Promise<DatabaseUrls> {
  await connected(server.url('postgres'), async (client) => {
    const has = async (query: string, name: string) => ((await client.query(query, [name])).rowCount ?? 0) > 0;
    for (const [name, password, rights] of [
      [OWNER, keys.postgres.owner, 'createrole'],
      [APP_LOGIN, keys.postgres.app, 'nocreaterole'],
    ] as const) {
      const verb = (await has('select from pg_roles where rolname = $1', name)) ? 'alter' : 'create';
      await client.query(`${verb} role ${name} login ${rights} password ${client.escapeLiteral(password)}`);
    }
    if (!(await has('select from pg_database where datname = $1', DATABASE)))
      await client.query(`create database ${DATABASE} owner ${OWNER}`);
  });
  return { owner: server.url(DATABASE, OWNER, keys.postgres.owner), app: server.url(DATABASE, APP_LOGIN, keys.postgres.app) };
}

/** After the migrations, which make the role: the embedded server's login becomes its member. */
export function admitEmbeddedLogin(server: PostgresServer): Promise<void> {
  return connected(server.url(DATABASE), async (client) => {
    await client.query(`grant ${APP_ROLE} to ${APP_LOGIN}`);
    await client.query(`grant ${ERASER_ROLE} to ${APP_LOGIN} with inherit false, set true`);
  });
}

/** The same on a server of the operator's own, unless its user may take the role already. */
export async function admitUserOf({ owner, app }: DatabaseUrls): Promise<void> {
  const [row] = await connected(app, async (client) => {
    const query = `select current_user as name, pg_has_role(current_user, $1, 'SET') and pg_has_role(current_user, $2, 'SET') as may`;
    return (await client.query<{ name: string; may: boolean }>(query, [APP_ROLE, ERASER_ROLE])).rows;
  });
  if (!row || row.may) return;
  try {
    await connected(owner, async (client) => {
      const login = client.escapeIdentifier(row.name);
      await client.query(`grant ${APP_ROLE} to ${login}`);
      await client.query(`grant ${ERASER_ROLE} to ${login} with inherit false, set true`);
    });
  } catch (cause) {
    throw new Trouble(
      `The database user ${row.name} may not take the roles ${APP_ROLE} and ${ERASER_ROLE}, and the user of the migrations may not grant it.`,
      `As a superuser of that server: GRANT ${APP_ROLE} TO "${row.name}"; GRANT ${ERASER_ROLE} TO "${row.name}" WITH INHERIT FALSE, SET TRUE; then start again.`,
      { cause },
    );
  }
}

/** A name for this very database, which another one never has: not after it was removed, nor on another server. */
export async function identityOf({ owner }: DatabaseUrls): Promise<string> {
  const { rows } = await connected(owner, (client) =>
    client.query<{ identity: string }>(
      `select system_identifier || '-' || d.oid as identity from pg_control_system(), pg_database d where datname = current_database()`,
    ),
  );
  return rows[0]?.identity ?? 'unknown';
}

/** Tries a server of the operator's own before anything is built upon it. */
export async function checkDatabase(name: string, url: string): Promise<void> {
  try {
    await connected(url, (client) => client.query('select 1'));
  } catch (error) {
    const { code, message } = error as { code?: string; message: string };
    const why: Record<string, string> = {
      ECONNREFUSED: 'nothing answers there',
      ENOTFOUND: 'there is no such host',
      '28P01': 'the password is wrong',
      '28000': 'the server does not let this user in',
      '3D000': 'it has no such database',
    };
    throw new Trouble(
      `The database of ${name} (${withoutPassword(url)}) cannot be used: ${why[code ?? ''] ?? (message || code)}.`,
      `Correct ${name} or start that server, or leave ${name} out to use the embedded PostgreSQL.`,
      { cause: error },
    );
  }
}

export async function checkRedis(url: string): Promise<void> {
  const client = new Redis(url, {
    lazyConnect: true,
    connectTimeout: CONNECT_MS,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
  });
  let why = '';
  client.on(
    'error',
    (error: Error & { code?: string }) => (why = error.code === 'ECONNREFUSED' ? 'nothing answers there' : error.message),
  );
  try {
    await client.connect();
    await Promise.race([
      client.ping(),
      sleep(CONNECT_MS, undefined, { ref: false }).then(() => Promise.reject(new Error('no answer'))),
    ]);
  } catch (error) {
    throw new Trouble(
      `The Redis of REDIS_URL (${withoutPassword(url)}) cannot be used: ${why || (error as Error).message}.`,
      'Correct REDIS_URL or start that server, or leave REDIS_URL out: then the queue runs in PostgreSQL.',
      { cause: error },
    );
  } finally {
    client.disconnect();
  }
}

async function connected<Result>(url: string, act: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: CONNECT_MS });
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await act(client);
  } finally {
    await client.end().catch(() => undefined);
  }
}

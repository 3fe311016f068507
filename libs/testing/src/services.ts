import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from 'pg';
import { copyBinaries, enterableTemp, postgresUser, shippedBinaries, whatBarsBinaries } from './postgres-binaries.js';
import { type ServerSettings, startServer } from './postgres-server.js';
import { leash } from './processes.js';

export interface TestPostgres {
  /** Superuser URL of the server, its database `postgres`. */
  readonly url: string;
  /** Of the server that runs now. */
  readonly pid: number;
  /** Ends it and keeps its data, until `startAgain` starts it on the same port. */
  halt(): Promise<void>;
  startAgain(): Promise<void>;
  stop(): Promise<void>;
}

/**
 * A PostgreSQL server of its own in a temporary folder, gone with this process, however that ends.
 * It does not flush to disk: a test kills processes, not the machine. `settings` go to postgresql.conf.
 */
export async function startPostgres(settings: Readonly<Record<string, string>> = {}): Promise<TestPostgres> {
  const user = postgresUser();
  const folder = mkdtempSync(join(enterableTemp(user), 'promulgate-test-postgres-'));
  const letGo = leash(folder, join(folder, 'data', 'postmaster.pid'));
  try {
    // Entered, but not listed, by the server's own user.
    if (user) chmodSync(folder, 0o711);
    const shipped = shippedBinaries();
    const native = whatBarsBinaries(shipped, user) ? copyBinaries(shipped, folder) : shipped;
    const server: ServerSettings = {
      native,
      user,
      data: join(folder, 'data'),
      password: randomBytes(16).toString('hex'),
      flush: false,
      logFile: join(folder, 'postgres.log'),
      settings: { fsync: 'off', full_page_writes: 'off', max_connections: '300', ...settings },
    };
    let running = await startServer(server);
    const url = running.url('postgres');
    return {
      url,
      get pid() {
        return running.pid;
      },
      halt: () => running.stop(),
      startAgain: async () => {
        running = await startServer({ ...server, port: Number(new URL(url).port) });
      },
      stop: async () => {
        await running.stop();
        rmSync(folder, { recursive: true, force: true });
        letGo();
      },
    };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    letGo();
    throw error;
  }
}

export interface TestDatabase {
  readonly url: string;
  /** Also where somebody is still connected. */
  readonly drop: () => Promise<void>;
}

/** A new database on the server, empty where it is made after no pattern; `serverUrl` is a superuser's, as `TEST_POSTGRES_URL`. */
export async function freshDatabase(serverUrl: string, pattern?: string): Promise<TestDatabase> {
  const name = `test_${process.pid}_${randomBytes(6).toString('hex')}`;
  await runOn(serverUrl, `create database ${name}${pattern === undefined ? '' : ` template ${pattern}`}`);
  const url = new URL(serverUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => runOn(serverUrl, `drop database if exists ${name} with (force)`) };
}

/** Sessions of a server that wait for each other while one of them makes a pattern. */
const PATTERN_LOCK = 7_310_641_511;

/**
 * A new database like the pattern of this name, which `make` fills, given its URL, when somebody first asks for it on this server: to copy the
 * tables of the whole product takes a fifth of a second, and to make them takes several.
 */
export async function databaseLike(
  serverUrl: string,
  pattern: string,
  make: (url: string) => Promise<unknown>,
): Promise<TestDatabase> {
  await onServer(serverUrl, async (server) => {
    await server.query('select pg_advisory_lock($1)', [PATTERN_LOCK]);
    const { rowCount } = await server.query('select from pg_database where datname = $1', [pattern]);
    if (rowCount) return;
    const { url } = await freshDatabase(serverUrl);
    await make(url);
    const name = new URL(url).pathname.slice(1);
    await server.query(`alter database ${name} rename to ${pattern}`);
  });
  return freshDatabase(serverUrl, pattern);
}

async function runOn(url: string, statement: string): Promise<void> {
  await onServer(url, (server) => server.query(statement));
}

async function onServer(url: string, work: (server: Client) => Promise<unknown>): Promise<void> {
  const { default: pg } = await import('pg');
  const server = new pg.Client({ connectionString: url });
  await server.connect();
  try {
    await work(server);
  } finally {
    await server.end();
  }
}

/** The PostgreSQL and the Redis of a fault run: durable where it matters, and such that they can be killed and come back. */
import {
  copyBinaries,
  endProcess,
  enterableTemp,
  type OsUser,
  postgresUser,
  type PostgresServer,
  shippedBinaries,
  startRedis,
  startServer,
  type TestRedis,
  whatBarsBinaries,
} from '#testing';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { leash } from '../../libs/testing/src/processes.js';

const DATABASE = 'promulgate';
const APP_LOGIN = 'promulgate_app_login';

/** Everything acknowledged is on the disk, as in production. */
const DURABLE = {
  fsync: 'on',
  full_page_writes: 'on',
  synchronous_commit: 'on',
  max_connections: '400',
  max_wal_size: '256MB',
  autovacuum_naptime: '10s',
};

export class Postgres {
  private server: PostgresServer | undefined;
  private letGo: () => void;

  private constructor(
    readonly folder: string,
    private readonly native: string,
    private readonly user: OsUser | undefined,
    private readonly password: string,
    readonly appPassword: string,
    private data: string,
  ) {
    this.letGo = leash(folder, join(data, 'postmaster.pid'));
  }

  static async start(): Promise<Postgres> {
    const user = postgresUser();
    const folder = mkdtempSync(join(enterableTemp(user), 'promulgate-faults-'));
    if (user) chmodSync(folder, 0o711);
    const shipped = shippedBinaries();
    const native = whatBarsBinaries(shipped, user) ? copyBinaries(shipped, folder) : shipped;
    const [password, appPassword] = [randomBytes(16).toString('hex'), randomBytes(16).toString('hex')];
    const postgres = new Postgres(folder, native, user, password, appPassword, join(folder, 'data'));
    try {
      await postgres.begin();
      await postgres.as('postgres', (client) => client.query(`create database ${DATABASE}`));
      await postgres.as('postgres', (client) => client.query(`create database somebody_else`));
    } catch (error) {
      await postgres.end();
      throw error;
    }
    return postgres;
  }

  get port(): number {
    return Number(new URL(this.url()).port);
  }

  /** Of the superuser, straight to the server. */
  url(database = DATABASE): string {
    if (!this.server) throw new Error('PostgreSQL is not running.');
    return this.server.url(database);
  }

  /** Of the application's login, by way of `port`. */
  appUrl(port: number): string {
    return `postgres://${APP_LOGIN}:${this.appPassword}@127.0.0.1:${port}/${DATABASE}`;
  }

  /** After the migrations, which make the roles. */
  async admitApp(): Promise<void> {
    await this.as(DATABASE, (client) =>
      client.query(`
        create role ${APP_LOGIN} login password '${this.appPassword}';
        grant promulgate_app to ${APP_LOGIN};
        grant promulgate_eraser to ${APP_LOGIN} with inherit false, set true`),
    );
  }

  /** Starts the server on the data there are; resolves when it accepts. */
  async begin(): Promise<void> {
    this.server = await startServer({
      native: this.native,
      user: this.user,
      data: this.data,
      password: this.password,
      logFile: join(this.folder, 'postgres.log'),
      settings: DURABLE,
    });
  }

  /** `SIGINT` shuts down in order, `SIGQUIT` at once: the next start recovers. */
  async halt(signal: 'SIGINT' | 'SIGQUIT'): Promise<void> {
    if (!this.server) return;
    const { pid } = this.server;
    await endProcess(pid, [
      [signal, 20_000],
      ['SIGKILL', 2_000],
    ]);
    this.server = undefined;
  }

  /** Where the data are. The server must be down to move them. */
  get place(): string {
    return this.data;
  }

  /** Goes on with the data in another folder. */
  async moveTo(data: string): Promise<void> {
    this.letGo();
    this.data = data;
    this.letGo = leash(this.folder, join(data, 'postmaster.pid'));
    await this.begin();
  }

  /** A copy of the whole cluster, made while nobody runs on it. */
  copyTo(data: string): void {
    execFileSync('cp', ['-a', this.data, data]);
    rmSync(join(data, 'postmaster.pid'), { force: true });
  }

  async as<Result>(database: string, act: (client: pg.Client) => Promise<Result>): Promise<Result> {
    const client = new pg.Client({ connectionString: this.url(database), connectionTimeoutMillis: 5_000 });
    client.on('error', () => undefined);
    try {
      await client.connect();
      return await act(client);
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  async end(): Promise<void> {
    await this.server?.stop();
    rmSync(this.folder, { recursive: true, force: true });
    this.letGo();
  }
}

/** A Redis that can go and come back, empty, elsewhere. */
export class RedisServer {
  private constructor(private running: TestRedis) {}

  static async start(): Promise<RedisServer> {
    return new RedisServer(await startRedis());
  }

  get url(): string {
    return this.running.url;
  }

  get port(): number {
    return Number(new URL(this.running.url).port);
  }

  async kill(): Promise<void> {
    await endProcess(this.running.pid, [['SIGKILL', 2_000]]);
    await this.running.stop();
  }

  async begin(): Promise<void> {
    this.running = await startRedis();
  }

  async end(): Promise<void> {
    await this.running.stop();
  }
}

/** Clusters of PostgreSQL in one folder, each on a port of its own: the one that is lost, and those that come out of its backups. */
import {
  copyBinaries,
  endProcess,
  enterableTemp,
  type OsUser,
  postgresUser,
  type PostgresServer,
  shippedBinaries,
  startServer,
  whatBarsBinaries,
} from '#testing';
import { randomBytes } from 'node:crypto';
import { chmodSync, chownSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { leash } from '../../libs/testing/src/processes.js';

export const DATABASE = 'promulgate';
const LOGIN = 'promulgate_app_login';

/** Fast, as nothing but processes is lost here; what a backup with its write-ahead log needs is PostgreSQL's default. */
const SETTINGS = { fsync: 'off', full_page_writes: 'on', max_connections: '100' };

export class Clusters {
  readonly folder: string;
  readonly appPassword = randomBytes(16).toString('hex');
  private readonly password = randomBytes(16).toString('hex');
  private readonly user: OsUser | undefined = postgresUser();
  private readonly native: string;
  private readonly running: Cluster[] = [];
  private made = 0;

  constructor() {
    this.folder = mkdtempSync(join(enterableTemp(this.user), 'promulgate-restore-'));
    if (this.user) chmodSync(this.folder, 0o711);
    const shipped = shippedBinaries();
    this.native = whatBarsBinaries(shipped, this.user) ? copyBinaries(shipped, this.folder) : shipped;
  }

  /** A folder that the servers may write to. */
  folderOfServers(name: string): string {
    const path = join(this.folder, name);
    mkdirSync(path, { mode: 0o700 });
    return this.givenToServers(path);
  }

  /** As root, a file that the servers are to change has to be theirs. */
  givenToServers(path: string): string {
    if (this.user) chownSync(path, this.user.uid, this.user.gid);
    return path;
  }

  /** Where the next cluster's data are to be. */
  nextPlace(): string {
    return join(this.folder, `cluster-${++this.made}`);
  }

  /** Starts a server on the data at a place, which are made where there are none. */
  async start(data = this.nextPlace(), settings: Readonly<Record<string, string>> = {}): Promise<Cluster> {
    const letGo = leash(this.folder, join(data, 'postmaster.pid'));
    const { native, user, password } = this;
    const logFile = `${data}.log`;
    const server = await startServer({
      ...{ native, user, data, password, logFile, flush: false },
      settings: { ...SETTINGS, ...settings },
    });
    const cluster = new Cluster(server, data, letGo, this.appPassword);
    this.running.push(cluster);
    return cluster;
  }

  async close(): Promise<void> {
    await Promise.all(this.running.map((cluster) => cluster.lose()));
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export class Cluster {
  constructor(
    private readonly server: PostgresServer,
    readonly data: string,
    private readonly letGo: () => void,
    private readonly appPassword: string,
  ) {}

  /** Of the superuser. */
  get url(): string {
    return this.server.url(DATABASE);
  }

  /** Of the application's login, as `migrate` makes it. */
  get appUrl(): string {
    return this.server.url(DATABASE, LOGIN, this.appPassword);
  }

  /** What `migrate` is told so that it makes that login. */
  get loginOfApp(): Record<string, string> {
    return { APP_DATABASE_LOGIN: LOGIN, APP_DATABASE_PASSWORD: this.appPassword };
  }

  /** A session of the superuser, which ends with what it is for. */
  async as<Result>(act: (client: pg.Client) => Promise<Result>, database = DATABASE): Promise<Result> {
    const client = new pg.Client({ connectionString: this.server.url(database), options: '-c search_path=promulgate' });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await act(client);
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  async rows(statement: string, values: readonly unknown[] = []): Promise<Record<string, unknown>[]> {
    return this.as(async (client) => (await client.query<Record<string, unknown>>(statement, [...values])).rows);
  }

  /** It is gone at once, as with its machine. */
  async lose(): Promise<void> {
    await endProcess(this.server.pid, [
      ['SIGQUIT', 5_000],
      ['SIGKILL', 2_000],
    ]);
    this.letGo();
  }
}

import pg from 'pg';

/** Below the time after which PostgreSQL ends a session that keeps silent, a stopped process's for example. */
const CONFIRM_MS = 1_000;

/** These limits make a process that is stopped or cut off lose its session, and with it the lock, within 3 s. */
const SESSION_SETTINGS = {
  role: 'promulgate_app',
  idle_session_timeout: '3s',
  idle_in_transaction_session_timeout: '3s',
  client_connection_check_interval: '1s',
  tcp_keepalives_idle: '1',
  tcp_keepalives_interval: '1',
  tcp_keepalives_count: '2',
  tcp_user_timeout: '3000',
};

export interface LeadershipOptions {
  /** Of PostgreSQL, without a pooler between. */
  readonly url: string;
  /** In the application's name of its session. */
  readonly name: string;
  /** The advisory lock that stands for the work; such locks are kept per database. */
  readonly lock: number;
  /** Further settings of the session, for work that is done on it. */
  readonly settings?: Readonly<Record<string, string>>;
}

/**
 * That of all processes one at a time does some work: whoever holds a lock of PostgreSQL on a session of its own. A process that dies or is
 * stopped loses the session, and with it the lock, within seconds.
 */
export class Leadership {
  private session: pg.Client | undefined;
  private held = false;
  private confirmedAt = -Infinity;

  constructor(private readonly options: LeadershipOptions) {}

  /**
   * The session that holds the lock, where this process is the one; it becomes the one where nobody is. To be asked again and again, unless
   * the work itself is done on the session, which breaks with the lead. Rejects where PostgreSQL is away.
   */
  async lead(): Promise<pg.Client | undefined> {
    const session = (this.session ??= await this.connect());
    if (this.held && performance.now() - this.confirmedAt < CONFIRM_MS) return session;
    const { rows } = await session
      .query<{ held: boolean }>(
        `select ${this.held ? 'true' : 'pg_try_advisory_lock($1)'} as held`,
        this.held ? [] : [this.options.lock],
      )
      .catch((fault: unknown) => {
        this.lose(session);
        throw fault;
      });
    this.confirmedAt = performance.now();
    this.held = this.session === session && rows[0]?.held === true;
    return this.held ? session : undefined;
  }

  /** Lets another process be the one. */
  async release(): Promise<void> {
    const { session } = this;
    this.held = false;
    this.session = undefined;
    await session?.end().catch(() => undefined);
  }

  private async connect(): Promise<pg.Client> {
    const { url, name, settings } = this.options;
    const session = new pg.Client({
      connectionString: url,
      options: Object.entries({ ...SESSION_SETTINGS, ...settings })
        .map(([setting, value]) => `-c ${setting}=${value}`)
        .join(' '),
      application_name: `promulgate-${name}`,
      connectionTimeoutMillis: 3_000,
      query_timeout: 10_000,
      keepAlive: true,
    });
    // A session that breaks between two statements says so here, and again at the next statement: once is enough.
    session.on('error', () => undefined);
    session.once('end', () => this.lose(session));
    await session.connect();
    return session;
  }

  private lose(session: pg.Client): void {
    if (this.session !== session) return;
    this.session = undefined;
    this.held = false;
    void session.end().catch(() => undefined);
  }
}

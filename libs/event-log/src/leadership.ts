import pg from 'pg';

/** Below the time after which PostgreSQL ends a session that keeps silent, a stopped process's for example. */
const CONFIRM_MS = 1_000;
const SESSION_SETTINGS =
  '-c role=promulgate_app -c idle_session_timeout=3s -c tcp_keepalives_idle=3 -c tcp_keepalives_interval=1 -c tcp_keepalives_count=3';

export interface LeadershipOptions {
  /** Of PostgreSQL, without a pooler between. */
  readonly url: string;
  /** In the application's name of its session. */
  readonly name: string;
  /** The advisory lock that stands for the work. */
  readonly lock: number;
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

  /** Whether this process is the one; it becomes the one where nobody is. To be asked again and again. Rejects where PostgreSQL is away. */
  async holds(): Promise<boolean> {
    const session = (this.session ??= await this.connect());
    if (this.held && performance.now() - this.confirmedAt < CONFIRM_MS) return true;
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
    return this.held;
  }

  /** Lets another process be the one. */
  async release(): Promise<void> {
    const { session } = this;
    this.held = false;
    this.session = undefined;
    await session?.end().catch(() => undefined);
  }

  private async connect(): Promise<pg.Client> {
    const session = new pg.Client({
      connectionString: this.options.url,
      options: SESSION_SETTINGS,
      application_name: `promulgate-${this.options.name}`,
      connectionTimeoutMillis: 3_000,
      query_timeout: 10_000,
      keepAlive: true,
    });
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

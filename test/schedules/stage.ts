/**
 * Where a schedule is played: a real database whose clock the test moves, and actors whose every statement is a step. An actor comes to a
 * step, waits until the schedule chooses it, and the next step is chosen when nothing moves any more: every actor waits for its turn,
 * waits for a lock that another one holds, or has ended. So a schedule is an order of statements, and the same one each time.
 */
import { clocksProjection } from '#command-queue';
import { ensureViews, migrate, type Pool } from '#event-log';
import { freshDatabase } from '#testing';
import type { Scheduler } from 'fast-check';
import { mock } from 'node:test';
import pg from 'pg';
import { notebooks } from '../support/notebooks.js';
import type { History } from './shares.js';

/**
 * Found before PostgreSQL's own by the sessions of the stage, so that the statements of the product, as they are, read the test's clock.
 * VOLATILE as the real ones are: a statement sees an instant that was set while it waited.
 */
const CLOCK = `
  create schema test_time;
  create table test_time.instant (at timestamptz not null);
  insert into test_time.instant values ('2026-02-10T18:00:00Z');
  create function test_time.clock_timestamp() returns timestamptz language sql volatile as 'select at from test_time.instant';
  create function test_time.now() returns timestamptz language sql volatile as 'select at from test_time.instant';
  grant usage on schema test_time to promulgate_app;
  grant select on test_time.instant to promulgate_app`;

const SESSION = [
  'role=promulgate_app',
  'search_path=test_time,promulgate,views,pg_catalog',
  'timezone=UTC',
  // How long a statement waits for another actor's lock is up to the schedule.
  'lock_timeout=0',
].map((setting) => `-c ${setting}`);

type Session = pg.PoolClient & { readonly processID?: number };
const STUCK_AFTER_MS = 3;

export class Stage {
  /** What is under way: the process of PostgreSQL that works on it, undefined where none does. */
  private readonly underWay = new Map<Promise<unknown>, number | undefined>();
  private instant = Date.parse('2026-02-10T18:00:00Z');

  private constructor(
    /** With the application's rights and the test's clock, and outside the schedule. */
    readonly pool: Pool,
    /** With all rights and the true clock. */
    readonly owner: pg.Client,
    readonly url: string,
    private readonly drop: () => Promise<void>,
  ) {}

  static async open(): Promise<Stage> {
    const server = process.env['TEST_POSTGRES_URL'];
    if (!server) throw new Error('TEST_POSTGRES_URL is not set: run these tests with npm test.');
    const { url, drop } = await freshDatabase(server);
    await migrate(url);
    await ensureViews(url, [clocksProjection(notebooks)]);
    const owner = new pg.Client({ connectionString: url, options: '-c search_path=promulgate,views' });
    await owner.connect();
    await owner.query(CLOCK);
    const pool = new pg.Pool({ connectionString: url, max: 30, idleTimeoutMillis: 0, options: SESSION.join(' ') });
    const stage = new Stage(pool, owner, url, drop);
    // Only the date is the test's; timers go on as they are.
    mock.timers.enable({ apis: ['Date'], now: stage.instant });
    return stage;
  }

  async close(): Promise<void> {
    mock.timers.reset();
    await this.pool.end();
    await this.owner.end();
    await this.drop();
  }

  /** The instant, in milliseconds, on all clocks. */
  get now(): number {
    return this.instant;
  }

  /** Moves all clocks, forwards or backwards. */
  async pass(ms: number): Promise<void> {
    this.instant += ms;
    mock.timers.setTime(this.instant);
    await this.owner.query('update test_time.instant set at = $1', [new Date(this.instant).toISOString()]);
  }

  /** Notes that something is under way, so that no further step is chosen before it ends or waits for a lock. */
  async await<Answer>(work: Promise<Answer>, process?: number): Promise<Answer> {
    this.underWay.set(work, process);
    try {
      return await work;
    } finally {
      this.underWay.delete(work);
    }
  }

  /** For `fc.scheduler`: takes a step and waits until nothing moves any more. */
  readonly act = async (step: () => Promise<unknown>): Promise<void> => {
    await step();
    for (;;) {
      // What a reply has set in motion comes to its next statement in between.
      for (let turns = 0; turns < 3; turns++) await new Promise(setImmediate);
      if (this.underWay.size === 0) return;
      let timer: NodeJS.Timeout | undefined;
      const stuck = new Promise<boolean>((resolve) => (timer = setTimeout(() => resolve(true), STUCK_AFTER_MS)));
      const moved = [...this.underWay.keys()].map((work) => work.then(() => false).catch(() => false));
      if ((await Promise.race([stuck, ...moved])) && (await this.allWaitForLocks())) return;
      clearTimeout(timer);
    }
  };

  private async allWaitForLocks(): Promise<boolean> {
    const processes = [...this.underWay.values()];
    if (processes.includes(undefined)) return false;
    const { rows } = await this.owner.query<{ waiting: number }>({
      name: 'waiting',
      text: 'select count(*)::int as waiting from unnest($1::int[]) as pid where cardinality(pg_blocking_pids(pid)) > 0',
      values: [processes],
    });
    return rows[0]?.waiting === this.underWay.size && processes.length > 0;
  }
}

/** Who takes steps, as a process with sessions of its own. */
export class Actor {
  /** Its statements are steps. */
  readonly pool: Pool;
  /** Resolves when it was killed, and its sessions are gone. */
  readonly gone: Promise<void>;
  private announceGone: () => void = () => undefined;
  private readonly sessions = new Map<Session, Promise<unknown> | undefined>();
  private killed = false;

  /** Without a scheduler its steps are taken as they come. */
  constructor(
    readonly name: string,
    private readonly stage: Stage,
    private readonly history: History,
    private readonly scheduler: Scheduler | undefined,
  ) {
    this.gone = new Promise((resolve) => (this.announceGone = resolve));
    const connect = () => this.connect();
    const query = (statement: Statement, values?: unknown[]) => this.queryOnce(statement, values);
    this.pool = { connect, query } as unknown as Pool;
  }

  /** Waits for its turn, then does it. Whoever was killed never comes back from a step. */
  async step<Answer>(what: string, take: () => Promise<Answer>, session?: Session): Promise<Answer> {
    if (this.killed) return never();
    await this.scheduler?.schedule(Promise.resolve(), `${this.name}: ${what}`);
    if (this.killed) return never();
    this.history.note(`${this.name}: ${what}`);
    const work = take();
    if (session) this.sessions.set(session, work);
    try {
      return await this.stage.await(work, session?.processID);
    } finally {
      if (session && this.sessions.has(session)) this.sessions.set(session, undefined);
      if (this.killed) await never();
    }
  }

  /**
   * Ends it where it stands. Its transactions are rolled back, which is all that PostgreSQL does to the sessions of a killed process;
   * the sessions themselves serve the next actor, as a new one for each takes longer than the whole schedule.
   */
  kill(): Promise<void> {
    if (this.killed) return Promise.resolve();
    this.killed = true;
    this.history.note(`${this.name} is killed`);
    return this.stage.await(this.loseSessions());
  }

  private async loseSessions(): Promise<void> {
    for (const [session, work] of this.sessions) {
      if (work) await this.stage.owner.query('select pg_cancel_backend($1)', [session.processID]);
      await work?.catch(() => undefined);
      await session.query('rollback');
      session.release();
    }
    this.sessions.clear();
    this.announceGone();
  }

  private async connect(): Promise<Session> {
    const session: Session = await this.stage.await(this.stage.pool.connect());
    this.sessions.set(session, undefined);
    // What is sent to a session without waiting for replies is taken in the order in which it was sent.
    let last: Promise<unknown> = Promise.resolve();
    const query = (statement: Statement, values?: unknown[]) => {
      const turn = last.then(() => this.step(wordsOf(statement), () => session.query(statement as string, values), session));
      last = turn.catch(() => undefined);
      return turn;
    };
    const release = (broken?: Error) => {
      if (this.sessions.delete(session)) session.release(broken);
    };
    return new Proxy(session, {
      get: (target, key) => (key === 'query' ? query : key === 'release' ? release : (Reflect.get(target, key) as unknown)),
    });
  }

  private async queryOnce(statement: Statement, values?: unknown[]): Promise<unknown> {
    const session = await this.connect();
    try {
      return await session.query(statement as string, values);
    } finally {
      session.release();
    }
  }
}

type Statement = string | { readonly name?: string; readonly text: string };

function wordsOf(statement: Statement): string {
  if (typeof statement !== 'string' && statement.name) return statement.name;
  const text = typeof statement === 'string' ? statement : statement.text;
  return text.replace(/\s+/g, ' ').trim().slice(0, 50);
}

function never(): Promise<never> {
  return new Promise(() => undefined);
}

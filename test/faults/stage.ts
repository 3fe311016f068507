/** What a fault run plays on: servers, an issuer, two apis, three workers, and whoever stands in for those that die. */
import { projections, reactions } from '#commission';
import { createKeyFile } from '#audit';
import { prepareDatabase } from '#command-queue';
import { type Issuer, newIssuerKeys, type Person, PERSONS, startIssuer } from '#testing';
import { randomBytes } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import type { Kept } from './judge-log.js';
import { type App, type Arm, type Bite, Member } from './member.js';
import { Postgres, RedisServer } from './servers.js';

/** As many persons of each role as the load needs: an api takes 6,000 requests a minute of one subject. */
const CROWD = 40;
const ROLES = ['city-attorney', 'mayor-liaison', 'commission-staff', 'policy-author'] as const;
export type CrowdRole = (typeof ROLES)[number];
const crowd: readonly Person[] = ROLES.flatMap((role) =>
  Array.from({ length: CROWD }, (_, nth) => ({ id: `${role}-of-${nth}`, roles: [role] })),
);

export const SOURCE = 'urn:promulgate:faults';
const ORIGIN = 'faults.invalid/log';
/** Kept warm from one fault to the next. */
export const SPARES = 2;
const KEY_FILE = 'log-keys.json';
const ENOUGH_MS = 300_000;
const WANTED: Readonly<Record<App, number>> = { api: 2, worker: 3 };

export class Stage {
  readonly members: Member[] = [];
  /** Set on every process that is started from now on. */
  standing: readonly Arm[] = [];
  private nth = 0;
  private biteWaiters: { readonly wants: (member: Member, bite: Bite) => boolean; readonly tell: (bite: Bite) => void }[] = [];
  private pool: pg.Pool | undefined;
  private readonly lanes: Promise<void>[] = Array.from({ length: 2 }, () => Promise.resolve());
  /** Starts that have no process yet. */
  private waiting: Record<App, number> = { api: 0, worker: 0 };

  private constructor(
    readonly postgres: Postgres,
    readonly redis: RedisServer,
    readonly issuer: Issuer,
    private readonly keys: { readonly fingerprint: string; readonly webhooks: string },
    /** What is signed of the log, outside its database. */
    readonly kept: Kept,
  ) {}

  static async open(): Promise<Stage> {
    const persons = [...PERSONS, ...crowd];
    const postgres = await Postgres.start();
    try {
      const redis = await RedisServer.start();
      const issuer = await startIssuer({ persons, keys: newIssuerKeys(persons) });
      const key = await createKeyFile(join(postgres.folder, KEY_FILE));
      const kept = {
        folder: join(postgres.folder, 'checkpoints'),
        state: join(postgres.folder, 'signer'),
        verifierKey: key.verifierKey(ORIGIN),
      };
      mkdirSync(kept.folder);
      const keys = { fingerprint: randomBytes(32).toString('hex'), webhooks: randomBytes(32).toString('hex') };
      const stage = new Stage(postgres, redis, issuer, keys, kept);
      mkdirSync(join(postgres.folder, 'logs'));
      await stage.migrate();
      await stage.fill();
      for (const app of ['api', 'worker'] as const)
        if (!(await stage.enough(app, WANTED[app]))) throw new Error(`There are not ${WANTED[app]} of the ${app}.`);
      return stage;
    } catch (error) {
      await postgres.end();
      throw error;
    }
  }

  private get secrets(): Record<string, string> {
    const { fingerprint, webhooks } = this.keys;
    // Receivers are in this process, on loopback.
    return { FINGERPRINT_KEY: fingerprint, WEBHOOK_KEY: webhooks, WEBHOOK_ALLOW_PRIVATE: 'true' };
  }

  private get signing(): Record<string, string> {
    const { folder } = this.postgres;
    return {
      LOG_ORIGIN: ORIGIN,
      LOG_KEY_FILE: join(folder, KEY_FILE),
      LOG_STATE_DIR: this.kept.state,
      CHECKPOINTS_DIR: this.kept.folder,
    };
  }

  private asked = 0;

  /** An api that is ready, asked by another person each time: of one it takes so many requests a minute. */
  async someApi(): Promise<{ readonly url: string; readonly headers: Readonly<Record<string, string>> }> {
    await this.enough('api', 1);
    const [api] = this.ready('api');
    if (!api) throw new Error('No api is ready.');
    const token = await this.token('commission-staff', this.asked++);
    return { url: `http://127.0.0.1:${api.port}`, headers: { authorization: `Bearer ${token}` } };
  }

  /** A token of one of the crowd. */
  token(role: CrowdRole, nth: number): Promise<string> {
    return this.issuer.tokenFor(`${role}-of-${nth % CROWD}`);
  }

  /** The superuser's sessions, straight to the server: made anew where the server is another one. */
  get owner(): pg.Pool {
    if (!this.pool) {
      this.pool = new pg.Pool({
        connectionString: this.postgres.url(),
        max: 6,
        options: '-c search_path=promulgate -c timezone=UTC',
      });
      this.pool.on('error', () => undefined);
    }
    return this.pool;
  }

  /** Those of a kind that are ready to work, the oldest first. */
  ready(app: App): Member[] {
    return this.members.filter(({ settings, ready }) => settings.app === app && ready);
  }

  alive(app: App): Member[] {
    return this.members.filter(({ settings, alive }) => settings.app === app && alive);
  }

  /** Starts one more, and answers once it is ready; undefined where it died first. */
  async start(app: App): Promise<Member | undefined> {
    this.waiting[app]++;
    let isMember = false;
    // One a core: several at once only make each other late.
    const before = this.lanes.shift() ?? Promise.resolve();
    let leave = (): void => undefined;
    this.lanes.push(new Promise((resolve) => (leave = resolve)));
    try {
      await before;
      const member = await Member.start({
        app,
        nth: ++this.nth,
        folder: join(this.postgres.folder, 'logs'),
        postgresPort: this.postgres.port,
        redisPort: this.redis.port,
        databaseUrl: (port) => this.postgres.appUrl(port),
        env: { OIDC_ISSUER: this.issuer.issuer, LOG_SOURCE: SOURCE, ...this.secrets, ...this.signing },
        onBite: (from, bite) => this.bitten(from, bite),
      });
      this.members.push(member);
      isMember = true;
      this.waiting[app]--;
      void member.ended.then(() => this.members.splice(this.members.indexOf(member), 1));
      for (const arm of this.standing) member.arm(arm);
      if (await member.untilReady()) return member;
      process.stderr.write(`The ${member.name} ended before it was ready. ${member.lastWords()}\n`);
      return undefined;
    } catch (error) {
      // It may be the next one's turn; what keeps all of them from starting shows in the row's count.
      process.stderr.write(`${(error as Error).message}\n`);
      return undefined;
    } finally {
      leave();
      if (!isMember) this.waiting[app]--;
    }
  }

  /** Brings the crew up to its number, and `more` of a kind beyond it. */
  async fill(more: Partial<Record<App, number>> = {}): Promise<void> {
    const missing = (['api', 'worker'] as const).flatMap((app) =>
      Array.from({ length: Math.max(0, WANTED[app] + (more[app] ?? 0) - this.alive(app).length - this.waiting[app]) }, () => app),
    );
    await Promise.all(missing.map((app) => this.start(app)));
  }

  /** Waits until so many are ready to work, and goes on starting them. False: it does not come to it. */
  async enough(app: App, least: number): Promise<boolean> {
    for (const end = Date.now() + ENOUGH_MS; Date.now() < end; await sleep(50)) {
      if (this.ready(app).length >= least) return true;
      void this.fill({ [app]: SPARES });
    }
    return false;
  }

  /** Ends those beyond the wanted number and the warm spares, the oldest first. */
  async thin(): Promise<void> {
    for (const app of ['api', 'worker'] as const) {
      const alive = this.alive(app);
      for (const member of alive.slice(0, Math.max(0, alive.length - WANTED[app] - SPARES))) await member.kill();
    }
  }

  /** The next bite of this kind. Undefined: none within the time. */
  async bite(wants: (member: Member, bite: Bite) => boolean, withinMs: number): Promise<Bite | undefined> {
    return new Promise((resolve) => {
      const waiter = { wants, tell: (bite: Bite) => done(bite) };
      const done = (bite: Bite | undefined) => {
        clearTimeout(timer);
        this.biteWaiters = this.biteWaiters.filter((other) => other !== waiter);
        resolve(bite);
      };
      const timer = setTimeout(() => done(undefined), withinMs);
      this.biteWaiters.push(waiter);
    });
  }

  private bitten(member: Member, bite: Bite): void {
    if (bite.action !== 'throw') member.ready = false;
    for (const { wants, tell } of [...this.biteWaiters]) if (wants(member, bite)) tell(bite);
  }

  /** The worker that numbers the log; undefined where none says so within the time. */
  async leader(withinMs = 15_000, not?: Member): Promise<Member | undefined> {
    for (const end = Date.now() + withinMs; Date.now() < end; await sleep(50))
      for (const member of this.ready('worker')) if (member !== not && (await member.leads())) return member;
    return undefined;
  }

  disarm(): void {
    this.standing = [];
    for (const member of this.members) member.disarm();
  }

  /** After PostgreSQL came back elsewhere: everybody's way leads there. */
  leadToPostgres(): void {
    const old = this.pool;
    this.pool = undefined;
    old?.end().catch(() => undefined);
    for (const { postgres } of this.members) postgres.lead(this.postgres.port);
  }

  leadToRedis(): void {
    for (const { redis } of this.members) redis.lead(this.redis.port);
  }

  async close(): Promise<void> {
    this.disarm();
    await Promise.all(this.members.map((member) => member.kill()));
    await this.pool?.end().catch(() => undefined);
    await this.issuer.close();
    await this.redis.end();
    await this.postgres.end();
  }

  private async migrate(): Promise<void> {
    await prepareDatabase(this.postgres.url(), { projections, reactions });
    await this.postgres.admitApp();
  }
}

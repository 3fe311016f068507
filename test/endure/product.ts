/** An api and a worker as processes of their own, on services of their own that can be taken away. */
import { type Issuer, type Person, startIssuer, startPostgres, startRedis, type TestPostgres, type TestRedis } from '#testing';
import { type Running, startProcess } from '../support/processes.js';
import { openTestbed, type Testbed } from '../support/testbed.js';

/** Each may send a hundred commands a second. */
const SENDERS: readonly Person[] = Array.from({ length: 100 }, (_each, at) => ({
  id: `attorney-${at}`,
  roles: ['city-attorney'],
}));

export class Product {
  private constructor(
    readonly postgres: TestPostgres,
    private redisServer: TestRedis,
    readonly issuer: Issuer,
    readonly bed: Testbed,
    private readonly processes: { readonly api: Running; readonly worker: Running },
    /** The header of each sender. */
    readonly senders: readonly string[],
  ) {}

  get api(): Running {
    return this.processes.api;
  }

  get worker(): Running {
    return this.processes.worker;
  }

  static async open(): Promise<Product> {
    const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
    process.env['TEST_POSTGRES_URL'] = postgres.url;
    process.env['TEST_REDIS_URL'] = redis.url;
    const issuer = await startIssuer({ persons: SENDERS });
    const bed = await openTestbed();
    const settings = { ...bed.settings, issuer: issuer.issuer, logLevel: 'info' };
    const [api, worker] = await Promise.all([startProcess('api', settings), startProcess('worker', settings)]);
    const senders = await Promise.all(SENDERS.map(async ({ id }) => `Bearer ${await issuer.tokenFor(id)}`));
    const product = new Product(postgres, redis, issuer, bed, { api, worker }, senders);
    await product.ready(60_000);
    return product;
  }

  async haltRedis(): Promise<void> {
    await this.redisServer.stop();
  }

  async startRedisAgain(): Promise<void> {
    this.redisServer = await startRedis(Number(new URL(this.redisServer.url).port));
  }

  /** What `/readyz` of the api says: its status, and its word. */
  async readiness(of: Running = this.api): Promise<{ code: number; status: string; failing: readonly string[] }> {
    const answer = await fetch(`${of.url}/readyz`);
    const { status, failing = [] } = (await answer.json()) as { status: string; failing?: string[] };
    return { code: answer.status, status, failing };
  }

  /** Waits until both are ready; answers the milliseconds that it took, or undefined where they are not within the time. */
  async ready(withinMs: number): Promise<number | undefined> {
    const began = performance.now();
    for (; performance.now() - began < withinMs; await new Promise((resolve) => setTimeout(resolve, 50))) {
      const both = await Promise.all([this.readiness(this.api), this.readiness(this.worker)]);
      if (both.every(({ status }) => status === 'ok')) return performance.now() - began;
    }
    return undefined;
  }

  /** How many commands wait to be settled. */
  async due(): Promise<number> {
    const { rows } = await this.bed.pool.query<{ due: number }>('select count(*)::int as due from commands where status = 0');
    return rows[0]?.due ?? 0;
  }

  /** Waits until none does; answers the milliseconds that it took, or undefined. */
  async drained(withinMs: number): Promise<number | undefined> {
    const began = performance.now();
    for (; performance.now() - began < withinMs; await new Promise((resolve) => setTimeout(resolve, 100)))
      if ((await this.due()) === 0) return performance.now() - began;
    return undefined;
  }

  async close(): Promise<void> {
    for (const process of [this.api, this.worker]) await process.kill('SIGTERM');
    await this.issuer.close();
    await this.bed.close();
    await this.redisServer.stop();
    await this.postgres.stop();
  }
}

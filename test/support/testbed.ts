/** A database of its own with everything that `migrate` makes, and workers to run on it: for tests of the pipeline. */
import { catalog, projections, reactions, type Settings } from '#commission';
import { Doorbell, type DoorbellSettings, prepareDatabase } from '#command-queue';
import { accept, applicationPool, type CommandReport, type IncomingCommand, newId, type Pool, reportsOf } from '#event-log';
import { losAngeles } from '#jurisdiction';
import type { Profile } from '#kernel';
import { databaseLike } from '#testing';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { Redis } from 'ioredis';
import { randomBytes } from 'node:crypto';
import { createWorker } from '../../apps/worker/src/create-worker.js';

/** Which queue this run of the suite rings on: `npm test` runs the queue's suites on both. */
export const QUEUE = process.env['PROMULGATE_TEST_QUEUE'] === 'postgres' ? 'postgres' : 'redis';

let redisDatabase = 0;

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run these tests with npm test.`);
  return value;
}

export interface Testbed {
  readonly settings: Settings;
  /** With the application's rights. */
  readonly pool: Pool;
  /** With all rights. */
  readonly ownerUrl: string;
  readonly redis: Redis | undefined;
  /** Accepts a command as the door does, and rings unless told not to. */
  send(
    name: string,
    body: Record<string, unknown>,
    options?: Partial<IncomingCommand> & { ring?: boolean },
  ): Promise<{ id: string; subjectId: string }>;
  /** Under the rules of the testbed, or under others; by its address of the database, or by another. */
  startWorker(
    others?: Partial<Pick<Settings, 'profile' | 'earlierProfiles' | 'databaseUrl' | 'signing' | 'webhooks'>>,
  ): Promise<NestFastifyApplication>;
  /** Waits until all these commands are settled, and answers with what became of them, in their order. */
  settled(ids: readonly string[], withinMs?: number): Promise<CommandReport[]>;
  close(): Promise<void>;
}

/** Under the rules of Los Angeles where nothing else is said. */
export async function openTestbed({ profile = losAngeles }: { profile?: Profile } = {}): Promise<Testbed> {
  const database = await databaseLike(setting('TEST_POSTGRES_URL'), 'testbed', (url) =>
    prepareDatabase(url, { projections, reactions }),
  );
  const ownerUrl = database.url;
  const doorbell = doorbellSettings(ownerUrl);
  const redis = doorbell.kind === 'redis' ? new Redis(doorbell.url) : undefined;
  // A test that ends this server knows that it does.
  redis?.on('error', () => undefined);
  await redis?.flushdb();
  const settings: Settings = {
    databaseUrl: ownerUrl,
    doorbell,
    host: '127.0.0.1',
    port: 0,
    workerPort: 0,
    issuer: 'http://127.0.0.1:1',
    audience: 'promulgate',
    fingerprintKey: randomBytes(32),
    source: 'urn:promulgate:test',
    logOrigin: 'log.example/test',
    profile,
    earlierProfiles: [],
    logLevel: 'silent',
    ledgerLimit: 50_000,
  };
  const pool = applicationPool(ownerUrl, 10, 'test');
  const bell = new Doorbell(doorbell, () => undefined);
  const workers: NestFastifyApplication[] = [];

  return {
    settings,
    pool,
    ownerUrl,
    redis,
    send: async (name, body, { ring = true, ...options } = {}) => {
      const id = newId();
      const command = catalog.command(name);
      const stream = catalog.streamOf(command, body, newId());
      const row: IncomingCommand = {
        id,
        name,
        stream,
        creates: command.spec.subject === 'new',
        body,
        actor: 'tester',
        role: command.spec.roles[0] ?? 'system',
        performedBy: 'tester',
        correlationId: id,
        causationId: id,
        ...options,
      };
      await accept(pool, row, ring ? await bell.epoch() : undefined);
      if (ring) await bell.ring([{ commandId: id, stream }]);
      return { id, subjectId: stream.slice(stream.indexOf('/') + 1) };
    },
    startWorker: async (others = {}) => {
      const worker = await createWorker({ ...settings, ...others });
      workers.push(worker);
      return worker;
    },
    settled: (ids, withinMs = 20_000) => settled(pool, ids, withinMs),
    close: async () => {
      await Promise.all(workers.map((worker) => worker.close()));
      await bell.close();
      redis?.disconnect();
      await pool.end();
      await database.drop();
    },
  };
}

/** A Redis database of its own for each testbed, so that one may be emptied without the others. */
export function doorbellSettings(databaseUrl: string): DoorbellSettings {
  if (QUEUE === 'postgres') return { kind: 'postgres', url: databaseUrl };
  const worker = Number(process.env['JEST_WORKER_ID'] ?? 1) - 1;
  const url = new URL(setting('TEST_REDIS_URL'));
  url.pathname = `/${worker * 8 + (redisDatabase++ % 8)}`;
  return { kind: 'redis', url: url.href };
}

export async function settled(pool: Pool, ids: readonly string[], withinMs: number): Promise<CommandReport[]> {
  const until = Date.now() + withinMs;
  for (;;) {
    const reports = await reportsOf(pool, ids);
    const open = ids.length - reports.filter(({ status }) => status !== 'accepted').length;
    if (open === 0) {
      const byId = new Map(reports.map((report) => [report.id, report]));
      return ids.map((id) => byId.get(id) ?? never(id));
    }
    if (Date.now() > until) throw new Error(`${open} of ${ids.length} commands are not settled after ${withinMs} ms.`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

function never(id: string): never {
  throw new Error(`The ledger lost command ${id}.`);
}

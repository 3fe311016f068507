/** Everything that is fuzzed, for real: PostgreSQL, Redis, two issuers, and the api and a worker as processes. */
import type { Settings } from '#commission';
import {
  freePort,
  howItEnded,
  inProject,
  type Issuer,
  type IssuerKeys,
  newIssuerKeys,
  startIssuer,
  startPostgres,
  startRedis,
} from '#testing';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import pg from 'pg';
import { openTestbed } from '../support/testbed.js';

/** Generous: the machine may be busy with other work. */
const READY_MS = 120_000;

export interface Memory {
  readonly rss: number;
  readonly heapUsed: number;
  readonly external: number;
}

export interface Running {
  readonly port: number;
  /** What the process keeps after its garbage was collected. */
  memory(): Promise<Memory>;
  stop(): Promise<void>;
}

export interface System {
  readonly api: Running;
  readonly worker: Running;
  /** The issuer whose tokens are good, and the keys that it signs with. */
  readonly issuer: Issuer;
  readonly keys: IssuerKeys;
  /** One that the api knows nothing of. */
  readonly stranger: Issuer;
  readonly settings: Settings;
  /** A statement with the owner's rights, on the tables of the ledger and the log. */
  readonly query: <Row>(statement: string, values?: readonly unknown[]) => Promise<Row[]>;
  stop(): Promise<void>;
}

export async function startSystem(): Promise<System> {
  const stops: (() => Promise<unknown>)[] = [];
  const stop = async () => {
    for (const each of stops.splice(0).reverse()) await each().catch(() => undefined);
  };
  const started = async <Part>(part: Promise<Part>, end: (part: Part) => Promise<unknown>): Promise<Part> => {
    const running = await part;
    stops.push(() => end(running));
    return running;
  };
  try {
    const postgres = await started(startPostgres(), (server) => server.stop());
    const redis = await started(startRedis(), (server) => server.stop());
    Object.assign(process.env, { TEST_POSTGRES_URL: postgres.url, TEST_REDIS_URL: redis.url });
    const testbed = await started(openTestbed(), (bed) => bed.close());
    const keys = newIssuerKeys();
    const issuer = await started(startIssuer({ keys }), (each) => each.close());
    const stranger = await started(startIssuer(), (each) => each.close());
    const owner = new pg.Pool({ connectionString: testbed.ownerUrl, max: 2, options: '-c search_path=promulgate' });
    stops.push(() => owner.end());
    const settings = { ...testbed.settings, issuer: issuer.issuer };
    const worker = await started(startProcess('dist/apps/worker/src/main.js', settings), (each) => each.stop());
    const api = await started(startProcess('dist/test/fuzz/api-process.js', settings), (each) => each.stop());
    const query = async <Row>(statement: string, values: readonly unknown[] = []) =>
      (await owner.query(statement, [...values])).rows as Row[];
    return { api, worker, issuer, keys, stranger, settings, query, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startProcess(script: string, settings: Settings): Promise<Running> {
  const port = await freePort();
  const preloads = ['leash', 'gauge'].flatMap((name) => ['--import', inProject(`test/support/${name}.mjs`)]);
  const child = spawn(process.execPath, ['--expose-gc', ...preloads, inProject(`${script}`)], {
    cwd: inProject(),
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: {
      PATH: process.env['PATH'],
      DATABASE_URL: settings.databaseUrl,
      ...(settings.doorbell.kind === 'redis' ? { REDIS_URL: settings.doorbell.url } : {}),
      PORT: String(port),
      WORKER_PORT: String(port),
      OIDC_ISSUER: settings.issuer,
      FINGERPRINT_KEY: settings.fingerprintKey.toString('hex'),
      LOG_SOURCE: settings.source,
      LOG_LEVEL: 'silent',
    },
  });
  let stderr = '';
  child.stderr?.on('data', (chunk: Buffer) => (stderr = (stderr + chunk.toString()).slice(-4_000)));
  await ready(port, child, () => stderr);
  return {
    port,
    memory: () => memoryOf(child, () => stderr),
    stop: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

const died = (child: ChildProcess, stderr: string): Error => new Error(`A process ended with ${howItEnded(child)}.\n${stderr}`);

async function memoryOf(child: ChildProcess, stderr: () => string): Promise<Memory> {
  if (!child.connected) throw died(child, stderr());
  const answer = once(child, 'message', { signal: AbortSignal.timeout(30_000) });
  child.send('gauge');
  const [{ gauge }] = (await answer) as [{ gauge: Memory }];
  return gauge;
}

async function ready(port: number, child: ChildProcess, stderr: () => string): Promise<void> {
  for (const end = Date.now() + READY_MS; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 50))) {
    if (child.exitCode !== null || child.signalCode !== null) throw died(child, stderr());
    const answer = await fetch(`http://127.0.0.1:${port}/livez`).catch(() => undefined);
    if (answer?.ok) return;
  }
  throw new Error(`Nothing answers at port ${port}.\n${stderr()}`);
}

/**
 * The doorbell: BullMQ on Redis, or on PostgreSQL where no Redis is configured. It says "look at this stream" and carries nothing else;
 * a ring that is lost costs time, never a command.
 */
import { createPostgresBackend, Queue, runMigrations, withBackend, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { randomUUID } from 'node:crypto';
import pg from 'pg';

export interface Ring {
  readonly commandId: string;
  readonly stream: string;
}

export type DoorbellSettings =
  | { readonly kind: 'redis'; readonly url: string; readonly name?: string }
  | { readonly kind: 'postgres'; readonly url: string; readonly name?: string };

/** In a hash tag, so that a Redis Cluster keeps all keys of the queue on one node. */
const PREFIX = '{promulgate}';
const SCHEMA = 'bullmq';

/** BullMQ's defaults bring a killed worker's job back after 60 s and fail it at the second kill; these within 15 s, and never. */
const LOCK_MS = 10_000;
const STALLED_CHECK_MS = 3_000;
const STALLS_ALLOWED = 1_000;

/** A ring that finds PostgreSQL away or a stream busy is tried again by the queue for a while; after that the reconciler rings anew. */
const JOB_OPTIONS = {
  removeOnComplete: true,
  removeOnFail: true,
  attempts: 6,
  backoff: { type: 'fixed', delay: 500 },
} as const;

const onPostgres = withBackend(createPostgresBackend);

type RingQueue = Queue<Ring> | InstanceType<typeof onPostgres.Queue<Ring>>;
type RingWorker = Worker<Ring> | InstanceType<typeof onPostgres.Worker<Ring>>;

function queueName(settings: DoorbellSettings): string {
  return settings.name ?? 'streams';
}

function postgresConnection(url: string, size: number) {
  return {
    connectionString: url,
    schema: SCHEMA,
    max: size,
    options: '-c role=promulgate_app',
    application_name: 'promulgate-doorbell',
  };
}

/** Makes the queue's tables in PostgreSQL, with the owner's rights, before anything connects: a worker on an unmigrated schema spins. */
export async function migrateDoorbell(ownerUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: ownerUrl });
  await client.connect();
  try {
    await runMigrations(client, SCHEMA);
    await client.query(`
      grant usage, create on schema ${SCHEMA} to promulgate_app; -- BullMQ makes a sequence for each queue when it first rings
      grant select, insert, update, delete on all tables in schema ${SCHEMA} to promulgate_app;
      grant execute on all functions in schema ${SCHEMA} to promulgate_app;
      -- The sequences that the application made are its own; nobody else may grant them, nor needs to.
      do $$ declare sequence regclass; begin
        for sequence in
          select oid from pg_class
          where relkind = 'S' and relnamespace = '${SCHEMA}'::regnamespace and pg_has_role(current_user, relowner, 'usage')
        loop execute format('grant usage, select, update on sequence %s to promulgate_app', sequence); end loop;
      end $$`);
  } finally {
    await client.end();
  }
}

/** The side that rings. */
export class Doorbell {
  private readonly queue: RingQueue;
  private readonly redis: Redis | undefined;

  constructor(
    settings: DoorbellSettings,
    private readonly onFault: (error: Error) => void,
  ) {
    const name = queueName(settings);
    if (settings.kind === 'redis') {
      // A ring that cannot be sent now is worth nothing later: the reconciler rings, so nothing waits in memory.
      // Ours to close: BullMQ leaves a connection that it was given alone.
      this.redis = new Redis(settings.url, { maxRetriesPerRequest: 1, enableOfflineQueue: false });
      this.redis.on('error', onFault);
      this.queue = new Queue<Ring>(name, { prefix: PREFIX, connection: this.redis, defaultJobOptions: JOB_OPTIONS });
    } else {
      this.redis = undefined;
      this.queue = new onPostgres.Queue<Ring>(name, {
        connection: postgresConnection(settings.url, 4),
        defaultJobOptions: JOB_OPTIONS,
      });
    }
    this.queue.on('error', onFault);
  }

  /** Rings for commands that the ledger holds. Never throws: what could not be rung, the reconciler rings. */
  async ring(rings: readonly Ring[]): Promise<void> {
    if (rings.length === 0) return;
    try {
      await this.queue.addBulk(
        rings.map((data) => ({ name: 'ring', data, opts: { ...JOB_OPTIONS, jobId: `ring-${data.commandId}` } })),
      );
    } catch (error) {
      this.onFault(error as Error);
    }
  }

  /**
   * Names the life of the queue's store. An emptied or replaced Redis has another epoch, and all that was rung in the old one is rung again.
   * Undefined: the store is away.
   */
  async epoch(): Promise<string | undefined> {
    if (!this.redis) return `postgres`;
    try {
      const key = `${PREFIX}:epoch`;
      const known = await this.redis.get(key);
      if (known) return known;
      // A new name each time: under its old one an emptied Redis would not be noticed by those who had rung in it.
      await this.redis.set(key, randomUUID(), 'NX');
      return (await this.redis.get(key)) ?? undefined;
    } catch (error) {
      this.onFault(error as Error);
      return undefined;
    }
  }

  async close(): Promise<void> {
    await this.queue.close();
    this.redis?.disconnect();
  }
}

/**
 * The side that answers: calls `answer` for each ring, `concurrency` at a time; with the ring's command where the ring comes again
 * because the process that answered it is gone.
 */
export class DoorbellAnswerer {
  private readonly worker: RingWorker;
  private readonly connection: Redis | undefined;

  constructor(
    settings: DoorbellSettings,
    concurrency: number,
    answer: (stream: string, redelivered: string | undefined) => Promise<void>,
    onFault: (error: Error) => void,
  ) {
    const options = {
      concurrency,
      lockDuration: LOCK_MS,
      stalledInterval: STALLED_CHECK_MS,
      maxStalledCount: STALLS_ALLOWED,
    };
    const process = async (job: { data: Ring; stalledCounter: number }): Promise<void> => {
      await answer(job.data.stream, job.stalledCounter > 0 ? job.data.commandId : undefined);
    };
    if (settings.kind === 'redis') {
      this.connection = new Redis(settings.url, { maxRetriesPerRequest: null });
      this.connection.on('error', onFault);
      this.worker = new Worker<Ring>(queueName(settings), process, { ...options, prefix: PREFIX, connection: this.connection });
    } else {
      this.connection = undefined;
      this.worker = new onPostgres.Worker<Ring>(queueName(settings), process, {
        ...options,
        connection: postgresConnection(settings.url, concurrency + 2),
      });
    }
    this.worker.on('error', onFault);
    this.worker.on('failed', (_job, error) => onFault(error));
  }

  async ready(): Promise<void> {
    await this.worker.waitUntilReady();
  }

  /** Finishes what is being answered and takes nothing new. */
  async close(): Promise<void> {
    await this.worker.close();
    this.connection?.disconnect();
  }
}

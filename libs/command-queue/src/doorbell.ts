/**
 * The doorbell: BullMQ on Redis, or on PostgreSQL where no Redis is configured. It says "look at this stream" and carries nothing else;
 * a ring that is lost costs time, never a command.
 */
import { createPostgresBackend, Queue, runMigrations, withBackend, Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
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

/**
 * BullMQ's defaults bring a killed worker's job back after 60 s and fail it at the second kill; these within 7 s, and never. Short enough that
 * a command whose second worker dies too is taken up again within 15 s; who only seemed dead, for the lock lapsed while it was stopped,
 * changes nothing: the ledger's fence lets one of them settle.
 */
const LOCK_MS = 5_000;
const STALLED_CHECK_MS = 1_500;
const STALLS_ALLOWED = 1_000;

/** BullMQ waits 15 s before it takes up its work again after a broken connection. */
const RETRY_MS = 1_000;

/** A ring is to be sent within this time; a Redis that keeps silent for longer is connected to anew. */
const RING_MS = 2_000;
const SILENCE_MS = 5_000;
/** Longer than BullMQ's longest blocking question, 10 s. */
const ANSWERER_SILENCE_MS = 15_000;
/** Rings under way at a time, each of up to a page of commands: where a slow queue lets more come together, the reconciler rings. */
const MOST_RINGS = 1_000;
/** The queue's own goodbye may need the very store that is away. Whatever it did not hear of is rung again. */
const GOODBYE_MS = 1_000;

/** A ring that finds PostgreSQL away or a stream busy is tried again by the queue for a while; after that the reconciler rings anew. */
const JOB_OPTIONS = {
  removeOnComplete: true,
  removeOnFail: true,
  attempts: 6,
  backoff: { type: 'fixed', delay: 500 },
} as const;

/** Of the side that answers, where the queue is in PostgreSQL. */
const QUEUE_SESSIONS = 16;

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
    connectionTimeoutMillis: 5_000,
    query_timeout: 15_000,
    keepAlive: true,
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
  private ringing = 0;

  constructor(
    settings: DoorbellSettings,
    private readonly onFault: (error: Error) => void,
  ) {
    const name = queueName(settings);
    if (settings.kind === 'redis') {
      // A ring that cannot be sent now is worth nothing later: the reconciler rings, so nothing waits in memory.
      // Ours to close: BullMQ leaves a connection that it was given alone.
      this.redis = new Redis(settings.url, {
        maxRetriesPerRequest: 1,
        enableOfflineQueue: false,
        commandTimeout: RING_MS,
        socketTimeout: SILENCE_MS,
        connectTimeout: SILENCE_MS,
      });
      this.redis.on('error', onFault);
      // Without the check of its version, for which a Redis that goes away at that very moment is never asked again.
      this.queue = new Queue<Ring>(name, {
        prefix: PREFIX,
        connection: this.redis,
        defaultJobOptions: JOB_OPTIONS,
        skipVersionCheck: true,
      });
    } else {
      this.redis = undefined;
      this.queue = new onPostgres.Queue<Ring>(name, {
        connection: postgresConnection(settings.url, 4),
        defaultJobOptions: JOB_OPTIONS,
      });
    }
    this.queue.on('error', onFault);
  }

  /** Rings for commands that the ledger holds. Never throws: false where they could not be rung, which the reconciler makes good. */
  async ring(rings: readonly Ring[]): Promise<boolean> {
    if (rings.length === 0) return true;
    // Where Redis is away, BullMQ would keep every ring in memory until it comes.
    if (this.redis && this.redis.status !== 'ready') return this.unrung(new Error('The queue is away; nothing can be rung.'));
    if (this.ringing >= MOST_RINGS) return this.unrung(new Error('The queue is slow; rings are left to the reconciler.'));
    this.ringing++;
    try {
      await this.queue.addBulk(
        rings.map((data) => ({ name: 'ring', data, opts: { ...JOB_OPTIONS, jobId: `ring-${data.commandId}` } })),
      );
      return true;
    } catch (error) {
      return this.unrung(error as Error);
    } finally {
      this.ringing--;
    }
  }

  private unrung(fault: Error): false {
    this.onFault(fault);
    return false;
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
      // A new one each time: this process may be the one that named the life before, too.
      await this.redis.set(key, randomUUID(), 'NX');
      return (await this.redis.get(key)) ?? undefined;
    } catch (error) {
      this.onFault(error as Error);
      return undefined;
    }
  }

  async close(): Promise<void> {
    await within(GOODBYE_MS, this.queue.close());
    this.redis?.disconnect();
  }
}

/** Waits for something that may be left undone, but not for ever. */
async function within(ms: number, goodbye: Promise<void>): Promise<void> {
  goodbye.catch(() => undefined);
  const enough = new AbortController();
  await Promise.race([goodbye.catch(() => undefined), sleep(ms, undefined, { signal: enough.signal }).catch(() => undefined)]);
  enough.abort();
}

/**
 * The side that answers: calls `answer` for each ring, `concurrency` at a time; with the ring's command where the ring comes again
 * because the process that answered it is gone.
 */
export class DoorbellAnswerer {
  private readonly worker: RingWorker;
  private readonly connection: Redis | undefined;
  /** What is being answered now; there are never more than `concurrency` of them. */
  private readonly answering = new Set<Promise<void>>();

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
      runRetryDelay: RETRY_MS,
    };
    const process = async (job: { data: Ring; stalledCounter: number }): Promise<void> => {
      const answered = answer(job.data.stream, job.stalledCounter > 0 ? job.data.commandId : undefined);
      this.answering.add(answered);
      await answered.finally(() => this.answering.delete(answered));
    };
    if (settings.kind === 'redis') {
      this.connection = new Redis(settings.url, {
        maxRetriesPerRequest: null,
        socketTimeout: ANSWERER_SILENCE_MS,
        connectTimeout: SILENCE_MS,
      });
      this.connection.on('error', onFault);
      this.worker = new Worker<Ring>(queueName(settings), process, { ...options, prefix: PREFIX, connection: this.connection });
    } else {
      this.connection = undefined;
      this.worker = new onPostgres.Worker<Ring>(queueName(settings), process, {
        ...options,
        connection: postgresConnection(settings.url, QUEUE_SESSIONS),
      });
    }
    this.worker.on('error', onFault);
    this.worker.on('failed', (_job, error) => onFault(error));
  }

  async ready(): Promise<void> {
    await this.worker.waitUntilReady();
  }

  /** Finishes what is being answered and takes nothing new; that the queue hears of it is not waited for beyond a second. */
  async close(): Promise<void> {
    const closed = this.worker.close();
    while (this.answering.size > 0) await Promise.allSettled(this.answering);
    await within(GOODBYE_MS, closed);
    this.connection?.disconnect();
  }
}

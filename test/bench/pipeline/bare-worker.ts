/** The bare pipeline's worker: one transaction for each job, from the ledger's row to its result. */
import { Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { type BareCommand, barePool, env, inTransaction, registerOnce } from './bare-settle.ts';

const CONCURRENCY = 16;

interface Ticket {
  commandId: string;
  stream: string;
}

const pool = barePool(CONCURRENCY);

const settle = ({ commandId, stream }: Ticket) =>
  inTransaction(pool, async (client) => {
    const { rows } = await client.query<{ body: BareCommand; actor: string; accepted_at: Date }>({
      name: 'command',
      text: 'select body, actor, accepted_at from commands where id = $1 and status = 0 for update',
      values: [commandId],
    });
    if (!rows[0]) return;
    const { body, actor, accepted_at: acceptedAt } = rows[0];
    await registerOnce(client, { commandId, stream, body, actor, acceptedAt });
    await client.query({
      name: 'settle',
      text: 'update commands set status = 1, settled_at = clock_timestamp() where id = $1 and status = 0',
      values: [commandId],
    });
  });

const connection = new Redis(env('REDIS_URL'), { maxRetriesPerRequest: null });
const worker = new Worker<Ticket>('bare', (job) => settle(job.data), { connection, concurrency: CONCURRENCY });
await worker.waitUntilReady();
process.channel?.ref();
process.send?.({ ready: true });

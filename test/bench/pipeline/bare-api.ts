/** The bare pipeline's api: one insert into the ledger and one job for each request. */
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { openBareDoor } from './bare-door.ts';
import { barePool, env } from './bare-settle.ts';
import { newId } from './product.mjs';

const pool = barePool(16);
const connection = new Redis(env('REDIS_URL'), { maxRetriesPerRequest: 1 });
const queue = new Queue('bare', { connection, defaultJobOptions: { removeOnComplete: true, removeOnFail: true } });

await openBareDoor(async ({ subject, key, body }) => {
  const id = newId();
  const stream = `authorities/${newId()}`;
  await pool.query({
    name: 'accept',
    text: `insert into commands (id, name, stream, creates, body, actor, role, performed_by, idempotency_key, accepted_at,
             correlation_id, causation_id, due_at, rung_at)
           values ($1, 'register-authority', $2, true, $3, $4, 'city-attorney', $4, $5, now(), $1, $1, now(), now())`,
    values: [id, stream, body, subject, key],
  });
  await queue.add('command', { commandId: id, stream }, { jobId: `command-${id}` });
  return id;
});

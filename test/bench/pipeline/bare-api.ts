/** The bare pipeline's api: one insert into the ledger and one job for each request. */
import { Queue } from 'bullmq';
import { Redis } from 'ioredis';
import { v7 } from 'uuid';
import { bareDoor } from './bare-door.js';
import { barePool, env, QUEUE, type Ticket } from './bare.js';

const pool = barePool(16);
const connection = new Redis(env('REDIS_URL'), { maxRetriesPerRequest: 1 });
const queue = new Queue<Ticket>(QUEUE, { connection, defaultJobOptions: { removeOnComplete: true, removeOnFail: true } });

const fastify = await bareDoor(async ({ subject, key, body }) => {
  const id = v7();
  const stream = `authorities/${v7()}`;
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
await fastify.listen({ port: Number(env('PORT')), host: '127.0.0.1' });

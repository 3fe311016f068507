/** The bare pipeline's worker: one transaction for each job, written as anybody would write it. It numbers no log and keeps no views. */
import { Worker } from 'bullmq';
import { Redis } from 'ioredis';
import { createHash, randomBytes } from 'node:crypto';
import { v7 } from 'uuid';
import { barePool, env, QUEUE, type Ticket } from './bare.js';

const CONCURRENCY = 16;

interface Row {
  readonly body: { readonly citation: string; readonly title: string };
  readonly actor: string;
  readonly accepted_at: Date;
  readonly correlation_id: string;
}

const pool = barePool(CONCURRENCY);

async function settle({ commandId, stream }: Ticket): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    const streams = await client.query<{ version: number; last_entry_hash: Buffer }>({
      name: 'lock',
      text: 'select version, last_entry_hash from streams where id = $1 for update',
      values: [stream],
    });
    const commands = await client.query<Row>({
      name: 'command',
      text: 'select body, actor, accepted_at, correlation_id from commands where id = $1 and status = 0 for update',
      values: [commandId],
    });
    const row = commands.rows[0];
    const events = await client.query<{ type: string; data: string }>({
      name: 'load',
      text: `select e.type, d.data from events e join event_data d using (stream, version) where e.stream = $1 order by e.version`,
      values: [stream],
    });
    if (row && events.rows.length === 0) {
      const version = (streams.rows[0]?.version ?? 0) + 1;
      const previous = streams.rows[0]?.last_entry_hash.toString('hex') ?? '0'.repeat(64);
      const { entry, hash, data, salt, id, recordedAt } = seal(row, { commandId, stream }, version, previous);
      await client.query({
        name: 'stream',
        text: `insert into streams (id, version, last_entry_hash) values ($1, $2, $3)
               on conflict (id) do update set version = excluded.version, last_entry_hash = excluded.last_entry_hash`,
        values: [stream, version, hash],
      });
      await client.query({
        name: 'event',
        text: `insert into events (stream, version, id, type, schema_version, subject, actor, command_id, correlation_id, occurred_at,
                 recorded_at, visibility, entry)
               values ($1, $2, $3, 'authority.registered', 1, $1, $4, $5, $6, $7, $8, 'PUBLIC', $9)`,
        values: [stream, version, id, row.actor, commandId, row.correlation_id, row.accepted_at, recordedAt, entry],
      });
      await client.query({
        name: 'data',
        text: 'insert into event_data (stream, version, data, salt) values ($1, $2, $3, $4)',
        values: [stream, version, data, salt],
      });
      await client.query({
        name: 'settle',
        text: 'update commands set status = 1, settled_at = clock_timestamp() where id = $1 and status = 0',
        values: [commandId],
      });
    }
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

/** An entry of the same fields and size as ours. */
function seal(row: Row, { commandId, stream }: Ticket, streamversion: number, streamprev: string) {
  const id = v7();
  const recordedAt = new Date().toISOString();
  const data = JSON.stringify({ citation: row.body.citation, title: row.body.title });
  const salt = randomBytes(32);
  const source = 'urn:promulgate:bench';
  const type = 'gov.commission.authority.registered.v1';
  const envelope = {
    actor: row.actor,
    actorrole: 'city-attorney',
    causationid: commandId,
    commandid: commandId,
    correlationid: row.correlation_id,
    datacontenttype: 'application/json',
    datahash: createHash('sha256').update(salt).update(data).digest('hex'),
    dataschema: `${source}:schema:${type}`,
    id,
    performedby: row.actor,
    recordedtime: recordedAt,
    source,
    specversion: '1.0',
    stream,
    streamprev,
    streamversion,
    subject: stream,
    time: row.accepted_at.toISOString(),
    type,
    visibility: 'PUBLIC',
  };
  const entry = Buffer.from(JSON.stringify(envelope));
  return { entry, hash: createHash('sha256').update(entry).digest(), data, salt, id, recordedAt };
}

const connection = new Redis(env('REDIS_URL'), { maxRetriesPerRequest: null });
const worker = new Worker<Ticket>(QUEUE, (job) => settle(job.data), { connection, concurrency: CONCURRENCY });
await worker.waitUntilReady();
process.channel?.ref();
process.send?.('ready');

/**
 * What a peer does with a command: one transaction for each, written as anybody would write it. It locks the record, loads its events,
 * decides, and appends one event of the same form, columns and indexes as ours. It numbers no log and keeps no views.
 */
import { createHash, randomBytes } from 'node:crypto';
import pg from 'pg';
import { newId } from './product.mjs';

export interface BareCommand {
  citation: string;
  title: string;
}

export interface BareRow {
  commandId: string;
  stream: string;
  body: BareCommand;
  actor: string;
  acceptedAt: Date;
}

export function env(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set.`);
  return value;
}

export function barePool(size: number): pg.Pool {
  return new pg.Pool({
    connectionString: env('DATABASE_URL'),
    max: size,
    options: '-c role=promulgate_app -c search_path=promulgate',
  });
}

export async function inTransaction(pool: pg.Pool, work: (client: pg.PoolClient) => Promise<void>): Promise<void> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await work(client);
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

/** Appends the command's event, unless the record exists already. */
export async function registerOnce(client: pg.PoolClient, row: BareRow): Promise<void> {
  const { commandId, stream } = row;
  await client.query({ name: 'lock', text: 'select version from streams where id = $1 for update', values: [stream] });
  const events = await client.query({
    name: 'load',
    text: `select e.type, d.data from events e join event_data d using (stream, version) where e.stream = $1 order by e.version`,
    values: [stream],
  });
  if (events.rows.length > 0) return;
  const { entry, hash, data, salt, id, recordedAt } = seal(row);
  await client.query({
    name: 'stream',
    text: 'insert into streams (id, version, last_entry_hash) values ($1, 1, $2)',
    values: [stream, hash],
  });
  await client.query({
    name: 'event',
    text: `insert into events (stream, version, id, type, schema_version, subject, actor, command_id, correlation_id, occurred_at,
             recorded_at, visibility, entry)
           values ($1, 1, $2, 'authority.registered', 1, $1, $3, $4, $4, $5, $6, 'PUBLIC', $7)`,
    values: [stream, id, row.actor, commandId, row.acceptedAt, recordedAt, entry],
  });
  await client.query({
    name: 'data',
    text: 'insert into event_data (stream, version, data, salt) values ($1, 1, $2, $3)',
    values: [stream, data, salt],
  });
}

/** An entry of the same fields and size as ours. */
function seal({ commandId, stream, body, actor, acceptedAt }: BareRow) {
  const id = newId();
  const recordedAt = new Date().toISOString();
  const data = JSON.stringify({ citation: body.citation, title: body.title });
  const salt = randomBytes(32);
  const source = 'urn:promulgate:bench';
  const type = 'gov.commission.authority.registered.v1';
  const envelope = {
    actor,
    actorrole: 'city-attorney',
    causationid: commandId,
    commandid: commandId,
    correlationid: commandId,
    datacontenttype: 'application/json',
    datahash: createHash('sha256').update(salt).update(data).digest('hex'),
    dataschema: `${source}:schema:${type}`,
    id,
    performedby: actor,
    recordedtime: recordedAt,
    source,
    specversion: '1.0',
    stream,
    streamprev: '0'.repeat(64),
    streamversion: 1,
    subject: stream,
    time: acceptedAt.toISOString(),
    type,
    visibility: 'PUBLIC',
  };
  const entry = Buffer.from(JSON.stringify(envelope));
  return { entry, hash: createHash('sha256').update(entry).digest(), data, salt, id, recordedAt };
}

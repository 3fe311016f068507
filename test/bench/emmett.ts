/** Emmett's event store as its documentation has it, with as many connections as there are writers. */
import { getPostgreSQLEventStore, type PostgresEventStore } from '@event-driven-io/emmett-postgresql';
import type { Event } from '@event-driven-io/emmett';
import pg from 'pg';
import type { EVENT_TYPE } from './workload.ts';

export type BenchEvent = Event<typeof EVENT_TYPE, Record<string, unknown>, Record<string, unknown>>;

export interface EmmettStore {
  store: PostgresEventStore;
  pool: pg.Pool;
  close(): Promise<void>;
}

export async function emmettStore(url: string, size: number): Promise<EmmettStore> {
  const pool = new pg.Pool({ connectionString: url, max: size });
  pool.on('error', () => undefined);
  const store = getPostgreSQLEventStore(url, { connectionOptions: { pool } });
  await store.schema.migrate();
  return {
    store,
    pool,
    close: async () => {
      await store.close();
      if (!pool.ended) await pool.end();
    },
  };
}

/** Our envelope says who, why and on whose behalf; here that is the metadata, so that the same is written. */
export const METADATA = {
  source: 'urn:promulgate:bench',
  time: '2026-03-02T09:00:00.000Z',
  recordedtime: '2026-03-02T09:00:00.000Z',
  subject: 'drafts/0199',
  actor: 'staff-1',
  actorrole: 'commission-staff',
  performedby: 'staff-1',
  commandid: '01990000-0000-7000-8000-000000000001',
  correlationid: '01990000-0000-7000-8000-000000000001',
  causationid: '01990000-0000-7000-8000-000000000001',
  visibility: 'PUBLIC',
};

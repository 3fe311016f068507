import { DataSource } from 'typeorm';
import type { Queryable } from './database.js';
import { LedgerAndLog1700000000001 } from './migrations/1700000000001-ledger-and-log.js';
import { FenceForMany1700000000002 } from './migrations/1700000000002-fence-for-many.js';
import { Incidents1700000000003 } from './migrations/1700000000003-incidents.js';
import { KeptRules1700000000004 } from './migrations/1700000000004-kept-rules.js';
import { RequestsOfProvisions1700000000005 } from './migrations/1700000000005-requests-of-provisions.js';
import { ActionsOfItems1700000000006 } from './migrations/1700000000006-actions-of-items.js';
import { Tree1700000000007 } from './migrations/1700000000007-tree.js';
import { Checkpoints1700000000008 } from './migrations/1700000000008-checkpoints.js';
import { Webhooks1700000000009 } from './migrations/1700000000009-webhooks.js';
import { Erasure1700000000010 } from './migrations/1700000000010-erasure.js';

const MIGRATIONS = [
  LedgerAndLog1700000000001,
  FenceForMany1700000000002,
  Incidents1700000000003,
  KeptRules1700000000004,
  RequestsOfProvisions1700000000005,
  ActionsOfItems1700000000006,
  Tree1700000000007,
  Checkpoints1700000000008,
  Webhooks1700000000009,
  Erasure1700000000010,
];

/** Brings a database up to date, each migration in a transaction of its own, and answers the names of those that ran. Needs its owner. */
export async function migrate(ownerUrl: string): Promise<string[]> {
  const database = new DataSource({
    type: 'postgres',
    url: ownerUrl,
    migrations: MIGRATIONS,
    migrationsTransactionMode: 'each',
  });
  await database.initialize();
  try {
    return (await database.runMigrations()).map(({ name }) => name);
  } finally {
    await database.destroy();
  }
}

/** The migrations that this program needs and the database has not had, a sentence for a start-up check. Empty: none is pending. */
export async function pendingMigrations(database: Queryable): Promise<string[]> {
  const { rows: tables } = await database.query<{ there: boolean }>(
    "select to_regclass('public.migrations') is not null as there",
  );
  const { rows } = tables[0]?.there ? await database.query<{ name: string }>('select name from public.migrations') : { rows: [] };
  const done = new Set(rows.map(({ name }) => name));
  const pending = MIGRATIONS.map(({ name }) => name).filter((name) => !done.has(name));
  return pending.length === 0
    ? []
    : [`The database lacks ${pending.join(', ')}: run \`npm run cli -- migrate\` with its owner's OWNER_DATABASE_URL.`];
}

import { ensureViews, migrate, type Projection } from '#event-log';
import pg from 'pg';
import { migrateDoorbell } from './doorbell.js';
import type { Reaction } from './reaction.js';
import { ensureReactions } from './reaction-runner.js';

export interface PreparedDatabase {
  /** The names of those that ran. */
  readonly migrations: readonly string[];
  readonly views: Awaited<ReturnType<typeof ensureViews>>;
}

/**
 * Brings a database up to date, whatever it has already: tables, queue, these views, and these reactions' places in the log. Needs its owner.
 */
export async function prepareDatabase(
  ownerUrl: string,
  { projections, reactions }: { readonly projections: readonly Projection[]; readonly reactions: readonly Reaction[] },
): Promise<PreparedDatabase> {
  const migrations = await migrate(ownerUrl);
  await migrateDoorbell(ownerUrl);
  const views = await ensureViews(ownerUrl, projections);
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    await ensureReactions(owner, reactions);
  } finally {
    await owner.end();
  }
  return { migrations, views };
}

import { projections, reactions } from '#commission';
import { ensureReactions, migrateDoorbell } from '#command-queue';
import { ensureViews, migrate } from '#event-log';
import pg from 'pg';
import { type CliCommand, ownerDatabaseUrl } from './command.js';

/** Brings tables, queue, views and reactions up to date; running it again changes nothing. */
export const migrateCommand: CliCommand = {
  usage: 'migrate',
  about: 'Bring the database up to date: tables, queue, views.',
  run: async (_args, { json, print }) => {
    const url = ownerDatabaseUrl();
    const migrations = await migrate(url);
    await migrateDoorbell(url);
    const views = await ensureViews(url, projections);
    const owner = new pg.Client({ connectionString: url });
    await owner.connect();
    try {
      await ensureReactions(owner, reactions);
    } finally {
      await owner.end();
    }
    if (json) print(JSON.stringify({ migrations, views }));
    else print(`Up to date: ${migrations.length} migrations run, ${views.built.length} views built, ${views.kept.length} kept.`);
    return 0;
  },
};

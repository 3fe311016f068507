import type { Queryable } from '#event-log';

/**
 * How long the oldest snapshot or transaction of the whole cluster has been open, whoever's it is and in whichever database: rows that were
 * deleted or changed since cannot be cleared away, the holes of the sequencer wait longer, and tables grow.
 *
 * The application's role may not see when other users' transactions began (pg_read_all_stats, which an owner that is no superuser cannot
 * grant); which transaction ids they hold back it may. So the age is how long this process has seen the oldest id stay the same, counted
 * from its first look: it begins at 0 anew with the process, and is as fine as the looks are frequent.
 */
export class Horizon {
  private oldest: string | undefined;
  private since = 0;

  constructor(
    private readonly database: Queryable,
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** Seconds; 0 where nothing is held back. */
  async ageSeconds(): Promise<number> {
    const { rows } = await this.database.query<{ oldest: string | null }>({ name: 'oldest-xmin', text: OLDEST });
    const oldest = rows[0]?.oldest ?? undefined;
    if (oldest !== this.oldest) {
      this.oldest = oldest;
      this.since = this.now();
    }
    return oldest === undefined ? 0 : (this.now() - this.since) / 1000;
  }
}

// By age(), not by number: transaction ids wrap around. At age 0 nothing is held back: in a quiet cluster all snapshots name the next id,
// the briefest too. An id of some age that is seen twice was held all the time between, for none is given out again.
const OLDEST = `
  select id::text as oldest from (
    select backend_xmin as id from pg_stat_activity where pid <> pg_backend_pid()
    union all select backend_xid from pg_stat_activity where pid <> pg_backend_pid()
    union all select xmin from pg_replication_slots
    union all select catalog_xmin from pg_replication_slots
    union all select transaction from pg_prepared_xacts
  ) held where id is not null and age(id) > 0 order by age(id) desc limit 1`;

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** The fence of a transaction that settles commands of several streams. */
export class FenceForMany1700000000002 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      set local search_path to promulgate;
      drop function fence(text, text[]);

      -- Input: the streams that are decided on, and those that the decisions read. Locks what exists of them in id order, so that
      -- no two transactions can wait for each other; a stream that does not exist yet is guarded by its ledger rows and its key.
      -- Output: the time when all of them were had, and which of them exist.
      -- VOLATILE on purpose: each statement inside sees what was committed while it waited for the lock.
      create function fence(own text[], others text[], out at timestamptz, out held text[]) language plpgsql volatile as $$
      declare candidate text;
      begin
        held := '{}';
        for candidate in select distinct unnest(own || others) order by 1 loop
          if candidate = any (own) then perform from promulgate.streams where id = candidate for no key update;
          else perform from promulgate.streams where id = candidate for share;
          end if;
          if found then held := held || candidate; end if;
        end loop;
        at := clock_timestamp();
      end $$;
      reset search_path;
    `);
  }

  async down(): Promise<void> {
    throw new Error('A log is not unmade. Restore a backup, or drop the database by hand.');
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Erasure: which entries an order names, and a role of its own that may take their data away and nothing else.
 *
 * `promulgate_eraser` is nobody's login. The application's logins may take it on, and inherit nothing of it: a session that has not taken it
 * has no right to delete. Even one that has can delete only what an entry of the log orders: a trigger holds each row against that entry.
 * The bodies of commands, which the application could change until now, are changed by this role alone.
 */
export class Erasure1700000000010 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      do $$ begin
        if not exists (select from pg_roles where rolname = 'promulgate_eraser') then create role promulgate_eraser nologin; end if;
      exception when duplicate_object or unique_violation then null; -- another database of this cluster is migrated at the same time
      end $$;
      set local search_path to promulgate;

      create table erased_entries (
        stream text not null,
        version integer not null,
        position bigint not null unique,
        erasure text not null,
        primary key (stream, version)
      );
      comment on table erased_entries is 'the entries that the erasure.ordered entry of a stream names, written in its transaction';
      comment on column erased_entries.erasure is 'the stream of the order, erasures/{id}';

      -- Input: a row of data or of the ledger that is to lose what it says. Refuses where no erasure.ordered entry of the log names it.
      create function refuse_unordered_erasure() returns trigger language plpgsql as $$
      begin
        if tg_table_name = 'event_data' then
          if exists (
            select from promulgate.erased_entries x
            join promulgate.events o on o.stream = x.erasure and o.type = 'erasure.ordered'
            join promulgate.event_data d on d.stream = o.stream and d.version = o.version
            join promulgate.log l on l.global_position = o.global_position
            where x.stream = old.stream and x.version = old.version and d.data::jsonb -> 'positions' @> to_jsonb(x.position)
          ) then return old; end if;
          raise exception 'No entry of the log orders that the data of event % of % is erased.', old.version, old.stream;
        end if;
        if exists (
          select from promulgate.events e join promulgate.erased_entries x on x.stream = e.stream and x.version = e.version
          where e.command_id = old.id
        ) then return new; end if;
        raise exception 'No entry that an erasure names came from command %.', old.id;
      end $$;
      create trigger only_what_was_ordered before delete on event_data
        for each row when (current_user = 'promulgate_eraser') execute function refuse_unordered_erasure();
      create trigger only_what_was_ordered before update of body on commands
        for each row when (current_user = 'promulgate_eraser') execute function refuse_unordered_erasure();

      grant select, insert on erased_entries to promulgate_app;
      revoke update on commands from promulgate_app;
      grant update (status, attempts, due_at, rung_at, rung_epoch, rejection, fault, settled_at, faulted_at) on commands to promulgate_app;

      grant usage on schema promulgate to promulgate_eraser;
      grant select on events, event_data, log, erased_entries, commands to promulgate_eraser;
      grant delete, maintain on event_data to promulgate_eraser;
      grant update (body, rejection, fault), maintain on commands to promulgate_eraser;
      reset search_path;
    `);
  }

  async down(): Promise<void> {
    throw new Error('A log is not unmade. Restore a backup, or drop the database by hand.');
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Incidents: what the machine could not do, each once, whatever became of it; and the positions that a view or a reaction was led past.
 * They are no entries of the log: what people do about them is.
 */
export class Incidents1700000000003 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      set local search_path to promulgate;

      alter table commands add column faulted_at timestamptz;
      comment on column commands.faulted_at is 'when the first of its present tries was counted';

      create table incidents (
        id uuid primary key default gen_random_uuid(),
        seq bigint generated always as identity unique,
        kind text not null check (kind in ('COMMAND', 'VIEW', 'REACTION')),
        state text not null default 'OPEN' check (state in ('OPEN', 'REPLAYED', 'SKIPPED', 'CLOSED', 'RESOLVED')),
        command_id uuid,
        command text,
        stream text,
        consumer text,
        position bigint,
        event_type text,
        fault text not null,
        tries integer not null,
        began_at timestamptz not null,
        last_tried_at timestamptz not null,
        ended_at timestamptz,
        check (case kind when 'COMMAND' then command_id is not null and command is not null and stream is not null
               else consumer is not null and position is not null and event_type is not null end),
        check ((state = 'OPEN') = (ended_at is null))
      );
      comment on column incidents.fault is 'class and first line of the error, without values';
      create unique index incidents_open_command on incidents (command_id) where state = 'OPEN';
      create unique index incidents_open_position on incidents (consumer, position) where state = 'OPEN';

      create table skipped_positions (
        consumer text not null,
        position bigint not null,
        incident_id uuid not null,
        skipped_at timestamptz not null default clock_timestamp(),
        primary key (consumer, position)
      );
      comment on table skipped_positions is 'what a view or a reaction lacks; of a view, until it is rebuilt';

      insert into incidents (kind, command_id, command, stream, fault, tries, began_at, last_tried_at)
      select 'COMMAND', id, name, stream, coalesce(fault, 'Not known.'), attempts, accepted_at, settled_at from commands where status = 3 order by seq;
      drop index commands_incidents;

      grant select, insert, update on incidents to promulgate_app;
      grant select, insert, update on skipped_positions to promulgate_app;
      reset search_path;
    `);
  }

  async down(): Promise<void> {
    throw new Error('A log is not unmade. Restore a backup, or drop the database by hand.');
  }
}

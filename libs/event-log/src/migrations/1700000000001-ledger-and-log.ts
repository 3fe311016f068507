import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The ledger of commands, the streams and events, the log's one order, and who may do what with them.
 * The application's role may add to events and log, never change or delete: that is a right it does not hold.
 */
export class LedgerAndLog1700000000001 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      do $$ begin
        if not exists (select from pg_roles where rolname = 'promulgate_app') then create role promulgate_app nologin; end if;
      exception when duplicate_object or unique_violation then null; -- another database of this cluster is migrated at the same time
      end $$;

      create schema if not exists promulgate;
      create schema if not exists views;
      set local search_path to promulgate;

      create table commands (
        id uuid primary key,
        seq bigint generated always as identity unique,
        name text not null,
        stream text not null,
        creates boolean not null,
        body jsonb not null,
        actor text not null,
        role text not null,
        performed_by text not null,
        idempotency_key text,
        fingerprint bytea,
        expected_version integer,
        occurred_at timestamptz,
        accepted_at timestamptz not null,
        correlation_id uuid not null,
        causation_id uuid not null,
        traceparent text,
        status smallint not null default 0 check (status between 0 and 3),
        attempts smallint not null default 0,
        due_at timestamptz not null,
        rung_at timestamptz,
        rung_epoch text,
        rejection jsonb,
        fault text,
        settled_at timestamptz
      );
      comment on column commands.status is '0 accepted, 1 succeeded, 2 rejected, 3 failed (an incident, left only by a replay)';
      create unique index commands_idempotency on commands (actor, idempotency_key) where idempotency_key is not null;
      create index commands_due on commands (stream, seq) where status = 0;
      create index commands_unsettled on commands (seq) where status = 0;
      create index commands_incidents on commands (seq) where status = 3;

      create table streams (
        id text primary key,
        version integer not null check (version > 0),
        last_entry_hash bytea not null
      );

      create table events (
        stream text not null,
        version integer not null,
        global_position bigint generated always as identity (cache 1) unique,
        id uuid not null,
        type text not null,
        schema_version smallint not null,
        subject text not null,
        actor text not null,
        command_id uuid not null,
        correlation_id uuid not null,
        occurred_at timestamptz not null,
        recorded_at timestamptz not null,
        visibility text not null,
        entry bytea not null,
        primary key (stream, version)
      );
      create index events_of_command on events (command_id);
      create index events_of_subject on events (subject, global_position);
      create index events_of_type on events (type, global_position);
      create index events_of_actor on events (actor, global_position);
      create index events_of_correlation on events (correlation_id);

      create table event_data (
        stream text not null,
        version integer not null,
        data text not null,
        salt bytea not null,
        primary key (stream, version)
      );
      comment on column event_data.data is 'RFC 8785 canonical JSON, exactly as it was hashed with its salt';

      create table log (
        position bigint primary key,
        global_position bigint not null unique
      );

      create table sequencer (
        "only" boolean primary key default true check ("only"),
        high bigint not null,
        low bigint not null
      );
      insert into sequencer (high, low) values (0, 0);

      create table claims (
        scope text not null,
        key text not null,
        stream text not null,
        primary key (scope, key)
      );

      create table number_series (
        series text primary key,
        last bigint not null
      );

      create table checkpoints (
        consumer text primary key,
        version integer not null,
        position bigint not null
      );

      -- Input: the stream that decides and the streams that its decision reads. Locks what exists of them in id order, so that
      -- no two decisions can wait for each other; a stream that does not exist yet is guarded by its ledger rows and its key.
      -- VOLATILE on purpose: each statement inside sees what was committed while it waited for the lock.
      create function fence(own text, others text[]) returns void language plpgsql volatile as $$
      declare candidate text;
      begin
        for candidate in select unnest(own || others) order by 1 loop
          if candidate = own then perform from promulgate.streams where id = candidate for no key update;
          else perform from promulgate.streams where id = candidate for share;
          end if;
        end loop;
      end $$;

      grant usage on schema promulgate, views to promulgate_app;
      grant select, insert on events, event_data, log, claims to promulgate_app;
      grant select, insert, update on commands, streams, sequencer, number_series, checkpoints to promulgate_app;
      grant usage on sequence events_global_position_seq to promulgate_app;
      grant select on public.migrations to promulgate_app;
      alter default privileges in schema views grant select, insert, update, delete on tables to promulgate_app;
      reset search_path;
    `);
  }

  async down(): Promise<void> {
    throw new Error('A log is not unmade. Restore a backup, or drop the database by hand.');
  }
}

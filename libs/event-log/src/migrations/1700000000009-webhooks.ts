import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * How far each webhook has come, and what became of each delivery. Which webhooks there are, and what they ask for, the log says; these
 * are notes of the machine about its own work, and may be deleted when they are old.
 */
export class Webhooks1700000000009 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      set local search_path to promulgate;

      create table webhook_places (
        webhook uuid primary key,
        position bigint not null,
        heeded integer not null,
        redelivery bigint not null,
        failures integer not null default 0,
        parked_until timestamptz
      );
      comment on column webhook_places.position is 'up to here every entry that it asks for has its row in webhook_deliveries';
      comment on column webhook_places.redelivery is 'the position of the last order to send again that was followed';
      comment on column webhook_places.heeded is 'the version of the webhook that was heeded last: after a new one all that waits is tried anew';
      comment on column webhook_places.failures is 'of a receiver that is parked: the tries in a row that failed';

      create table webhook_deliveries (
        webhook uuid not null,
        position bigint not null,
        type text not null,
        subject text not null,
        state text not null default 'WAITING' check (state in ('WAITING', 'DELIVERED')),
        attempts integer not null default 0,
        next_at timestamptz not null,
        attempted_at timestamptz,
        status integer,
        took_ms integer,
        fault text,
        primary key (webhook, position),
        check (state = 'WAITING' or attempted_at is not null)
      );
      create index webhook_deliveries_waiting on webhook_deliveries (webhook, position) where state = 'WAITING';
      create index webhook_deliveries_old on webhook_deliveries (attempted_at) where state = 'DELIVERED';
      comment on column webhook_deliveries.next_at is 'of what waits: not tried before this instant';
      comment on column webhook_deliveries.status is 'of the last try: what it was answered with; null where no answer came, and fault says why';

      grant select, insert, update, delete on webhook_places, webhook_deliveries to promulgate_app;
      reset search_path;
    `);
  }

  async down(): Promise<void> {
    throw new Error('A log is not unmade. Restore a backup, or drop the database by hand.');
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Actions that were adopted before each was kept under its meeting: what becomes known of their votes finds them as it finds later ones. */
export class ActionsOfItems1700000000006 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      insert into promulgate.claims (scope, key, stream)
      select 'board-actions-of-meeting/' || lower(d.data::jsonb ->> 'meetingId'), 'item ' || (d.data::jsonb ->> 'itemNumber'), e.stream
      from promulgate.events e join promulgate.event_data d using (stream, version)
      where e.type = 'board-action.adopted'
      order by e.global_position
      on conflict do nothing
    `);
  }

  async down(): Promise<void> {
    throw new Error('A log is not unmade. Restore a backup, or drop the database by hand.');
  }
}

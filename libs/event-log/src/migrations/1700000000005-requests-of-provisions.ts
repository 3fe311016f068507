import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Requests that were opened before each was kept under its provision: the end of the provision finds them as it finds later ones. */
export class RequestsOfProvisions1700000000005 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      insert into promulgate.claims (scope, key, stream)
      select 'requests-of-provision/' || lower(d.data::jsonb ->> 'provisionId'), split_part(e.stream, '/', 2), e.stream
      from promulgate.events e join promulgate.event_data d using (stream, version)
      where e.type = 'request.opened'
      on conflict do nothing
    `);
  }

  async down(): Promise<void> {
    throw new Error('A log is not unmade. Restore a backup, or drop the database by hand.');
  }
}

import type { MigrationInterface, QueryRunner } from 'typeorm';

/** What the rules of a version of a profile said while something was decided by them: other rules under the same number are noticed. */
export class KeptRules1700000000004 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      set local search_path to promulgate;

      create table kept_rules (
        profile text not null,
        version integer not null,
        settings jsonb not null,
        primary key (profile, version)
      );
      comment on column kept_rules.settings is 'each setting by its path, board.quorum';

      grant select, insert, update on kept_rules to promulgate_app;
      reset search_path;
    `);
  }

  async down(): Promise<void> {
    throw new Error('A log is not unmade. Restore a backup, or drop the database by hand.');
  }
}

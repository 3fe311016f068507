import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * What was signed of the tree, for whoever asks an api: each checkpoint of an origin once, what witnesses put beneath it, and the keys.
 * All of it proves itself by its signatures, and stands outside the database too; these tables are copies to be served.
 */
export class Checkpoints1700000000008 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      set local search_path to promulgate;

      create table signed_checkpoints (
        number bigint generated always as identity primary key,
        origin text not null,
        size bigint not null check (size >= 0),
        note bytea not null,
        published_at timestamptz not null default clock_timestamp(),
        unique (origin, size)
      );
      create index signed_checkpoints_by_size on signed_checkpoints (size);
      comment on column signed_checkpoints.note is 'the signed note as the log signed it, byte for byte, without cosignatures';

      create table cosignatures (
        origin text not null,
        size bigint not null,
        witness text not null,
        line text not null,
        received_at timestamptz not null default clock_timestamp(),
        primary key (origin, size, witness),
        foreign key (origin, size) references signed_checkpoints (origin, size)
      );
      comment on column cosignatures.line is 'the signature line of the note, with its dash and without its end of line';

      create table log_keys (
        number bigint generated always as identity primary key,
        origin text not null,
        vkey text not null,
        first_size bigint not null check (first_size >= 0),
        unique (origin, vkey)
      );
      comment on column log_keys.first_size is 'the size of the first checkpoint that this key signed; the key before it signed up to there';

      grant select, insert on signed_checkpoints, cosignatures, log_keys to promulgate_app;
      reset search_path;
    `);
  }

  async down(): Promise<void> {
    throw new Error('A log is not unmade. Restore a backup, or drop the database by hand.');
  }
}

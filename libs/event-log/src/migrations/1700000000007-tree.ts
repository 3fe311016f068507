import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * The Merkle tree over the log. Its leaves stand in the log's own rows, written with them; above them only the roots of full tiles are
 * kept, one for 256 leaves, one for 256 of those, and so on: everything between is hashed anew from 256 hashes side by side.
 * So nothing in the tree is ever changed, and the application's role may only add to it.
 *
 * A log that is already there gets its leaves here, and the roots above them from the first leader that takes over.
 */
export class Tree1700000000007 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query(`
      set local search_path to promulgate;

      alter table log add column leaf_hash bytea check (octet_length(leaf_hash) = 32);
      comment on column log.leaf_hash is 'RFC 6962: SHA-256(0x00 || entry)';
      update log set leaf_hash = sha256('\\x00'::bytea || entry) from events where events.global_position = log.global_position;
      alter table log alter column leaf_hash set not null;

      create table tile_roots (
        level smallint not null check (level > 0),
        number bigint not null check (number >= 0),
        hash bytea not null check (octet_length(hash) = 32),
        primary key (level, number)
      );
      comment on table tile_roots is 'the root over the leaves from number * 256^level on, 256^level of them: of the full tile number of level - 1';

      grant select, insert on tile_roots to promulgate_app;
      reset search_path;
    `);
  }

  async down(): Promise<void> {
    throw new Error('A log is not unmade. Restore a backup, or drop the database by hand.');
  }
}

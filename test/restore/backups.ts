/**
 * The two ways in which docs/operating.md has a database backed up: the cluster's files with the write-ahead log that was written since, from
 * which any later point can be had; and a logical dump, which is what it was when it was taken. Both are taken while the product runs.
 */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { type Cluster, type Clusters, DATABASE } from './clusters.js';

export type Method = 'base backup and WAL' | 'dump';
export const METHODS: readonly Method[] = ['base backup and WAL', 'dump'];

export interface Backups {
  /** What the cluster has to be started with. */
  readonly settings: Readonly<Record<string, string>>;
  /** Begins with this cluster, with whatever is to be taken before everything else. */
  begin(cluster: Cluster): Promise<void>;
  /** A state that can be restored, under a name. */
  take(name: string): Promise<void>;
  /** A new cluster with that state. */
  restore(name: string): Promise<Cluster>;
}

export const backupsBy = (method: Method, clusters: Clusters, migrate: Migrate): Backups =>
  method === 'dump' ? new Dumps(clusters, migrate) : new BaseBackup(clusters);

/** Runs `migrate` of the command line as the owner of a cluster. */
export type Migrate = (cluster: Cluster) => Promise<void>;

const ARCHIVED_MS = 30_000;

/** By PostgreSQL's own calls, which pg_basebackup makes too: the binaries that the tests have lack the tools. */
class BaseBackup implements Backups {
  private readonly archive: string;
  private readonly tar: string;
  private cluster: Cluster | undefined;

  constructor(private readonly clusters: Clusters) {
    this.archive = clusters.folderOfServers('archive');
    this.tar = join(clusters.folder, 'base.tar');
  }

  get settings(): Record<string, string> {
    return { archive_mode: 'on', archive_command: `test ! -f ${this.archive}/%f && cp %p ${this.archive}/%f` };
  }

  async begin(cluster: Cluster): Promise<void> {
    this.cluster = cluster;
    await cluster.as(async (client) => {
      await client.query(`select pg_backup_start('nightly', true)`);
      const apart = ['./postmaster.pid', './postmaster.opts', './pg_wal/*'].map((path) => `--exclude=${path}`);
      // A file that grows while it is read is made whole by the log of what was written meanwhile.
      execFileSync('tar', ['-C', cluster.data, ...apart, '--warning=no-file-changed', '-cf', this.tar, '.']);
      const { rows } = await client.query<{ labelfile: string }>('select labelfile from pg_backup_stop(true)');
      const label = join(this.clusters.folder, 'backup_label');
      writeFileSync(label, rows[0]?.labelfile ?? '');
      this.clusters.givenToServers(label);
      execFileSync('tar', ['-C', this.clusters.folder, '-rf', this.tar, 'backup_label']);
    });
  }

  async take(name: string): Promise<void> {
    await this.cluster?.as(async (client) => {
      await client.query('select pg_create_restore_point($1)', [name]);
      const { rows } = await client.query<{ file: string }>(
        'select pg_walfile_name(pg_current_wal_lsn()) as file, pg_switch_wal()',
      );
      const file = rows[0]?.file ?? '';
      for (const end = Date.now() + ARCHIVED_MS; Date.now() < end; await sleep(50)) {
        const archived = await client.query('select from pg_stat_archiver where last_archived_wal >= $1', [file]);
        if (archived.rowCount) return;
      }
      throw new Error(`The write-ahead log ${file} was not archived within ${ARCHIVED_MS / 1000} s.`);
    });
  }

  async restore(name: string): Promise<Cluster> {
    const data = this.clusters.nextPlace();
    mkdirSync(data, { mode: 0o700 });
    execFileSync('tar', ['-C', data, '--same-owner', '-xpf', this.tar]);
    writeFileSync(join(data, 'recovery.signal'), '');
    this.clusters.givenToServers(join(data, 'recovery.signal'));
    return this.clusters.start(data, {
      restore_command: `cp ${this.archive}/%f %p`,
      recovery_target_name: name,
      recovery_target_action: 'promote',
      // It takes no sessions before it has come there.
      hot_standby: 'off',
    });
  }
}

interface Sequence {
  readonly name: string;
  readonly value: string;
  readonly called: boolean;
}

/**
 * Rows of all tables and the values of all sequences as one transaction sees them: what `pg_dump` writes. Schema and roles are made by `migrate`
 * of the same release, as an operator has them from `pg_dump` and `pg_dumpall --roles-only`.
 */
class Dumps implements Backups {
  readonly settings = {};
  private cluster: Cluster | undefined;
  private readonly dumps: string;

  constructor(
    private readonly clusters: Clusters,
    private readonly migrate: Migrate,
  ) {
    this.dumps = clusters.folderOfServers('dumps');
  }

  begin(cluster: Cluster): Promise<void> {
    this.cluster = cluster;
    return Promise.resolve();
  }

  async take(name: string): Promise<void> {
    await this.cluster?.as(async (client) => {
      await client.query('begin isolation level repeatable read, read only');
      const tables = await tablesOf(client);
      for (const { table, columns } of tables) await client.query(`copy ${table} (${columns}) to '${this.file(name, table)}'`);
      const { rows: sequences } = await client.query<Sequence>(SEQUENCES);
      await client.query('commit');
      writeFileSync(this.index(name), JSON.stringify({ tables, sequences }));
    });
  }

  async restore(name: string): Promise<Cluster> {
    const cluster = await this.clusters.start();
    await cluster.as((client) => client.query(`create database ${DATABASE}`), 'postgres');
    await this.migrate(cluster);
    const { tables, sequences } = JSON.parse(readFileSync(this.index(name), 'utf8')) as {
      tables: Table[];
      sequences: Sequence[];
    };
    await cluster.as(async (client) => {
      await client.query(`begin; set local session_replication_role = replica`);
      await client.query(`truncate ${tables.map(({ table }) => table).join(', ')} cascade`);
      for (const { table, columns } of tables) await client.query(`copy ${table} (${columns}) from '${this.file(name, table)}'`);
      for (const { name: sequence, value, called } of sequences)
        await client.query('select setval($1::regclass, $2::bigint, $3)', [sequence, value, called]);
      await client.query('commit');
    });
    return cluster;
  }

  private file(name: string, table: string): string {
    return join(this.dumps, `${name}-${table.replaceAll(/[^\w.]/g, '')}`);
  }
  private index(name: string): string {
    return join(this.dumps, `${name}.json`);
  }
}

interface Table {
  readonly table: string;
  readonly columns: string;
}

const OURS = `nspname !~ '^pg_' and nspname <> 'information_schema'`;

async function tablesOf(client: pg.Client): Promise<Table[]> {
  const { rows } = await client.query<Table>(`
    select c.oid::regclass::text as table, string_agg(quote_ident(a.attname), ', ' order by a.attnum) as columns
    from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
    where c.relkind = 'r' and ${OURS} group by c.oid order by 1`);
  // Named in full, whatever the session's search_path leaves out.
  return rows.map(({ table, columns }) => ({ table: table.includes('.') ? table : `promulgate.${table}`, columns }));
}

const SEQUENCES = `
  select format('%I.%I', schemaname, sequencename) as name, coalesce(last_value, start_value) as value, last_value is not null as called
  from pg_sequences where schemaname !~ '^pg_'`;

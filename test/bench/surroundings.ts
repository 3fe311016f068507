import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { cpus, release, tmpdir, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import pg from 'pg';
import { short } from './bench.ts';
import { flushTimes } from './flush.ts';

/** Something that figures depend on. */
export interface Surrounding {
  name: string;
  value: string;
}

/** The machine, the versions of all that takes part, the server's settings and how fast the disk flushes. */
export async function surroundings(serverUrl: string, redisUrl: string): Promise<Surrounding[]> {
  const { dependencies } = JSON.parse(readFileSync(new URL('package.json', import.meta.url), 'utf8')) as {
    dependencies: Record<string, string>;
  };
  const [cpu] = cpus();
  return [
    {
      name: 'machine',
      value: `${cpus().length} × ${cpu?.model ?? 'unknown'}, ${(totalmem() / 2 ** 30).toFixed(0)} GiB, ${type()} ${release()}`,
    },
    { name: 'Node', value: process.versions.node },
    ...(await ofPostgres(serverUrl)),
    { name: 'Redis', value: await versionOfRedis(redisUrl) },
    {
      name: 'packages',
      value: Object.entries(dependencies)
        .map(([name, version]) => `${name} ${version}`)
        .join(', '),
    },
    { name: 'flushes', value: pgTestFsync() ?? ownFlushes() },
  ];
}

async function ofPostgres(serverUrl: string): Promise<Surrounding[]> {
  const client = new pg.Client({ connectionString: serverUrl });
  await client.connect();
  try {
    const { rows: versions } = await client.query<{ server_version: string }>('show server_version');
    const { rows } = await client.query<{ name: string; setting: string }>(
      `select name, current_setting(name) as setting from pg_settings
       where name = any ('{fsync,synchronous_commit,full_page_writes,wal_sync_method,shared_buffers,max_wal_size,max_connections,data_checksums}')
       order by 1`,
    );
    return [
      { name: 'PostgreSQL', value: versions[0]?.server_version ?? 'unknown' },
      { name: 'its settings', value: rows.map(({ name, setting }) => `${name} ${setting}`).join(', ') },
    ];
  } finally {
    await client.end();
  }
}

async function versionOfRedis(url: string): Promise<string> {
  const redis = new Redis(url);
  try {
    return /redis_version:(\S+)/.exec(await redis.info('server'))?.[1] ?? 'unknown';
  } finally {
    redis.disconnect();
  }
}

/** What PostgreSQL's own program says, where it is installed. */
function pgTestFsync(): string | undefined {
  const file = join(tmpdir(), `promulgate-bench-fsync-${process.pid}`);
  const { status, stdout } = spawnSync('pg_test_fsync', ['-s', '1', '-f', file], { encoding: 'utf8' });
  rmSync(file, { force: true });
  if (status !== 0) return undefined;
  const one = stdout.slice(stdout.indexOf('one 8kB write'), stdout.indexOf('two 8kB writes'));
  const found = [...one.matchAll(/^\s*(\w+)\s+([\d.]+) ops\/sec/gm)].map(
    ([, method, ops]) => `${method} ${short(Number(ops))}/s`,
  );
  return found.length > 0 ? `pg_test_fsync, one 8 kB write: ${found.join(', ')}` : undefined;
}

function ownFlushes(): string {
  const flushes = flushTimes(1_000).length;
  return `own loop of 8 kB and fdatasync (pg_test_fsync is not installed): ${short(flushes)}/s`;
}

import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { copyBinaries, enterableTemp, postgresUser, shippedBinaries, whatBars, whatBarsBinaries } from './postgres-binaries.js';
import { startServer } from './postgres-server.js';
import { isAlive, isGone, leash } from './processes.js';
import { startRedis } from './redis.js';
import { freshDatabase, startPostgres } from './services.js';

const user = postgresUser();
let common: string;
let native: string;
let folder: string;

/** A folder that goes, with the server in it, when its time is over or the tests are interrupted. */
const newFolder = () => {
  const made = mkdtempSync(join(enterableTemp(user), 'promulgate-test-services-'));
  chmodSync(made, 0o711);
  const letGo = leash(made, join(made, 'data', 'postmaster.pid'));
  leave.set(made, () => {
    rmSync(made, { recursive: true, force: true });
    letGo();
  });
  return made;
};
const leave = new Map<string, () => void>();

/** One cluster is made, and each test gets a copy of it. */
beforeAll(async () => {
  common = newFolder();
  const shipped = shippedBinaries();
  native = whatBarsBinaries(shipped, user) ? copyBinaries(shipped, common) : shipped;
  folder = common;
  await (await start()).stop();
});
afterAll(() => leave.get(common)?.());

beforeEach(() => {
  folder = newFolder();
  execFileSync('cp', ['-a', join(common, 'data'), join(folder, 'data')]);
});
afterEach(() => leave.get(folder)?.());

async function ask<Row extends object>(url: string, statement: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<Row>(statement)).rows;
  } finally {
    await client.end();
  }
}

const start = (password = 'secret') =>
  startServer({ native, data: join(folder, 'data'), user, password, logFile: join(folder, 'log') });

describe('the PostgreSQL of the tests', () => {
  it('gives each asker a database of their own, and is gone when it is stopped', async () => {
    const server = await startPostgres();
    const one = await freshDatabase(server.url);
    const two = await freshDatabase(server.url);
    await ask(one.url, 'create table mine (id int)');
    await expect(ask(two.url, 'select * from mine')).rejects.toThrow(/does not exist/);
    const [row] = await ask<{ sorted: string[] }>(
      two.url,
      `select array_agg(x order by x) sorted from unnest(array['b','B','a']) x`,
    );
    expect(row?.sorted).toEqual(['B', 'a', 'b']);
    await one.drop();
    await two.drop();
    await expect(ask(one.url, 'select 1')).rejects.toThrow(/does not exist/);
    await server.stop();
    expect(isAlive(server.pid)).toBe(false);
  });
});

describe('a cluster that stays', () => {
  it('resumes with its data, flushed and with checksums', async () => {
    const first = await start();
    await ask(first.url('postgres'), 'create table kept as select 7 as n');
    await first.stop();
    await first.ended;
    const second = await start();
    expect(await ask(second.url('postgres'), 'select n from kept')).toEqual([{ n: 7 }]);
    const safety = `select current_setting('fsync') f, current_setting('data_checksums') c, current_setting('synchronous_commit') s`;
    expect(await ask(second.url('postgres'), safety)).toEqual([{ f: 'on', c: 'on', s: 'on' }]);
    await second.stop();
  });

  it('stops the server that a killed parent left on the data, and takes over', async () => {
    const orphan = await start();
    await ask(orphan.url('postgres'), 'create table kept as select 7 as n');
    const next = await start();
    expect(isAlive(orphan.pid)).toBe(false);
    expect(await ask(next.url('postgres'), 'select n from kept')).toEqual([{ n: 7 }]);
    await next.stop();
  });

  it('starts beside a pid file whose number now belongs to a stranger, and leaves the stranger alone', async () => {
    const stranger = spawn('sleep', ['60'], { stdio: 'ignore', cwd: '/', ...user });
    await sleep(50);
    writeFileSync(join(folder, 'data', 'postmaster.pid'), `${stranger.pid}\n${join(folder, 'data')}\n`);
    const server = await start();
    expect(isAlive(stranger.pid ?? 0)).toBe(true);
    await server.stop();
    stranger.kill();
  });

  it.each([
    ['a damaged folder', 'PG_VERSION', undefined, /is damaged: it is not empty, and PG_VERSION is missing[^]*rm -rf/],
    ['another version', 'PG_VERSION', '14\n', /was written by PostgreSQL 14, and this one is 18/],
    ['a version file of nonsense', 'PG_VERSION', 'x', /is damaged/],
    ['a lost control file', 'global/pg_control', undefined, /may be damaged: .*(pg_control|No such file)[^]*rm -rf/],
  ])('says what to do about %s', async (_what, file, content, sentence) => {
    if (content === undefined) rmSync(join(folder, 'data', file));
    else writeFileSync(join(folder, 'data', file), content);
    await expect(start()).rejects.toThrow(sentence);
  });

  it('says what to do when the password is another, or the folder is open to others', async () => {
    await expect(start('other')).rejects.toThrow(/password for the data/);
    chmodSync(join(folder, 'data'), 0o777);
    await expect(start()).rejects.toThrow(/may not use its data folder[^]*chmod 700/);
  });
});

describe('a folder that PostgreSQL cannot enter', () => {
  it('is noticed by the first step that bars the way', () => {
    const barred = join(folder, 'barred');
    mkdirSync(join(barred, 'below'), { recursive: true });
    expect(whatBars(join(barred, 'below'), user)).toBeUndefined();
    chmodSync(barred, 0o000);
    expect(whatBars(join(barred, 'below'), user)).toBe(barred);
    chmodSync(barred, 0o700);
  });

  it('is answered by a copy of the programs that everybody may run, whatever the rights of the original', () => {
    const original = join(folder, 'package', 'native');
    mkdirSync(join(folder, 'package'));
    writeFileSync(join(folder, 'package', 'package.json'), '{"version":"1"}');
    mkdirSync(join(original, 'bin'), { recursive: true, mode: 0o700 });
    writeFileSync(join(original, 'bin', 'postgres'), '', { mode: 0o700 });
    const copy = copyBinaries(original, folder);
    expect(whatBars(join(copy, 'bin', 'postgres'), user)).toBeUndefined();
    expect(statSync(join(copy, 'bin', 'postgres')).mode & 0o777).toBe(0o755);
  });
});

describe('Redis and the leash', () => {
  it('starts one that keeps nothing and evicts nothing, and stops it', async () => {
    const redis = await startRedis();
    const { default: Redis } = await import('ioredis');
    const client = new Redis.default(redis.url);
    expect(await client.config('GET', 'maxmemory-policy')).toEqual(['maxmemory-policy', 'noeviction']);
    expect(await client.config('GET', 'save')).toEqual(['save', '']);
    client.disconnect();
    await redis.stop();
    expect(isAlive(redis.pid)).toBe(false);
  });

  it('ends a service whose parent was killed', async () => {
    const service = spawn('sleep', ['60'], { stdio: 'ignore', detached: true });
    writeFileSync(join(folder, 'pid'), `${service.pid}\n`);
    const script = leash.toString();
    const parent = spawn(
      process.execPath,
      [
        '-e',
        `const { spawn } = require('node:child_process'); (${script})(${JSON.stringify(folder)}, ${JSON.stringify(join(folder, 'pid'))}); setInterval(() => {}, 1000); console.log('held')`,
      ],
      { stdio: ['ignore', 'pipe', 'inherit'] },
    );
    await new Promise((resolve) => parent.stdout.once('data', resolve));
    parent.kill('SIGKILL');
    expect(await isGone(service.pid ?? 0, 4_000)).toBe(true);
    await sleep(1_300);
    expect(existsSync(folder)).toBe(false);
  });
});

/**
 * The log is signed by the worker, and the database is lost: restored to its end the log goes on; restored to an earlier point it is
 * signed no more, until somebody continues it under another origin, which agrees with all that was signed of what it still has.
 */
import { CheckpointFolder, createKeyFile } from '#audit';
import { accept, applicationPool, latestCheckpoint, logKeys, newId, type Pool, readLog, TileStore, treeSize } from '#event-log';
import { catalog, type SigningSettings } from '#commission';
import { inProject } from '#testing';
import { consistencyProof, parseLogKey, parseNote, verifyConsistency, verifyNote } from '#tlog';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { createWorker } from '../../apps/worker/src/create-worker.js';
import { openTestbed, type Testbed } from '../support/testbed.js';
import { eventually } from '../support/workshop.js';

const CLI = inProject('dist/apps/cli/src/main.js');

let bed: Testbed;
let home: string;
let signing: SigningSettings;
let folder: CheckpointFolder;
const made: string[] = [];

beforeAll(async () => {
  bed = await openTestbed();
  home = mkdtempSync(join(tmpdir(), 'promulgate-signed-'));
  const file = join(home, 'key.json');
  await createKeyFile(file);
  signing = { keys: { file }, stateDir: join(home, 'state'), checkpointsDir: join(home, 'checkpoints'), witnesses: [] };
  folder = new CheckpointFolder(signing.checkpointsDir);
}, 60_000);
afterAll(async () => {
  await server((client) => Promise.all(made.map((name) => client.query(`drop database ${name} with (force)`))));
  await bed.close();
  rmSync(home, { recursive: true });
}, 60_000);

async function server<Result>(act: (client: pg.Client) => Promise<Result>): Promise<Result> {
  const client = new pg.Client({ connectionString: process.env['TEST_POSTGRES_URL'] });
  await client.connect();
  try {
    return await act(client);
  } finally {
    await client.end();
  }
}

/** A copy of the database as it is now, whole and by itself: a backup that is restored beside it. */
async function restored(url: string): Promise<string> {
  const original = new URL(url).pathname.slice(1);
  const name = `${original}_${made.length}`;
  await server(async (client) => {
    await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [original]);
    await client.query(`create database ${name} template ${original}`);
  });
  made.push(name);
  const copy = new URL(url);
  copy.pathname = `/${name}`;
  return copy.href;
}

interface Running {
  readonly pool: Pool;
  /** Has something decided, and answers with the size of the log after it. */
  grow(): Promise<number>;
  readyz(): Promise<{ status: number; signing: Record<string, unknown> }>;
  close(): Promise<void>;
}

async function running(databaseUrl: string): Promise<Running> {
  const worker: NestFastifyApplication = await createWorker({ ...bed.settings, databaseUrl, signing });
  const pool = applicationPool(databaseUrl, 2, 'signed-spec');
  pool.on('error', () => undefined);
  return {
    pool,
    grow: async () => {
      const before = await treeSize(pool);
      const id = newId();
      const body = { citation: `No. ${id}`, title: 'So that the log grows' };
      const sender = {
        actor: 'tester',
        performedBy: 'tester',
        role: 'commission-staff',
        correlationId: id,
        causationId: id,
      } as const;
      const stream = catalog.streamOf(catalog.command('register-authority'), body, newId());
      await accept(pool, { id, name: 'register-authority', stream, creates: true, body, ...sender }, undefined);
      return eventually(async () => {
        const size = await treeSize(pool);
        return size > before ? size : undefined;
      });
    },
    readyz: async () => {
      const answer = await worker.getHttpAdapter().getInstance().inject('/readyz');
      return { status: answer.statusCode, signing: answer.json<{ signing: Record<string, unknown> }>().signing };
    },
    close: async () => {
      await worker.close();
      await pool.end();
    },
  };
}

const signedUpTo = (pool: Pool, size: number) =>
  eventually(async () => {
    const latest = await latestCheckpoint(pool);
    return (latest?.size ?? 0) >= size ? latest : undefined;
  });

function cli(databaseUrl: string, ...args: string[]): Promise<{ code: unknown; stdout: string; stderr: string }> {
  const env = {
    PATH: process.env['PATH'],
    DATABASE_URL: databaseUrl,
    LOG_ORIGIN: bed.settings.logOrigin,
    LOG_STATE_DIR: signing.stateDir,
    CHECKPOINTS_DIR: signing.checkpointsDir,
  };
  return new Promise((resolve) => {
    execFile(process.execPath, [CLI, 'log', ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: error?.code ?? 0, stdout, stderr }),
    );
  });
}

it('A log that is restored to its end goes on; one that lost its end is refused, and continued under another origin', async () => {
  const origin = bed.settings.logOrigin;
  const reason = ['--as', 'ada', '--reason', 'The disk was lost.'];
  let worker = await running(bed.ownerUrl);
  const common = (await signedUpTo(worker.pool, await worker.grow())).size;
  await worker.close();
  const earlier = await restored(bed.ownerUrl);

  worker = await running(bed.ownerUrl);
  await worker.grow();
  const end = await signedUpTo(worker.pool, await worker.grow());
  expect(end.origin).toBe(origin);
  await worker.close();
  const complete = await restored(bed.ownerUrl);

  worker = await running(complete);
  expect(await cli(complete, 'continue', ...reason)).toMatchObject({ code: 1, stderr: expect.stringContaining('is signed on') });
  const further = await signedUpTo(worker.pool, await worker.grow());
  expect(further).toMatchObject({ origin });
  expect((await worker.readyz()).status).toBe(200);
  await worker.close();

  worker = await running(earlier);
  const refusal = await eventually(async () => {
    const answer = await worker.readyz();
    return answer.signing['state'] === 'refused' ? answer : undefined;
  });
  expect(refusal).toMatchObject({
    status: 503,
    signing: { reason: expect.stringContaining(`${further.size} entries are signed`) },
  });
  // It decides and numbers on, until it is longer than what was signed, and is another log still.
  while ((await worker.grow()) <= further.size);
  expect((await worker.readyz()).status).toBe(503);
  expect((await latestCheckpoint(worker.pool))?.size).toBe(common);
  expect((await folder.newest(origin))?.size).toBe(further.size);

  const continued = await cli(earlier, 'continue', ...reason, '--json');
  expect(continued).toMatchObject({ code: 0, stderr: '' });
  const next = `${origin}/2`;
  expect(JSON.parse(continued.stdout)).toEqual({ origin: next, continues: origin, agreesUpTo: common });
  const first = await eventually(async () => {
    const latest = await latestCheckpoint(worker.pool);
    return latest?.origin === next ? latest : undefined;
  });
  expect((await worker.readyz()).status).toBe(200);

  const entries = await readLog(worker.pool, 0, 1_000);
  const entry = entries.find(({ type }) => type === 'log.continued');
  expect(entry).toMatchObject({
    actor: 'cli:ada',
    visibility: 'PUBLIC',
    data: {
      origin: next,
      continues: origin,
      checkpoint: further.note.toString(),
      agreesUpTo: common,
      reason: 'The disk was lost.',
    },
  });
  expect(first.size).toBeGreaterThanOrEqual(Number(entry?.position));

  const keys = await logKeys(worker.pool);
  expect(keys).toMatchObject([
    { origin, firstSize: expect.any(Number), lastSize: common },
    { origin: next, firstSize: first.size },
  ]);
  expect(verifyNote(parseNote(first.note), [parseLogKey(keys[1]?.vkey ?? '')])).toHaveLength(1);
  const tree = await folder.read(next, first.size);
  for (const size of (await folder.sizes(origin)).filter((each) => each <= common)) {
    const old = await folder.read(origin, size);
    if (!old || !tree) throw new Error('A checkpoint is gone.');
    verifyConsistency(old, tree, await consistencyProof(new TileStore(worker.pool), size, first.size));
  }
  expect(await cli(earlier, 'continue', ...reason)).toMatchObject({ code: 1, stderr: expect.stringContaining('is signed on') });
  await worker.close();
}, 120_000);

it('The command line makes the file of a key and adds to it, and says what the key is verified with', async () => {
  const file = join(home, 'another.json');
  const made = await cli(bed.ownerUrl, 'key', file);
  expect(made.stdout).toContain(`\n${bed.settings.logOrigin}+`);
  expect(await cli(bed.ownerUrl, 'key', file)).toMatchObject({ code: 1, stderr: expect.stringContaining('is there already') });
  const { verifierKey } = JSON.parse((await cli(bed.ownerUrl, 'rotate', file, '--json')).stdout) as { verifierKey: string };
  expect(parseLogKey(verifierKey).name).toBe(bed.settings.logOrigin);
  expect(made.stdout).not.toContain(verifierKey);
  const nowhere = join(home, 'no-folder', 'key.json');
  expect(await cli(bed.ownerUrl, 'key', nowhere)).toEqual(
    expect.objectContaining({
      code: 1,
      stderr: `${nowhere} cannot be written (ENOENT): is its folder there, and yours to write into?\n`,
    }),
  );
  expect(await cli(bed.ownerUrl, 'key')).toMatchObject({ code: 1, stderr: expect.stringContaining('Name the file') });
});

/**
 * A word that a comment holds, and the body of a refused command, goes through everything that the product has: ledger, queue, log, views, search,
 * feed, packages, webhooks, the logs of the processes. Its erasure is ordered, and it is looked for in all of them; every proof and package of
 * before holds as it did.
 */
import { createKeyFile } from '#audit';
import { freePort, type Issuer, startIssuer } from '#testing';
import { verify } from '#verifier';
import type { Redis } from 'ioredis';
import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { httpFeed } from '../independent-verifier/delivered.js';
import { hashLeaf, includes } from '../independent-verifier/merkle.js';
import { fromBase64, parseCheckpoint } from '../independent-verifier/note.js';
import { verifyPackage } from '../independent-verifier/package.js';
import { httpSource } from '../independent-verifier/source.js';
import { verifyLog } from '../independent-verifier/verify.js';
import { type Mailbox, openMailbox } from '../support/post-office.js';
import { type Running, startApp } from '../support/processes.js';
import { openTestbed, type Testbed } from '../support/testbed.js';
import { unpack } from '../support/unzip.js';
import { tablesWith } from '../support/whole-database.js';
import { eventually } from '../support/workshop.js';

type Json = Readonly<Record<string, unknown>>;

const WORD = 'Quetzalcoatlus-of-12-Synthetic-Street';
const READER = 'commission-staff';
const GROUNDS = { ground: 'LAW', authority: 'Order of the court of 9 March 2026', reason: 'It names a private person.' };
/** Room for a view, a webhook or a checkpoint on a slow machine. */
const PATIENCE_MS = 30_000;

let bed: Testbed;
let issuer: Issuer;
let box: Mailbox;
let owner: pg.Pool;
let home: string;
let key: string;
let api: Running;
let worker: Running;
let monitor: Redis | undefined;
/** Whatever was sent to Redis. */
const sentToRedis: string[] = [];

const authorized = async (as?: string): Promise<Record<string, string>> =>
  as === undefined ? {} : { authorization: `Bearer ${await issuer.tokenFor(as)}` };
const read = async (path: string, as?: string): Promise<Response> =>
  fetch(`${api.url}${path}`, { headers: await authorized(as) });

async function command(name: string, body: Json, as?: string): Promise<{ status: number; id: string; subject: string }> {
  const response = await fetch(`${api.url}/v1/commands/${name}`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      prefer: 'wait=20',
      ...(as === undefined ? { 'idempotency-key': randomUUID() } : {}),
      ...(await authorized(as)),
    },
    body: JSON.stringify(body),
  });
  const { id, commandId, subject } = (await response.json()) as Record<string, unknown>;
  return { status: response.status, id: String(id ?? commandId), subject: (subject as { id: string } | undefined)?.id ?? '' };
}

const positionOf = (commandId: string) =>
  eventually(async () => {
    const { rows } = await owner.query<{ position: string }>(
      'select position from log join events using (global_position) where command_id = $1',
      [commandId],
    );
    return rows[0] && Number(rows[0].position);
  }, PATIENCE_MS);

/** The newest checkpoint once it counts a position. */
const checkpointWith = (position: number) =>
  eventually(async () => {
    const response = await read('/v1/log/checkpoint');
    if (response.status !== 200) return undefined;
    const note = Buffer.from(await response.arrayBuffer());
    return parseCheckpoint(note).size >= position ? note : undefined;
  }, PATIENCE_MS);

/** A package as its reader gets it: the file, and unpacked. */
async function packaged(name: string, query = ''): Promise<{ zip: string; folder: string; bytes: Buffer[] }> {
  const response = await read(`/v1/exports/records${query}`, READER);
  expect(response.status).toBe(200);
  const [zip, folder] = [join(home, `${name}.zip`), join(home, name)];
  writeFileSync(zip, Buffer.from(await response.arrayBuffer()));
  return { zip, folder, bytes: [...unpack(readFileSync(zip), folder).values()] };
}

/** Both verifiers accept it, with these checkpoints from outside. */
async function requireVerified({ zip, folder }: { zip: string; folder: string }, kept: readonly Buffer[]): Promise<Json> {
  const notes = kept.map((bytes, at) => ({ name: `kept ${at}`, bytes }));
  const verdict = await verify({ source: { kind: 'package', path: zip }, keys: [key], kept: notes, threads: 0 });
  expect([verdict.verified, verdict.findings]).toEqual([true, []]);
  const second = await verifyPackage({ folder, keys: [key], checkpoints: kept });
  expect([second.verified, second.findings]).toEqual([true, []]);
  expect([second.entries, second.erased]).toEqual([verdict.entries, verdict.data?.erased]);
  return { entries: verdict.entries, erased: verdict.data?.erased };
}

const ask = async (statement: string, values: readonly unknown[] = []) =>
  (await owner.query<Record<string, unknown>>(statement, [...values])).rows;
const hasWord = (bytes: Buffer | string): boolean => bytes.includes(WORD);

/** The files of the database itself, once all that is in memory is on the disk. Those of a deleted table are gone with their transaction. */
async function filesWithWord(): Promise<string[]> {
  await owner.query('checkpoint');
  const { rows } = await owner.query<{ folder: string }>(
    `select current_setting('data_directory') || '/base/' || oid as folder from pg_database where datname = current_database()`,
  );
  const folder = rows[0]?.folder ?? '';
  expect(existsSync(folder)).toBe(true);
  return readdirSync(folder).filter((name) => hasWord(readFileSync(join(folder, name))));
}

beforeAll(async () => {
  [bed, issuer, box] = await Promise.all([openTestbed(), startIssuer(), openMailbox()]);
  home = mkdtempSync(join(tmpdir(), 'promulgate-forgotten-'));
  owner = new pg.Pool({ connectionString: bed.ownerUrl, max: 2, options: '-c search_path=promulgate' });
  owner.on('error', () => undefined);
  const keyFile = join(home, 'key.json');
  key = (await createKeyFile(keyFile)).verifierKey(bed.settings.logOrigin);
  const { doorbell } = bed.settings;
  const env = {
    DATABASE_URL: bed.ownerUrl,
    ...(doorbell.kind === 'redis' ? { REDIS_URL: doorbell.url } : {}),
    OIDC_ISSUER: issuer.issuer,
    FINGERPRINT_KEY: randomBytes(32).toString('hex'),
    LOG_SOURCE: bed.settings.source,
    LOG_ORIGIN: bed.settings.logOrigin,
    LOG_KEY_FILE: keyFile,
    LOG_STATE_DIR: join(home, 'state'),
    CHECKPOINTS_DIR: join(home, 'checkpoints'),
    WEBHOOK_KEY: randomBytes(32).toString('hex'),
    WEBHOOK_ALLOW_PRIVATE: 'true',
    // Whatever they would ever say.
    LOG_LEVEL: 'trace',
  };
  monitor = await bed.redis?.monitor();
  monitor?.on('monitor', (_time: string, words: string[]) => sentToRedis.push(words.join(' ')));
  [api, worker] = await Promise.all([
    startApp('api', env, { port: await freePort() }),
    startApp('worker', env, { port: await freePort() }),
  ]);
}, 120_000);
afterAll(async () => {
  await Promise.all([api?.kill(), worker?.kill()]);
  monitor?.disconnect();
  await owner?.end();
  await Promise.all([box?.close(), issuer?.close(), bed?.close()]);
  rmSync(home, { recursive: true, force: true });
}, 60_000);

it('A word whose erasure is ordered is found nowhere afterwards, and every proof and package of before holds', async () => {
  const author = 'policy-author';
  const particulars = { kind: 'FORM', identifier: '99.9 synthetic', title: 'Synthetic' };
  const { subject: protocolId } = await command('register-protocol', particulars, author);
  const { subject: draftId } = await command('open-draft', { protocolId, origin: 'DEPARTMENT', title: 'Synthetic' }, author);
  const text = '# Evidence\nOfficers shall preserve video.\n';
  await command('save-draft-version', { draftId, text, baseVersion: 0, changeSummary: 'synthetic' }, author);
  const hook = await command('register-webhook', { url: box.url }, READER);
  expect(hook.status).toBe(200);
  const say = { draftId, version: 1, comment: `I live at ${WORD}.` };
  const said = await command('comment-on-draft', say, 'commissioner');
  const refused = await command('comment-on-draft', { ...say, draftId: randomUUID() });
  expect([said.status, refused.status]).toEqual([200, 409]);
  const positions = [await positionOf(said.id), await positionOf(refused.id)];
  const [position = 0] = positions;

  const paths = [
    '/v1/events?limit=200',
    `/v1/events/${position}`,
    `/v1/drafts/${draftId}/comments`,
    `/v1/drafts/${draftId}`,
    `/v1/search?q=${WORD}`,
    '/v1/exceptions',
    `/v1/trace/comments/${said.subject}`,
    `/v1/commands/${said.id}`,
    `/v1/commands/${refused.id}`,
    `/v1/webhooks/${hook.subject}/deliveries`,
  ];
  const pathsWithWord = async (as: string) => {
    const found = [];
    for (const path of paths) if (hasWord(await (await read(path, as)).text())) found.push(path);
    return found;
  };
  // It is where people need it.
  const places = ['promulgate.commands', 'promulgate.event_data', 'views.review_comments'];
  await eventually(async () => ((await tablesWith(WORD, ask)).length >= places.length ? true : undefined), PATIENCE_MS);
  expect(await tablesWith(WORD, ask)).toEqual(expect.arrayContaining(places));
  expect(await pathsWithWord(READER)).toEqual(expect.arrayContaining([paths[0], paths[1], paths[2]]));
  await eventually(() => Promise.resolve(box.arrivals.some(({ body }) => hasWord(body)) ? true : undefined), PATIENCE_MS);
  const noteBefore = await checkpointWith(Math.max(...positions));
  const before = parseCheckpoint(noteBefore);
  const earlier = await packaged('earlier');
  expect(earlier.bytes.some(hasWord)).toBe(true);
  await requireVerified(earlier, []);
  const asked = `/v1/log/proofs/inclusion?position=${position}&size=${before.size}`;
  const { hashes } = (await (await read(asked)).json()) as { hashes: string[] };
  // What PostgreSQL itself keeps of it, to plan with and on the disk.
  await owner.query('analyze');
  const planned = `select distinct tablename::text as name from pg_stats where concat(most_common_vals, histogram_bounds) like '%' || $1 || '%'`;
  expect((await owner.query(planned, [WORD])).rowCount).toBeGreaterThan(0);
  expect((await filesWithWord()).length).toBeGreaterThan(0);

  const order = await command('order-erasure', { positions, ...GROUNDS }, 'city-attorney');
  expect(order.status).toBe(200);
  const orderedAt = await positionOf(order.id);
  await eventually(async () => {
    const { rowCount } = await owner.query(`select from views.erasures where id = $1 and status = 'CARRIED_OUT'`, [
      order.subject,
    ]);
    return rowCount === 1 ? true : undefined;
  }, PATIENCE_MS);

  // In no table, nor in what PostgreSQL plans with for the tables that the eraser cleared.
  await eventually(async () => ((await tablesWith(WORD, ask)).length === 0 ? true : undefined), PATIENCE_MS);
  const { rows: plannedAfter } = await owner.query<{ name: string }>(planned, [WORD]);
  expect(plannedAfter.filter(({ name }) => ['commands', 'event_data'].includes(name))).toEqual([]);
  // Never in the queue.
  expect(sentToRedis.length).toBeGreaterThan(10);
  expect(sentToRedis.filter(hasWord)).toEqual([]);
  for (const name of (await bed.redis?.keys('*')) ?? [])
    expect([name, hasWord((await bed.redis?.dumpBuffer(name)) ?? '')]).toEqual([name, false]);
  // Given to nobody.
  for (const as of [READER, 'oversight', 'city-attorney', 'administrator']) expect(await pathsWithWord(as)).toEqual([]);
  const arrived = box.arrivals.length;
  const again = await command('redeliver-webhook', { webhookId: hook.subject, from: 1 }, READER);
  expect(again.status).toBe(200);
  const replayed = () => box.arrivals.slice(arrived);
  await eventually(
    () => Promise.resolve(replayed().some((arrival) => arrival.position === position) ? true : undefined),
    PATIENCE_MS,
  );
  expect(replayed().filter(({ body }) => hasWord(body))).toEqual([]);
  // In no log of a process, however much it is told to say.
  const logs = [...api.log(), ...worker.log()];
  expect(logs.length).toBeGreaterThan(20);
  expect(logs.filter(hasWord)).toEqual([]);

  // Proofs of before: the entry stands, and the log only grew.
  const entry = Buffer.from(await (await read(`/v1/log/entries/${position}`)).arrayBuffer());
  const at = { leaf: hashLeaf(entry), index: position - 1, size: before.size, root: before.root };
  expect(includes(at, hashes.map(fromBase64))).toBe(true);
  expect(await (await read(asked)).json()).toEqual({ hashes });
  const noteAfter = await checkpointWith(orderedAt);
  const source = httpSource(`${api.url}/v1/log`, await authorized(READER));
  const log = await verifyLog({
    source,
    keys: [key],
    checkpoints: [noteBefore],
    feed: httpFeed(api.url, await authorized(READER)),
  });
  expect(log.findings).toEqual([]);
  // Packages: of before, which holds what it held; of now; and of a filter that leaves out the order.
  expect(await requireVerified(earlier, [])).toMatchObject({ erased: 0 });
  const now = await packaged('now');
  expect(await requireVerified(now, [noteBefore, noteAfter])).toMatchObject({ erased: 2 });
  const some = await packaged('some', `?subject=${encodeURIComponent(`comments/${said.subject}`)}`);
  expect(await requireVerified(some, [])).toEqual({ entries: 2, erased: 1 });
  for (const { bytes } of [now, some]) expect(bytes.filter(hasWord)).toEqual([]);

  // On the disk it stays until its place is written over, or as docs/operating.md says where that is too long.
  await owner.query('analyze');
  const { rows: tables } = await owner.query<{ name: string }>(
    `select format('%I.%I', schemaname, tablename) as name from pg_tables where schemaname in ('promulgate', 'views')`,
  );
  for (const { name } of tables) await owner.query(`vacuum full ${name}`);
  await owner.query('vacuum full pg_statistic');
  expect(await filesWithWord()).toEqual([]);
}, 180_000);

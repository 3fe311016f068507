/**
 * A lawful erasure through HTTP: ordered, refused under a hold, carried out, and then the value is looked for wherever it could be; what was
 * erased comes back from a backup and goes again.
 */
import { catalog, projections } from '#commission';
import { Eraser } from '#command-queue';
import { applicationPool, ERASER_ROLE, loadStreams, rebuildView, TileStore, treeSize } from '#event-log';
import { readFrontier } from '#tlog';
import type { Redis } from 'ioredis';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { tablesWith } from '../support/whole-database.js';
import { eventually } from '../support/workshop.js';
import { type RunningApi, startApi } from './api.js';

type Json = Readonly<Record<string, unknown>>;

const SECRET = 'Jane Example of 12 Synthetic Street';
const OTHER = 'A remark that nobody has to forget';
const GROUNDS = { ground: 'LAW', authority: 'Order of the court of 9 March 2026', reason: 'It names a private person.' };

let api: RunningApi;
let draftId: string;

async function post(name: string, body: Json, as?: string, headers: Record<string, string> = {}): Promise<[number, Json]> {
  const token = as === undefined ? {} : { authorization: `Bearer ${await api.issuer.tokenFor(as)}` };
  const response = await fetch(new URL(`/v1/commands/${name}`, api.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', prefer: 'wait=20', ...token, ...headers },
    body: JSON.stringify(body),
  });
  return [response.status, (await response.json()) as Json];
}

async function get(path: string, as?: string): Promise<string> {
  const headers = as === undefined ? {} : { authorization: `Bearer ${await api.issuer.tokenFor(as)}` };
  return (await fetch(new URL(path, api.url), { headers })).text();
}

async function done(name: string, body: Json, as: string): Promise<{ id: string; subject: string }> {
  const [status, answer] = await post(name, body, as);
  expect([name, status, answer['detail']]).toEqual([name, 200, undefined]);
  return { id: String(answer['id']), subject: (answer['subject'] as { id: string }).id };
}

const say = (comment: string): Json => ({ draftId, version: 1, comment });

async function positionOf(commandId: string): Promise<number> {
  const [row] = await api.query('select position from log join events using (global_position) where command_id = $1', [
    commandId,
  ]);
  return Number(row?.['position']);
}

/** Waits until the data of these positions is gone, and that is noted. */
async function carriedOut(erasureId: string): Promise<void> {
  await eventually(async () => {
    const found = await api.query(`select 1 from views.erasures where id = $1 and status = 'CARRIED_OUT'`, [erasureId]);
    return found.length > 0 ? true : undefined;
  }, 20_000);
}

const holding = (text: string) => tablesWith(text, (statement, values) => api.query(statement, values));

/** The tree over the log as it stands. */
async function proofs(): Promise<{ size: number; root: string }> {
  const size = await treeSize(api.testbed.pool);
  const tree = await readFrontier(new TileStore(api.testbed.pool), size);
  return { size: tree.size, root: tree.root().toString('hex') };
}

beforeAll(async () => {
  api = await startApi();
  await api.testbed.startWorker();
  const author = 'policy-author';
  const protocol = await done('register-protocol', { kind: 'FORM', identifier: '99.9 synthetic', title: 'Synthetic' }, author);
  const draft = await done('open-draft', { protocolId: protocol.subject, origin: 'DEPARTMENT', title: 'Synthetic' }, author);
  draftId = draft.subject;
  const text = '# Evidence\nOfficers shall preserve video.\n';
  await done('save-draft-version', { draftId, text, baseVersion: 0, changeSummary: 'synthetic' }, author);
}, 120_000);
afterAll(() => api?.close(), 30_000);

it('What an erasure names is found nowhere afterwards, is delivered with the order of it, and every hash stands', async () => {
  const comment = await done('comment-on-draft', say(SECRET), 'commissioner');
  const kept = await done('comment-on-draft', say(OTHER), 'commissioner');
  // Refused: its body is in the ledger, and nowhere else.
  const [refusedStatus, refused] = await post('comment-on-draft', { ...say(SECRET), draftId: randomUUID() }, undefined, {
    'idempotency-key': randomUUID(),
  });
  expect(refusedStatus).toBe(409);
  const positions = [await positionOf(comment.id), await positionOf(String(refused['commandId']))];
  await eventually(async () =>
    (await get(`/v1/drafts/${draftId}/comments`, 'commission-staff')).includes(SECRET) ? true : undefined,
  );
  expect(await holding(SECRET)).toEqual(
    expect.arrayContaining(['promulgate.commands', 'promulgate.event_data', 'views.review_comments']),
  );
  const before = await proofs();
  const roots = await api.query('select position, leaf_hash from log where position <= $1 order by position', [before.size]);

  const { subject: erasureId, id } = await done('order-erasure', { positions, ...GROUNDS }, 'city-attorney');
  await carriedOut(erasureId);
  const order = await positionOf(id);

  await eventually(async () => ((await holding(SECRET)).length === 0 ? true : undefined));
  expect(await holding(OTHER)).toContain('promulgate.event_data');
  if (api.testbed.redis) {
    const redis = api.testbed.redis;
    for (const key of await redis.keys('*')) expect(await dumpOf(redis, key)).not.toContain(SECRET);
  }
  for (const as of [undefined, 'commission-staff', 'city-attorney', 'oversight']) {
    for (const path of [
      '/v1/events?limit=200',
      `/v1/drafts/${draftId}/comments`,
      '/v1/search?q=Jane',
      '/v1/exceptions',
      `/v1/trace/comments/${comment.subject}`,
      `/v1/commands/${comment.id}`,
      `/v1/commands/${String(refused['commandId'])}`,
    ])
      expect([path, as, (await get(path, as)).includes(SECRET)]).toEqual([path, as, false]);
    for (const position of positions) {
      const event = JSON.parse(await get(`/v1/events/${position}`, as)) as Json;
      expect(event).toMatchObject({ position, erased: order, datahash: expect.stringMatching(/^[0-9a-f]{64}$/) });
      expect(Object.keys(event).filter((key) => ['data', 'datasalt', 'withheld'].includes(key))).toEqual([]);
    }
    const ordered = JSON.parse(await get(`/v1/events/${order}`, as)) as Json;
    expect(ordered).toMatchObject({
      type: 'gov.commission.erasure.ordered.v1',
      data: { positions: [...positions].sort((a, b) => a - b), ...GROUNDS },
    });
  }
  // The log only grew: each leaf stands, and every stream's chain up to there.
  expect(await api.query('select position, leaf_hash from log where position <= $1 order by position', [before.size])).toEqual(
    roots,
  );
  expect((await proofs()).size).toBeGreaterThan(before.size);
  // A decision on the record goes on without it, and is told that there is nothing to decide on.
  const response = { commentId: comment.subject, inclusion: 'NOT_INCLUDED', reason: 'Synthetic.' };
  expect((await post('respond-to-comment', response, 'policy-author'))[0]).toBe(404);
  await done('respond-to-comment', { ...response, commentId: kept.subject }, 'policy-author');
  expect(await post('order-erasure', { positions, ...GROUNDS }, 'city-attorney')).toEqual([
    409,
    expect.objectContaining({ code: 'erased-already' }),
  ]);
}, 60_000);

it('A view that is built anew comes to the same rows as the one that lived through the erasure', async () => {
  const rowsOf = async (table: string) => api.query(`select t::text from views.${table} t order by 1`);
  for (const [view, tables] of [
    ['comments', ['review_comments']],
    ['trace', ['trace_entries']],
    ['exceptions', ['exceptions']],
  ] as const) {
    const projection = projections.find(({ name }) => name === view);
    if (!projection) throw new Error(`There is no view ${view}.`);
    const lived = [];
    for (const table of tables) lived.push(await rowsOf(table));
    await rebuildView(api.testbed.ownerUrl, projection);
    const built = [];
    for (const table of tables) built.push(await rowsOf(table));
    expect([view, built]).toEqual([view, lived]);
  }
}, 60_000);

it('What a backup brings back is erased again, without a second note', async () => {
  const named = await api.query('select stream, version from erased_entries');
  for (const { stream, version } of named)
    await api.query('insert into event_data (stream, version, data, salt) values ($1, $2, $3, $4)', [
      stream,
      version,
      JSON.stringify({ comment: SECRET }),
      Buffer.alloc(32),
    ]);
  await api.query('delete from erased_entries');
  const notes = async () => (await api.query(`select count(*)::int as n from events where type = 'erasure.carried-out'`))[0];
  const before = await notes();
  await api.testbed.startWorker();
  await eventually(async () => ((await holding(SECRET)).length === 0 ? true : undefined));
  expect(await api.query('select stream, version from erased_entries')).toHaveLength(named.length);
  expect(await notes()).toEqual(before);
}, 60_000);

it('A hold keeps what it covers, and is released by another person', async () => {
  const comment = await done('comment-on-draft', say(`${SECRET} again`), 'commissioner');
  const position = await positionOf(comment.id);
  const why = { authority: 'Case 26-101', reason: 'A suit was announced.' };
  const hold = await done(
    'place-preservation-hold',
    { kind: 'SUBJECTS', subjects: [`drafts/${draftId}`], ...why },
    'city-attorney',
  );
  expect(await post('order-erasure', { positions: [position], ...GROUNDS }, 'city-attorney')).toEqual([
    409,
    expect.objectContaining({ code: 'held-for-preservation' }),
  ]);
  expect(await post('release-preservation-hold', { holdId: hold.subject, reason: 'Over.' }, 'city-attorney')).toEqual([
    403,
    expect.objectContaining({ code: 'own-work' }),
  ]);
  const [status, refused] = await post('order-erasure', { positions: [position], ...GROUNDS }, 'administrator');
  expect([status, refused['code']]).toEqual([403, 'role-not-allowed']);
  const { authority: _authority, ...without } = GROUNDS;
  expect((await post('order-erasure', { positions: [position], ...without }, 'city-attorney'))[0]).toBe(400);
}, 60_000);

it('Holds, erasures and the schedule are listed for those who work here; everybody reads what was erased', async () => {
  const itemsOf = async (path: string, as?: string) => (JSON.parse(await get(path, as)) as { items: Json[] }).items;
  expect(await itemsOf('/v1/preservation-holds', 'administrator')).toEqual([
    expect.objectContaining({ status: 'PLACED', scope: { kind: 'SUBJECTS', subjects: [`drafts/${draftId}`] } }),
  ]);
  expect(await itemsOf('/v1/preservation-holds')).toEqual([]);
  expect(await itemsOf('/v1/erasures')).toEqual([expect.objectContaining({ status: 'CARRIED_OUT', ...GROUNDS })]);
  const schedule = await itemsOf('/v1/retention', 'administrator');
  expect(schedule).toContainEqual(
    expect.objectContaining({ series: 'public-comments', keep: 'PERMANENT', source: expect.stringContaining('34090'), due: [] }),
  );
  expect(JSON.parse(await get('/v1/retention', 'public'))).toMatchObject({ status: 403 });
}, 60_000);

describe('The role of the eraser', () => {
  const session = async (settings: string) => {
    const client = new pg.Client({ connectionString: api.testbed.ownerUrl, options: settings });
    await client.connect();
    return client;
  };

  it('deletes nothing that no entry of the log orders, and the application deletes nothing at all', async () => {
    const eraser = await session('-c role=promulgate_eraser -c search_path=promulgate');
    const application = await session('-c role=promulgate_app -c search_path=promulgate');
    try {
      await expect(eraser.query('delete from event_data')).rejects.toThrow('No entry of the log orders');
      await expect(eraser.query(`update commands set body = '{}'`)).rejects.toThrow(
        'No entry that an erasure names came from command',
      );
      await expect(eraser.query('delete from events')).rejects.toThrow('permission denied');
      // A name without an order is no order.
      await application.query(`insert into erased_entries select e.stream, e.version, l.position, 'erasures/none'
        from log l join events e using (global_position) where l.position = 1`);
      await expect(
        eraser.query(
          `delete from event_data d using erased_entries x where x.erasure = 'erasures/none' and d.stream = x.stream and d.version = x.version`,
        ),
      ).rejects.toThrow('No entry of the log orders');
      await expect(application.query('delete from event_data')).rejects.toThrow('permission denied');
      await expect(application.query(`update commands set body = '{}'`)).rejects.toThrow('permission denied');
    } finally {
      await api.query(`delete from erased_entries where erasure = 'erasures/none'`);
      await Promise.all([eraser.end(), application.end()]);
    }
  });

  it('is taken twice at once, and each order is carried out and noted once', async () => {
    const erasing = applicationPool(api.testbed.ownerUrl, 2, 'test', { role: ERASER_ROLE });
    const doorbell = { ring: () => Promise.resolve(true) };
    const erasers = [1, 2].map(() => new Eraser(api.testbed.pool, erasing, catalog, doorbell, () => undefined));
    await Promise.all(erasers.map((eraser) => eraser.round()));
    await erasing.end();
    const [row] = await api.query(`select count(*)::int as n from commands where name = 'note-erasure-carried-out'`);
    expect(row).toEqual({ n: 1 });
  });
});

it('Data that is missing without an order is tampering: no decision is made on it, and the feed says so', async () => {
  const [found] = await api.query(
    `select e.stream, l.position from events e join log l using (global_position) where e.type = 'protocol.registered'`,
  );
  const stream = String(found?.['stream']);
  await api.query('delete from event_data where stream = $1', [stream]);
  await expect(loadStreams(api.testbed.pool, [stream])).rejects.toThrow('no erasure names it');
  const event = JSON.parse(await get(`/v1/events/${Number(found?.['position'])}`, 'city-attorney')) as Json;
  expect(event['withheld']).toBe('missing, and no erasure names it');
});

async function dumpOf(redis: Redis, key: string): Promise<string> {
  return (await redis.dumpBuffer(key))?.toString('latin1') ?? '';
}

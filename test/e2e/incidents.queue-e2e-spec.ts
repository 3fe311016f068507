/** Incidents over HTTP: who reads them, who ends them, what a reader of a view with a gap is told, and what is counted. */
import { type RunningApi, startApi } from './api.js';

type Json = Readonly<Record<string, unknown>>;

const NOBODY = '019a0000-0000-7000-8000-000000000000';
const STATUS = { scope: 'x', status: 'IN_FORCE', orderedOn: '2026-02-09', effectiveOn: '2026-02-09', source: 's' };

let api: RunningApi;

beforeAll(async () => {
  api = await startApi();
  await api.testbed.startWorker();
}, 120_000);
afterAll(() => api.close(), 60_000);

async function ask(path: string, as?: string): Promise<Response> {
  const authorization: Record<string, string> =
    as === undefined ? {} : { authorization: `Bearer ${await api.issuer.tokenFor(as)}` };
  return fetch(new URL(path, api.url), { headers: authorization });
}

async function send(as: string, name: string, body: object): Promise<{ status: number; answer: Json }> {
  const headers = {
    authorization: `Bearer ${await api.issuer.tokenFor(as)}`,
    'content-type': 'application/json',
    prefer: 'wait=20',
  };
  const response = await fetch(new URL(`/v1/commands/${name}`, api.url), { method: 'POST', headers, body: JSON.stringify(body) });
  return { status: response.status, answer: (await response.json()) as Json };
}

/** A command that cannot be decided, for the record's data is gone; answers its id, when it has failed. */
async function failedCommand(): Promise<string> {
  const { id, subjectId: authorityId } = await api.testbed.send('register-authority', { citation: 'SB 627', title: 'Act' });
  await api.testbed.settled([id]);
  // A view that had not read it yet would stand before it for ever.
  await viewsStand();
  await api.query('delete from event_data where stream = $1', [`authorities/${authorityId}`]);
  const stuck = await api.testbed.send('record-legal-status', { authorityId, ...STATUS }, { ring: false });
  await api.query('update commands set attempts = 4 where id = $1', [stuck.id]);
  await api.testbed.settled([stuck.id]);
  return stuck.id;
}

const listed = async (query = ''): Promise<Json[]> => {
  const response = await ask(`/v1/incidents${query}`, 'oversight');
  expect([response.status, response.headers.get('cache-control')]).toEqual([200, 'no-store']);
  return ((await response.json()) as { items: Json[] }).items;
};

it('are listed page by page to administrators and oversight, and to nobody else', async () => {
  expect(await listed()).toEqual([]);
  const ids = [await failedCommand(), await failedCommand()];
  const all = await listed('?state=OPEN&kind=COMMAND');
  expect(all.map(({ commandId }) => commandId)).toEqual(ids);
  expect(all[0]).toMatchObject({ kind: 'COMMAND', command: 'record-legal-status', tries: 5, endedAt: null });
  expect(await listed('?kind=VIEW')).toEqual([]);

  const first = await ask('/v1/incidents?limit=1', 'administrator');
  const next = /^<(.+)>; rel="next"$/.exec(first.headers.get('link') ?? '')?.[1] ?? '';
  const second = await ask(next, 'administrator');
  expect([await first.json(), await second.json()]).toEqual([{ items: [all[0]] }, { items: [all[1]] }]);
  expect(second.headers.get('link')).toBeNull();
  const one = String(all[0]?.['id']);
  expect(await (await ask(`/v1/incidents/${one}`, 'oversight')).json()).toEqual(all[0]);

  for (const path of ['/v1/incidents', `/v1/incidents/${one}`]) {
    expect((await ask(path)).status).toBe(401);
    const refused = await ask(path, 'commission-staff');
    expect([refused.status, ((await refused.json()) as Json)['code']]).toEqual([403, 'not-for-this-role']);
  }
  for (const id of [NOBODY, 'one']) expect((await ask(`/v1/incidents/${id}`, 'oversight')).status).toBe(404);
  for (const query of ['state=open', 'after=abc', 'limit=0'])
    expect((await ask(`/v1/incidents?${query}`, 'oversight')).status).toBe(400);
}, 60_000);

it('are counted by kind, with what else there is to be alarmed about', async () => {
  const metrics = await (await ask('/metrics')).text();
  const value = (name: string): number => Number(new RegExp(`^${name} (.+)$`, 'm').exec(metrics)?.[1]);
  expect(value('promulgate_incidents_open{kind="command"}')).toBe(2);
  for (const kind of ['view', 'reaction']) expect(value(`promulgate_incidents_open{kind="${kind}"}`)).toBe(0);
  for (const name of [
    'reconciler_backlog',
    'reconciler_backlog_seconds',
    'positions_skipped',
    'sequencer_lag_seconds',
    'oldest_xmin_seconds',
  ])
    expect(value(`promulgate_${name}`)).toBeGreaterThanOrEqual(0);
});

it('are ended by an administrator, with a reason', async () => {
  const [incident] = await listed('?state=OPEN');
  const body = { incidentId: incident?.['id'], reason: 'it was sent again under another key' };
  expect((await send('oversight', 'close-incident', body)).status).toBe(403);
  expect((await send('administrator', 'close-incident', { incidentId: incident?.['id'] })).status).toBe(400);
  expect(await send('administrator', 'skip-event', body)).toMatchObject({
    status: 409,
    answer: { code: 'only-events-are-skipped' },
  });
  expect(await send('administrator', 'replay-incident', { ...body, incidentId: NOBODY })).toMatchObject({ status: 404 });
  const closed = await send('administrator', 'close-incident', body);
  expect(closed).toMatchObject({
    status: 200,
    answer: { status: 'succeeded', subject: { type: 'incidents', id: body.incidentId } },
  });
  expect(await send('administrator', 'replay-incident', body)).toMatchObject({
    status: 409,
    answer: { code: 'not-in-this-state' },
  });
  expect(await listed('?state=CLOSED')).toMatchObject([{ id: body.incidentId, endedAt: expect.any(String) }]);
}, 60_000);

/** Until the views hold all that there is: a tag that is compared with a later one must not change for an event still on its way. */
async function viewsStand(): Promise<void> {
  for (const end = Date.now() + 20_000; ; await new Promise((resolve) => setTimeout(resolve, 25))) {
    const [behind] = await api.query(
      `select (select count(*) from events where not exists (select from log where log.global_position = events.global_position))::int as unplaced,
         array(select consumer from checkpoints where position < (select max(position) from log)) as consumers`,
    );
    if (behind?.['unplaced'] === 0 && (behind['consumers'] as string[]).length === 0) return;
    if (Date.now() > end) throw new Error(`Still behind: ${JSON.stringify(behind)}.`);
  }
}

it('that ended by skipping an event are told to every reader of that view, under another tag', async () => {
  await viewsStand();
  const whole = await ask('/v1/authorities');
  expect(whole.headers.get('lacking-positions')).toBeNull();
  for (const position of [3, 1])
    await api.query(`insert into skipped_positions (consumer, position, incident_id) values ('view:authorities', $1, $2)`, [
      position,
      NOBODY,
    ]);
  const gappy = await ask('/v1/authorities');
  expect(gappy.headers.get('lacking-positions')).toBe('authorities=(1 3)');
  expect(gappy.headers.get('etag')).not.toBe(whole.headers.get('etag'));
  expect((await ask('/v1/directives')).headers.get('lacking-positions')).toBeNull();
  await api.query('delete from skipped_positions');
  expect((await ask('/v1/authorities')).headers.get('etag')).toBe(whole.headers.get('etag'));
});

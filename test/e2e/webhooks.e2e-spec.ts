/** Webhooks through the whole product: registered over HTTP, sent by a worker, read by their owner, and by nobody else. */
import { randomBytes } from 'node:crypto';
import { Webhook } from 'standardwebhooks';
import { createApi } from '../../apps/api/src/create-api.js';
import { openMailbox, type Mailbox } from '../support/post-office.js';
import { eventually } from '../support/workshop.js';
import { type RunningApi, startApi } from './api.js';
import { AUTHORITY, Client } from './client.js';

type Json = Record<string, unknown>;

const webhooks = { key: randomBytes(32), allowPrivate: true };

let api: RunningApi;
let box: Mailbox;
const client = new Client(() => api);

beforeAll(async () => {
  const started = await startApi();
  // The same api with a key for webhooks, which the testbed has none of.
  const app = await createApi({ ...started.testbed.settings, issuer: started.issuer.issuer, webhooks });
  await app.listen(0, '127.0.0.1');
  api = {
    ...started,
    url: await app.getUrl(),
    close: async () => {
      await app.close();
      await started.close();
    },
  };
  await api.testbed.startWorker({ webhooks });
  box = await openMailbox();
}, 120_000);
afterAll(async () => {
  await api?.close();
  await box?.close();
}, 60_000);

async function command(as: string, name: string, body: object): Promise<{ status: number; answer: Json }> {
  const response = await client.send(`/v1/commands/${name}`, { as, body, headers: { prefer: 'wait=20' } });
  return { status: response.status, answer: (await response.json()) as Json };
}

const read = async (path: string, as?: string): Promise<{ status: number; answer: Json }> => {
  const response = await client.send(path, { method: 'GET', ...(as === undefined ? {} : { as }) });
  return { status: response.status, answer: (await response.json()) as Json };
};

async function registered(as = 'oversight'): Promise<string> {
  const { status, answer } = await command(as, 'register-webhook', { url: `${box.url}?token=t`, subjects: ['authorities'] });
  expect([status, answer['status']]).toEqual([200, 'succeeded']);
  const { id } = answer['subject'] as { id: string };
  await eventually(async () => ((await read(`/v1/webhooks/${id}`, as)).status === 200 ? true : undefined));
  return id;
}

it('A webhook is registered, sends what is added, and shows its owner what it sent', async () => {
  const id = await registered();
  const secret = ((await read(`/v1/webhooks/${id}/secret`, 'oversight')).answer['secrets'] as string[])[0] ?? '';
  const { answer } = await command('city-attorney', 'register-authority', AUTHORITY);
  const subject = `authorities/${(answer['subject'] as { id: string }).id}`;
  await eventually(() => Promise.resolve(box.arrivals.find((arrival) => arrival.subject === subject)));
  const [arrival] = box.arrivals.filter((each) => each.subject === subject);
  const event = new Webhook(secret).verify(arrival?.body ?? '', (arrival?.headers ?? {}) as Record<string, string>) as Json;
  expect(event).toEqual((await read(`/v1/events/${arrival?.position}`, 'oversight')).answer);

  const delivered = await eventually(async () => {
    const { items } = (await read(`/v1/webhooks/${id}/deliveries?subject=${subject}`, 'oversight')).answer as { items: Json[] };
    return items[0]?.['state'] === 'DELIVERED' ? items : undefined;
  });
  expect(delivered).toMatchObject([
    { webhookId: arrival?.id, position: arrival?.position, attempts: 1, status: 204, fault: null },
  ]);
  const shown = (await read(`/v1/webhooks/${id}`, 'oversight')).answer;
  expect(shown).toMatchObject({ id, status: 'ACTIVE', url: `${box.url}?token=t`, delivery: { waiting: 0, parkedUntil: null } });
  // The address may hold a token, and is in no envelope.
  const [entry] = await api.query(`select convert_from(entry, 'UTF8') as entry from events where stream = $1`, [
    `webhooks/${id}`,
  ]);
  expect(String(entry?.['entry'])).not.toContain('token');
}, 60_000);

it('A webhook is seen by its owner, administrators and oversight; its secret by its owner and administrators', async () => {
  const id = await registered('commission-staff');
  const statusFor = async (path: string, as?: string) => (await read(`/v1/webhooks${path}`, as)).status;
  for (const path of ['', `/${id}`, `/${id}/deliveries`, `/${id}/secret`]) expect(await statusFor(path)).toBe(401);
  for (const path of [`/${id}`, `/${id}/deliveries`, `/${id}/secret`]) {
    expect([path, await statusFor(path, 'commission-staff')]).toEqual([path, 200]);
    expect([path, await statusFor(path, 'administrator')]).toEqual([path, 200]);
    expect([path, await statusFor(path, 'chief')]).toEqual([path, 404]);
  }
  expect(await statusFor(`/${id}`, 'oversight')).toBe(200);
  expect(await statusFor(`/${id}/secret`, 'oversight')).toBe(404);
  const listed = async (as: string) => ((await read('/v1/webhooks', as)).answer['items'] as Json[]).map((each) => each['id']);
  expect(await listed('commission-staff')).toEqual([id]);
  expect(await listed('administrator')).toContain(id);
  expect(await listed('chief')).toEqual([]);
}, 60_000);

it('A webhook is changed by nobody but its owner, and disabled by the machine when its receiver is gone', async () => {
  const gone = await openMailbox(() => 410);
  const { answer } = await command('oversight', 'register-webhook', { url: gone.url });
  const { id: webhookId } = answer['subject'] as { id: string };
  expect(await command('commission-staff', 'pause-webhook', { webhookId, reason: 'r' })).toMatchObject({
    status: 403,
    answer: { code: 'own-webhook' },
  });
  expect((await command('chief', 'register-webhook', { url: gone.url })).status).toBe(403);
  await eventually(async () =>
    (await read(`/v1/webhooks/${webhookId}`, 'oversight')).answer['status'] === 'DISABLED' ? true : undefined,
  );
  expect((await read(`/v1/webhooks/${webhookId}`, 'oversight')).answer).toMatchObject({ disabledFor: 'GONE' });
  await gone.close();
}, 60_000);

it('Without a key nothing signs, and that is said', async () => {
  const app = await createApi({ ...api.testbed.settings, issuer: api.issuer.issuer });
  await app.listen(0, '127.0.0.1');
  const id = await registered();
  const token = await api.issuer.tokenFor('oversight');
  const response = await fetch(new URL(`/v1/webhooks/${id}/secret`, await app.getUrl()), {
    headers: { authorization: `Bearer ${token}` },
  });
  expect([response.status, ((await response.json()) as Json)['code']]).toEqual([503, 'unavailable']);
  await app.close();
}, 60_000);

/** More than can be done: what is turned away is told so at once, and what was taken is done. */
import { StartRefused } from '#service';
import pg from 'pg';
import { createApi } from '../../apps/api/src/create-api.js';
import { type RunningApi, startApi } from './api.js';

const WORKING = 8;
const LEDGER_LIMIT = 40;

let api: RunningApi;
let authorization: string;

beforeAll(async () => {
  api = await startApi({ bounds: { working: WORKING }, ledgerLimit: LEDGER_LIMIT });
  authorization = `Bearer ${await api.issuer.tokenFor('city-attorney')}`;
}, 120_000);
afterAll(() => api?.close(), 60_000);

const send = (title: string, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(new URL('/v1/commands/register-authority', api.url), {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json', ...headers },
    body: JSON.stringify({ citation: 'SB 627', title }),
  });

const idOf = async (response: Response): Promise<string> => ((await response.json()) as { id: string }).id;

async function until(holds: () => boolean | Promise<boolean>, withinMs = 20_000): Promise<void> {
  for (const end = Date.now() + withinMs; !(await holds());) {
    if (Date.now() > end) throw new Error(`It does not come to hold: ${holds.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

it('of three times as many requests as are worked on, two thirds are turned away at once, and the others are answered', async () => {
  const owner = new pg.Client({ connectionString: api.testbed.ownerUrl });
  await owner.connect();
  // Nobody can write into the ledger meanwhile, so that whoever is let in stays in.
  await owner.query('begin; lock table promulgate.commands in share mode');
  const sent = Array.from({ length: 3 * WORKING }, (_each, at) => send(`No. ${at}`));
  const answered: Response[] = [];
  for (const each of sent) void each.then((response) => answered.push(response));
  await until(() => answered.length >= 2 * WORKING);
  expect(answered.map(({ status }) => status)).toEqual(Array.from({ length: 2 * WORKING }, () => 503));
  for (const response of answered) {
    expect([response.headers.get('retry-after'), response.headers.get('content-type')]).toEqual([
      '1',
      'application/problem+json',
    ]);
    expect(response.headers.get('content-security-policy')).toBeTruthy();
  }
  // Whoever asks how this process is gets an answer all the same.
  expect((await fetch(new URL('/livez', api.url))).status).toBe(200);
  await owner.query('commit');
  await owner.end();
  const taken = (await Promise.all(sent)).filter(({ status }) => status === 202);
  expect(taken).toHaveLength(WORKING);
  const metrics = await (await fetch(new URL('/metrics', api.url))).text();
  expect(metrics).toContain(`promulgate_http_turned_away_total{reason="busy"} ${2 * WORKING}`);
}, 60_000);

it('while too many commands wait to be decided no new ones are taken; reading goes on, and commands again once they are fewer', async () => {
  const accepted: string[] = [];
  let refused: Response | undefined;
  await until(async () => {
    const response = await send('One of many');
    if (response.status === 202) accepted.push(await idOf(response));
    else refused = response;
    return refused !== undefined;
  });
  expect([refused?.status, refused?.headers.get('retry-after')]).toEqual([503, '5']);
  expect((await fetch(new URL('/v1/directives', api.url))).status).toBe(200);
  const ready = await fetch(new URL('/readyz', api.url));
  expect([ready.status, await ready.json()]).toEqual([
    200,
    expect.objectContaining({
      status: 'degraded',
      failing: ['ledger'],
      checks: expect.objectContaining({ ledger: { status: 'full', due: LEDGER_LIMIT } }),
    }),
  ]);
  await api.testbed.startWorker();
  for (const { status } of await api.testbed.settled(accepted)) expect(status).toBe('succeeded');
  await until(async () => (await send('And one more')).status === 202);
}, 60_000);

it('a client that asks to wait is not made to, once this process is ending', async () => {
  const lone = await startApi();
  const waiting = fetch(new URL('/v1/commands/register-authority', lone.url), {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await lone.issuer.tokenFor('city-attorney')}`,
      'content-type': 'application/json',
      prefer: 'wait=20',
    },
    body: JSON.stringify({ citation: 'SB 627', title: 'Waiting for nobody' }),
  });
  await until(async () => (await lone.query('select from commands')).length === 1);
  const began = Date.now();
  const closing = lone.app.close();
  const response = await waiting;
  expect([response.status, response.headers.get('connection')]).toEqual([202, 'close']);
  await closing;
  expect(Date.now() - began).toBeLessThan(5_000);
  await lone.issuer.close();
  await lone.testbed.close();
}, 60_000);

it('the api does not start where a view is missing', async () => {
  await api.query('delete from checkpoints where consumer = $1', ['view:trace']);
  await expect(createApi(api.testbed.settings)).rejects.toThrow(StartRefused);
  await expect(createApi(api.testbed.settings)).rejects.toThrow('The view trace has not been built');
}, 60_000);

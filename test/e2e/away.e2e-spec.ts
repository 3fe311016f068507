/** Services that come late, go, hang and come back, under processes that are not restarted: as `docs/operating.md` promises it. */
import {
  freePort,
  type Issuer,
  newIssuerKeys,
  signalFamily,
  startIssuer,
  startPostgres,
  startRedis,
  type TestPostgres,
  type TestRedis,
} from '#testing';
import { createServer } from 'node:net';
import { once } from 'node:events';
import pg from 'pg';
import { type Running, startProcess } from '../support/processes.js';
import { openTestbed, type Testbed } from '../support/testbed.js';

/** All that may be waited for here takes some seconds; a machine that is busy with other tests takes longer. */
const SOON_MS = 40_000;

let postgres: TestPostgres;
let redis: TestRedis;
let issuer: Issuer;
let bed: Testbed;
let settings: Testbed['settings'];
let api: Running;
let worker: Running;

const issuerKeys = newIssuerKeys();
/** The services of the whole run, which the suites after this one need again. */
const { TEST_POSTGRES_URL, TEST_REDIS_URL } = process.env;

beforeAll(async () => {
  postgres = await startPostgres();
  redis = await startRedis();
  Object.assign(process.env, { TEST_POSTGRES_URL: postgres.url, TEST_REDIS_URL: redis.url });
  bed = await openTestbed();
  const port = await freePort();
  settings = { ...bed.settings, logLevel: 'info', issuer: `http://127.0.0.1:${port}` };
}, 180_000);

afterAll(async () => {
  Object.assign(process.env, { TEST_POSTGRES_URL, TEST_REDIS_URL });
  await Promise.all([api?.kill(), worker?.kill()]);
  await issuer?.close();
  await bed?.close();
  await Promise.all([postgres?.stop(), redis?.stop()]);
}, 180_000);

interface Readiness {
  readonly code: number;
  readonly text: string;
}

async function readiness(process: Running): Promise<Readiness> {
  const answer = await fetch(`${process.url}/readyz`);
  return { code: answer.status, text: await answer.text() };
}

async function until<Value>(look: () => Promise<Value>, holds: (value: Value) => boolean, what: string): Promise<Value> {
  for (const end = Date.now() + SOON_MS; ; await new Promise((resolve) => setTimeout(resolve, 100))) {
    const value = await look();
    if (holds(value)) return value;
    if (Date.now() > end) throw new Error(`${what}: still ${JSON.stringify(value)}`);
  }
}

const bothReady = () =>
  until(
    async () => [await readiness(api), await readiness(worker)],
    (all) => all.every(({ code, text }) => code === 200 && text.includes('"status":"ok"')),
    'Both are ready',
  );

async function send(title: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${api.url}/v1/commands/register-authority`, {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await issuer.tokenFor('city-attorney')}`,
      'content-type': 'application/json',
      ...headers,
    },
    body: JSON.stringify({ citation: 'SB 627', title }),
  });
}

async function accepted(title: string): Promise<string> {
  const response = await send(title);
  expect(response.status).toBe(202);
  return ((await response.json()) as { id: string }).id;
}

async function expectUnavailable(response: Response): Promise<void> {
  expect([response.status, response.headers.get('content-type')]).toEqual([503, 'application/problem+json']);
  expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(await response.json()).toMatchObject({ code: 'unavailable' });
}

it('everything away at the start: the processes live, say what is missing, and work once it comes', async () => {
  const redisPort = Number(new URL(redis.url).port);
  await Promise.all([postgres.halt(), redis.stop()]);
  [api, worker] = await Promise.all([startProcess('api', settings), startProcess('worker', settings)]);
  expect((await fetch(`${api.url}/livez`)).status).toBe(200);
  const ofApi = await readiness(api);
  expect([ofApi.code, JSON.parse(ofApi.text)]).toEqual([
    503,
    expect.objectContaining({ failing: expect.arrayContaining(['postgres', 'queue', 'issuer']) }),
  ]);
  const ofWorker = await readiness(worker);
  expect([ofWorker.code, JSON.parse(ofWorker.text)]).toEqual([503, expect.objectContaining({ postgres: 'away', queue: 'away' })]);
  await expectUnavailable(await fetch(`${api.url}/v1/directives`));
  // In an order that nobody would choose.
  issuer = await startIssuer({ port: Number(new URL(settings.issuer).port), keys: issuerKeys });
  await postgres.startAgain();
  redis = await startRedis(redisPort);
  await bothReady();
  const response = await send('First of all', { prefer: 'wait=20' });
  expect([response.status, await response.json()]).toEqual([200, expect.objectContaining({ status: 'succeeded' })]);
}, 180_000);

it('Redis stopped, then hanging: commands are taken all the same, and decided when it is back', async () => {
  const port = Number(new URL(redis.url).port);
  await redis.stop();
  await until(
    () => readiness(api),
    ({ code, text }) => code === 200 && text.includes('"status":"degraded"'),
    'degraded, and ready',
  );
  expect((await readiness(worker)).code).toBe(503);
  const ids = [await accepted('Without a queue')];
  redis = await startRedis(port);
  await bed.settled(ids, SOON_MS);

  process.kill(redis.pid, 'SIGSTOP');
  for (let nth = 0; nth < 20; nth++) ids.push(await accepted(`Beside a queue that hangs, ${nth}`));
  await until(
    () => readiness(api),
    ({ text }) => text.includes('"failing":["queue"]'),
    'the queue is named',
  );
  process.kill(redis.pid, 'SIGCONT');
  await bed.settled(ids, SOON_MS);
  await bothReady();
}, 180_000);

it('PostgreSQL stopped, then hanging: 503 with Retry-After within seconds, and all goes on when it is back', async () => {
  const before = await accepted('Before the stop');
  await postgres.halt();
  await expectUnavailable(await send('While it is stopped'));
  expect((await readiness(api)).code).toBe(503);
  expect((await readiness(worker)).code).toBe(503);
  await postgres.startAgain();
  await until(
    () => send('After the stop').then(({ status }) => status),
    (status) => status === 202,
    'taken again',
  );
  await bothReady();

  signalFamily(postgres.pid, 'SIGSTOP');
  try {
    const began = Date.now();
    const answers = await Promise.all(Array.from({ length: 20 }, (_each, nth) => send(`While it hangs, ${nth}`)));
    for (const answer of answers) await expectUnavailable(answer);
    expect(Date.now() - began).toBeLessThan(20_000);
    // It is known to be away by now: nobody waits any more.
    const then = Date.now();
    await expectUnavailable(await send('While it is known to hang'));
    expect(Date.now() - then).toBeLessThan(3_000);
  } finally {
    signalFamily(postgres.pid, 'SIGCONT');
  }
  await until(
    () => send('After it hung').then(({ status }) => status),
    (status) => status === 202,
    'taken again',
  );
  await bothReady();
  await bed.settled([before], SOON_MS);
}, 180_000);

it('none of this floods the log', () => {
  for (const process of [api, worker]) {
    const faults = process.log().filter((line) => line.includes('"level":50'));
    expect(faults.length).toBeGreaterThan(0);
    expect(faults.length).toBeLessThan(80);
  }
});

it('SIGTERM while PostgreSQL hangs ends both within ten seconds', async () => {
  signalFamily(postgres.pid, 'SIGSTOP');
  try {
    const took = await Promise.all(
      [api, worker].map(async (each) => {
        const began = performance.now();
        await each.kill('SIGTERM');
        return { how: await each.ended, ms: performance.now() - began };
      }),
    );
    for (const { how, ms } of took) {
      expect(how).toMatch(/^(0|69)$/);
      expect(ms).toBeLessThan(10_000);
    }
  } finally {
    signalFamily(postgres.pid, 'SIGCONT');
  }
}, 180_000);

it('a database that accepts and says nothing is waited for, and SIGTERM ends the wait', async () => {
  const silent = createServer(() => undefined);
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  const url = new URL(settings.databaseUrl);
  url.port = String((silent.address() as { port: number }).port);
  const lone = await startProcess('worker', { ...settings, databaseUrl: url.href });
  expect((await readiness(lone)).code).toBe(503);
  await lone.kill('SIGTERM');
  expect(await lone.ended).toMatch(/^(0|69)$/);
  silent.close();
}, 180_000);

it.each(['api', 'worker'] as const)(
  '%s: a database that comes late and lacks migrations is a refusal after all',
  async (app) => {
    const owner = new pg.Client({ connectionString: postgres.url });
    await owner.connect();
    await owner.query(`create database bare_${app}`);
    await owner.end();
    await postgres.halt();
    const bare = new URL(postgres.url);
    bare.pathname = `/bare_${app}`;
    const lone = await startProcess(app, { ...settings, databaseUrl: bare.href });
    await postgres.startAgain();
    expect(await lone.ended).toBe('78');
  },
  180_000,
);

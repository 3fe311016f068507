/** What a client is told of the command that it sent: once, again, while PostgreSQL is away, and after a worker has decided. */
import { type RunningApi, startApi } from './api.js';
import { AUTHORITY, clientOfTheSuite, type Details, NOBODY } from './client.js';
import { type Relay, relayTo } from './relay.js';

const client = clientOfTheSuite();

describe('an idempotency key', () => {
  it('sent again with the same content is the same command', async () => {
    const headers = { 'idempotency-key': '"first"' };
    const first = await client.register({ headers });
    expect(first.status).toBe(202);
    const taken = (await first.json()) as Details;
    expect(taken).toEqual({
      id: expect.any(String),
      name: 'register-authority',
      status: 'accepted',
      subject: { type: 'authorities', id: expect.any(String) },
      acceptedAt: expect.any(String),
    });
    expect(first.headers.get('location')).toBe(`/v1/commands/${String(taken['id'])}`);
    expect(first.headers.get('retry-after')).toBe('1');
    expect(first.headers.get('idempotent-replayed')).toBeNull();
    const again = await client.register({
      headers: { 'idempotency-key': 'first' },
      body: { title: AUTHORITY.title, citation: AUTHORITY.citation },
    });
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([202, 'true']);
    expect(await again.json()).toEqual(taken);
  });

  it('counts the version and the instant as one, however they are said', async () => {
    const key = { 'idempotency-key': 'second' };
    const body = { ...AUTHORITY, occurredAt: '2026-03-10T09:00:00-07:00' };
    const first = (await (await client.register({ headers: { ...key, 'if-match': '"0"' }, body })).json()) as Details;
    const same = { ...AUTHORITY, expectedVersion: 0, occurredAt: '2026-03-10T16:00:00.000Z' };
    const again = (await (await client.register({ headers: key, body: same })).json()) as Details;
    expect(again['id']).toBe(first['id']);
  });

  it('sent again with another body: 422, recorded under its own command id as refusal 16', async () => {
    const headers = { 'idempotency-key': 'third' };
    const { id } = (await (await client.register({ headers })).json()) as Details;
    const response = await client.register({ headers, body: { ...AUTHORITY, title: 'Another' } });
    const details = await client.problemOf(response, 422, 'idempotency-key-reused');
    expect(details).toMatchObject({ rule: { number: 16 }, detail: expect.stringContaining(String(id)) });
    expect(details['commandId']).not.toBe(id);
    expect(await client.refusalsOf(details['commandId'])).toMatchObject([
      { type: 'command.refused', data: { rule: { code: 'idempotency-key-reused', number: 16 } }, status: 2, key: null },
    ]);
  });

  it('is one for each subject', async () => {
    const headers = { 'idempotency-key': 'fourth' };
    const authority = (await (await client.register({ headers })).json()) as Details;
    const rows = await client.api.query(
      `select 1 from commands where idempotency_key = 'fourth' and actor = 'city-attorney' and id = $1`,
      [authority['id']],
    );
    expect(rows).toHaveLength(1);
  });

  it('raced by 50 clients is one command, with one answer', async () => {
    const headers = { 'idempotency-key': 'raced' };
    const answers = await Promise.all(Array.from({ length: 50 }, () => client.register({ headers })));
    const bodies = (await Promise.all(answers.map((answer) => answer.json()))) as Details[];
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(1);
    expect(answers.filter((answer) => answer.headers.get('idempotent-replayed') !== 'true')).toHaveLength(1);
  });
});

describe('what became of it', () => {
  it('its sender is told, and who reads all; to others there is no such command', async () => {
    const { id, subject } = (await (await client.register()).json()) as Details;
    const report = { id, name: 'register-authority', status: 'accepted', subject, settledAt: null, attempts: 0, events: [] };
    for (const as of ['city-attorney', 'commission-staff', 'board-secretary', 'oversight', 'administrator']) {
      const response = await client.send(`/v1/commands/${String(id)}`, { method: 'GET', as });
      expect([response.status, await response.json()]).toEqual([200, expect.objectContaining(report)]);
    }
    await client.problemOf(
      await client.send(`/v1/commands/${String(id)}`, { method: 'GET', as: 'policy-author' }),
      404,
      'not-found',
    );
    await client.problemOf(await client.send(`/v1/commands/${String(id)}`, { method: 'GET' }), 401, 'not-authenticated');
  });

  it('the fault of an incident is for the administrator', async () => {
    const { id } = (await (await client.register()).json()) as Details;
    await client.api.query(`update commands set status = 3, fault = 'TypeError: synthetic', settled_at = now() where id = $1`, [
      id,
    ]);
    const read = async (as: string) => (await client.send(`/v1/commands/${String(id)}`, { method: 'GET', as })).json();
    expect(await read('administrator')).toMatchObject({ status: 'failed', fault: 'TypeError: synthetic' });
    expect(await read('city-attorney')).toMatchObject({ status: 'failed' });
    expect(await read('city-attorney')).not.toHaveProperty('fault');
  });

  it('a wait that is too short ends in 202', async () => {
    const response = await client.register({ headers: { prefer: 'respond-async, wait=1' } });
    expect([response.status, response.headers.get('preference-applied')]).toEqual([202, 'wait=1']);
  });

  it('a rehearsal says what it would append, and keeps nothing', async () => {
    const before = await client.count('commands');
    const headers = { 'idempotency-key': 'rehearsed' };
    const response = await client.send('/v1/commands/register-authority?dryRun=true', {
      as: 'city-attorney',
      body: AUTHORITY,
      headers,
    });
    expect([response.status, await response.json()]).toEqual([
      200,
      { dryRun: true, outcome: 'would-succeed', events: [{ type: 'gov.commission.authority.registered.v1', data: AUTHORITY }] },
    ]);
    expect(await client.count('commands')).toBe(before);
    const afterwards = await client.register({ headers, body: { ...AUTHORITY, title: 'Another' } });
    expect(afterwards.status).toBe(202);
  });

  it.each([
    ['an instant in the future', { ...AUTHORITY, occurredAt: '2999-01-01T00:00:00Z' }, 409, 'time-in-the-future'],
    ['a stale version', { ...AUTHORITY, expectedVersion: 7 }, 412, 'stale-version'],
  ])('a rehearsal tells the refusal of %s, and records none', async (_what, body, status, code) => {
    const before = await client.count('events');
    const response = await client.send('/v1/commands/register-authority?dryRun=true', { as: 'city-attorney', body });
    const details = await client.problemOf(response, status, code);
    expect(details).not.toHaveProperty('commandId');
    expect(details['rule']).toMatchObject({ number: 16 });
    expect(await client.count('events')).toBe(before);
  });

  it('a rehearsal on a record that does not exist: 404', async () => {
    const body = {
      authorityId: NOBODY,
      scope: 'x',
      status: 'ENJOINED',
      orderedOn: '2026-02-09',
      effectiveOn: '2026-02-19',
      source: 'x',
    };
    const response = await client.send('/v1/commands/record-legal-status?dryRun=true', { as: 'city-attorney', body });
    await client.problemOf(response, 404, 'no-such-record');
  });
});

describe('when PostgreSQL is away', () => {
  let relay: Relay;
  let lone: RunningApi;

  beforeAll(async () => {
    const way = async (url: string) => {
      relay = await relayTo(url);
      return relay.url;
    };
    lone = await startApi({ way });
  }, 120_000);

  afterAll(async () => {
    await lone?.close();
    await relay?.close();
  }, 30_000);

  const sendTo = async (path: string, init: RequestInit = {}) => fetch(new URL(path, lone.url), init);

  it('a command is 503 with Retry-After, and one effect when it is sent again; the process lives and is not ready', async () => {
    const authorization = `Bearer ${await lone.issuer.tokenFor('city-attorney')}`;
    const headers = { authorization, 'content-type': 'application/json', 'idempotency-key': 'patience' };
    const command = () => sendTo('/v1/commands/register-authority', { method: 'POST', headers, body: JSON.stringify(AUTHORITY) });
    expect((await sendTo('/readyz')).status).toBe(200);
    relay.cut();
    const response = await command();
    const text = await response.text();
    expect([response.status, response.headers.get('content-type'), response.headers.get('retry-after')]).toEqual([
      503,
      'application/problem+json',
      '1',
    ]);
    expect(JSON.parse(text)).toMatchObject({ code: 'unavailable' });
    expect(text).not.toMatch(/ECONN|127\.0\.0\.1|postgres:|test_\d/);
    const status = await sendTo(`/v1/commands/${NOBODY}`, { headers: { authorization } });
    expect([status.status, status.headers.get('retry-after')]).toEqual([503, '1']);
    const ready = await sendTo('/readyz');
    expect([ready.status, ready.headers.get('retry-after'), await ready.json()]).toEqual([
      503,
      '1',
      expect.objectContaining({ failing: expect.arrayContaining(['postgres']) }),
    ]);
    expect((await sendTo('/livez')).status).toBe(200);
    relay.restore();
    expect((await command()).status).toBe(202);
    expect((await command()).headers.get('idempotent-replayed')).toBe('true');
    expect(await lone.query('select count(*)::int as n from commands')).toEqual([{ n: 1 }]);
  });

  it('a connection that breaks under a command is no matter: it is written again under its id', async () => {
    const headers = {
      authorization: `Bearer ${await lone.issuer.tokenFor('city-attorney')}`,
      'content-type': 'application/json',
    };
    const sent = Array.from({ length: 20 }, (_each, at) =>
      sendTo('/v1/commands/register-authority', {
        method: 'POST',
        headers,
        body: JSON.stringify({ ...AUTHORITY, title: `No. ${at}` }),
      }),
    );
    setTimeout(() => {
      relay.cut();
      relay.restore();
    }, 5);
    const answers = await Promise.all(sent);
    expect(answers.map(({ status }) => status)).toEqual(sent.map(() => 202));
    const ids = (await Promise.all(answers.map((answer) => answer.json()))).map((body) => (body as Details)['id']);
    expect(await lone.query('select count(*)::int as n from commands where id = any ($1)', [ids])).toEqual([{ n: 20 }]);
    expect(await lone.query(`select count(*)::int as n from commands where body->>'title' like 'No. %'`)).toEqual([{ n: 20 }]);
  });
});

describe('what a worker decides', () => {
  let worked: RunningApi;
  let authorityId: string;

  const status = {
    scope: 'federal officers',
    status: 'ENJOINED',
    orderedOn: '2026-02-09',
    effectiveOn: '2026-02-19',
    source: 'synthetic',
  };

  const command = async (name: string, body: Details, more: Record<string, string> = {}) => {
    const authorization = `Bearer ${await worked.issuer.tokenFor('city-attorney')}`;
    const headers = { authorization, 'content-type': 'application/json', prefer: 'wait=20', ...more };
    return fetch(new URL(`/v1/commands/${name}`, worked.url), { method: 'POST', headers, body: JSON.stringify(body) });
  };
  const report = async (id: unknown) => {
    const headers = { authorization: `Bearer ${await worked.issuer.tokenFor('oversight')}` };
    return (await fetch(new URL(`/v1/commands/${String(id)}`, worked.url), { headers })).json() as Promise<Details>;
  };

  beforeAll(async () => {
    worked = await startApi();
    await worked.testbed.startWorker();
    const response = await command('register-authority', AUTHORITY);
    const settled = (await response.json()) as { subject: { id: string } };
    expect([response.status, settled]).toEqual([
      200,
      expect.objectContaining({
        status: 'succeeded',
        events: [{ position: expect.any(Number), type: 'gov.commission.authority.registered.v1' }],
      }),
    ]);
    authorityId = settled.subject.id;
  }, 120_000);

  afterAll(() => worked?.close(), 60_000);

  it('a step that a rule refuses: 409, with the rule, and the same when one asks later', async () => {
    const body = { ...status, authorityId, effectiveOn: '2026-02-01' };
    const details = await client.problemOf(await command('record-legal-status', body), 409, 'effective-before-ordered');
    const { commandId, rule, title } = details;
    expect(rule).toEqual({ sentence: title });
    expect(await report(commandId)).toMatchObject({
      status: 'rejected',
      rejection: { code: 'effective-before-ordered', status: 409, commandId },
      events: [{ type: 'gov.commission.command.refused.v1' }],
    });
  });

  it('a version that has passed: 412, by header and by body', async () => {
    expect((await command('record-legal-status', { ...status, authorityId }, { 'if-match': '"1"' })).status).toBe(200);
    for (const [body, headers] of [
      [{ ...status, authorityId }, { 'if-match': 'W/"1"' }],
      [{ ...status, authorityId, expectedVersion: 1 }, {}],
    ] as const) {
      const details = await client.problemOf(await command('record-legal-status', body, headers), 412, 'stale-version');
      expect(details['rule']).toMatchObject({ number: 16 });
      expect(details['detail']).toMatch(/is at version 2, not at 1; since then: authority\.status-recorded\.$/);
    }
  });

  it('a time in the future: 409, refusal 16', async () => {
    const body = { ...status, authorityId, occurredAt: new Date(Date.now() + 60_000).toISOString() };
    expect((await client.problemOf(await command('record-legal-status', body), 409, 'time-in-the-future'))['rule']).toMatchObject(
      {
        number: 16,
      },
    );
  });

  it('a record that does not exist: 404, and the subject is none afterwards', async () => {
    await client.problemOf(await command('record-legal-status', { ...status, authorityId: NOBODY }), 404, 'no-such-record');
    expect(await worked.query(`select 1 from streams where id = $1`, [`authorities/${NOBODY}`])).toEqual([]);
  });

  it('a command sent again after its result: that result', async () => {
    const headers = { 'idempotency-key': 'afterwards' };
    const first = (await (await command('record-legal-status', { ...status, authorityId }, headers)).json()) as Details;
    const again = await command('record-legal-status', { ...status, authorityId }, headers);
    expect([again.status, again.headers.get('idempotent-replayed'), await again.json()]).toEqual([200, 'true', first]);
    const hurried = await command('record-legal-status', { ...status, authorityId }, { ...headers, prefer: 'x' });
    expect([hurried.status, await hurried.json()]).toEqual([
      202,
      expect.objectContaining({ id: first['id'], status: 'succeeded' }),
    ]);
  });

  it('a hundred that wait at once are all answered', async () => {
    const answers = await Promise.all(
      Array.from({ length: 100 }, (_each, at) => command('register-authority', { ...AUTHORITY, title: `No. ${at}` })),
    );
    expect(new Set(answers.map(({ status: code }) => code))).toEqual(new Set([200]));
  }, 60_000);
});

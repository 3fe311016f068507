/** What a client gets that does something wrong: always problem details, never anything of our insides. */
import { connect } from 'node:net';
import { type RunningApi, startApi } from './api.js';
import { type Relay, relayTo } from './relay.js';

const AUTHORITY = { citation: 'SB 627 (Ch. 125/2025; Gov. Code 7289)', title: 'Facial coverings, synthetic' };
const NOBODY = '019a0000-0000-7000-8000-000000000000';

let api: RunningApi;

beforeAll(async () => {
  api = await startApi();
}, 120_000);

afterAll(async () => {
  await api?.close();
}, 30_000);

interface Sent {
  readonly method?: string;
  readonly as?: string;
  readonly headers?: Record<string, string>;
  /** Sent as it is where it is text, else as JSON. */
  readonly body?: unknown;
}

async function send(path: string, { method = 'POST', as, headers = {}, body }: Sent = {}): Promise<Response> {
  const token = as === undefined ? {} : { authorization: `Bearer ${await api.issuer.tokenFor(as)}` };
  const type = body === undefined ? {} : { 'content-type': 'application/json' };
  const text = typeof body === 'string' || body instanceof Uint8Array || body === undefined ? body : JSON.stringify(body);
  return fetch(new URL(path, api.url), {
    method,
    headers: { ...type, ...token, ...headers },
    body: text as NonNullable<RequestInit['body']>,
  });
}

const register = (sent: Sent = {}) => send('/v1/commands/register-authority', { as: 'city-attorney', body: AUTHORITY, ...sent });

type Details = Record<string, unknown>;

/** Checks that an answer is a problem as the contract has it, and gives nothing away. */
async function problemOf(response: Response, status: number, code: string): Promise<Details> {
  const text = await response.text();
  expect([response.status, text]).toEqual([status, expect.stringContaining(`"${code}"`)]);
  expect(response.headers.get('content-type')).toBe('application/problem+json');
  expect(response.headers.get('cache-control')).toBe('no-store');
  expect(text).not.toMatch(
    /\bat \S+ \(|\bat [\w./]+:\d|\\n|select |insert |\/(?:work|home|root|tmp|usr|node_modules)\b|node_modules|\.[jt]s\b|Error:/i,
  );
  const details = JSON.parse(text) as Details;
  expect(details).toMatchObject({
    type: `/problems/${code}`,
    title: expect.stringMatching(/\S/),
    status,
    detail: expect.stringMatching(/\S/),
    instance: new URL(response.url).pathname,
    code,
    traceId: expect.stringMatching(/^[0-9a-f]{32}$/),
  });
  const page = await fetch(new URL(String(details['type']), api.url), { headers: { accept: 'application/json' } });
  expect([page.status, await page.json()]).toEqual([200, expect.objectContaining({ code, status })]);
  return details;
}

async function refusalsOf(commandId: unknown): Promise<unknown[]> {
  const rows = await api.query(
    `select e.stream, e.version, e.type, e.subject, e.actor, d.data::json as data, c.status, c.body, c.idempotency_key as key
     from commands c join events e on e.command_id = c.id join event_data d on d.stream = e.stream and d.version = e.version where c.id = $1`,
    [commandId],
  );
  return rows;
}

const count = async (table: string): Promise<unknown> => (await api.query(`select count(*)::int as n from ${table}`))[0]?.['n'];

describe('who sends it', () => {
  it('is not known without a token: 401', async () => {
    const response = await send('/v1/commands/register-authority', { body: AUTHORITY });
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    await problemOf(response, 401, 'not-authenticated');
  });

  it.each([
    ['another scheme', 'Basic YTpi', 'invalid_request'],
    ['no token behind the word', 'Bearer', 'invalid_request'],
    ['a token of nobody', 'Bearer eyJhbGciOiJub25lIn0.e30.', 'invalid_token'],
  ])('is not known by %s: 401, and it says so', async (_what, authorization, error) => {
    const response = await send('/v1/commands/register-authority', { body: AUTHORITY, headers: { authorization } });
    expect(response.headers.get('www-authenticate')).toContain(`Bearer error="${error}"`);
    await problemOf(response, 401, 'not-authenticated');
  });

  it('a bad token is a bad token even where none is needed', async () => {
    const response = await send('/problems', { method: 'GET', headers: { authorization: 'Bearer garbage' } });
    await problemOf(response, 401, 'not-authenticated');
  });

  it('may not send it in their role: 403, recorded under its own command id', async () => {
    const body = { authorityId: NOBODY, scope: 'officers', status: 'ENJOINED' };
    const response = await send('/v1/commands/record-legal-status', { as: 'policy-author', body });
    const details = await problemOf(response, 403, 'role-not-allowed');
    expect(details).toMatchObject({ commandId: expect.any(String), rule: { sentence: expect.any(String) } });
    expect(await refusalsOf(details['commandId'])).toEqual([
      {
        stream: `commands/${String(details['commandId'])}`,
        version: 1,
        type: 'command.refused',
        subject: `authorities/${NOBODY}`,
        actor: 'policy-author',
        data: expect.objectContaining({
          command: 'record-legal-status',
          outcome: 'refused',
          rule: expect.objectContaining({ code: 'role-not-allowed' }),
        }),
        status: 2,
        body: {},
        key: null,
      },
    ]);
  });

  it('a wrong role is refused and recorded whatever the body is, and uses no key', async () => {
    const headers = { 'idempotency-key': 'a-key-of-nobody' };
    const response = await register({ as: 'oversight', body: '{"broken', headers });
    const { commandId } = await problemOf(response, 403, 'role-not-allowed');
    expect(await refusalsOf(commandId)).toMatchObject([{ subject: `commands/${String(commandId)}`, key: null }]);
  });

  it('a rehearsal in a wrong role is refused and not recorded', async () => {
    const before = await count('commands');
    const response = await send('/v1/commands/register-authority?dryRun=true', { as: 'oversight', body: AUTHORITY });
    expect(await problemOf(response, 403, 'role-not-allowed')).not.toHaveProperty('commandId');
    expect(await count('commands')).toBe(before);
  });
});

describe('what is sent', () => {
  it.each([
    ['is cut off', '{"citation":"x', '/citation', /line 1, column 13/],
    ['names a field twice', '{"citation":"x","citation":"y","title":"z"}', '/citation', /twice/],
    ['holds half a character', '{"citation":"\\ud800","title":"z"}', '/citation', /surrogate/],
    ['holds a number that is none', '{"citation":"x","title":1e400}', '/title', /too large/],
    ['is too deep', `{"title":${'['.repeat(40)}${']'.repeat(40)}}`, `/title${'/0'.repeat(31)}`, /deeper/],
    ['reaches for a prototype', '{"__proto__":{"roles":["administrator"]}}', '/__proto__', /reserved/],
    ['is empty', '', '', /empty/],
  ])('broken JSON that %s: 400 with the pointer', async (_what, body, pointer, detail) => {
    const details = await problemOf(
      await register({ body, headers: { 'content-type': 'application/json' } }),
      400,
      'malformed-json',
    );
    expect(details['errors']).toEqual([{ pointer, detail: expect.stringMatching(detail) }]);
  });

  it('bytes that are not UTF-8: 400', async () => {
    await problemOf(await register({ body: new Uint8Array([0x22, 0xff, 0x22]) }), 400, 'malformed-json');
  });

  it.each([
    ['an unknown field', { ...AUTHORITY, secret: 1 }, [['/secret', /not a field/]]],
    ['an unknown field that every object seems to have', { ...AUTHORITY, toString: 'x' }, [['/toString', /not a field/]]],
    ['a wrong type', { ...AUTHORITY, title: 7 }, [['/title', /string/]]],
    ['an over-long text', { ...AUTHORITY, citation: 'x'.repeat(301) }, [['/citation', /300/]]],
    ['a missing field', { title: 'x' }, [['/citation', /string|longer|characters/]]],
    ['null for a field', { ...AUTHORITY, occurredAt: null }, [['/occurredAt', /null/]]],
    ['an instant without an offset', { ...AUTHORITY, occurredAt: '2026-03-10T09:00:00' }, [['/occurredAt', /offset/]]],
    ['an instant of no year', { ...AUTHORITY, occurredAt: '0000-03-10T09:00:00Z' }, [['/occurredAt', /years/]]],
    ['a list for a body', [], [['', /object/]]],
    [
      'several faults',
      { citation: '', title: 'x', a: 1, 'b/c~': 2 },
      [
        ['/a', /field/],
        ['/b~1c~0', /field/],
        ['/citation', /./],
      ],
    ],
  ])('%s: 400 with the pointer', async (_what, body, expected) => {
    const details = await problemOf(await register({ body }), 400, 'invalid-body');
    const errors = details['errors'] as { pointer: string; detail: string }[];
    expect([...errors].sort((a, b) => (a.pointer < b.pointer ? -1 : 1))).toEqual(
      expected.map(([pointer, detail]) => ({ pointer, detail: expect.stringMatching(detail as RegExp) })),
    );
  });

  it.each(['text/plain', 'application/xml', 'application/json; charset=latin1', 'application/merge-patch+json'])(
    'media type %s: 415',
    async (type) => {
      await problemOf(await register({ headers: { 'content-type': type } }), 415, 'unsupported-media-type');
    },
  );

  it('a content coding: 415', async () => {
    await problemOf(await register({ headers: { 'content-encoding': 'gzip' } }), 415, 'unsupported-media-type');
  });

  it('a body of 2 MB: 413', async () => {
    await problemOf(await register({ body: { ...AUTHORITY, title: 'x'.repeat(2_000_000) } }), 413, 'body-too-large');
  });

  it('a body of 3 MB is taken in to its end, so that the answer is not lost to who is still sending', async () => {
    const token = await api.issuer.tokenFor('city-attorney');
    const head = `POST /v1/commands/register-authority HTTP/1.1\r\nhost: x\r\nauthorization: Bearer ${token}\r\ncontent-type: application/json\r\ncontent-length: 3000000\r\n\r\n`;
    const text = await raw(head, 'x'.repeat(3_000_000), 'GET /livez HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
    expect(text).toMatch(/^HTTP\/1\.1 413 [^]*"code":"body-too-large"[^]*HTTP\/1\.1 200 /);
  });

  it.each([
    ['Idempotency-Key', { 'idempotency-key': 'two words' }],
    ['Idempotency-Key', { 'idempotency-key': 'x'.repeat(256) }],
    ['If-Match', { 'if-match': '*' }],
    ['If-Match', { 'if-match': '"1", "2"' }],
  ])('a header %s without meaning: 400', async (name, headers) => {
    const details = await problemOf(
      await register({ headers: headers as unknown as Record<string, string> }),
      400,
      'invalid-header',
    );
    expect(details['detail']).toContain(name);
  });

  it('If-Match and expectedVersion that differ: 400', async () => {
    const response = await register({ body: { ...AUTHORITY, expectedVersion: 1 }, headers: { 'if-match': '"2"' } });
    await problemOf(response, 400, 'invalid-header');
  });

  it.each(['?dryRun=perhaps', '?dryrun=true'])('a parameter without meaning, %s: 400', async (query) => {
    const response = await send(`/v1/commands/register-authority${query}`, { as: 'city-attorney', body: AUTHORITY });
    await problemOf(response, 400, 'invalid-parameter');
  });

  it('none of it reaches the ledger', async () => {
    const before = await count('commands');
    await register({ body: { ...AUTHORITY, secret: 1 } });
    await register({ body: '{' });
    await register({ headers: { 'content-type': 'text/plain' } });
    expect(await count('commands')).toBe(before);
  });
});

describe('where it is sent', () => {
  it.each(['/v1/commands/no-such-command', '/nowhere', '/v1/commands/../nowhere', '/%2e%2e/etc'])(
    'nothing is at %s: 404',
    async (path) => {
      await problemOf(await send(path, { as: 'city-attorney', body: AUTHORITY }), 404, 'not-found');
    },
  );

  it.each([NOBODY, 'not-an-id', `${NOBODY}'--`])('no command has the id %s: 404', async (id) => {
    await problemOf(await send(`/v1/commands/${id}`, { method: 'GET', as: 'oversight' }), 404, 'not-found');
  });

  it('another method: 405, with those that there are', async () => {
    const response = await send('/v1/commands/register-authority', { method: 'DELETE', as: 'city-attorney' });
    expect(response.headers.get('allow')).toContain('POST');
    await problemOf(response, 405, 'method-not-allowed');
    const read = await send('/v1/commands/register-authority', { method: 'GET', as: 'city-attorney' });
    expect(read.headers.get('allow')).toBe('POST');
    await problemOf(read, 405, 'method-not-allowed');
  });

  it('a path that cannot be decoded: 400', async () => {
    const text = await raw('GET /%ff HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
    expect(text).toMatch(/^HTTP\/1\.1 40[04] [^]*application\/problem\+json/);
  });

  it.each([
    ['without a host', 400, 'malformed-request', 'accept: */*'],
    ['that expects what nobody can do', 417, 'expectation-failed', 'host: x\r\nexpect: 200-maybe'],
  ])('a request %s: %s, which Node would say without a word more', async (_what, status, code, header) => {
    const text = await raw(`GET /problems HTTP/1.1\r\n${header}\r\nconnection: close\r\n\r\n`);
    expect(text).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [^]*application/problem\\+json[^]*"code":"${code}"`));
  });

  it('a request of HTTP/1.0 needs no host', async () => {
    expect(await raw('GET /livez HTTP/1.0\r\n\r\n')).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('what is no HTTP: 400, a problem all the same', async () => {
    const text = await raw('NONSENSE\r\n\r\n');
    expect(text).toMatch(/^HTTP\/1\.1 400 Bad Request\r\nContent-Type: application\/problem\+json/);
    expect(text).toContain('"code":"malformed-request"');
  });

  it('an offer of another protocol is not taken up, and nothing comes after it on that connection', async () => {
    const text = await raw('GET /livez HTTP/1.1\r\nhost: x\r\nconnection: upgrade\r\nupgrade: h2c\r\n\r\n');
    expect(text).toMatch(/^HTTP\/1\.1 200 /);
  });

  it('headers of 20 kB: 431', async () => {
    const response = await send('/problems', { method: 'GET', headers: { 'x-long': 'x'.repeat(20_000) } });
    expect([response.status, response.headers.get('content-type')]).toEqual([431, 'application/problem+json']);
  });
});

/** Sends the first piece, and what comes later once something was answered; all that comes back until the server ends. */
function raw(first: string, ...later: string[]): Promise<string> {
  const { port } = new URL(api.url);
  return new Promise((resolve, reject) => {
    let text = '';
    const socket = connect(Number(port), '127.0.0.1', () => socket.write(first));
    socket.on('data', (chunk) => {
      text += String(chunk);
      for (const piece of later.splice(0)) socket.write(piece);
    });
    socket.on('end', () => resolve(text));
    socket.on('error', reject);
  });
}

describe('an idempotency key', () => {
  it('sent again with the same content is the same command', async () => {
    const headers = { 'idempotency-key': '"first"' };
    const first = await register({ headers });
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
    const again = await register({
      headers: { 'idempotency-key': 'first' },
      body: { title: AUTHORITY.title, citation: AUTHORITY.citation },
    });
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([202, 'true']);
    expect(await again.json()).toEqual(taken);
  });

  it('counts the version and the instant as one, however they are said', async () => {
    const key = { 'idempotency-key': 'second' };
    const body = { ...AUTHORITY, occurredAt: '2026-03-10T09:00:00-07:00' };
    const first = (await (await register({ headers: { ...key, 'if-match': '"0"' }, body })).json()) as Details;
    const same = { ...AUTHORITY, expectedVersion: 0, occurredAt: '2026-03-10T16:00:00.000Z' };
    const again = (await (await register({ headers: key, body: same })).json()) as Details;
    expect(again['id']).toBe(first['id']);
  });

  it('sent again with another body: 422, recorded under its own command id as refusal 16', async () => {
    const headers = { 'idempotency-key': 'third' };
    const { id } = (await (await register({ headers })).json()) as Details;
    const response = await register({ headers, body: { ...AUTHORITY, title: 'Another' } });
    const details = await problemOf(response, 422, 'idempotency-key-reused');
    expect(details).toMatchObject({ rule: { number: 16 }, detail: expect.stringContaining(String(id)) });
    expect(details['commandId']).not.toBe(id);
    expect(await refusalsOf(details['commandId'])).toMatchObject([
      { type: 'command.refused', data: { rule: { code: 'idempotency-key-reused', number: 16 } }, status: 2, key: null },
    ]);
  });

  it('is one for each subject', async () => {
    const headers = { 'idempotency-key': 'fourth' };
    const authority = (await (await register({ headers })).json()) as Details;
    const rows = await api.query(
      `select 1 from commands where idempotency_key = 'fourth' and actor = 'city-attorney' and id = $1`,
      [authority['id']],
    );
    expect(rows).toHaveLength(1);
  });

  it('raced by 50 clients is one command, with one answer', async () => {
    const headers = { 'idempotency-key': 'raced' };
    const answers = await Promise.all(Array.from({ length: 50 }, () => register({ headers })));
    const bodies = (await Promise.all(answers.map((answer) => answer.json()))) as Details[];
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(bodies.map((body) => JSON.stringify(body))).size).toBe(1);
    expect(answers.filter((answer) => answer.headers.get('idempotent-replayed') !== 'true')).toHaveLength(1);
  });
});

describe('what became of it', () => {
  it('its sender is told, and who reads all; to others there is no such command', async () => {
    const { id, subject } = (await (await register()).json()) as Details;
    const report = { id, name: 'register-authority', status: 'accepted', subject, settledAt: null, attempts: 0, events: [] };
    for (const as of ['city-attorney', 'commission-staff', 'board-secretary', 'oversight', 'administrator']) {
      const response = await send(`/v1/commands/${String(id)}`, { method: 'GET', as });
      expect([response.status, await response.json()]).toEqual([200, expect.objectContaining(report)]);
    }
    await problemOf(await send(`/v1/commands/${String(id)}`, { method: 'GET', as: 'policy-author' }), 404, 'not-found');
    await problemOf(await send(`/v1/commands/${String(id)}`, { method: 'GET' }), 401, 'not-authenticated');
  });

  it('the fault of an incident is for the administrator', async () => {
    const { id } = (await (await register()).json()) as Details;
    await api.query(`update commands set status = 3, fault = 'TypeError: synthetic', settled_at = now() where id = $1`, [id]);
    const read = async (as: string) => (await send(`/v1/commands/${String(id)}`, { method: 'GET', as })).json();
    expect(await read('administrator')).toMatchObject({ status: 'failed', fault: 'TypeError: synthetic' });
    expect(await read('city-attorney')).toMatchObject({ status: 'failed' });
    expect(await read('city-attorney')).not.toHaveProperty('fault');
  });

  it('a wait that is too short ends in 202', async () => {
    const response = await register({ headers: { prefer: 'respond-async, wait=1' } });
    expect([response.status, response.headers.get('preference-applied')]).toEqual([202, 'wait=1']);
  });

  it('a rehearsal says what it would append, and keeps nothing', async () => {
    const before = await count('commands');
    const headers = { 'idempotency-key': 'rehearsed' };
    const response = await send('/v1/commands/register-authority?dryRun=true', { as: 'city-attorney', body: AUTHORITY, headers });
    expect([response.status, await response.json()]).toEqual([
      200,
      { dryRun: true, outcome: 'would-succeed', events: [{ type: 'gov.commission.authority.registered.v1', data: AUTHORITY }] },
    ]);
    expect(await count('commands')).toBe(before);
    const afterwards = await register({ headers, body: { ...AUTHORITY, title: 'Another' } });
    expect(afterwards.status).toBe(202);
  });

  it.each([
    ['an instant in the future', { ...AUTHORITY, occurredAt: '2999-01-01T00:00:00Z' }, 409, 'time-in-the-future'],
    ['a stale version', { ...AUTHORITY, expectedVersion: 7 }, 412, 'stale-version'],
  ])('a rehearsal tells the refusal of %s, and records none', async (_what, body, status, code) => {
    const before = await count('events');
    const response = await send('/v1/commands/register-authority?dryRun=true', { as: 'city-attorney', body });
    const details = await problemOf(response, status, code);
    expect(details).not.toHaveProperty('commandId');
    expect(details['rule']).toMatchObject({ number: 16 });
    expect(await count('events')).toBe(before);
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
    const response = await send('/v1/commands/record-legal-status?dryRun=true', { as: 'city-attorney', body });
    await problemOf(response, 404, 'no-such-record');
  });
});

describe('what everybody may see', () => {
  it('a trace id of the client comes back', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const details = await problemOf(await send('/nowhere', { method: 'GET', headers: { traceparent } }), 404, 'not-found');
    expect(details['traceId']).toBe('4bf92f3577b34da6a3ce929d0e0e4736');
  });

  it('every problem has a page for people and one for programs', async () => {
    const list = (await (await fetch(new URL('/problems', api.url), { headers: { accept: 'application/json' } })).json()) as {
      items: Details[];
    };
    expect(list.items.map(({ code }) => code)).toEqual(
      expect.arrayContaining(['effective-before-ordered', 'own-work', 'malformed-json']),
    );
    for (const { code, title } of list.items) {
      const page = await fetch(new URL(`/problems/${String(code)}`, api.url), { headers: { accept: 'text/html' } });
      expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
      expect(await page.text()).toContain(String(title).replaceAll("'", '&#39;').replaceAll('"', '&quot;'));
    }
  });

  it('the description lists each command with its roles, and closes its body', async () => {
    const document = (await (await fetch(new URL('/openapi.json', api.url))).json()) as {
      openapi: string;
      paths: Record<string, { post?: { description: string; responses: object; parameters: { name: string }[] } }>;
      components: { schemas: Record<string, { additionalProperties?: unknown }> };
    };
    const operation = document.paths['/v1/commands/record-legal-status']?.post;
    expect(document.openapi).toBe('3.1.0');
    expect(operation?.description).toMatch(/`city-attorney`[^]*`REGISTERED`[^]*effective-before-ordered/);
    expect(Object.keys(operation?.responses ?? {})).toEqual(
      expect.arrayContaining(['200', '202', '400', '401', '403', '404', '409', '412', '413', '415', '422', '429', '503']),
    );
    expect(operation?.parameters.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['Idempotency-Key', 'If-Match', 'Prefer', 'traceparent', 'dryRun']),
    );
    expect(document.components.schemas['RegisterAuthorityBody']?.additionalProperties).toBe(false);
  });

  it('the description leads to every schema that it names, those of the parts of a body too', async () => {
    const text = await (await fetch(new URL('/openapi.json', api.url))).text();
    const { schemas } = (JSON.parse(text) as { components: { schemas: Details } }).components;
    const named = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"]*)"/g)].map(([, name]) => String(name));
    expect(named.length).toBeGreaterThan(100);
    expect(named.filter((name) => !(name in schemas))).toEqual([]);
    expect(text).toMatch(/"name":"from","required":true/);
    expect(schemas['EvidenceLinkBody']).toMatchObject({ additionalProperties: false });
  });

  it('the page of the description needs no script of its own', async () => {
    const page = await fetch(new URL('/docs', api.url));
    expect(page.headers.get('content-security-policy')).toMatch(/script-src 'self'/);
    const text = await page.text();
    expect(text).not.toMatch(/<script>/);
    for (const [, asset] of text.matchAll(/(?:src|href)="(\/docs\/[^"]+)"/g))
      expect([asset, (await fetch(new URL(String(asset), api.url))).status]).toEqual([asset, 200]);
    expect((await fetch(new URL('/docs/package.json', api.url))).status).toBe(404);
  });

  it('probes and metrics', async () => {
    expect(await (await fetch(new URL('/livez', api.url))).json()).toEqual({ status: 'ok' });
    const ready = await fetch(new URL('/readyz', api.url));
    expect(ready.headers.get('cache-control')).toBe('no-store');
    expect(await ready.json()).toMatchObject({ checks: { postgres: { status: 'ok' }, queue: { status: 'ok' } } });
    const metrics = await (await fetch(new URL('/metrics', api.url))).text();
    expect(metrics).toMatch(
      /http_request_duration_seconds_count\{method="POST",route="\/v1\/commands\/register-authority",status="202"\} \d/,
    );
    expect(metrics).toMatch(/promulgate_commands_total\{outcome="accepted"\} [1-9]/);
    expect(metrics).toMatch(/promulgate_ledger_due [1-9]/);
  });
});

describe('too much of it', () => {
  let small: RunningApi;

  beforeAll(async () => {
    small = await startApi({ limits: { byAddress: 2, commandsByAddress: 1, bySubject: 3 } });
  }, 120_000);

  afterAll(() => small?.close(), 30_000);

  it('is 429 by address without a token, by subject with one, and never for a probe', async () => {
    const get = (path: string, headers: Record<string, string> = {}) => fetch(new URL(path, small.url), { headers });
    for (const left of [1, 0])
      expect((await get('/problems')).headers.get('ratelimit')).toMatch(new RegExp(`^"address";r=${left};t=\\d+$`));
    const refused = await get('/problems');
    expect([refused.status, refused.headers.get('content-type')]).toEqual([429, 'application/problem+json']);
    expect(refused.headers.get('ratelimit-policy')).toBe('"address";q=2;w=60');
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    const headers = { authorization: `Bearer ${await small.issuer.tokenFor('oversight')}` };
    for (const status of [200, 200, 200, 429]) expect((await get('/problems', headers)).status).toBe(status);
    expect((await get('/livez')).status).toBe(200);
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
    const details = await problemOf(await command('record-legal-status', body), 409, 'effective-before-ordered');
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
      const details = await problemOf(await command('record-legal-status', body, headers), 412, 'stale-version');
      expect(details['rule']).toMatchObject({ number: 16 });
    }
  });

  it('a time in the future: 409, refusal 16', async () => {
    const body = { ...status, authorityId, occurredAt: new Date(Date.now() + 60_000).toISOString() };
    expect((await problemOf(await command('record-legal-status', body), 409, 'time-in-the-future'))['rule']).toMatchObject({
      number: 16,
    });
  });

  it('a record that does not exist: 404, and the subject is none afterwards', async () => {
    await problemOf(await command('record-legal-status', { ...status, authorityId: NOBODY }), 404, 'no-such-record');
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

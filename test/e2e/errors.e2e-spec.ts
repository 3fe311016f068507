/** What a client gets that does something wrong: always problem details, never anything of our insides. */
import { connect } from 'node:net';
import { type RunningApi, startApi } from './api.js';
import { AUTHORITY, clientOfTheSuite, NOBODY } from './client.js';

const client = clientOfTheSuite();

describe('who sends it', () => {
  it('is not known without a token: 401', async () => {
    const response = await client.send('/v1/commands/register-authority', { body: AUTHORITY });
    expect(response.headers.get('www-authenticate')).toBe('Bearer');
    await client.problemOf(response, 401, 'not-authenticated');
  });

  it.each([
    ['another scheme', 'Basic YTpi', 'invalid_request'],
    ['no token behind the word', 'Bearer', 'invalid_request'],
    ['a token of nobody', 'Bearer eyJhbGciOiJub25lIn0.e30.', 'invalid_token'],
  ])('is not known by %s: 401, and it says so', async (_what, authorization, error) => {
    const response = await client.send('/v1/commands/register-authority', { body: AUTHORITY, headers: { authorization } });
    expect(response.headers.get('www-authenticate')).toContain(`Bearer error="${error}"`);
    await client.problemOf(response, 401, 'not-authenticated');
  });

  it('a bad token is a bad token even where none is needed', async () => {
    const response = await client.send('/problems', { method: 'GET', headers: { authorization: 'Bearer garbage' } });
    await client.problemOf(response, 401, 'not-authenticated');
  });

  it('may not send it in their role: 403, recorded under its own command id', async () => {
    const body = { authorityId: NOBODY, scope: 'officers', status: 'ENJOINED' };
    const response = await client.send('/v1/commands/record-legal-status', { as: 'policy-author', body });
    const details = await client.problemOf(response, 403, 'role-not-allowed');
    expect(details).toMatchObject({ commandId: expect.any(String), rule: { sentence: expect.any(String) } });
    expect(await client.refusalsOf(details['commandId'])).toEqual([
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
    const response = await client.register({ as: 'oversight', body: '{"broken', headers });
    const { commandId } = await client.problemOf(response, 403, 'role-not-allowed');
    expect(await client.refusalsOf(commandId)).toMatchObject([{ subject: `commands/${String(commandId)}`, key: null }]);
  });

  it('a rehearsal in a wrong role is refused and not recorded', async () => {
    const before = await client.count('commands');
    const response = await client.send('/v1/commands/register-authority?dryRun=true', { as: 'oversight', body: AUTHORITY });
    expect(await client.problemOf(response, 403, 'role-not-allowed')).not.toHaveProperty('commandId');
    expect(await client.count('commands')).toBe(before);
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
    const details = await client.problemOf(
      await client.register({ body, headers: { 'content-type': 'application/json' } }),
      400,
      'malformed-json',
    );
    expect(details['errors']).toEqual([{ pointer, detail: expect.stringMatching(detail) }]);
  });

  it('bytes that are not UTF-8: 400', async () => {
    await client.problemOf(await client.register({ body: new Uint8Array([0x22, 0xff, 0x22]) }), 400, 'malformed-json');
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
    const details = await client.problemOf(await client.register({ body }), 400, 'invalid-body');
    const errors = details['errors'] as { pointer: string; detail: string }[];
    expect([...errors].sort((a, b) => (a.pointer < b.pointer ? -1 : 1))).toEqual(
      expected.map(([pointer, detail]) => ({ pointer, detail: expect.stringMatching(detail as RegExp) })),
    );
  });

  it.each(['text/plain', 'application/xml', 'application/json; charset=latin1', 'application/merge-patch+json'])(
    'media type %s: 415',
    async (type) => {
      await client.problemOf(await client.register({ headers: { 'content-type': type } }), 415, 'unsupported-media-type');
    },
  );

  it('a content coding: 415', async () => {
    await client.problemOf(await client.register({ headers: { 'content-encoding': 'gzip' } }), 415, 'unsupported-media-type');
  });

  it('a body of 2 MB: 413', async () => {
    await client.problemOf(
      await client.register({ body: { ...AUTHORITY, title: 'x'.repeat(2_000_000) } }),
      413,
      'body-too-large',
    );
  });

  it('a body of 3 MB is taken in to its end, so that the answer is not lost to who is still sending', async () => {
    const token = await client.api.issuer.tokenFor('city-attorney');
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
    const details = await client.problemOf(
      await client.register({ headers: headers as unknown as Record<string, string> }),
      400,
      'invalid-header',
    );
    expect(details['detail']).toContain(name);
  });

  it('If-Match and expectedVersion that differ: 400', async () => {
    const response = await client.register({ body: { ...AUTHORITY, expectedVersion: 1 }, headers: { 'if-match': '"2"' } });
    await client.problemOf(response, 400, 'invalid-header');
  });

  it.each(['?dryRun=perhaps', '?dryrun=true'])('a parameter without meaning, %s: 400', async (query) => {
    const response = await client.send(`/v1/commands/register-authority${query}`, { as: 'city-attorney', body: AUTHORITY });
    await client.problemOf(response, 400, 'invalid-parameter');
  });

  it('none of it reaches the ledger', async () => {
    const before = await client.count('commands');
    await client.register({ body: { ...AUTHORITY, secret: 1 } });
    await client.register({ body: '{' });
    await client.register({ headers: { 'content-type': 'text/plain' } });
    expect(await client.count('commands')).toBe(before);
  });
});

describe('where it is sent', () => {
  it.each(['/v1/commands/no-such-command', '/nowhere', '/v1/commands/../nowhere', '/%2e%2e/etc'])(
    'nothing is at %s: 404',
    async (path) => {
      await client.problemOf(await client.send(path, { as: 'city-attorney', body: AUTHORITY }), 404, 'not-found');
    },
  );

  it.each([NOBODY, 'not-an-id', `${NOBODY}'--`])('no command has the id %s: 404', async (id) => {
    await client.problemOf(await client.send(`/v1/commands/${id}`, { method: 'GET', as: 'oversight' }), 404, 'not-found');
  });

  it('another method: 405, with those that there are', async () => {
    const response = await client.send('/v1/commands/register-authority', { method: 'DELETE', as: 'city-attorney' });
    expect(response.headers.get('allow')).toContain('POST');
    await client.problemOf(response, 405, 'method-not-allowed');
    const read = await client.send('/v1/commands/register-authority', { method: 'GET', as: 'city-attorney' });
    expect(read.headers.get('allow')).toBe('POST');
    await client.problemOf(read, 405, 'method-not-allowed');
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
    const response = await client.send('/problems', { method: 'GET', headers: { 'x-long': 'x'.repeat(20_000) } });
    expect([response.status, response.headers.get('content-type')]).toEqual([431, 'application/problem+json']);
  });
});

/** Sends the first piece, and what comes later once something was answered; all that comes back until the server ends. */

function raw(first: string, ...later: string[]): Promise<string> {
  const { port } = new URL(client.api.url);
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

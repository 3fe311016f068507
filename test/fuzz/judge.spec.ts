/** Each rule of the judge, with an answer that breaks it: a judge that finds nothing wrong must not be one that cannot. */
import { faultsOf, recordOf, secretsOf } from './judge.js';
import { shrunk } from './shrink.js';
import { type Answer, bytesOf, parseAnswer } from './wire.js';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const ID = '019a0000-0000-7000-8000-000000000000';
const PROBLEM = {
  type: '/problems/invalid-body',
  title: 'The body does not fit the command.',
  status: 400,
  detail: 'The body is not one of register-authority.',
  code: 'invalid-body',
  instance: '/v1/commands/register-authority',
  traceId: TRACE,
};

const answer = (status: number, body: unknown, headers: Record<string, string> = {}): Answer => ({
  status,
  headers: new Map(
    Object.entries({ 'content-type': status < 400 ? 'application/json' : 'application/problem+json', ...headers }),
  ),
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const rulesOf = (given: Answer, expected: Parameters<typeof faultsOf>[2], secrets: string[] = []) =>
  faultsOf(given, 'POST', expected, secrets).map(({ rule }) => rule);

const TAKEN = { id: ID, name: 'register-authority', status: 'accepted', acceptedAt: '2026-02-10T00:00:00.000Z' };

it.each([
  ['malformed', answer(400, PROBLEM)],
  ['taken', answer(202, TAKEN)],
  ['taken', answer(409, { ...PROBLEM, status: 409, commandId: ID })],
  ['read', answer(200, '[]')],
  ['not-authenticated', answer(401, { ...PROBLEM, status: 401 }, { 'www-authenticate': 'Bearer' })],
] as const)('an answer that is right as %s breaks nothing', (expected, given) => {
  expect(rulesOf(given, expected)).toEqual([]);
});

it.each([
  ['5xx', 'answered', answer(500, { ...PROBLEM, status: 500 })],
  ['overload', 'answered', answer(503, { ...PROBLEM, status: 503 }, { 'retry-after': '1' })],
  ['not taken', 'taken', answer(400, PROBLEM)],
  ['not taken', 'taken', answer(200, { dryRun: true })],
  ['not malformed', 'malformed', answer(202, TAKEN)],
  ['not malformed', 'malformed', answer(403, { ...PROBLEM, status: 403, commandId: ID })],
  ['not not-authenticated', 'not-authenticated', answer(200, '[]')],
  ['not role-refused', 'role-refused', answer(403, { ...PROBLEM, status: 403 })],
  ['not read', 'read', answer(400, PROBLEM)],
  ['not problem details', 'malformed', answer(400, PROBLEM, { 'content-type': 'text/plain' })],
  ['not problem details', 'malformed', answer(400, '')],
  ['not problem details', 'malformed', answer(400, { ...PROBLEM, traceId: 'x' })],
  ['not problem details', 'malformed', answer(400, { ...PROBLEM, title: undefined })],
  ['not problem details', 'malformed', answer(400, { ...PROBLEM, status: 422 })],
  ['not problem details', 'answered', answer(405, { ...PROBLEM, status: 405 })],
] as const)('breaks the rule "%s" where it was to be %s', (rule, expected, given) => {
  expect(rulesOf(given, expected)).toContain(rule);
});

it.each([
  'TypeError: x is not a function',
  'at Door.take (/srv/door.js:12:3)',
  'the file /home/me/promulgate/x',
  'select id from commands where id = $1',
  'invalid input syntax for type uuid',
  'FST_ERR_CTP_INVALID_MEDIA_TYPE',
  'connect ECONNREFUSED',
  'Unexpected token } in JSON',
  'Cannot POST /x',
  'class-validator',
  'postgres://user@host',
])('gives away the inside: %s', (detail) => {
  expect(rulesOf(answer(400, { ...PROBLEM, detail }), 'malformed')).toContain('leak');
});

it('gives away the software or the token, or a header of the sender’s making', () => {
  expect(rulesOf(answer(200, '[]', { server: 'x' }), 'read')).toEqual(['leak']);
  expect(rulesOf(answer(200, '[]', { 'x-injected': 'yes' }), 'read')).toEqual(['leak']);
  const secrets = secretsOf('Bearer eyJhbGciOiJFUzI1NiJ9xx.eyJzdWIiOiJmdXp6In0xyz.c2lnbmF0dXJlLXNpZ25hdHVyZQ');
  expect(secrets).toHaveLength(3);
  const detail = `No such ${secrets[1]}`;
  expect(rulesOf(answer(400, { ...PROBLEM, detail }), 'malformed', secrets)).toEqual(['leak']);
});

it('what the sender wrote comes back in the path and the pointers alone', () => {
  const own = { instance: '/home/me/x', errors: [{ pointer: '/select a from b', detail: 'is not a field of this command' }] };
  expect(rulesOf(answer(400, { ...PROBLEM, ...own }), 'malformed')).toEqual([]);
  const leaked = { ...own, errors: [{ pointer: '/x', detail: 'relation "x"' }] };
  expect(rulesOf(answer(400, { ...PROBLEM, ...leaked }), 'malformed')).toEqual(['leak']);
});

it('knows which command an answer speaks of', () => {
  expect(recordOf(answer(202, TAKEN), 'POST')).toEqual({ id: ID, is: 'taken' });
  expect(recordOf(answer(200, TAKEN), 'POST')).toEqual({ id: ID, is: 'succeeded' });
  expect(recordOf(answer(202, TAKEN, { 'idempotent-replayed': 'true' }), 'POST')).toEqual({ id: ID, is: 'replayed' });
  expect(recordOf(answer(409, { ...PROBLEM, commandId: ID }), 'POST')).toEqual({ id: ID, is: 'refused' });
  expect(recordOf(answer(400, PROBLEM), 'POST')).toBeUndefined();
  expect(recordOf(answer(200, TAKEN), 'GET')).toBeUndefined();
});

describe('the wire', () => {
  const read = (text: string, method = 'GET', closed = false) => parseAnswer(Buffer.from(text), method, closed)?.answer;

  it('writes a request byte by byte', () => {
    const bytes = bytesOf({ method: 'POST', target: '/a', headers: [['X', '\xe9']], body: Buffer.from('ü') });
    expect(bytes.toString('latin1')).toBe('POST /a HTTP/1.1\r\nHost: api.test\r\nX: \xe9\r\nContent-Length: 2\r\n\r\n\xc3\xbc');
  });

  it('reads an answer by its length, in chunks, to the end of the connection, and behind a 100', () => {
    expect(read('HTTP/1.1 200 OK\r\nContent-Length: 2\r\nA: 1\r\na: 2\r\n\r\nok')).toMatchObject({ status: 200, body: 'ok' });
    expect(read('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n')?.body).toBe('ok');
    expect(read('HTTP/1.1 200 OK\r\n\r\nok', 'GET', true)?.body).toBe('ok');
    expect(read('HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 202 Accepted\r\nContent-Length: 0\r\n\r\n')?.status).toBe(202);
    expect(read('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n', 'HEAD')?.body).toBe('');
  });

  it('waits for what is not there yet, and refuses what is no answer', () => {
    expect(read('HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nok')).toBeUndefined();
    expect(() => read('SSH-2.0\r\n\r\n')).toThrow(/No answer/);
  });
});

it('a request is made as small as the fault allows', async () => {
  const headers = [
    ['A', '1'],
    ['B', '2'],
  ] as const;
  const body = Buffer.from(JSON.stringify({ a: 'x'.repeat(64), b: 1, c: 'the cause' }));
  const small = await shrunk({ method: 'POST', target: '/x?y=1', headers, body }, (tried) => {
    const value = JSON.parse(tried.body?.toString() ?? '{}') as { c?: string };
    return Promise.resolve(value.c?.startsWith('the') === true && tried.headers.some(([name]) => name === 'B'));
  });
  expect([small.target, small.headers, small.body?.toString()]).toEqual(['/x', [['B', '2']], '{"c":"the "}']);
});

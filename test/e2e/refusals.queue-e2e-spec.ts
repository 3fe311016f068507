/** The refusals that only a decision can tell, to a client that waits for them: over HTTP, through the queue, and back. */
import { type RunningApi, startApi } from './api.js';

const NOBODY = '019a0000-0000-7000-8000-000000000000';
const DIRECTIVE = {
  number: 17,
  label: 'Executive Directive 17, synthetic',
  issuedBy: 'Mayor',
  signedOn: '2026-02-10',
  synthetic: true,
};
const PROVISION = { key: '2', verb: 'REQUEST', addressee: 'Police Commission', text: 'Synthetic.' };
const EVIDENCE = { links: [{ title: 'A plan', uri: 'urn:synthetic:plan' }] };

type Details = Record<string, unknown>;

let api: RunningApi;

beforeAll(async () => {
  api = await startApi();
  await api.testbed.startWorker();
}, 120_000);
afterAll(() => api.close(), 60_000);

async function send(as: string, name: string, body: object, headers: Record<string, string> = {}): Promise<Response> {
  const authorization = `Bearer ${await api.issuer.tokenFor(as)}`;
  return fetch(new URL(`/v1/commands/${name}`, api.url), {
    method: 'POST',
    headers: { authorization, 'content-type': 'application/json', prefer: 'wait=20', ...headers },
    body: JSON.stringify(body),
  });
}

/** Sends what must succeed; answers the id of its record. */
async function done(as: string, name: string, body: object): Promise<string> {
  const response = await send(as, name, body);
  const report = (await response.json()) as { status: string; subject: { id: string } };
  expect([name, response.status, report.status]).toEqual([name, 200, 'succeeded']);
  return report.subject.id;
}

/** Checks a refusal's form, and that it is an entry of the log that moved nothing else. */
async function refused(response: Response, status: number, code: string, number?: number): Promise<Details> {
  const details = (await response.json()) as Details;
  expect([response.status, details['code'], response.headers.get('content-type')]).toEqual([
    status,
    code,
    'application/problem+json',
  ]);
  const id = String(details['commandId']);
  expect(details['rule']).toMatchObject(number === undefined ? { sentence: expect.any(String) } : { number });
  expect(response.headers.get('location')).toBe(`/v1/commands/${id}`);
  expect(await api.query('select stream, version, type from events where command_id = $1', [id])).toEqual([
    { stream: `commands/${id}`, version: 1, type: 'command.refused' },
  ]);
  return details;
}

async function versionOf(stream: string): Promise<unknown> {
  return (await api.query('select version from streams where id = $1', [stream]))[0]?.['version'];
}

it('a step that the state does not allow: 409, and the record stays at its version', async () => {
  const directiveId = await done('mayor-liaison', 'register-directive', DIRECTIVE);
  await done('mayor-liaison', 'activate-directive', { directiveId });
  const details = await refused(await send('mayor-liaison', 'activate-directive', { directiveId }), 409, 'not-in-this-state');
  expect(details['detail']).toContain('ACTIVE');
  expect(await versionOf(`directives/${directiveId}`)).toBe(2);
});

it('a version that has passed: 412 by If-Match, and the present one goes through', async () => {
  const directiveId = await done('mayor-liaison', 'register-directive', DIRECTIVE);
  const activate = (version: number) =>
    send('mayor-liaison', 'activate-directive', { directiveId }, { 'if-match': `"${version}"` });
  for (const version of [0, 2]) await refused(await activate(version), 412, 'stale-version', 16);
  expect((await activate(1)).status).toBe(200);
});

it('a time in the future: 409', async () => {
  const body = { ...DIRECTIVE, occurredAt: new Date(Date.now() + 60_000).toISOString() };
  await refused(await send('mayor-liaison', 'register-directive', body), 409, 'time-in-the-future', 16);
});

it('a record that does not exist: 404, and it does not exist afterwards', async () => {
  const response = await send('mayor-liaison', 'activate-directive', { directiveId: NOBODY });
  await refused(response, 404, 'no-such-record');
  expect(await versionOf(`directives/${NOBODY}`)).toBeUndefined();
});

it('own work: 403 to whoever did it, also where another one is named; another person may', async () => {
  const directiveId = await done('mayor-liaison', 'register-directive', DIRECTIVE);
  const provisionId = await done('mayor-liaison', 'add-provision', { ...PROVISION, directiveId });
  const department = 'General Services';
  await done('commission-staff', 'assign-provision', { provisionId, department });
  await done('commission-staff', 'start-provision', { provisionId });
  await done('commission-staff', 'submit-evidence', { provisionId, ...EVIDENCE });
  for (const body of [{ provisionId }, { provisionId, performedBy: 'commission-staff-2' }])
    await refused(await send('commission-staff', 'verify-provision', body), 403, 'own-work', 8);
  await done('commission-staff-2', 'verify-provision', { provisionId });
});

/** What is found, and what went otherwise than the rules foresee: over HTTP, for those inside and for the public. */
import { type RunningApi, startApi } from './api.js';

interface Found {
  readonly type: string;
  readonly id: string;
  readonly part: string | null;
  readonly snippet: string;
}
interface Exception {
  readonly position: number;
  readonly kind: string;
  readonly subject: string;
  readonly rule: string | null;
  readonly ruleNumber: number | null;
  readonly sentence: string;
}

let api: RunningApi;
let protocolId: string;
let draftId: string;

beforeAll(async () => {
  api = await startApi();
  await api.testbed.startWorker();
  const heading = { kind: 'MANUAL_SECTION', identifier: '1/556.10', title: 'Policy on the use of force' };
  const inForce = { text: 'An officer carries a lantern.', since: '2020-02-05', source: 'Special Order No. 4 of 2020' };
  protocolId = await enter('policy-author', 'register-protocol', { ...heading, inForce });
  draftId = await enter('policy-author', 'open-draft', { protocolId, origin: 'DEPARTMENT', title: 'Lanterns' });
  await saved('An officer carries a lighthouse.', 'Lanterns become lighthouses.');
}, 90_000);
afterAll(() => api.close(), 30_000);

async function send(person: string, name: string, body: object): Promise<Response> {
  return fetch(new URL(`/v1/commands/${name}`, api.url), {
    method: 'POST',
    headers: {
      authorization: `Bearer ${await api.issuer.tokenFor(person)}`,
      'content-type': 'application/json',
      prefer: 'wait=20',
    },
    body: JSON.stringify(body),
  });
}

let last = '';

async function enter(person: string, name: string, body: object): Promise<string> {
  const response = await send(person, name, body);
  const answer = (await response.json()) as { id: string; subject: { id: string } };
  expect([name, response.status]).toEqual([name, 200]);
  last = answer.id;
  return answer.subject.id;
}

const saved = (text: string, changeSummary: string): Promise<string> =>
  enter('policy-author', 'save-draft-version', { draftId, text, baseVersion: 1, changeSummary });

/** Without a person the public asks. Not before the views hold what was entered last. */
async function ask<Item>(path: string, person?: string): Promise<readonly Item[]> {
  const authorization = person === undefined ? {} : { authorization: `Bearer ${await api.issuer.tokenFor(person)}` };
  const response = await fetch(new URL(path, api.url), { headers: { ...authorization, 'consistent-with': last } });
  expect([path, response.status]).toEqual([path, 200]);
  return ((await response.json()) as { items: readonly Item[] }).items;
}

const namesOf = (items: readonly Found[]): string[] => items.map(({ type, part }) => [type, part].filter(Boolean).join('#'));

describe('A search', () => {
  it('finds records and every version of their texts, by the forms of a word', async () => {
    expect(namesOf(await ask<Found>('/v1/search?q=officers', 'oversight')).sort()).toEqual(['drafts#v1', 'protocols#v1']);
    await saved('An officer carries a beacon.', 'Lighthouses become beacons.');
    expect(namesOf(await ask<Found>('/v1/search?q=lighthouse', 'oversight')).sort()).toEqual(['drafts#v1', 'drafts#v2']);
  });

  it('shows where the words stand, and puts what is called so first', async () => {
    const [first] = await ask<Found>('/v1/search?q=lanterns', 'oversight');
    expect(first).toMatchObject({ type: 'drafts', id: draftId, snippet: expect.stringContaining('«Lanterns»') as string });
  });

  it('takes phrases, alternatives and exclusions', async () => {
    expect(namesOf(await ask<Found>('/v1/search?q="carries a lantern"', 'oversight'))).toEqual(['protocols#v1']);
    expect(namesOf(await ask<Found>('/v1/search?q=lantern -lighthouse&type=protocols', 'oversight'))).toEqual(['protocols#v1']);
    expect(await ask<Found>('/v1/search?q=%22%27%20--%20%26%20%7C%20!%20(', 'oversight')).toEqual([]);
  });

  it('does not let the public find what it may not read', async () => {
    expect(await ask<Found>('/v1/search?q=lighthouse')).toEqual([]);
    expect(namesOf(await ask<Found>('/v1/search?q=lantern'))).toEqual(['protocols#v1']);
  });

  it('lets the public find a version from the opening of its comment period on', async () => {
    await enter('policy-author', 'submit-draft', { draftId });
    const soon = new Date(Date.now() + 1_000).toISOString();
    const closesAt = new Date(Date.now() + 86_400_000).toISOString();
    await enter('commission-staff', 'schedule-public-comment', { draftId, opensAt: soon, closesAt });
    for (const until = Date.now() + 20_000; Date.now() < until;) if ((await ask<Found>('/v1/search?q=beacon')).length > 0) break;
    expect(namesOf(await ask<Found>('/v1/search?q=beacon')).sort()).toEqual(['drafts#v2']);
    expect(namesOf(await ask<Found>('/v1/search?q=lighthouse'))).toEqual(['drafts#v2']);
  });

  it('needs words', async () => {
    const response = await fetch(new URL('/v1/search', api.url));
    expect(response.status).toBe(400);
  });
});

describe('The exceptions', () => {
  it('hold every refusal with its rule, for those who may read it; the public learns that there was one', async () => {
    const refused = await send('policy-author', 'submit-draft', { draftId });
    expect(refused.status).toBe(409);
    last = ((await refused.json()) as { commandId: string }).commandId;
    const inside = await ask<Exception>(`/v1/exceptions?subject=drafts/${draftId}`, 'oversight');
    expect(inside.at(-1)).toMatchObject({ kind: 'REFUSED', rule: 'not-in-this-state' });
    expect(inside.at(-1)?.sentence).toContain('submit-draft was refused');
    const outside = await ask<Exception>(`/v1/exceptions?subject=drafts/${draftId}`);
    expect(outside.at(-1)).toMatchObject({ kind: 'REFUSED', rule: null, ruleNumber: null, sentence: 'A command was refused.' });
  });

  it('are narrowed by kind and by when they occurred', async () => {
    expect(await ask<Exception>('/v1/exceptions?kind=CORRECTED', 'oversight')).toEqual([]);
    const now = new Date().toISOString();
    expect(await ask<Exception>(`/v1/exceptions?from=${now}`, 'oversight')).toEqual([]);
    expect((await ask<Exception>(`/v1/exceptions?to=${now}`, 'oversight')).length).toBeGreaterThan(0);
  });
});

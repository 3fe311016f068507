/** Comments on a draft: from the public without a token, from those inside, their responses, and what each reader is shown of them. */
import { randomUUID } from 'node:crypto';
import { eventually } from '../support/workshop.js';
import { type RunningApi, startApi } from './api.js';

type Json = Readonly<Record<string, unknown>>;

const FIRST = '# Evidence\nOfficers shall preserve video.\n# Aid\nOfficers shall ask for aid.\n';
const SECOND = '# Evidence\nOfficers shall at once preserve video.\n# Aid\nOfficers call an ambulance.\n';

let api: RunningApi;
let draftId: string;

interface Sent {
  readonly as?: string;
  readonly headers?: Record<string, string>;
}

async function post(name: string, body: Json, { as, headers = {} }: Sent = {}): Promise<Response> {
  const token = as === undefined ? {} : { authorization: `Bearer ${await api.issuer.tokenFor(as)}` };
  return fetch(new URL(`/v1/commands/${name}`, api.url), {
    method: 'POST',
    headers: { 'content-type': 'application/json', prefer: 'wait=20', ...token, ...headers },
    body: JSON.stringify(body),
  });
}

async function get(path: string, as?: string): Promise<[number, Json]> {
  const headers = as === undefined ? {} : { authorization: `Bearer ${await api.issuer.tokenFor(as)}` };
  const response = await fetch(new URL(path, api.url), { headers });
  return [response.status, (await response.json()) as Json];
}

async function done(name: string, body: Json, sent?: Sent): Promise<string> {
  const response = await post(name, body, sent);
  const answer = (await response.json()) as { subject?: { id: string }; detail?: string };
  expect([name, response.status, answer.detail]).toEqual([name, 200, undefined]);
  return String(answer.subject?.id);
}

async function codeOf(answer: Promise<Response>): Promise<[number, unknown]> {
  const response = await answer;
  return [response.status, ((await response.json()) as Json)['code']];
}

const say = (over: Json = {}): Json => ({ draftId, version: 1, comment: 'Say when.', ...over });
const saving = (text: string): Json => ({ draftId, text, baseVersion: 0, changeSummary: 'synthetic' });

/** The grid once the views have come so far. */
async function grid(query: string, received: number, as?: string): Promise<{ counts: Json; items: Json[] }> {
  return eventually(async () => {
    const [status, body] = await get(`/v1/drafts/${draftId}/comments?${query}`, as);
    const found = body as { counts: Json; items: Json[] };
    return status === 200 && found.counts['received'] === received ? found : undefined;
  });
}

beforeAll(async () => {
  api = await startApi();
  await api.testbed.startWorker();
  const author = { as: 'policy-author' };
  const protocolId = await done('register-protocol', { kind: 'FORM', identifier: '99.9 synthetic', title: 'Synthetic' }, author);
  draftId = await done('open-draft', { protocolId, origin: 'DEPARTMENT', title: 'Synthetic' }, author);
  await done('save-draft-version', saving(FIRST), author);
  await done('submit-draft', { draftId }, author);
}, 120_000);

afterAll(() => api?.close(), 30_000);

describe('Before comment opens', () => {
  it('the public is told the same of a draft that there is as of one that there is not', async () => {
    const other = { ...say(), draftId: randomUUID() };
    for (const body of [say(), other]) expect(await codeOf(post('comment-on-draft', body))).toEqual([409, 'comment-not-opened']);
    expect((await get(`/v1/drafts/${draftId}/comments`))[0]).toBe(404);
  });

  it('reviewers and the Inspector General comment', async () => {
    const anchor = { exact: 'Officers shall', sectionId: 'aid' };
    await done('comment-on-draft', say({ anchor }), { as: 'city-attorney' });
    await done('comment-on-draft', say({ anchor: { exact: 'preserve video', sectionId: 'evidence' } }), {
      as: 'inspector-general',
    });
    const { counts, items } = await grid('', 2, 'commission-staff');
    expect(counts).toMatchObject({ fromReviewers: 1, fromOig: 1, unanswered: 2 });
    expect(items.map(({ place }) => (place as Json)['sectionId'])).toEqual(['aid', 'evidence']);
  });
});

describe('While it is open', () => {
  beforeAll(async () => {
    const now = Date.now();
    const at = (ms: number) => new Date(now + ms).toISOString();
    await done('schedule-public-comment', { draftId, opensAt: at(500), closesAt: at(3_600_000) }, { as: 'commission-staff' });
    await eventually(async () => ((await get(`/v1/drafts/${draftId}`))[0] === 200 ? true : undefined), 30_000);
  }, 60_000);

  it('anybody comments without a token or a name, once under a key, and is told what became of it', async () => {
    const key = { 'idempotency-key': randomUUID() };
    const first = (await (await post('comment-on-draft', say(), { headers: key })).json()) as Json;
    const again = await post('comment-on-draft', say(), { headers: key });
    expect([again.status, again.headers.get('idempotent-replayed')]).toEqual([200, 'true']);
    expect(await again.json()).toEqual(first);
    expect(await get(`/v1/commands/${String(first['id'])}`)).toEqual([200, expect.objectContaining({ status: 'succeeded' })]);
    const [event] = await api.query(`select actor from events where command_id = $1`, [first['id']]);
    expect(event).toEqual({ actor: 'anonymous' });
    const entries = 'select count(*)::int as n from commands';
    const [before] = await api.query(entries);
    expect(await codeOf(post('comment-on-draft', say({ comment: 'Else.' }), { headers: key }))).toEqual([
      422,
      'idempotency-key-reused',
    ]);
    expect(await api.query(entries)).toEqual([before]);
  });

  it('the public says nothing of other people and other times, and has keys that nobody else has', async () => {
    for (const claim of [{ occurredAt: '2026-01-01T00:00:00Z' }, { performedBy: 'somebody' }])
      for (const as of [{}, { as: 'public' }])
        expect(await codeOf(post('comment-on-draft', say(claim), as))).toEqual([400, 'invalid-body']);
    const entries = 'select count(*)::int as n from commands';
    const [before] = await api.query(entries);
    expect(await codeOf(post('comment-on-draft', say({ actingUnder: randomUUID() })))).toEqual([400, 'invalid-body']);
    expect(await api.query(entries)).toEqual([before]);
    const headers = { 'idempotency-key': 'mine' };
    expect(await codeOf(post('comment-on-draft', say(), { headers }))).toEqual([400, 'invalid-header']);
  });

  it('sends nothing else without a token', async () => {
    expect(await codeOf(post('respond-to-comment', { commentId: randomUUID() }))).toEqual([401, 'not-authenticated']);
  });

  it('reads of its comments from the first response on, and nobody’s name', async () => {
    const commentId = await done('comment-on-draft', say({ name: 'A. Neighbor' }));
    await grid('source=PUBLIC', 2, 'oversight');
    await grid('', 0);
    await done('respond-to-comment', { commentId, inclusion: 'NOT_INCLUDED', reason: 'It says so.' }, { as: 'policy-author' });
    const { items } = await grid('answered=true', 1);
    expect(items).toEqual([expect.objectContaining({ id: commentId, comment: 'Say when.', status: 'ANSWERED' })]);
    expect(items[0]).not.toHaveProperty('name');
    expect(items[0]).not.toHaveProperty('by');
    const [, inside] = await get(`/v1/comments/${commentId}`, 'oversight');
    expect(inside).toMatchObject({ name: 'A. Neighbor', department: { inclusion: 'NOT_INCLUDED', reason: 'It says so.' } });
  });
});

describe('In a later version', () => {
  it('a comment stays with its words or is shown as detached, and a response names the version that includes it', async () => {
    const author = { as: 'policy-author' };
    await done('request-changes', { draftId, reason: 'synthetic' }, { as: 'commission-staff' });
    await done('save-draft-version', saving(SECOND), author);
    const { items } = await grid('', 4, 'oversight');
    const placeIn = async (version: number) => {
      const [, body] = await get(`/v1/drafts/${draftId}/comments?shownIn=${version}&version=1`, 'oversight');
      // Until the view has the version there is none to show them in.
      const { items: shown = [] } = body as { items?: Json[] };
      return shown.slice(0, 2).map(({ place }) => place as Json);
    };
    expect(await placeIn(1)).toMatchObject([{ status: 'ATTACHED' }, { status: 'ATTACHED' }]);
    expect(await eventually(() => placeIn(2).then((found) => (found.length > 0 ? found : undefined)))).toEqual([
      { status: 'DETACHED', reason: 'MOVED', sectionId: 'aid' },
      expect.objectContaining({ status: 'ATTACHED', sectionId: 'evidence' }),
    ]);
    const response = { commentId: items[1]?.['id'], inclusion: 'INCLUDED', reason: 'At once.' };
    expect(await codeOf(post('respond-to-comment', { ...response, inVersion: 1 }, author))).toEqual([409, 'response-incomplete']);
    await done('respond-to-comment', { ...response, inVersion: 2 }, author);
    await done('respond-to-comment', { ...response, commentId: items[0]?.['id'], inVersion: 2 }, { as: 'inspector-general' });
    const { counts } = await eventually(async () => {
      const found = await grid('', 4, 'oversight');
      return found.counts['answeredByOig'] === 1 && found.counts['answered'] === 2 ? found : undefined;
    });
    expect(counts).toMatchObject({ received: 4, unanswered: 2, included: 1, notIncluded: 1, late: 0, fromPublic: 2 });
  });
});

describe('As a table', () => {
  const asked = async (query: string, as?: string): Promise<Response> => {
    const token = as === undefined ? {} : { authorization: `Bearer ${await api.issuer.tokenFor(as)}` };
    return fetch(new URL(`/v1/drafts/${draftId}/comments?${query}`, api.url), { headers: { accept: 'text/csv', ...token } });
  };
  // No cell of these holds a comma.
  const table = async (query: string, as?: string): Promise<Record<string, string>[]> => {
    const [head = '', ...lines] = (await (await asked(query, as)).text()).trim().split('\r\n');
    return lines.map((line) => Object.fromEntries(line.split(',').map((cell, at) => [head.split(',')[at] ?? '', cell])));
  };

  it('the grid has a line for each comment, with the passage, where it stands now, and what was answered', async () => {
    const response = await asked('shownIn=2', 'oversight');
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(response.headers.get('content-disposition')).toBe('attachment; filename="comments.csv"');
    const lines = await table('shownIn=2', 'oversight');
    expect(lines).toMatchObject([
      ...[
        {
          source: 'REVIEWER',
          section: 'Aid',
          passage: 'Officers shall',
          place: 'MOVED',
          oigInclusion: 'INCLUDED',
          inclusion: '',
        },
      ],
      ...[
        {
          source: 'OIG',
          section: 'Evidence',
          passage: 'preserve video',
          place: 'ATTACHED',
          inclusion: 'INCLUDED',
          inVersion: '2',
        },
      ],
      ...[{ source: 'PUBLIC', section: '', passage: '', place: '', comment: 'Say when.', status: 'RECEIVED' }],
      ...[{ source: 'PUBLIC', name: 'A. Neighbor', inclusion: 'NOT_INCLUDED', reason: 'It says so.', status: 'ANSWERED' }],
    ]);
    expect(lines[1]).toMatchObject({ reason: 'At once.', answeredAt: expect.stringMatching(/Z$/), late: 'false' });
  });

  it('it is narrowed and paged as the grid is, and names nobody to the public', async () => {
    expect((await table('answered=false', 'oversight')).map(({ source }) => source)).toEqual(['REVIEWER', 'PUBLIC']);
    expect((await asked('limit=3', 'oversight')).headers.get('link')).toContain('rel="next"');
    expect((await asked('', 'oversight')).headers.get('link')).toBeNull();
    const lines = await table('');
    expect(lines).toHaveLength(1);
    expect(Object.keys(lines[0] ?? {}).filter((name) => ['name', 'by'].includes(name))).toEqual([]);
    expect((await asked('shownIn=9', 'oversight')).status).toBe(404);
  });
});

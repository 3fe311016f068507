/** What readers are told and what the public is not: every query and the feed of events, over HTTP, on the case of Executive Directive 17. */
import { REFERENCED, TRACEABLE } from '#oversight';
import { CloudEvent } from 'cloudevents';
import pg from 'pg';
import { RESOURCES } from '../../apps/api/src/queries/resources.js';
import { enterStory } from '../../apps/demo/src/story/index.js';
import { type RunningApi, startApi } from './api.js';

type Json = Readonly<Record<string, unknown>>;
interface Listed {
  readonly items: readonly (Json & { readonly id: string })[];
}
interface Chain {
  readonly root: Json;
  readonly chain: readonly { key: string; step: string; status: string; label: string; details: Json }[];
  readonly edges: readonly { from: string; to: string }[];
}

const NOBODY = '00000000-0000-7000-8000-000000000000';

let api: RunningApi;

beforeAll(async () => {
  api = await startApi();
  await api.testbed.startWorker();
  await enterStory({ baseUrl: api.url, tokenFor: (person) => api.issuer.tokenFor(person), print: () => undefined });
}, 180_000);

afterAll(() => api.close(), 60_000);

/** Without `as` the public asks. */
async function ask(path: string, as?: string, headers: Record<string, string> = {}): Promise<Response> {
  const authorization = as === undefined ? {} : { authorization: `Bearer ${await api.issuer.tokenFor(as)}` };
  return fetch(new URL(path, api.url), { headers: { ...authorization, ...headers } });
}

async function get<Body = Json>(path: string, as?: string): Promise<Body> {
  const response = await ask(path, as);
  expect([path, response.status]).toEqual([path, 200]);
  return (await response.json()) as Body;
}

async function problemOf(response: Response): Promise<[number, unknown, unknown]> {
  const { code, detail } = (await response.json()) as Json;
  return [response.status, code, detail];
}

async function onlyOne(path: string, as = 'oversight'): Promise<Json & { readonly id: string }> {
  const [first] = (await get<Listed>(path, as)).items;
  if (!first) throw new Error(`${path} has no item.`);
  return first;
}

const nextOf = (response: Response): string | undefined => /^<(.+)>; rel="next"$/.exec(response.headers.get('link') ?? '')?.[1];

async function enter(name: string, body: Record<string, unknown>, as?: string): Promise<{ id: string; subjectId: string }> {
  const sent = await api.testbed.send(name, body, as === undefined ? {} : { actor: as, performedBy: as });
  const [report] = await api.testbed.settled([sent.id]);
  expect([name, report?.status, report?.rejection?.detail]).toEqual([name, 'succeeded', undefined]);
  return sent;
}

describe('Lists and single records', () => {
  it.each(RESOURCES.map(({ path }) => path))('/v1/%s lists each, and tells each by itself', async (path) => {
    const { items } = await get<Listed>(`/v1/${path}`, 'oversight');
    expect(items.map(({ id }) => id)).toEqual(items.map(({ id }) => id).sort());
    // The case has none of these.
    const none = ['corrections', 'assertions', 'delegations', 'comments', 'irregular-acts'];
    if ([...none, 'recommendations', 'directions', 'undertakings', 'external-steps'].includes(path)) return;
    expect(items.length).toBeGreaterThan(0);
    for (const item of items) expect(await get(`/v1/${path}/${item.id}`, 'oversight')).toMatchObject(item);
    expect(items[0]).toHaveProperty('version', expect.any(Number));
  });

  it('are paged through by their cursor, each item once', async () => {
    const all = (await get<Listed>('/v1/provisions', 'oversight')).items.map(({ id }) => id);
    const seen: string[] = [];
    for (let path: string | undefined = '/v1/provisions?limit=3'; path;) {
      const response = await ask(path, 'oversight');
      const { items } = (await response.json()) as Listed;
      seen.push(...items.map(({ id }) => id));
      path = nextOf(response);
      if (path) expect(items).toHaveLength(3);
    }
    expect(seen).toEqual(all);
    expect(all).toHaveLength(7);
  });

  it('are narrowed by equality', async () => {
    const held = await get<Listed>('/v1/provisions?disposition=LEGAL_HOLD', 'oversight');
    expect(held.items.map(({ key }) => key)).toEqual(['3b']);
    const { id } = await onlyOne('/v1/directives');
    expect((await get<Listed>(`/v1/provisions?directiveId=${id}&verb=REQUEST`, 'oversight')).items).toHaveLength(1);
    expect((await get<Listed>('/v1/orders?year=1999', 'oversight')).items).toEqual([]);
  });

  it('do not take what they do not know', async () => {
    for (const [query, name] of [
      ['colour=red', 'colour'],
      ['limit=201', 'limit'],
      ['limit=2&limit=3', 'limit'],
      ['directiveId=one', 'directiveId'],
      ['after=abc', 'after'],
    ]) {
      const found = await problemOf(await ask(`/v1/provisions?${query ?? ''}`, 'oversight'));
      expect(found).toEqual([400, 'invalid-parameter', expect.stringMatching(new RegExp(`^${name ?? ''} `))]);
    }
    const { id } = await onlyOne('/v1/directives');
    expect((await ask(`/v1/directives/${id}?fields=all`)).status).toBe(400);
  });

  it('know no record of another id, nor of what is none', async () => {
    for (const { path } of RESOURCES)
      for (const id of [NOBODY, 'one', "'"])
        expect(await problemOf(await ask(`/v1/${path}/${id}`, 'oversight'))).toEqual([404, 'not-found', expect.any(String)]);
  });

  it('are all described', async () => {
    const { paths } = await get<{ paths: Record<string, Record<string, Json>> }>('/openapi.json');
    const parts = [
      '/v1/drafts/{id}/versions',
      '/v1/drafts/{id}/versions/{number}',
      '/v1/drafts/{id}/diff',
      '/v1/drafts/{id}/comments',
      '/v1/drafts/{id}/readiness',
      '/v1/protocols/{id}/text',
      '/v1/protocols/{id}/redline',
      '/v1/orders/{id}/legal-status',
      '/v1/meetings/{id}/votes',
      '/v1/meetings/{id}/minutes',
      '/v1/meetings/{id}/packet',
      ...REFERENCED.map((type) => `/v1/${type}/{id}/references`),
    ];
    const others = [
      '/v1/tasks',
      '/v1/clocks',
      '/v1/coverage',
      '/v1/trace/{type}/{id}',
      '/v1/trace/{type}/{id}/timeline',
      '/v1/events',
      '/v1/events/{position}',
      '/v1/events/stream',
    ];
    const ids = new Set<unknown>();
    for (const path of [...RESOURCES.flatMap((each) => [`/v1/${each.path}`, `/v1/${each.path}/{id}`]), ...parts, ...others]) {
      expect(paths).toHaveProperty([path, 'get', 'responses', '200']);
      ids.add(paths[path]?.['get']?.['operationId']);
    }
    expect(ids.size).toBe(RESOURCES.length * 2 + parts.length + others.length);
  });
});

describe('An answer that is kept', () => {
  it('is not sent again while its views stand where they stood, and is after they moved', async () => {
    const first = await ask('/v1/directives');
    const etag = first.headers.get('etag') ?? '';
    const again = await ask('/v1/directives', undefined, { 'if-none-match': `"other", ${etag}` });
    expect([again.status, await again.text(), again.headers.get('etag')]).toEqual([304, '', etag]);
    const { id } = await enter('register-authority', { citation: 'Another', title: 'Act' });
    const moved = await ask('/v1/directives', undefined, { 'if-none-match': etag, 'consistent-with': id });
    expect(moved.status).toBe(200);
  });

  it('is another one for another reader, and no version that a command could be bound to', async () => {
    const [everybody, inside] = [await ask('/v1/drafts'), await ask('/v1/drafts', 'oversight')];
    expect(everybody.headers.get('etag')).not.toBe(inside.headers.get('etag'));
    expect(everybody.headers.get('etag')).not.toMatch(/^(W\/)?"\d+"$/);
    expect(everybody.headers.get('vary')).toContain('Authorization');
  });

  it('tells by its tag too that a deadline has passed meanwhile', async () => {
    const { id } = await onlyOne('/v1/directives');
    const etag = (await ask(`/v1/coverage?directive=${id}`)).headers.get('etag') ?? '';
    expect((await ask(`/v1/coverage?directive=${id}`, undefined, { 'if-none-match': etag })).status).toBe(304);
    const before = await ask(`/v1/coverage?directive=${id}&asOf=2026-02-20T00:00:00Z`, undefined, { 'if-none-match': etag });
    expect(before.status).toBe(200);
  });
});

describe('A read that is to follow a command', () => {
  const DIRECTIVE = { number: 99, label: 'Executive Directive 99', issuedBy: 'Mayor', signedOn: '2026-01-05', synthetic: true };

  it('is no older than it', async () => {
    for (let number = 100; number < 105; number++) {
      const { id, subjectId } = await api.testbed.send('register-directive', { ...DIRECTIVE, number });
      const response = await ask(`/v1/directives/${subjectId}`, undefined, { 'consistent-with': id });
      expect([response.status, ((await response.json()) as Json)['number']]).toEqual([200, number]);
    }
  });

  it('is refused where it names none', async () => {
    for (const id of ['one', NOBODY])
      expect(await problemOf(await ask('/v1/directives', undefined, { 'consistent-with': id }))).toEqual([
        400,
        'invalid-header',
        expect.stringContaining('Consistent-With'),
      ]);
  });

  it('is put off where the views do not come that far in time', async () => {
    const owner = new pg.Client({ connectionString: api.testbed.ownerUrl });
    await owner.connect();
    try {
      await owner.query(`begin; select from promulgate.checkpoints where consumer = 'view:directives' for update`);
      const { id } = await api.testbed.send('register-directive', DIRECTIVE);
      const response = await ask('/v1/directives', undefined, { 'consistent-with': id });
      expect([response.status, response.headers.get('retry-after')]).toEqual([503, '1']);
    } finally {
      await owner.end();
    }
  }, 20_000);
});

describe('Two authors', () => {
  it('who save at once do not overwrite each other: the second is told what came before, and saves again', async () => {
    const { id: protocolId } = await onlyOne('/v1/protocols');
    const { subjectId: draftId } = await enter('open-draft', { protocolId, origin: 'DEPARTMENT', title: 'Of two authors' });
    const save = async (as: string, version: number): Promise<Response> =>
      fetch(new URL('/v1/commands/save-draft-version', api.url), {
        method: 'POST',
        headers: {
          authorization: `Bearer ${await api.issuer.tokenFor(as)}`,
          ...{ 'content-type': 'application/json', prefer: 'wait=20', 'if-match': `"${version}"` },
        },
        body: JSON.stringify({ draftId, text: `By ${as}.`, baseVersion: 2, changeSummary: as }),
      });
    const authors = ['policy-author', 'policy-author-2'];
    const both = await Promise.all(authors.map((as) => save(as, 1)));
    expect(both.map(({ status }) => status).sort()).toEqual([200, 412]);
    const [refused] = both.filter(({ status }) => status === 412);
    const [, code, detail] = await problemOf(refused);
    expect([code, detail]).toEqual([
      'stale-version',
      `drafts/${draftId} is at version 2, not at 1; since then: draft.version-saved; ` +
        `text 1: the first one (/v1/drafts/${draftId}/versions/1).`,
    ]);
    const second = authors[both.findIndex(({ status }) => status === 412)] ?? '';
    const again = await save(second, 2);
    expect(again.status).toBe(200);
    const { id } = (await again.json()) as { id: string };
    const versions = (await (
      await ask(`/v1/drafts/${draftId}/versions`, 'oversight', { 'consistent-with': id })
    ).json()) as Listed;
    expect(versions.items.map(({ changeSummary }) => changeSummary)).toEqual([
      authors.find((author) => author !== second),
      second,
    ]);
  });
});

describe('The readiness of a draft', () => {
  it('is what the deciders would say, with who can lift it, and for those who work on it', async () => {
    const { id: protocolId } = await onlyOne('/v1/protocols');
    const { subjectId: draftId } = await enter('open-draft', { protocolId, origin: 'DEPARTMENT', title: 'On its way' });
    const path = `/v1/drafts/${draftId}/readiness`;
    expect(await get(path, 'policy-author')).toMatchObject({
      ...{ draftId, status: 'AUTHORING', ready: false, obstacles: [] },
      next: [{ command: 'save-draft-version', roles: ['policy-author'] }],
    });
    await enter('save-draft-version', { draftId, text: 'Words.', baseVersion: 2, changeSummary: 'All' });
    const found = await get<Json>(path, 'chief');
    expect(found).toMatchObject({
      ...{ status: 'AUTHORING', ready: false, text: { version: 1 }, next: [{ command: 'submit-draft' }] },
      obstacles: [{ code: 'legal-clearance', detail: 'The legal review of version 1 is OPEN.' }],
      later: { labor: 'SETTLED', oig: 'OPEN' },
    });
    const [{ liftedBy }] = found['obstacles'] as [{ liftedBy: Json[] }];
    expect(liftedBy).toContainEqual({ command: 'record-legal-review', roles: ['city-attorney'] });
    const decided = await onlyOne('/v1/drafts', 'public');
    expect(await get(`/v1/drafts/${decided.id}/readiness`, 'oversight')).toMatchObject({ status: 'ADOPTED', next: [] });
    expect((await ask(path)).status).toBe(401);
    expect(await problemOf(await ask(path, 'public'))).toEqual([403, 'not-for-this-role', expect.any(String)]);
    expect((await ask(`/v1/drafts/${NOBODY}/readiness`, 'oversight')).status).toBe(404);
  });
});

describe('The public', () => {
  it('does not know of a draft before its text is public', async () => {
    const { id: protocolId } = await onlyOne('/v1/protocols');
    const { subjectId } = await enter('open-draft', { protocolId, origin: 'DEPARTMENT', title: 'Not public' });
    const saved = { draftId: subjectId, text: 'Hidden text.', baseVersion: 2, changeSummary: 'All' };
    const { id } = await enter('save-draft-version', saved);
    const wait = { 'consistent-with': id };
    for (const path of ['', '/versions', '/versions/1', '/diff?from=1&to=1']) {
      expect((await ask(`/v1/drafts/${subjectId}${path}`, 'oversight', wait)).status).toBe(200);
      expect((await ask(`/v1/drafts/${subjectId}${path}`, undefined, wait)).status).toBe(404);
      expect((await ask(`/v1/drafts/${subjectId}${path}`, 'public', wait)).status).toBe(404);
    }
    for (const path of ['', '/timeline']) {
      expect((await ask(`/v1/trace/drafts/${subjectId}${path}`, 'oversight', wait)).status).toBe(200);
      expect((await ask(`/v1/trace/drafts/${subjectId}${path}`, undefined, wait)).status).toBe(404);
    }
    expect(await (await ask(`/v1/trace/protocols/${protocolId}`)).text()).not.toContain(subjectId);
    expect((await get<Listed>('/v1/drafts')).items.map((draft) => draft.id)).not.toContain(subjectId);
    expect((await get<Listed>('/v1/drafts', 'oversight')).items.map((draft) => draft.id)).toContain(subjectId);
  });

  it('reads of a public draft the versions that are public, and what was said in public', async () => {
    const draft = (await get<Listed>('/v1/drafts')).items[0];
    expect(draft?.['tracks']).toEqual({ comment: expect.objectContaining({ status: 'SUMMARISED', received: 12 }) });
    expect(draft).not.toHaveProperty('changesRequested');
    const numbers = async (as?: string) =>
      (await get<Listed>(`/v1/drafts/${draft?.id ?? ''}/versions`, as)).items.map(({ number }) => number);
    expect([await numbers(), await numbers('oversight')]).toEqual([[2], [1, 2]]);
    expect((await ask(`/v1/drafts/${draft?.id ?? ''}/versions/1`)).status).toBe(404);
    expect(await get(`/v1/drafts/${draft?.id ?? ''}/versions/2`)).not.toHaveProperty('rationale');
  });

  it('does not know of an order before it is signed', async () => {
    const heading = { orderType: 'SPECIAL_ORDER', office: 'Office of the Chief of Police', year: 2026, subject: 'Reserved' };
    const { id, subjectId } = await enter('reserve-order-number', heading);
    const wait = { 'consistent-with': id };
    for (const path of [`/v1/orders/${subjectId}`, `/v1/trace/orders/${subjectId}`]) {
      expect((await ask(path, 'oversight', wait)).status).toBe(200);
      expect((await ask(path, undefined, wait)).status).toBe(404);
    }
    expect((await get<Listed>('/v1/orders')).items).toHaveLength(1);
  });

  it('does not read an agenda before it is posted', async () => {
    const { id: boardId } = await onlyOne('/v1/boards');
    const plan = { boardId, kind: 'REGULAR', startsAt: '2026-12-15T17:30:00Z', place: 'Hall' };
    const { subjectId: meetingId } = await enter('schedule-meeting', plan);
    const item = { meetingId, number: '1', title: 'Not posted yet', kind: 'INFORMATION', section: 'REGULAR' };
    const { id } = await enter('place-item', item);
    const items = async (as?: string) => {
      const response = await ask(`/v1/meetings/${meetingId}`, as, { 'consistent-with': id });
      return ((await response.json()) as { items: Json[] }).items.map(({ title }) => title);
    };
    expect([await items(), await items('oversight')]).toEqual([[], ['Not posted yet']]);
    const trace = async (as?: string) => JSON.stringify(await get(`/v1/trace/meetings/${meetingId}`, as));
    expect(await trace()).not.toContain('Not posted yet');
    expect(await trace('oversight')).toContain('Not posted yet');
  });

  it('reads that the work waits for the law, not under what', async () => {
    const held = (as?: string) => onlyHeld(as);
    const onlyHeld = async (as?: string) => (await get<Listed>('/v1/provisions?disposition=LEGAL_HOLD', as)).items[0];
    expect(await held('oversight')).toHaveProperty('hold.authorityId');
    expect(await held()).not.toHaveProperty('hold');
    const { id } = await onlyOne('/v1/directives');
    const text = async (as?: string) => JSON.stringify(await get(`/v1/coverage?directive=${id}`, as));
    expect(await text('oversight')).toContain('releaseCondition');
    expect(await text()).toContain('LEGAL_HOLD');
    expect(await text()).not.toContain('releaseCondition');
    const trace = async (as?: string) => JSON.stringify(await get(`/v1/trace/provisions/${(await held())?.id ?? ''}`, as));
    expect(await trace('oversight')).toContain('releaseCondition');
    expect(await trace()).not.toContain('releaseCondition');
  });

  it('reads a correction as far as its entry', async () => {
    const [paused] = await get<Json[]>('/v1/events?type=gov.commission.provision.paused.v1', 'oversight');
    const { releaseCondition: was } = paused?.['data'] as { releaseCondition: string };
    const correction = {
      position: paused?.['position'],
      field: '/releaseCondition',
      was,
      is: 'other',
      reason: 'Typed',
      source: 'Order',
    };
    const role = { actor: 'city-attorney', performedBy: 'city-attorney', role: 'city-attorney' } as const;
    const { id, subjectId } = await api.testbed.send('correct-record', correction, role);
    const read = async (as?: string) =>
      (await ask(`/v1/corrections/${subjectId}`, as, { 'consistent-with': id })).json() as Promise<Json>;
    expect(await read('oversight')).toMatchObject({ status: 'PROPOSED', was, is: 'other' });
    expect(await read()).toMatchObject({ status: 'PROPOSED', position: paused?.['position'] });
    expect(JSON.stringify(await read())).not.toContain(was);
    // It stands on the timeline of the record whose entry it corrects.
    const timeline = await get<{ items: Json[] }>(`/v1/trace/${String(paused?.['subject'])}/timeline`, 'oversight');
    expect(timeline.items.map(({ type }) => type)).toContain('gov.commission.correction.proposed.v1');
  });
});

describe('Coverage', () => {
  const at = async (asOf: string): Promise<unknown[]> => {
    const { id } = await onlyOne('/v1/directives');
    const { items } = await get<{ items: Json[] }>(`/v1/coverage?directive=${id}&asOf=${asOf}`, 'oversight');
    return items.map(({ key, disposition, overdue }) => [key, disposition, overdue]);
  };

  it('is what it was at any past instant', async () => {
    expect(await at('2026-02-10T19:59:59.999Z')).toEqual([]);
    expect(await at('2026-02-26T07:59:59.999Z')).toContainEqual(['1', 'IN_PROGRESS', false]);
    expect(await at('2026-02-26T08:00:00Z')).toContainEqual(['1', 'IN_PROGRESS', true]);
  });

  it('asks which directive, and knows it', async () => {
    expect((await ask('/v1/coverage')).status).toBe(400);
    for (const id of [NOBODY, 'one']) expect((await ask(`/v1/coverage?directive=${id}`)).status).toBe(404);
    expect((await ask(`/v1/coverage?directive=${NOBODY}&asOf=yesterday`)).status).toBe(400);
  });
});

describe('The trace', () => {
  const traceOf = (path: string, as = 'oversight') => get<Chain>(`/v1/trace/${path}`, as);
  const order = async () => (await get<Listed>('/v1/orders')).items[0]?.id ?? '';

  it.each(TRACEABLE)('answers for %s', async (type) => {
    const { items } = await get<Listed>(`/v1/${type}`, 'oversight');
    for (const { id } of items) {
      const { root, chain, edges } = await traceOf(`${type}/${id}`);
      expect(root).toMatchObject({ type, id });
      const keys = chain.map(({ key }) => key);
      expect(keys).toContain(`${type}/${id}`);
      expect(new Set(keys).size).toBe(keys.length);
      for (const { from, to } of edges) expect([keys.includes(from), keys.includes(to)]).toEqual([true, true]);
    }
  });

  it('tells of the vote who voted how, who did not and why, and where it was posted', async () => {
    const { chain } = await traceOf(`orders/${await order()}`);
    expect(chain.map(({ step }) => step)).not.toContain('meeting');
    const votes = chain.filter(({ step }) => step === 'vote');
    expect(votes.map(({ status, details }) => [status, details['tally']])).toEqual([
      ['APPROVED', { ayes: 5, noes: 0, abstentions: 0 }],
      ['APPROVED', { ayes: 4, noes: 0, abstentions: 0 }],
    ]);
    expect(votes[1]?.details).toMatchObject({
      recused: ['commissioner-5'],
      posting: { postedAt: expect.any(String), locations: [expect.any(String)] },
      meeting: { kind: 'REGULAR', startsAt: expect.any(String) },
      motion: { mover: 'commissioner-1' },
    });
  });

  it('tells of the draft its versions and reviews: to the public what is public', async () => {
    const seen = async (as?: string) => {
      const { chain } = await get<Chain>(`/v1/trace/orders/${await order()}`, as);
      const numbers = (chain.find(({ step }) => step === 'draft')?.details['versions'] as Json[]).map(({ number }) => number);
      const clearances = chain.find(({ step }) => step === 'clearances');
      return [numbers, clearances?.status, Object.keys(clearances?.details ?? {}).sort()];
    };
    expect(await seen('oversight')).toEqual([[1, 2], 'CLEARED', ['legal', 'oig', 'publicComment']]);
    expect(await seen()).toEqual([[2], 'SUMMARISED', ['publicComment']]);
  });

  it('does not go from one matter to another through a report or a meeting that they share', async () => {
    const provisionsOf = async (path: string) =>
      (await traceOf(path)).chain.filter(({ step }) => step === 'provision').map(({ label }) => label);
    const { id: provisionId } = (await get<Listed>('/v1/provisions?key=3a', 'oversight')).items[0] ?? { id: '' };
    const { id: boardReportId } = await onlyOne('/v1/board-reports');
    const { id: boardId } = await onlyOne('/v1/boards');
    const asked = { provisionId, boardReportId, title: 'Another matter', asks: ['Post the policy'] };
    const { subjectId: requestId } = await enter('open-request', asked);
    const plan = { boardId, kind: 'REGULAR', startsAt: '2026-12-22T17:30:00Z', place: 'Hall' };
    const { subjectId: meetingId } = await enter('schedule-meeting', plan);
    const item = { meetingId, section: 'REGULAR' };
    await enter('place-item', { ...item, number: '1', title: 'This matter', kind: 'ACTION', requestId });
    const { id } = await enter('place-item', { ...item, number: '2', title: 'Unrelated', kind: 'INFORMATION' });
    expect((await ask(`/v1/trace/meetings/${meetingId}`, 'oversight', { 'consistent-with': id })).status).toBe(200);
    expect(await provisionsOf(`orders/${await order()}`)).toEqual(['Provision 2']);
    expect(await provisionsOf(`requests/${requestId}`)).toEqual(['Provision 3', 'Provision 3a']);
    expect(await provisionsOf(`meetings/${meetingId}`)).toEqual(['Provision 3', 'Provision 3a']);
    expect(await provisionsOf(`board-reports/${boardReportId}`)).toEqual(['Provision 2', 'Provision 3', 'Provision 3a']);
    const told = async (path: string) => JSON.stringify(await get(`/v1/trace/${path}/timeline`, 'oversight'));
    expect(await told(`requests/${requestId}`)).toContain('This matter');
    expect(await told(`requests/${requestId}`)).not.toContain('Unrelated');
    expect(await told(`meetings/${meetingId}`)).toContain('Unrelated');
  });

  it('knows no other kinds of record', async () => {
    for (const path of [`commands/${NOBODY}`, `orders/${NOBODY}`, 'orders/one'])
      expect((await ask(`/v1/trace/${path}`, 'oversight')).status).toBe(404);
  });

  it('is a timeline too, in the order of the log, refusals included, told to each as far as they may know', async () => {
    const path = `/v1/trace/orders/${await order()}/timeline`;
    const inside = (await get<{ items: Json[] }>(path, 'oversight')).items;
    const positions = inside.map(({ position }) => Number(position));
    expect(positions).toEqual([...positions].sort((a, b) => a - b));
    const refusals = inside.filter(({ type }) => type === 'gov.commission.command.refused.v1');
    expect(refusals.map(({ sentence }) => sentence)).toEqual([
      expect.stringContaining('record-legal-review was refused (8)'),
      expect.stringContaining('record-roll-call was refused (6)'),
    ]);
    const outside = (await get<{ items: Json[] }>(path)).items;
    expect(outside.map(({ position }) => position)).toEqual(positions);
    const review = (items: Json[]) => items.find(({ type }) => type === 'gov.commission.draft.review-recorded.v1')?.['sentence'];
    expect(review(inside)).toBe('Review by the Inspector General of version 2: commented.');
    expect(review(outside)).toBe('A review of the draft was recorded.');
  });

  it('is a timeline that is read page by page', async () => {
    const path = `/v1/trace/orders/${await order()}/timeline`;
    const all = (await get<{ items: Json[] }>(path, 'oversight')).items.map(({ position }) => position);
    const seen: unknown[] = [];
    for (let page: string | undefined = `${path}?limit=40`; page;) {
      const response = await ask(page, 'oversight');
      seen.push(...((await response.json()) as { items: Json[] }).items.map(({ position }) => position));
      page = nextOf(response);
    }
    expect(seen).toEqual(all);
  });
});

describe('The meeting that adopted the text', () => {
  const meetingOf = async (): Promise<string> => {
    const draft = await onlyOne('/v1/drafts');
    return String((await onlyOne(`/v1/board-actions?draftId=${draft.id}`))['meetingId']);
  };

  it('has a record of its vote that a reviewer needs no other page for', async () => {
    const { items } = await get<Listed>(`/v1/meetings/${await meetingOf()}/votes`);
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({
      motion: { mover: 'commissioner-1', seconder: 'commissioner-2' },
      tally: { ayes: 4, noes: 0, abstentions: 0 },
      rule: { quorum: 3, ayesToAdopt: 3 },
      posting: [{ evidence: { locations: [expect.any(String)] } }],
      items: [
        {
          number: '5',
          status: 'APPROVED',
          exceptions: [],
          recusals: [{ member: 'commissioner-5', late: false }],
          quorum: { required: 3, counted: 4 },
        },
      ],
    });
  });

  it('has minutes, for everybody', async () => {
    const minutes = await get(`/v1/meetings/${await meetingOf()}/minutes`);
    expect(minutes).toMatchObject({ status: 'NONE', ending: 'ADJOURNED', remarks: null });
    expect(minutes['attendance']).toHaveLength(5);
    expect(minutes['items']).toMatchObject([{ number: '5', status: 'APPROVED', comment: [{ speakers: 3 }] }]);
  });

  it('has a packet with the text, its reviews and the report that it came in', async () => {
    const packet = await get(`/v1/meetings/${await meetingOf()}/packet`, 'inspector-general');
    const said = {
      changeSummary: 'Evidence, supervisor, monthly report (synthetic)',
      rationale: 'Asked for when changes were requested of version 1 (synthetic)',
    };
    const text = { status: 'ADOPTED', legal: { status: 'CLEARED' }, comment: { status: 'SUMMARISED' }, version: 2, ...said };
    expect(packet['items']).toMatchObject([
      { number: '5', notice: { state: 'MET' }, text, boardReport: { bpcNumber: expect.any(String) }, owed: [] },
    ]);
  });
});

describe('Texts', () => {
  it('are compared as data, as a page and as lines', async () => {
    const { id } = (await get<Listed>('/v1/drafts')).items[0] ?? { id: '' };
    const path = `/v1/drafts/${id}/diff?from=1&to=2`;
    const { from, to, parts } = await get<{ from: Json; to: Json; parts: Json[] }>(path, 'oversight');
    expect([from['number'], to['number']]).toEqual([1, 2]);
    expect(parts.map(({ op }) => op)).toContain('added');
    const page = await ask(path, 'oversight', { accept: 'text/html' });
    expect([page.headers.get('content-type'), await page.text()]).toEqual([
      'text/html; charset=utf-8',
      expect.stringContaining('<ins>'),
    ]);
    const lines = await ask(path, 'oversight', { accept: 'text/plain' });
    expect([lines.headers.get('content-type'), await lines.text()]).toEqual([
      'text/plain; charset=utf-8',
      expect.stringContaining('- Officers preserve video.\n+ Officers preserve video and other evidence.\n'),
    ]);
    for (const [query, status] of [
      ['from=1', 400],
      ['from=1&to=x', 400],
      ['from=1&to=9', 404],
    ] as const)
      expect((await ask(`/v1/drafts/${id}/diff?${query}`, 'oversight')).status).toBe(status);
    for (const number of ['9', '0', 'x'])
      expect((await ask(`/v1/drafts/${id}/versions/${number}`, 'oversight')).status).toBe(404);
  });

  it('in force before there was one, there is none', async () => {
    const { id } = await onlyOne('/v1/protocols');
    expect((await ask(`/v1/protocols/${id}/text?asOf=2020-06-30T00:00:00Z`)).status).toBe(404);
    expect(await get(`/v1/protocols/${id}/text`)).toMatchObject({ number: 2, status: 'EFFECTIVE', endedAt: null });
  });
});

describe('Clocks', () => {
  it('run, are overdue, or stopped, the earliest first', async () => {
    const clocks = async (query: string, as = 'oversight') => (await get<{ items: Json[] }>(`/v1/clocks${query}`, as)).items;
    const all = await clocks('');
    expect(all.map(({ dueAt }) => dueAt)).toEqual(all.map(({ dueAt }) => dueAt).sort());
    for (const state of ['running', 'overdue', 'stopped'])
      expect(await clocks(`?state=${state}`)).toEqual(all.filter((clock) => clock['state'] === state));
    expect((await clocks('?state=overdue')).map(({ kind }) => kind)).toContain('provision-due');
    expect((await clocks('?state=stopped')).map(({ kind }) => kind)).toContain('order-effect');
    const seen: Json[] = [];
    for (let page: string | undefined = '/v1/clocks?limit=2'; page;) {
      const response = await ask(page, 'oversight');
      seen.push(...((await response.json()) as { items: Json[] }).items);
      page = nextOf(response);
    }
    expect(seen).toEqual(all);
    expect((await ask('/v1/clocks?state=late')).status).toBe(400);
  });

  it('of what is not public are not told to the public', async () => {
    const kinds = async (as?: string) => new Set((await get<{ items: Json[] }>('/v1/clocks', as)).items.map(({ kind }) => kind));
    expect((await kinds('oversight')).has('public-comment-opens')).toBe(true);
    expect((await kinds()).has('public-comment-opens')).toBe(false);
  });
});

describe('The feed of events', () => {
  const events = (query: string, as?: string) => get<Json[]>(`/v1/events?${query}`, as);

  it('is a batch of CloudEvents, and one of them by its position', async () => {
    const page = await ask('/v1/events?limit=2', 'oversight');
    expect(page.headers.get('content-type')).toBe('application/cloudevents-batch+json; charset=utf-8');
    expect(nextOf(page)).toBe('/v1/events?limit=2&after=2');
    const [, second] = (await page.json()) as Json[];
    const one = await ask('/v1/events/2', 'oversight');
    expect(one.headers.get('content-type')).toBe('application/cloudevents+json; charset=utf-8');
    const event = (await one.json()) as Json;
    expect(event).toEqual(second);
    expect(new CloudEvent(event, true).validate()).toBe(true);
    for (const position of ['0', '-1', '01', 'x', '999999999']) expect((await ask(`/v1/events/${position}`)).status).toBe(404);
  });

  it('delivers an entry’s own bytes', async () => {
    const [stored] = await api.query(
      `select convert_from(entry, 'UTF8') as text from events join log using (global_position) where position = 26`,
    );
    const text = await (await ask('/v1/events/26')).text();
    expect(text.startsWith(String(stored?.['text']).slice(0, -1))).toBe(true);
  });

  it('withholds data by its visibility, and names the exemption', async () => {
    const kinds = async (as?: string) => {
      const all = await events('limit=200', as);
      return new Set(all.map((event) => `${String(event['visibility'])} ${'data' in event ? 'told' : 'withheld'}`));
    };
    const none = new Set(['PUBLIC told', 'INTERNAL withheld', 'PRIVILEGED withheld']);
    const inside = new Set(['PUBLIC told', 'INTERNAL told', 'PRIVILEGED withheld']);
    expect([await kinds(), await kinds('public')]).toEqual([none, none]);
    for (const as of ['oversight', 'administrator', 'commissioner', 'department-liaison'])
      expect(await kinds(as)).toEqual(inside);
    for (const as of ['chief', 'city-attorney'])
      expect(await kinds(as)).toEqual(new Set(['PUBLIC told', 'INTERNAL told', 'PRIVILEGED told']));
    const note = (await events('type=gov.commission.draft.review-note-recorded.v1', 'oversight'))[0];
    expect(note).toMatchObject({ withheld: expect.stringContaining('attorney-client') });
    expect([note?.['data'], note?.['datasalt']]).toEqual([undefined, undefined]);
  });

  it('is filtered, each filter by itself and together', async () => {
    const all = await events('limit=200', 'oversight');
    const { id } = await onlyOne('/v1/directives');
    const signed = all.find(({ type }) => type === 'gov.commission.order.signed.v1');
    const filters: [string, (event: Json) => boolean][] = [
      ['type=gov.commission.provision.opened.v1', ({ type }) => type === 'gov.commission.provision.opened.v1'],
      ['type=gov.commission.provision.opened.v2', () => false],
      [`subject=directives/${id}`, ({ subject }) => subject === `directives/${id}`],
      ['actor=chief', ({ actor }) => actor === 'chief'],
      ['outcome=refused', ({ type }) => type === 'gov.commission.command.refused.v1'],
      ['outcome=succeeded', ({ type }) => type !== 'gov.commission.command.refused.v1'],
      ['from=2026-03-01T00:00:00Z', ({ time }) => String(time) >= '2026-03-01T00:00:00.000Z'],
      ['to=2026-03-01T00:00:00Z', ({ time }) => String(time) < '2026-03-01T00:00:00.000Z'],
      ['after=100&to=2026-03-19T00:00:00Z', ({ position, time }) => Number(position) > 100 && String(time) < '2026-03-19'],
      [`correlation=${String(signed?.['correlationid'])}`, ({ correlationid }) => correlationid === signed?.['correlationid']],
      ['actor=chief&outcome=refused', () => false],
    ];
    for (const [query, holds] of filters) {
      const found = await events(`limit=200&${query}`, 'oversight');
      const wanted = all.filter(holds).map(({ position }) => position);
      expect([query, found.filter(({ position }) => Number(position) <= all.length).map(({ position }) => position)]).toEqual([
        query,
        wanted,
      ]);
    }
    expect((await events(`correlation=${String(signed?.['correlationid'])}`)).length).toBeGreaterThan(2);
  });

  it('does not take what it does not know', async () => {
    for (const [query, name] of [
      ['type=draft.submitted', 'type'],
      ['type=gov.commission.draft.submitted.v99999999999999999999', 'type'],
      ['outcome=failed', 'outcome'],
      ['limit=201', 'limit'],
      ['after=x', 'after'],
      ['from=yesterday', 'from'],
      ['correlation=one', 'correlation'],
      ['offset=3', 'offset'],
    ] as const)
      expect(await problemOf(await ask(`/v1/events?${query}`))).toEqual([
        400,
        'invalid-parameter',
        expect.stringMatching(`^${name} `),
      ]);
  });

  it('has pages that end before they grow too large, and none of its entries is lost between them', async () => {
    const { id: protocolId } = await onlyOne('/v1/protocols');
    const { subjectId: draftId } = await enter('open-draft', { protocolId, origin: 'DEPARTMENT', title: 'Long' });
    const sent: string[] = [];
    for (let number = 1; number <= 12; number++) {
      const text = `${number} ${'x'.repeat(450_000)}`;
      sent.push((await api.testbed.send('save-draft-version', { draftId, text, baseVersion: 2, changeSummary: 'Long' })).id);
    }
    await api.testbed.settled(sent);
    const seen: unknown[] = [];
    let pages = 0;
    for (let page: string | undefined = `/v1/events?subject=drafts/${draftId}&limit=200`; page; pages++) {
      const response = await ask(page, 'oversight');
      const text = await response.text();
      expect(text.length).toBeLessThan(5 * 1024 * 1024);
      seen.push(...(JSON.parse(text) as Json[]).map(({ streamversion }) => streamversion));
      page = nextOf(response);
    }
    expect(seen).toEqual(Array.from({ length: 13 }, (_, at) => at + 1));
    expect(pages).toBeGreaterThan(1);
    expect(nextOf(await ask(`/v1/events?subject=drafts/${draftId}&limit=200`))).toBeUndefined();
  }, 60_000);
});

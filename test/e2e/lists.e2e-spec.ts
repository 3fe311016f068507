/** Lists in the order that is asked for, page by page, and as a table for a spreadsheet: each as far as its reader may read. */
import { clientOfTheSuite } from './client.js';

interface Line {
  readonly id: string;
  readonly [name: string]: unknown;
}

const client = clientOfTheSuite();
let directiveId = '';
let last = '';

async function enter(person: string, name: string, body: object): Promise<string> {
  const response = await client.send(`/v1/commands/${name}`, { as: person, body, headers: { prefer: 'wait=20' } });
  const answer = (await response.json()) as { id: string; subject: { id: string } };
  expect([name, response.status, answer]).toEqual([name, 200, answer]);
  last = answer.id;
  return answer.subject.id;
}

const ask = (path: string, as?: string, headers: Record<string, string> = {}): Promise<Response> =>
  client.send(path, { method: 'GET', headers: { 'consistent-with': last, ...headers }, ...(as === undefined ? {} : { as }) });

const nextOf = (response: Response): string | undefined => /^<(.+)>; rel="next"$/.exec(response.headers.get('link') ?? '')?.[1];

/** All pages of a list, and how many there were. */
async function paged(path: string, as = 'oversight'): Promise<{ items: Line[]; pages: number }> {
  const items: Line[] = [];
  let pages = 0;
  for (let page: string | undefined = path; page; pages++) {
    const response = await ask(page, as);
    expect([page, response.status]).toEqual([page, 200]);
    items.push(...((await response.json()) as { items: Line[] }).items);
    page = nextOf(response);
  }
  return { items, pages };
}

async function table(path: string, as?: string): Promise<string[]> {
  const response = await ask(path, as, { accept: 'text/csv' });
  expect([path, response.status]).toEqual([path, 200]);
  // `text()` would take the byte order mark away.
  const text = Buffer.from(await response.arrayBuffer()).toString('utf8');
  expect(text.startsWith('\u{feff}')).toBe(true);
  return text.slice(1).split('\r\n').slice(0, -1);
}

const KEYS = ['1', '2', '3', '4', '5', '6'];
const DUE_IN_DAYS = [3_000, undefined, 2_000, 3_000, undefined, 1_000];
const LABEL = '=HYPERLINK("https://example.org", "Executive Directive 18")';

beforeAll(async () => {
  await client.api.testbed.startWorker();
  const directive = { number: 18, label: LABEL, issuedBy: 'Mayor, of the City (synthetic)', signedOn: '2026-03-01' };
  directiveId = await enter('mayor-liaison', 'register-directive', { ...directive, synthetic: true });
  for (const [at, key] of KEYS.entries())
    await enter('mayor-liaison', 'add-provision', {
      ...{ directiveId, key, verb: at % 2 === 0 ? 'DIRECT' : 'REQUEST', addressee: 'All departments (synthetic)' },
      ...{ text: `Do this (synthetic).\nAnd that.`, ...(DUE_IN_DAYS[at] === undefined ? {} : { dueInDays: DUE_IN_DAYS[at] }) },
    });
}, 120_000);

const keysOf = (items: readonly Line[]): unknown[] => items.map(({ key }) => key);

describe('A list', () => {
  it('comes in the order that is asked for, with what lacks the property at the end and by age what is alike', async () => {
    const { items } = await paged(`/v1/provisions?directiveId=${directiveId}&sort=dueOn`);
    expect(keysOf(items)).toEqual(['6', '3', '1', '4', '2', '5']);
    const backwards = await paged(`/v1/provisions?directiveId=${directiveId}&sort=-dueOn`);
    expect(keysOf(backwards.items)).toEqual(['4', '1', '3', '6', '5', '2']);
    expect(keysOf((await paged(`/v1/provisions?directiveId=${directiveId}`)).items)).toEqual(KEYS);
  });

  it.each(['key', '-key', 'dueOn', '-dueOn', 'status', '-status', 'openedAt', '-openedAt', 'disposition'])(
    'by %s is the same page by page as at once',
    async (sort) => {
      const path = `/v1/provisions?directiveId=${directiveId}&sort=${sort}`;
      const whole = await paged(path);
      expect(whole).toMatchObject({ pages: 1, items: { length: KEYS.length } });
      for (const limit of [1, 2, 4]) {
        const parts = await paged(`${path}&limit=${limit}`);
        expect(parts.items).toEqual(whole.items);
        expect(parts.pages).toBe(Math.ceil(KEYS.length / limit));
      }
    },
  );

  it('keeps its place while what its page ended with moves on', async () => {
    const first = await ask(`/v1/provisions?directiveId=${directiveId}&sort=-status&limit=3`, 'oversight');
    const { items } = (await first.json()) as { items: Line[] };
    expect(keysOf(items)).toEqual(['6', '5', '4']);
    await enter('mayor-liaison', 'assign-provision', {
      provisionId: items[2]?.id,
      department: 'Recreation and Parks (synthetic)',
    });
    const { items: rest } = await paged(nextOf(first) ?? '');
    expect(keysOf(rest)).toEqual(['3', '2', '1', '4']);
  });

  it.each([
    ['sort=colour', 'sort must be one of key, -key'],
    ['sort=-', 'sort must be one of'],
    ['sort=evidence', 'sort must be one of'],
    ['sort=key&sort=dueOn', 'sort is given more than once'],
    ['order=key', 'order is not a parameter of this query'],
  ])('says what it can be asked for: %s', async (query, detail) => {
    const problem = await client.problemOf(await ask(`/v1/provisions?${query}`), 400, 'invalid-parameter');
    expect(problem['detail']).toContain(detail);
  });

  it('takes no cursor of another order', async () => {
    const cursor = /after=([^&>]+)/.exec((await ask('/v1/provisions?sort=key&limit=1')).headers.get('link') ?? '')?.[1] ?? '';
    expect((await ask(`/v1/provisions?sort=key&after=${cursor}`)).status).toBe(200);
    for (const query of [`sort=-key&after=${cursor}`, `sort=status&after=${cursor}`, `after=${cursor}`])
      await client.problemOf(await ask(`/v1/provisions?${query}`), 400, 'invalid-parameter');
  });
});

describe('A table', () => {
  it('is the list in the columns of its reader, which holds no formula', async () => {
    expect(await table('/v1/directives')).toEqual([
      'id,version,status,number,label,issuedBy,signedOn,synthetic,endedAt,endReason,supersededBy',
      `${directiveId},1,REGISTERED,18,"'=HYPERLINK(""https://example.org"", ""Executive Directive 18"")","Mayor, of the City (synthetic)",2026-03-01,true,,,`,
    ]);
  });

  it('has no column of what its reader may not read', async () => {
    const path = `/v1/provisions?directiveId=${directiveId}&sort=key`;
    const [everybody = '', inside = ''] = [(await table(path))[0], (await table(path, 'oversight'))[0]];
    expect(inside.split(',')).toEqual(expect.arrayContaining(['evidence', 'hold', 'dueOn']));
    expect(inside.split(',').filter((name) => !everybody.split(',').includes(name))).toEqual(['evidence', 'hold']);
    expect(await table('/v1/delegations')).toHaveLength(1);
  });

  it.each([
    ['/v1/provisions', 'id,version,directiveId,key', 6],
    ['/v1/clocks', 'subject,kind,state,dueAt,rule,inputs', 8],
    ['/v1/exceptions', 'position,kind,subject', 0],
    ['/v1/tasks', 'dueAt,command,summary,type,id,title,state,part,number,role,rule', 1],
  ])('%s is one too, whole', async (path, head, least) => {
    const as = path === '/v1/tasks' ? 'mayor-liaison' : 'oversight';
    const response = await ask(path, as, { accept: 'text/csv' });
    expect(response.headers.get('content-type')).toBe('text/csv; charset=utf-8; header=present');
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename="${path.slice(4)}.csv"`);
    expect(response.headers.get('link')).toBeNull();
    const text = await response.text();
    expect(text.startsWith(head)).toBe(true);
    expect(text.match(/\r\n/g)?.length).toBeGreaterThanOrEqual(least + 1);
  });

  it('of the coverage has a line for each provision, with its parts below it', async () => {
    const [head, ...lines] = await table(`/v1/coverage?directive=${directiveId}`);
    expect(head).toBe('provisionId,key,verb,addressee,text,disposition,since,assignments,dueOn,overdue,mixed');
    expect(lines.filter((line) => line.includes('All departments'))).toHaveLength(KEYS.length);
  });

  it('comes in pages where a limit is given', async () => {
    const response = await ask(`/v1/provisions?directiveId=${directiveId}&sort=key&limit=4`, 'oversight', { accept: 'text/csv' });
    const next = await table(nextOf(response) ?? '', 'oversight');
    expect(next.filter((line) => line.includes(directiveId))).toHaveLength(2);
  });

  it.each([
    ['text/csv;q=0.5, application/json', 'application/json; charset=utf-8'],
    ['text/csv, application/json;q=0.9', 'text/csv; charset=utf-8; header=present'],
    ['application/xml', 'application/json; charset=utf-8'],
    ['*/*', 'application/json; charset=utf-8'],
  ])('is sent to whom it is what they prefer: %s', async (accept, type) => {
    expect((await ask('/v1/directives', undefined, { accept })).headers.get('content-type')).toBe(type);
  });

  it('is not sent again to who has it, and is not taken for the list in another form', async () => {
    const etag = (await ask('/v1/directives', undefined, { accept: 'text/csv' })).headers.get('etag') ?? '';
    const headers = { accept: 'text/csv', 'if-none-match': etag };
    expect((await ask('/v1/directives', undefined, headers)).status).toBe(304);
    expect((await ask('/v1/directives', undefined, { ...headers, accept: 'application/json' })).status).toBe(200);
  });
});

/** Many commands in one request: each is taken, refused and audited by itself. */
import { type RunningApi, startApi } from './api.js';

interface Item {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: { readonly id?: string; readonly code?: string; readonly instance?: string; readonly status?: unknown };
}

const authority = (nth: number) => ({ name: 'register-authority', body: { citation: `SB ${nth}`, title: 'Synthetic' } });

describe('A batch', () => {
  let api: RunningApi;
  let token: string;

  beforeAll(async () => {
    api = await startApi();
    await api.testbed.startWorker();
    token = await api.issuer.tokenFor('city-attorney');
  }, 60_000);
  afterAll(() => api.close(), 30_000);

  const post = async (body: unknown, headers: Record<string, string> = {}, query = ''): Promise<Response> =>
    fetch(new URL(`/v1/commands:batch${query}`, api.url), {
      method: 'POST',
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
  const itemsOf = async (response: Response): Promise<readonly Item[]> => {
    expect(response.status).toBe(200);
    return ((await response.json()) as { items: readonly Item[] }).items;
  };

  it('of a thousand enters the ledger in its order, and all of it is settled', async () => {
    const commands = Array.from({ length: 1_000 }, (_, nth) => authority(nth));
    const items = await itemsOf(await post({ commands }));
    expect(new Set(items.map(({ status }) => status))).toEqual(new Set([202]));
    const ids = items.map(({ body }) => body.id ?? '');
    const rows = await api.query(`select id, body ->> 'citation' as citation from commands order by seq`);
    expect(rows).toEqual(ids.map((id, nth) => ({ id, citation: `SB ${nth}` })));
    const reports = await api.testbed.settled(ids, 60_000);
    expect(new Set(reports.map(({ status }) => status))).toEqual(new Set(['succeeded']));
  }, 120_000);

  it('answers for each as if it had come alone, whatever becomes of the others', async () => {
    const commands = [
      authority(1),
      { name: 'register-authority', body: { citation: 7 } },
      { name: 'no-such-command', body: {} },
      { name: 'schedule-meeting', body: {} },
      { ...authority(2), ifMatch: 'x' },
      authority(3),
    ];
    const items = await itemsOf(await post({ commands }, { prefer: 'wait=20' }));
    expect(items.map(({ status, body }) => [status, body.code])).toEqual([
      [200, undefined],
      [400, 'invalid-body'],
      [404, 'not-found'],
      [403, 'role-not-allowed'],
      [400, 'invalid-header'],
      [200, undefined],
    ]);
    expect(items[3]?.body.instance).toBe('/v1/commands/schedule-meeting');
  });

  it('knows each of its commands again by its own key', async () => {
    const commands = [
      { ...authority(8), idempotencyKey: 'eight' },
      { ...authority(9), idempotencyKey: 'nine' },
    ];
    const [first, second] = [await itemsOf(await post({ commands })), await itemsOf(await post({ commands }))];
    expect(second.map(({ body }) => body.id)).toEqual(first.map(({ body }) => body.id));
    expect(second.map(({ headers }) => headers['idempotent-replayed'])).toEqual(['true', 'true']);
    const other = await itemsOf(await post({ commands: [{ ...authority(10), idempotencyKey: 'nine' }] }));
    expect(other.map(({ status }) => status)).toEqual([422]);
  });

  it('is rehearsed as a whole, and leaves nothing behind', async () => {
    const before = await api.query('select count(*) from commands');
    const items = await itemsOf(await post({ commands: [authority(1), authority(2)] }, {}, '?dryRun=true'));
    expect(items.map(({ status, body }) => [status, body.status])).toEqual([
      [200, undefined],
      [200, undefined],
    ]);
    expect(await api.query('select count(*) from commands')).toEqual(before);
  });

  it.each([
    ['no list', {}],
    ['an empty one', { commands: [] }],
    ['more than a thousand', { commands: Array.from({ length: 1_001 }, () => ({ name: 'x', body: {} })) }],
    ['something beside the list', { commands: [authority(1)], more: true }],
    ['a command without a body', { commands: [{ name: 'register-authority' }] }],
    ['a field that is none', { commands: [{ ...authority(1), colour: 'red' }] }],
    ['a key that is no text', { commands: [{ ...authority(1), idempotencyKey: 7 }] }],
    ['no object', []],
    ['no JSON', '{'],
  ])('is refused as a whole where it holds %s', async (_what, body) => {
    const response = await post(body);
    expect([response.status, response.headers.get('content-type')]).toEqual([400, 'application/problem+json']);
  });

  it('is refused as a whole where it is of another media type', async () => {
    const response = await post({ commands: [authority(1)] }, { 'content-type': 'text/plain' });
    expect([response.status, ((await response.json()) as { code: string }).code]).toEqual([415, 'unsupported-media-type']);
  });

  it('is described under its path', async () => {
    const document = (await (await fetch(new URL('/openapi.json', api.url))).json()) as { paths: object };
    expect(Object.keys(document.paths)).toContain('/v1/commands:batch');
  });

  it('needs a token', async () => {
    const response = await fetch(new URL('/v1/commands:batch', api.url), { method: 'POST', body: '{}' });
    expect(response.status).toBe(401);
  });
});

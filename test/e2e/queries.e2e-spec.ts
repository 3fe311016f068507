/** What readers are told, and what the public is not: every query on the case of Executive Directive 17, over HTTP. */
import { CloudEvent } from 'cloudevents';
import { writeFileSync } from 'node:fs';
import { enterStory } from '../../apps/demo/src/story/index.js';
import { type RunningApi, startApi } from './api.js';

type Json = Readonly<Record<string, unknown>>;
let api: RunningApi;
async function ask(path: string, as?: string, headers: Record<string, string> = {}): Promise<Response> {
  const authorization = as === undefined ? {} : { authorization: `Bearer ${await api.issuer.tokenFor(as)}` };
  return fetch(new URL(path, api.url), { headers: { ...authorization, ...headers } });
}
beforeAll(async () => {
  api = await startApi();
  await api.testbed.startWorker();
  await enterStory({ baseUrl: api.url, tokenFor: (person) => api.issuer.tokenFor(person), print: () => undefined });
}, 180_000);
afterAll(() => api.close(), 60_000);

it('dump', async () => {
  void CloudEvent;
  const out: Record<string, unknown> = {};
  const get = async (p: string, as?: string) => {
    const r = await ask(p, as);
    const t = await r.text();
    out[`${as ?? 'public'} ${p}`] = [
      r.status,
      Object.fromEntries(r.headers),
      (() => {
        try {
          return JSON.parse(t);
        } catch {
          return t;
        }
      })(),
    ];
    return (out[`${as ?? 'public'} ${p}`] as any)[2];
  };
  for (const who of ['oversight', undefined]) {
    const ids: Record<string, string> = {};
    for (const t of [
      'authorities',
      'directives',
      'provisions',
      'requests',
      'board-reports',
      'protocols',
      'drafts',
      'meetings',
      'boards',
      'board-actions',
      'orders',
      'report-backs',
      'corrections',
    ]) {
      const l = await get(`/v1/${t}`, who);
      ids[t] = l.items?.[0]?.id;
      if (ids[t]) await get(`/v1/${t}/${ids[t]}`, who);
    }
    await get(`/v1/coverage?directive=${ids['directives']}`, who);
    await get('/v1/clocks', who);
    await get('/v1/clocks?state=overdue', who);
    await get(`/v1/drafts/${ids['drafts']}/versions`, who);
    await get(`/v1/drafts/${ids['drafts']}/diff?from=1&to=2`, who);
    for (const t of ['orders', 'meetings', 'drafts', 'board-reports', 'report-backs', 'protocols', 'directives']) {
      await get(`/v1/trace/${t}/${ids[t]}`, who);
    }
    await get(`/v1/trace/orders/${ids['orders']}/timeline`, who);
    await get('/v1/events?limit=200', who);
  }
  const d = (out['oversight /v1/drafts'] as any)[2].items[0].id;
  for (const a of ['text/html', 'text/plain']) {
    const r = await ask(`/v1/drafts/${d}/diff?from=1&to=2`, 'oversight', { accept: a });
    out[a] = [r.status, Object.fromEntries(r.headers), await r.text()];
  }
  writeFileSync('/tmp/ovs/dump.json', JSON.stringify(out, null, 1));
}, 60000);

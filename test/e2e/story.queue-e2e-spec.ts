/** The main job, end to end through the public API: from a directive to an order in force, and what anyone can then read of it. */
import { projections } from '#commission';
import { rebuildView } from '#event-log';
import { CloudEvent } from 'cloudevents';
import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import pg from 'pg';
import { enterStory, printSummary } from '../../apps/demo/src/story/index.js';
import { httpFeed } from '../independent-verifier/delivered.js';
import { httpSource } from '../independent-verifier/source.js';
import { verifyLog } from '../independent-verifier/verify.js';
import { type RunningApi, startApi } from './api.js';
import { shownRequests } from './readme.js';
import { signed } from './signed.js';

const PROMISED = [
  'SATISFIED',
  'DECLINED',
  'LEGAL_HOLD',
  'IN_PROGRESS',
  'ASSIGNED',
  'OPEN',
  'EVIDENCE_SUBMITTED',
  'WITHDRAWN',
  'SUPERSEDED',
];

type Json = Readonly<Record<string, unknown>>;

let api: RunningApi;
const printed: string[] = [];
const stage = () => ({
  baseUrl: api.url,
  tokenFor: (person: string) => api.issuer.tokenFor(person),
  print: (line: string) => void printed.push(line),
});

async function get<Body>(path: string, as = 'oversight'): Promise<Body> {
  const response = await fetch(new URL(path, api.url), { headers: { authorization: `Bearer ${await api.issuer.tokenFor(as)}` } });
  expect(response.status).toBe(200);
  return (await response.json()) as Body;
}

async function idOf(path: string): Promise<string> {
  const { items } = await get<{ items: { id: string }[] }>(path);
  return items[0]?.id ?? '';
}

beforeAll(async () => {
  api = await startApi();
  await api.testbed.startWorker();
  await enterStory(stage());
}, 180_000);

afterAll(async () => {
  await api.close();
}, 60_000);

describe('Executive Directive 17', () => {
  it('was entered step by step, as many as were announced, four of them refused', () => {
    const steps = printed.filter((line) => /^ +\d+\/\d+ /.test(line));
    expect(steps.at(-1)).toContain(`${steps.length}/${steps.length} `);
    expect(steps.filter((line) => line.includes('✗ refused'))).toHaveLength(4);
  });

  it('has five provisions, each with exactly one current disposition', async () => {
    const { items } = await get<{ items: Json[] }>(`/v1/coverage?directive=${await idOf('/v1/directives')}`);
    expect(items.map(({ key, disposition }) => [key, disposition])).toEqual([
      ['1', 'IN_PROGRESS'],
      ['2', 'IN_PROGRESS'],
      ['3', 'IN_PROGRESS'],
      ['4', 'IN_PROGRESS'],
      ['5', 'IN_PROGRESS'],
    ]);
    for (const { disposition } of items) expect(PROMISED).toContain(disposition);
    expect((items[2]?.['parts'] as Json[]).map(({ key, disposition }) => [key, disposition])).toEqual([
      ['3a', 'IN_PROGRESS'],
      ['3b', 'LEGAL_HOLD'],
    ]);
  });

  it('is traced from the order up, and from the provision down, along the same records', async () => {
    const { items: coverage } = await get<{ items: Json[] }>(`/v1/coverage?directive=${await idOf('/v1/directives')}`);
    const chainOf = async (path: string) => (await get<{ chain: Json[] }>(path)).chain;
    const up = await chainOf(`/v1/trace/orders/${await idOf('/v1/orders')}`);
    const down = await chainOf(`/v1/trace/provisions/${String(coverage[1]?.['provisionId'])}`);
    const way = ['provision', 'request', 'draft', 'clearances', 'vote', 'order', 'report-back'];
    for (const chain of [up, down]) {
      const steps = chain.map(({ step }) => step);
      const places = way.map((step) => steps.indexOf(step));
      expect(places).not.toContain(-1);
      expect(steps.filter((step) => step === 'report-back')).toHaveLength(3);
    }
    const records = (chain: Json[]) => new Set(chain.map(({ type, id }) => `${String(type)}/${String(id)}`));
    for (const record of records(up)) expect(records(down)).toContain(record);
  });

  it('ends with the adopted text in force from the order’s instant on, not before', async () => {
    const protocol = await idOf('/v1/protocols');
    const before = await get<Json>(`/v1/protocols/${protocol}/text?asOf=2026-03-20T07:00:59.999Z`);
    const from = await get<Json>(`/v1/protocols/${protocol}/text?asOf=2026-03-20T07:01:00.000Z`);
    expect(before['number']).toBe(1);
    expect(from['number']).toBe(2);
    expect(from['text']).toContain('and other evidence');
  });

  it('is told by a summary for people', async () => {
    printed.length = 0;
    await printSummary(stage());
    const text = printed.join('\n');
    for (const words of ['LEGAL_HOLD', 'The way of provision 2', '+  and other evidence', 'npm run -s token'])
      expect(text).toContain(words);
  });
});

describe('The log of it', () => {
  const pages = async (as: string): Promise<Json[]> => {
    const events: Json[] = [];
    for (let after = 0; ;) {
      const page = await get<Json[]>(`/v1/events?after=${after}&limit=50`, as);
      if (page.length === 0) return events;
      events.push(...page);
      after = Number(page.at(-1)?.['position']);
    }
  };

  it('is paged through from 1 to n with no gap, refusals included, each a valid CloudEvent', async () => {
    const events = await pages('oversight');
    expect(events.map(({ position }) => position)).toEqual(events.map((_, at) => at + 1));
    expect(events.filter(({ type }) => type === 'gov.commission.command.refused.v1')).toHaveLength(4);
    for (const event of events) expect(new CloudEvent(event, true).validate()).toBe(true);
  });

  it('delivers data with the salt that proves it, and to nobody what that reader may not see', async () => {
    for (const as of ['oversight', 'public', 'city-attorney']) {
      for (const event of await pages(as)) {
        if (event['data'] === undefined) {
          expect(event['withheld']).toEqual(expect.any(String));
          expect(event['datasalt']).toBeUndefined();
          continue;
        }
        const salt = Buffer.from(String(event['datasalt']), 'base64');
        const hash = createHash('sha256')
          .update(salt)
          .update(canonicalize(event['data']) ?? '');
        expect(hash.digest('hex')).toBe(event['datahash']);
      }
    }
    const privileged = (await pages('oversight')).filter(({ visibility }) => visibility === 'PRIVILEGED');
    expect(privileged).toHaveLength(1);
    expect(privileged[0]).not.toHaveProperty('data');
  });

  it('chains each stream: an entry names the hash of the one before', async () => {
    const rows = await api.query(
      'select stream, version, entry, convert_from(entry, $1) as text from events order by stream, version',
      ['UTF8'],
    );
    let previous: { stream: unknown; hash: string } | undefined;
    for (const { stream, entry, text } of rows) {
      const { streamprev } = JSON.parse(String(text)) as { streamprev: string };
      expect(streamprev).toBe(previous?.stream === stream ? previous?.hash : '0'.repeat(64));
      previous = {
        stream,
        hash: createHash('sha256')
          .update(entry as Buffer)
          .digest('hex'),
      };
    }
  });

  it('verifies from outside, by software that shares nothing with ours, with what each reader is given', async () => {
    const { origin, key, checkpoints, size } = await signed(api.testbed.pool);
    const withData: number[] = [];
    for (const as of ['public', 'oversight', 'city-attorney']) {
      const headers = { authorization: `Bearer ${await api.issuer.tokenFor(as)}` };
      const verdict = await verifyLog({
        source: httpSource(`${api.url}/v1/log`, headers),
        feed: httpFeed(api.url, headers),
        keys: [key],
        checkpoints,
      });
      expect(verdict).toMatchObject({ verified: true, origin, size, entries: size, findings: [] });
      withData.push(verdict.withData);
    }
    const [least = 0, more = 0, most] = withData;
    expect(least).toBeGreaterThan(0);
    expect(more).toBeGreaterThan(least);
    expect(most).toBe(size);
  }, 60_000);

  it('rebuilds every view to what it was, row by row', async () => {
    const owner = new pg.Client({ connectionString: api.testbed.ownerUrl });
    await owner.connect();
    const contents = async (): Promise<Record<string, string[]>> => {
      const { rows: tables } = await owner.query<{ name: string }>(
        "select tablename as name from pg_tables where schemaname = 'views' order by 1",
      );
      const all: Record<string, string[]> = {};
      for (const { name } of tables) {
        const { rows } = await owner.query<{ row: string }>(`select to_jsonb(t)::text as row from views.${name} t`);
        all[name] = rows.map(({ row }) => row).sort();
      }
      return all;
    };
    const before = await contents();
    expect(Object.values(before).flat().length).toBeGreaterThan(100);
    for (const projection of projections) {
      await rebuildView(api.testbed.ownerUrl, projection);
    }
    expect(await contents()).toEqual(before);
    await owner.end();
  }, 60_000);
});

describe('The README', () => {
  const shown = shownRequests();

  it('shows how to ask what people come for', () => {
    expect(shown.length).toBeGreaterThan(15);
    for (const what of ['/v1/coverage', '/v1/trace/', '/text?asOf=', '/v1/events', '/v1/tasks', '/v1/search', '/v1/commands/'])
      expect(shown.filter(({ path }) => path.startsWith(what) || path.includes(what)).length).toBeGreaterThan(0);
  });

  it.each(shown.map((request) => [request.command, request] as const))(
    '%s',
    async (_, { method, path, headers, body, as, follows }) => {
      const named = /(?:\/|\?)([a-z-]+)(?:\/|=)ID\b/.exec(path)?.[1];
      const resource = named === 'directive' ? 'directives' : named === 'touches' ? 'protocols' : named;
      const filled = resource === undefined ? path : path.replace(/\bID\b/, await idOf(`/v1/${resource}`));
      const given = as === undefined ? {} : { authorization: `Bearer ${await api.issuer.tokenFor(as)}` };
      const leaving = new AbortController();
      const response = await fetch(new URL(filled, api.url), {
        method,
        headers: { ...headers, ...given },
        signal: leaving.signal,
        ...(body === undefined ? {} : { body }),
      });
      expect(response.status).toBe(200);
      if (!follows) expect((await response.text()).length).toBeGreaterThan(2);
      leaving.abort();
    },
  );
});

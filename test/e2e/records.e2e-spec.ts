/** Packages of the whole case: each reader's verifies offline, and holds what that reader may see, and no more. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createHash } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Exports } from '../../apps/api/src/exports/exports.js';
import { enterStory } from '../../apps/demo/src/story/index.js';
import { type PackageVerdict, verifyPackage } from '../independent-verifier/package.js';
import { unpack } from '../support/unzip.js';
import { eventually } from '../support/workshop.js';
import { clientOfTheSuite } from './client.js';
import { signed, type SignedLog } from './signed.js';

const client = clientOfTheSuite();
let log: SignedLog;
let folder: string;

beforeAll(async () => {
  await client.problemOf(await client.send('/v1/exports/records', { method: 'GET' }), 404, 'log-not-signed');
  await client.api.testbed.startWorker();
  const { url, issuer } = client.api;
  await enterStory({ baseUrl: url, tokenFor: (person) => issuer.tokenFor(person), print: () => undefined });
  log = await signed(client.api.testbed.pool);
  folder = mkdtempSync(join(tmpdir(), 'records-'));
}, 180_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Package {
  readonly at: string;
  readonly files: ReadonlyMap<string, Buffer>;
  readonly verdict: PackageVerdict;
}

const verified = (at: string): Promise<PackageVerdict> =>
  verifyPackage({ folder: at, keys: [log.key], checkpoints: log.checkpoints });

async function packaged(headers: Record<string, string> = {}, query = ''): Promise<Package> {
  const response = await client.send(`/v1/exports/records${query}`, { method: 'GET', headers });
  expect([response.status, Object.fromEntries(response.headers)]).toMatchObject([
    200,
    {
      'content-type': 'application/zip',
      'content-disposition': `attachment; filename="records-${log.size}.zip"`,
      'cache-control': 'private, no-store',
    },
  ]);
  const at = mkdtempSync(join(folder, 'package-'));
  const files = unpack(Buffer.from(await response.arrayBuffer()), at);
  return { at, files, verdict: await verified(at) };
}
const tokenOf = async (as: string) => ({ authorization: `Bearer ${await client.api.issuer.tokenFor(as)}` });
const textOf = ({ files }: Package, path: string): string => files.get(path)?.toString() ?? '';
const countOf = (table: string): number => table.split('\r\n').length - 2;

it('verifies offline, for each reader with what that reader may see', async () => {
  const own = {
    public: await packaged(),
    oversight: await packaged(await tokenOf('oversight')),
    attorney: await packaged(await tokenOf('city-attorney')),
  };
  for (const each of Object.values(own)) {
    const { verdict } = each;
    expect(verdict).toMatchObject({ verified: true, findings: [], entries: log.size, erased: 0 });
    expect(verdict.withData + verdict.withheld).toBe(log.size);
    expect(countOf(textOf(each, 'index.csv'))).toBe(log.size);
    expect(countOf(textOf(each, 'withheld.csv'))).toBe(verdict.withheld);
    expect(textOf(each, 'VERIFY.txt')).toContain(log.origin);
    expect(JSON.parse(textOf(each, 'keys.json'))).toMatchObject({ origin: log.origin, keys: [{ vkey: log.key }] });
  }
  expect(own.public.verdict.withData).toBeLessThan(own.oversight.verdict.withData);
  expect([own.oversight.verdict.withheld, own.attorney.verdict.withheld]).toEqual([1, 0]);
  const advice = (
    JSON.parse(
      textOf(own.attorney, 'data/000.jsonl')
        .split('\n')
        .find((line) => line.includes('"note":')) ?? '{}',
    ) as { data?: { note: string } }
  ).data?.note;
  expect(advice).toMatch(/\S/);
  for (const closed of [own.public, own.oversight])
    for (const bytes of closed.files.values()) expect(bytes.includes(advice ?? '')).toBe(false);
}, 120_000);

it('counts what it withholds by its exemption, on a page that needs no network', async () => {
  const own = await packaged();
  const page = textOf(own, 'index.html');
  const table = textOf(own, 'withheld.csv');
  for (const exemption of ['Gov. Code 7922.000: deliberative process', 'Gov. Code 7927.705: attorney-client privilege'])
    expect(page).toContain(`<td>${table.split(exemption).length - 1}</td><td>withheld: ${exemption}</td>`);
  expect(page).not.toMatch(/<script|<link|src=|https?:\/\/|@import|url\(/i);
  for (const [, target = ''] of page.matchAll(/href="([^"]*)"/g)) expect(own.files.has(target)).toBe(true);
});

it('has the texts that its reader may see as files, each as its hash says', async () => {
  const [own, inside] = [await packaged(), await packaged(await tokenOf('oversight'))];
  const texts = ({ files }: Package) => [...files].filter(([path]) => path.endsWith('.txt') && path.startsWith('documents/'));
  expect(texts(own).length).toBeGreaterThan(0);
  expect(texts(inside).length).toBeGreaterThan(texts(own).length);
  for (const [path, text] of texts(inside)) {
    const line = textOf(inside, 'documents/index.csv')
      .split('\r\n')
      .find((each) => each.startsWith(`${path},`));
    expect(line).toContain(createHash('sha256').update(text).digest('hex'));
  }
});

it('of a filter has the entries that it lets through, each with its proof', async () => {
  const [{ id } = { id: '' }] = (
    (await (await client.send('/v1/drafts', { method: 'GET', as: 'oversight' })).json()) as { items: { id: string }[] }
  ).items;
  const some = await packaged(await tokenOf('oversight'), `?subject=drafts/${id}`);
  expect(some.verdict).toMatchObject({ verified: true, findings: [] });
  expect(some.verdict.entries).toBeGreaterThan(5);
  expect(some.verdict.entries).toBeLessThan(log.size);
  expect([...some.files.keys()].filter((path) => path.startsWith('tile/') || path.startsWith('data/'))).toEqual([]);
  expect(countOf(textOf(some, 'index.csv'))).toBe(some.verdict.entries);
  await client.problemOf(await client.send('/v1/exports/records?subjekt=x', { method: 'GET' }), 400, 'invalid-parameter');
});

describe('A package that somebody changed', () => {
  const changed = async (query: string, path: string, change: (text: string) => string): Promise<PackageVerdict> => {
    const { at } = await packaged({}, query);
    writeFileSync(join(at, path), change(readFileSync(join(at, path), 'latin1')), 'latin1');
    return verified(at);
  };

  it.each([
    ['data', '', 'data/000.jsonl', (text: string) => text.replace(/"title":"./, '"title":"?'), 'delivered'],
    ['a salt', '', 'data/000.jsonl', (text: string) => text.replace(/,"datasalt":"[^"]*"/, ''), 'delivered'],
    ['that data are there', '', 'data/000.jsonl', (text: string) => text.replace(/,"data":\{[^\n]*/, '}'), 'delivered'],
    [
      'that data were erased',
      '',
      'data/000.jsonl',
      (text: string) => text.replace(/,"data":\{[^\n]*/, ',"erased":2}'),
      'delivered',
    ],
    ['a line', '', 'data/000.jsonl', (text: string) => text.slice(text.indexOf('\n') + 1), 'delivered'],
    [
      'an entry of some',
      '?outcome=refused',
      'entries.jsonl',
      (text: string) => text.replace('\\"actor\\":\\"', '\\"actor\\":\\"not-'),
      'proof',
    ],
    [
      'a checkpoint',
      '?outcome=refused',
      'checkpoint',
      (text: string) => text.replace(/(\n\n.* )(\S)/, (_, before: string, first: string) => before + (first === 'A' ? 'B' : 'A')),
      'signature',
    ],
  ])('as to %s is found', async (_what, query, path, change, kind) => {
    const { verified: holds, findings } = await changed(query, path, change);
    expect(holds).toBe(false);
    expect(findings.map((finding) => finding.kind)).toContain(kind);
  });
});

it('that gives privileged content is noted in the log before it is given, once for a session', async () => {
  const notes = async () => {
    const page = await client.send('/v1/events?type=gov.commission.reading.noted.v1&limit=200', {
      method: 'GET',
      as: 'oversight',
    });
    return ((await page.json()) as { data: { reader: string; session: string } }[]).map(({ data }) => data);
  };
  const of = async (session: Record<string, string>) => {
    for (let times = 0; times < 2; times++) await packaged(session);
  };
  const before = await eventually(async () => ((await notes()).length > 0 ? notes() : undefined), 30_000);
  await of(await tokenOf('chief'));
  await of(await tokenOf('oversight'));
  const after = await eventually(async () => ((await notes()).length > before.length ? notes() : undefined), 30_000);
  expect(after.slice(before.length).map(({ reader }) => reader)).toEqual(['chief']);
}, 90_000);

it('is made for four readers at a time, and whoever leaves makes room', async () => {
  const exports = client.api.app.get(Exports);
  const nobody = { subject: 'anonymous', roles: ['public'] as const };
  const four = await Promise.all([1, 2, 3, 4].map(() => exports.open({}, nobody)));
  try {
    const turnedAway = await client.send('/v1/exports/records', { method: 'GET' });
    // Not for the views, which may be behind as well.
    const { detail } = await client.problemOf(turnedAway, 503, 'unavailable');
    expect(detail).toMatch(/^As many packages as can be made/);
    expect(turnedAway.headers.get('retry-after')).toBe('30');
  } finally {
    // What nobody reads any more would go on over a database that is closed, and end the process in place of the test.
    for (const { zip } of four) zip.destroy();
  }
  await eventually(
    async () => ((await client.send('/v1/exports/records', { method: 'HEAD' })).status === 200 ? true : undefined),
    5_000,
  );
});

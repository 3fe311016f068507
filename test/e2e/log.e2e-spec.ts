/** The verifiable log over HTTP: the tree as static files, checkpoints, keys and proofs, up to what was signed and no further. */
import { addCosignature, addLogKey, publishCheckpoint, TileStore, treeSize } from '#event-log';
import {
  consistencyProof,
  cosigner,
  decodeBase64,
  decodeBundle,
  ed25519Signer,
  ed25519VerifierKey,
  encodeCheckpoint,
  encodeNote,
  encodeSignature,
  inclusionProof,
  leafHash,
  parseCheckpoint,
  parseLogKey,
  parseNote,
  readFrontier,
  signNote,
  verifyConsistency,
  verifyInclusion,
  verifyNote,
} from '#tlog';
import { generateKeyPairSync } from 'node:crypto';
import { eventually } from '../support/workshop.js';
import { clientOfTheSuite } from './client.js';

const client = clientOfTheSuite();
const ORIGIN = 'promulgate.invalid/test';
const { privateKey } = generateKeyPairSync('ed25519');
const vkey = ed25519VerifierKey(ORIGIN, privateKey);
const EARLIER = 200;
const FOR_EVER = 'public, max-age=31536000, immutable';

const get = (path: string) => client.send(`/v1/log/${path}`, { method: 'GET' });
const bytesOf = async (path: string): Promise<Buffer> => {
  const response = await get(path);
  expect([path, response.status]).toEqual([path, 200]);
  return Buffer.from(await response.arrayBuffer());
};
const pool = () => client.api.testbed.pool;
const rootOf = async (size: number) => ({ size, root: (await readFrontier(new TileStore(pool()), size)).root() });
let size = 0;

async function sign(count: number): Promise<string> {
  const text = encodeCheckpoint({ origin: ORIGIN, ...(await rootOf(count)), extensions: [] });
  const note = encodeNote(signNote(text, [ed25519Signer(ORIGIN, privateKey)]));
  await publishCheckpoint(pool(), { origin: ORIGIN, size: count, note });
  return text;
}

async function add(count: number): Promise<void> {
  const before = await treeSize(pool());
  const sent = await Promise.all(
    Array.from({ length: count }, (_, at) =>
      client.api.testbed.send('register-authority', { citation: `Synthetic ${at}`, title: 'Act' }),
    ),
  );
  await client.api.testbed.settled(sent.map(({ id }) => id));
  await eventually(async () => ((await treeSize(pool())) === before + count ? true : undefined), 20_000);
}

beforeAll(() => client.api.testbed.startWorker(), 60_000);

it('a log that was never signed says so, and lists no key and no checkpoint', async () => {
  await add(EARLIER);
  for (const path of ['checkpoint', 'key', 'checkpoints', 'tile/0/000.p/1', 'entries/1', 'proofs/inclusion?position=1'])
    expect(await client.problemOf(await get(path), 404, 'log-not-signed')).toMatchObject({
      remedy: expect.stringContaining('signer'),
    });
  await client.problemOf(await get('checkpoints/200'), 404, 'not-found');
}, 60_000);

describe('A log that is signed', () => {
  const witness = cosigner('witness.example', generateKeyPairSync('ed25519').privateKey, () => 1_772_355_600);

  beforeAll(async () => {
    await addLogKey(pool(), { origin: ORIGIN, vkey, firstSize: EARLIER });
    await sign(EARLIER);
    await add(400);
    size = 600;
    const text = await sign(size);
    await add(50);
    const line = encodeSignature({ ...witness, signature: witness.sign(text) }).trimEnd();
    await addCosignature(pool(), { origin: ORIGIN, size, witness: 'witness.example', line });
  }, 60_000);

  it('shows its newest checkpoint with what witnesses put beneath it, and each earlier one', async () => {
    const response = await get('checkpoint');
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-cache',
    });
    const note = parseNote(Buffer.from(await response.arrayBuffer()));
    expect(parseCheckpoint(note.text)).toEqual({ origin: ORIGIN, ...(await rootOf(size)), extensions: [] });
    expect(verifyNote(note, [parseLogKey(vkey)])).toHaveLength(1);
    expect(note.signatures.map(({ name }) => name)).toEqual([ORIGIN, 'witness.example']);
    expect(parseCheckpoint(parseNote(await bytesOf(`checkpoints/${EARLIER}`)).text).size).toBe(EARLIER);
    expect((await get(`checkpoints/${size}`)).headers.get('cache-control')).toBe('no-cache');
  });

  it('lists its checkpoints in pages, and its keys', async () => {
    const publishedAt = expect.stringMatching(/^\d{4}-.*Z$/);
    const first = await get('checkpoints?limit=1');
    const listed = async (of: number) => ({ size: of, publishedAt, note: (await bytesOf(`checkpoints/${of}`)).toString() });
    expect(await first.json()).toEqual({ items: [await listed(EARLIER)] });
    expect(first.headers.get('link')).toBe(`</v1/log/checkpoints?limit=1&after=${EARLIER}>; rel="next"`);
    const last = await get(`checkpoints?after=${EARLIER}`);
    expect([await last.json(), last.headers.get('link')]).toEqual([{ items: [await listed(size)] }, null]);
    expect(await (await get('key')).json()).toEqual({ origin: ORIGIN, keys: [{ origin: ORIGIN, vkey, firstSize: EARLIER }] });
  });

  it('serves tiles of every width that is signed, bundles beside them, and single entries, for ever', async () => {
    const response = await get('tile/entries/002.p/88');
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'application/octet-stream',
      'cache-control': FOR_EVER,
    });
    const last = decodeBundle(Buffer.from(await response.arrayBuffer()), 88);
    expect(Number(response.headers.get('content-length'))).toBe(last.reduce((sum, { length }) => sum + length + 2, 0));
    const hashes = await bytesOf('tile/0/002.p/88');
    expect(hashes).toEqual(Buffer.concat(last.map((entry) => leafHash(entry))));
    for (const width of [1, 17, 87]) {
      expect(await bytesOf(`tile/0/002.p/${width}`)).toEqual(hashes.subarray(0, width * 32));
      expect(decodeBundle(await bytesOf(`tile/entries/002.p/${width}`), width)).toEqual(last.slice(0, width));
    }
    expect(await bytesOf('tile/0/001')).toHaveLength(256 * 32);
    expect(decodeBundle(await bytesOf('tile/entries/000'), 256)).toHaveLength(256);
    expect(await bytesOf('tile/1/000.p/2')).toHaveLength(64);
    expect(await bytesOf('entries/513')).toEqual(last[0]);
    expect((await get('entries/513')).headers.get('cache-control')).toBe(FOR_EVER);
  });

  it.each([
    'tile/0/002',
    'tile/0/002.p/89',
    'tile/entries/002.p/89',
    'tile/0/003.p/1',
    'tile/1/000',
    'tile/1/000.p/3',
    'tile/2/000.p/1',
    'tile/64/000.p/1',
    'tile/0/x000/001',
    'tile/0/001/',
    'tile/0/1',
    'tile/00/001',
    'tile/0/001.p/0',
    'tile/0/001.p/256',
    'tile/0/001.p/01',
    'tile/0/x1234/067',
    'tile/0/000.p/1.p/1',
    'tile/0/x999/x999/x999/x999/x999/999',
    'tile/data/000',
    'entries/601',
    'entries/0',
    'entries/01',
    'entries/1e2',
    'checkpoints/0200',
    'checkpoints/201',
    'proofs/inclusion?position=601',
    'proofs/inclusion?position=201&size=200',
    'proofs/inclusion?position=1&size=601',
    'proofs/consistency?from=201&to=200',
    'proofs/consistency?from=1&to=601',
  ])('has nothing at %s', async (path) => {
    await client.problemOf(await get(path), 404, 'not-found');
  });

  it.each([
    'proofs/inclusion',
    'proofs/inclusion?position=0',
    'proofs/inclusion?position=1&size=0',
    'proofs/consistency?to=2',
    'proofs/consistency?from=-1',
    'proofs/inclusion?index=1',
    'tile/0/000?width=2',
    'checkpoint?size=2',
    'checkpoints?limit=201',
  ])('refuses %s by its parameter', async (path) => {
    await client.problemOf(await get(path), 400, 'invalid-parameter');
  });

  it('proves its entries and that it was only added to, against what it signed', async () => {
    const proofFrom = async (path: string) => {
      const response = await get(`proofs/${path}`);
      const { hashes } = (await response.json()) as { hashes: string[] };
      return { headers: response.headers, hashes: hashes.map((hash) => decodeBase64(hash, 'A hash')) };
    };
    const [before, now] = [await rootOf(EARLIER), await rootOf(size)];
    for (const position of [1, 200, 256, 257, 600]) {
      const leaf = leafHash(await bytesOf(`entries/${position}`));
      const { hashes, headers } = await proofFrom(`inclusion?position=${position}`);
      verifyInclusion(leaf, position - 1, now, hashes);
      const where = `/v1/log/proofs/inclusion?position=${position}&size=${size}`;
      expect([headers.get('content-location'), headers.get('cache-control')]).toEqual([where, 'no-cache']);
      expect(hashes).toEqual(await inclusionProof(new TileStore(pool()), position - 1, size));
    }
    const { hashes: earlier, headers } = await proofFrom(`inclusion?position=7&size=${EARLIER}`);
    verifyInclusion(leafHash(await bytesOf('entries/7')), 6, before, earlier);
    expect([headers.get('content-location'), headers.get('cache-control')]).toEqual([null, FOR_EVER]);
    const { hashes: between } = await proofFrom(`consistency?from=${EARLIER}`);
    verifyConsistency(before, now, between);
    expect(between).toEqual(await consistencyProof(new TileStore(pool()), EARLIER, size));
    for (const trivial of ['consistency?from=0&to=600', 'consistency?from=600'])
      expect((await proofFrom(trivial)).hashes).toEqual([]);
  });
});

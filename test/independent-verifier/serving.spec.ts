/** A log that is read over HTTP: its tiles and what it answers, proofs, single entries and events. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { httpFeed } from './delivered.js';
import { dice } from './proofs.js';
import { httpSource } from './source.js';
import { checkpointOf, filesOf, logSigner, PATH, PROOF, sealed, SIGNER, specEvents, witnessSigner } from './spec-log.js';
import { verifyLog } from './verify.js';

const SIZE = 300;
/** What the last entry orders to be erased; none of them is withheld. */
const ERASED = [5, 88];
const PUBLIC = 12;
const EVENTS = specEvents(SIZE, dice(7)).map((event, at) => ({
  ...event,
  ...(at + 1 === SIZE && { type: 'gov.commission.erasure.ordered.v1', data: JSON.stringify({ positions: ERASED }) }),
  ...(at + 1 === PUBLIC && { visibility: 'PUBLIC' }),
}));
const ENTRIES = sealed(EVENTS);
const FILES = filesOf(ENTRIES);
const CHECKPOINTS = [1, 100, 256].map((size) => checkpointOf(ENTRIES.slice(0, size)));

interface Answer {
  readonly status?: number;
  readonly type?: string;
  readonly body: string | Buffer;
}
type Change = (path: string, answer: Answer) => Answer;

const hashesOf = (hashes: readonly Buffer[]): Answer => ({
  type: 'application/json',
  body: JSON.stringify({ hashes: hashes.map((hash) => hash.toString('base64')) }),
});
const NOTHING: Answer = { status: 404, body: '' };
const BAD: Answer = { status: 400, body: '' };

function eventOf(position: number): string {
  const { data, salt } = EVENTS[position - 1];
  const rest = ERASED.includes(position)
    ? `"erased":${SIZE}`
    : position % 7 === 0 && position !== SIZE
      ? '"withheld":"internal"'
      : `"datasalt":"${salt.toString('base64')}","data":${data}`;
  return `${ENTRIES[position - 1].toString().slice(0, -1)},"position":${position},${rest}}`;
}

function answerOf({ pathname, searchParams }: URL): Answer {
  const number = (name: string) => Number(searchParams.get(name));
  if (pathname === '/v1/events') {
    const first = number('after') + 1;
    const positions = Array.from({ length: Math.min(90, SIZE + 1 - first) }, (_, at) => first + at);
    return { type: 'application/cloudevents-batch+json', body: `[${positions.map(eventOf).join(',\n')}]` };
  }
  const path = pathname.slice('/v1/log/'.length);
  if (path === 'key') return { type: 'text/plain', body: `${SIGNER.verifierKey}\n` };
  const [, position] = /^entries\/(\d+)$/.exec(path) ?? [];
  if (position !== undefined) return { body: ENTRIES[Number(position) - 1] };
  const [size, from, to] = [number('size'), number('from'), number('to')];
  if (path === 'proofs/inclusion')
    return number('position') > size ? BAD : hashesOf(PATH(number('position') - 1, ENTRIES.slice(0, size)));
  if (path === 'proofs/consistency') return from > to ? BAD : hashesOf(PROOF(from, ENTRIES.slice(0, to)));
  const body = FILES.get(path);
  if (!body) return NOTHING;
  return { type: path === 'checkpoint' ? 'text/plain; charset=utf-8' : 'application/octet-stream', body };
}

let server: Server;
let change: Change = (_path, answer) => answer;
let base: string;

beforeAll(async () => {
  const answer = ({ url = '' }: IncomingMessage, response: ServerResponse): void => {
    const { status = 200, type = 'application/octet-stream', body } = change(url, answerOf(new URL(url, 'http://log.example')));
    response.writeHead(status, { 'content-type': type }).end(body);
  };
  server = createServer(answer);
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
afterEach(() => {
  change = (_path, answer) => answer;
});

const verify = (witnesses: readonly string[] = []) =>
  verifyLog({
    source: httpSource(`${base}/v1/log`),
    feed: httpFeed(base),
    keys: [SIGNER.verifierKey],
    checkpoints: CHECKPOINTS,
    witnesses,
    drawing: { count: 8, seed: 3 },
  });
/** What is found where the answers that begin so are others. */
const foundWhere = async (path: string, other: (answer: Answer, path: string) => Answer): Promise<(string | undefined)[]> => {
  change = (url, answer) => (url.startsWith(path) ? other(answer, url) : answer);
  const { findings } = await verify();
  return findings.map(({ kind, position }) => (position === undefined ? kind : `${kind} ${position}`));
};
const flipped = (answer: Answer): Answer => ({ ...answer, body: String(answer.body).replace(/"hashes":\["./, '"hashes":["_') });

describe('A log over HTTP', () => {
  it('is verified with its proofs, its single entries and its events', async () => {
    expect(await verify()).toMatchObject({
      verified: true,
      entries: SIZE,
      withData: SIZE - Math.floor(SIZE / 7) - ERASED.length,
      findings: [],
    });
  });

  it('is asked for tiles that its checkpoint has, and for a full one in place of a partial one that is gone', async () => {
    const asked: string[] = [];
    change = (path, answer) => {
      asked.push(path);
      return path.includes('.p/') ? NOTHING : answer;
    };
    const { findings } = await verify();
    expect(asked).toEqual(expect.arrayContaining(['/v1/log/tile/entries/001.p/44', '/v1/log/tile/entries/001']));
    // There is no full one: the entries are asked for one by one.
    expect(asked).toEqual(expect.arrayContaining(['/v1/log/entries/257', '/v1/log/entries/300']));
    expect(new Set(findings.map(({ kind }) => kind))).toEqual(new Set(['unserved', 'tile']));
  });

  it('whose server fails where an entry was lost is told to the position', async () => {
    const found = await foundWhere('/v1/log/', (answer, path) =>
      path === '/v1/log/tile/entries/001.p/44' || path === '/v1/log/entries/290' ? { status: 500, body: '' } : answer,
    );
    expect(found[0]).toBe('truncated 290');
  });

  it.each([
    ['the checkpoint', '/v1/log/checkpoint', 'unserved'],
    ['a tile', '/v1/log/tile/0/000', 'unserved'],
    ['a bundle', '/v1/log/tile/entries/000', 'unserved'],
  ])('that serves %s as something else is not in order', async (_what, path, kind) => {
    expect(await foundWhere(path, (answer) => ({ ...answer, type: 'text/html' }))).toContain(kind);
  });

  it('that hides its key, or answers what cannot be asked, is not in order', async () => {
    expect(await foundWhere('/v1/log/key', () => ({ body: 'none' }))).toEqual(['unserved']);
    expect(await foundWhere('/v1/log/proofs/inclusion?position=301', () => hashesOf([]))).toEqual(['proof']);
    expect(await foundWhere('/v1/log/proofs/consistency?from=301', () => hashesOf([]))).toEqual(['proof']);
    expect(await foundWhere('/v1/log/tile/0/x001/002', () => ({ body: Buffer.alloc(32) }))).toEqual(['unserved']);
  });

  it.each(['inclusion', 'consistency'])('whose proofs of %s prove nothing is not verified', async (kind) => {
    for (const spoil of [flipped, () => hashesOf([Buffer.alloc(32)]), () => ({ body: '{}' }), () => ({ body: 'no' })]) {
      const found = await foundWhere(`/v1/log/proofs/${kind}`, spoil);
      expect(found.length).toBeGreaterThan(0);
      expect(found.every((each) => each?.startsWith('proof'))).toBe(true);
    }
  });

  it('that shows another entry by itself than in its bundle is not verified', async () => {
    expect(await foundWhere('/v1/log/entries/257', () => ({ body: 'other' }))).toContain('entry 257');
    expect(await foundWhere('/v1/log/entries/257', () => NOTHING)).toContain('unserved 257');
  });

  it('is cosigned by each witness that is trusted', async () => {
    const witness = witnessSigner('witness.example/w1', Buffer.alloc(32, 1), 1_790_000_000);
    const other = logSigner('witness.example/w2', Buffer.alloc(32, 2));
    change = (path, answer) => (path.endsWith('/checkpoint') ? { ...answer, body: checkpointOf(ENTRIES, witness) } : answer);
    expect(await verify([witness.verifierKey])).toMatchObject({ verified: true });
    expect((await verify([witness.verifierKey, other.verifierKey])).findings).toEqual([
      { kind: 'witness', says: `No cosignature of ${other.verifierKey.split('+').slice(0, 2).join('+')}.` },
    ]);
    const wrong = witness.line('other\n');
    change = (path, answer) =>
      path.endsWith('/checkpoint') ? { ...answer, body: Buffer.concat([checkpointOf(ENTRIES), Buffer.from(wrong)]) } : answer;
    expect((await verify([witness.verifierKey])).findings).toEqual([expect.objectContaining({ kind: 'witness' })]);
  });
});

describe('Events that are delivered', () => {
  const page = (text: (body: string) => string) => (answer: Answer) => ({ ...answer, body: text(String(answer.body)) });

  it.each([
    ['data', /"number":42/, '"number":43', 43],
    ['salt', /("position":43,"datasalt":")./, '$1_', 43],
    ['actor', /("actor":")([^"]*)("[^\n]*"position":41,)/, '$1x$3', 41],
    ['reason for withheld data', /"position":63,"withheld":"internal"/, '"position":63', 63],
    ['attribute', /"position":63,/, '"position":63,"note":"x",', 63],
    ['position', /"position":50,/, '"position":51,', 50],
    ['form of the page', /^\[/, '', 0],
  ])('with another %s are not those of the entries', async (_what, pattern, other, position) => {
    expect(
      await foundWhere(
        '/v1/events?after=0',
        page((body) => body.replace(pattern, other)),
      ),
    ).toEqual([`delivered ${position}`]);
  });

  it('may have been erased where an entry orders it, and are missing where none does', async () => {
    const onPage = (after: number, from: RegExp, to: string) =>
      foundWhere(
        `/v1/events?after=${after}`,
        page((body) => body.replace(from, to)),
      );
    expect(await onPage(0, /"datasalt":[^\n]*(?=\},\n[^\n]*"position":44)/, `"erased":${SIZE}`)).toEqual(['erased 43']);
    expect(await onPage(0, new RegExp(`"erased":${SIZE}`), `"erased":${SIZE - 1}`)).toEqual(['erased 5']);
    expect(await onPage(0, new RegExp(`"erased":${SIZE}`), `"erased":"${SIZE}"`)).toEqual(['erased 5']);
    expect(await onPage(0, /"position":12,"datasalt":[^\n]*(?=\},\n)/, '"position":12,"withheld":"internal"')).toEqual([
      'delivered 12',
    ]);
  });

  it('may come in another spelling, as data are compared in their canonical form', async () => {
    expect(
      await foundWhere(
        '/v1/events',
        page((body) => body.replaceAll(/"data":\{("number":\d+),("text":"[^"]*")\}/g, '"data": {$2, $1 }')),
      ),
    ).toEqual([]);
  });

  it('that end too soon are not all', async () => {
    expect(await foundWhere('/v1/events?after=180', () => ({ body: '[]' }))).toEqual(['delivered 180']);
    expect(await foundWhere('/v1/events?after=180', () => ({ status: 403, body: '' }))).toEqual(['delivered 180']);
  });
});

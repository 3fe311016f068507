/** The witness client beside a real database and a witness over HTTP, which checks what it is sent as c2sp.org/tlog-witness has it. */
import { latestCheckpoint } from '#event-log';
import {
  cosigner,
  cosignerKey,
  decodeBase64,
  EMPTY_ROOT,
  encodeSignature,
  parseCheckpoint,
  parseLogKey,
  parseNote,
  signNote,
  type TreeHead,
  verifyConsistency,
  verifyNote,
} from '#tlog';
import { generateKeyPairSync } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { CheckpointFolder, type SignedCheckpoint } from './checkpoint-folder.js';
import { CheckpointSigner } from './checkpoint-signer.js';
import { createKeyFile, type SigningKey } from './signing-keys.js';
import { SignerState } from './signer-state.js';
import { specLog, type SpecLog } from './spec-log.js';
import { parseWitnesses, WitnessClient, WitnessFault } from './witness-client.js';
import { Witnesses } from './witnesses.js';

const ORIGIN = 'log.example/commission';
const WITNESS = 'witness.example/one';
const { privateKey } = generateKeyPairSync('ed25519');
const never = new AbortController().signal;

interface Answer {
  readonly status: number;
  readonly body?: string;
  readonly type?: string;
}

let log: SpecLog;
let folder: CheckpointFolder;
let signer: CheckpointSigner;
let key: SigningKey;
let server: Server;
let url: string;
/** What the witness saw last. */
let seen: TreeHead;
/** What it answers in place of a cosignature. */
let instead: Answer | undefined;
let requests: string[];

beforeAll(async () => {
  log = await specLog();
  server = createServer((request, response) => {
    void answerTo(request).then(({ status, body = '', type = 'text/plain' }) =>
      response.writeHead(status, { 'content-type': type }).end(body),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}, 60_000);
afterAll(async () => {
  server.closeAllConnections();
  server.close();
  await log.close();
});
beforeEach(async () => {
  await log.empty();
  seen = { size: 0, root: EMPTY_ROOT };
  instead = undefined;
  requests = [];
  const file = join(log.folder(), 'key.json');
  key = await createKeyFile(file);
  folder = new CheckpointFolder(log.folder());
  signer = new CheckpointSigner({
    database: log.pool,
    origin: ORIGIN,
    keys: { file },
    state: new SignerState(log.folder()),
    folder,
  });
});

async function answerTo(request: IncomingMessage): Promise<Answer> {
  const body = await text(request);
  requests.push(`${request.method} ${request.url} ${body.split('\n')[0]}`);
  if (instead) return instead;
  const split = body.indexOf('\n\n');
  const [old = '', ...proof] = body.slice(0, split).split('\n');
  const note = parseNote(Buffer.from(body.slice(split + 2)));
  verifyNote(note, [parseLogKey(key.verifierKey(ORIGIN))]);
  if (old !== `old ${seen.size}`) return { status: 409, body: `${seen.size}\n`, type: 'text/x.tlog.size' };
  const head = parseCheckpoint(note.text);
  verifyConsistency(
    seen,
    head,
    proof.map((line) => decodeBase64(line, 'A hash')),
  );
  seen = head;
  return { status: 200, body: cosignatureOf(note.text) };
}

const cosignatureOf = (checkpoint: string): string =>
  signNote(checkpoint, [cosigner(WITNESS, privateKey, () => 1_800_000_000)])
    .signatures.map(encodeSignature)
    .join('');
const newClient = (at = url) => new WitnessClient({ verifierKey: cosignerKey(WITNESS, privateKey), url: at }, log.pool, folder);

async function signed(count: number): Promise<SignedCheckpoint> {
  await log.append(count);
  const checkpoint = await signer.sign();
  if (!checkpoint) throw new Error('Nothing was signed.');
  return checkpoint;
}

describe('A witness', () => {
  it('cosigns each checkpoint from the one that it saw before; the line is kept in both places', async () => {
    const client = newClient();
    const first = await signed(5);
    await client.cosign(first, never);
    await client.cosign(await signed(4), never);
    expect(requests).toEqual(['POST /add-checkpoint old 0', 'POST /add-checkpoint old 5']);
    const line = cosignatureOf(parseNote((await latestCheckpoint(log.pool))?.note ?? Buffer.alloc(0)).text).trimEnd();
    expect((await latestCheckpoint(log.pool))?.cosignatures).toEqual([line]);
    expect(await folder.cosignatures(ORIGIN, 9)).toEqual([{ witness: WITNESS, line }]);
    expect(await folder.sizes(ORIGIN)).toEqual([5, 9]);
  });

  it('is asked again from the size that it says, also where it has seen this very checkpoint', async () => {
    await newClient().cosign(await signed(5), never);
    const checkpoint = await signed(4);
    await newClient().cosign(checkpoint, never);
    await newClient().cosign(checkpoint, never);
    const ways = ['old 0', 'old 0', 'old 5', 'old 0', 'old 9'];
    expect(requests).toEqual(ways.map((old) => `POST /add-checkpoint ${old}`));
  });

  it.each([
    ['has seen more than there is', { status: 409, body: '6\n', type: 'text/x.tlog.size' }, 'has seen 6 entries of'],
    ['says a size in another form', { status: 409, body: '5\n' }, 'does not cosign: 409'],
    ['does not know the log', { status: 404, body: 'unknown origin' }, 'does not cosign: 404 "unknown origin"'],
    ['does not trust the key', { status: 403 }, 'does not cosign: 403'],
    ['finds the proof wrong', { status: 422 }, 'does not cosign: 422'],
    ['answers with no signature', { status: 200, body: 'fine\n' }, 'no cosignature that holds'],
    [
      'cosigns something else',
      { status: 200, body: cosignatureOf(`${ORIGIN}\n5\n${EMPTY_ROOT.toString('base64')}\n`) },
      'that holds',
    ],
    ['never ends its answer', { status: 200, body: 'x'.repeat(1_000_000) }, 'no cosignature that holds'],
  ])('that %s is a fault, and nothing is kept of it', async (_what, answer, why) => {
    instead = answer;
    const checkpoint = await signed(5);
    await expect(newClient().cosign(checkpoint, never)).rejects.toThrow(WitnessFault);
    await expect(newClient().cosign(checkpoint, never)).rejects.toThrow(why);
    expect((await latestCheckpoint(log.pool))?.cosignatures).toEqual([]);
    expect(await folder.cosignatures(ORIGIN, 5)).toEqual([]);
  });

  it('that is away is named', async () => {
    await expect(newClient('http://127.0.0.1:1').cosign(await signed(1), never)).rejects.toThrow(`${WITNESS} cannot be reached`);
  });
});

describe('Witnesses', () => {
  it('are asked beside each other: one that is away costs nothing but a fault, and owes its cosignature', async () => {
    const faults: string[] = [];
    const asked = new Witnesses([newClient('http://127.0.0.1:1'), newClient()], ({ message }) => void faults.push(message));
    const checkpoint = await signed(3);
    asked.offer(checkpoint);
    expect(asked.status().map(({ behindMs }) => behindMs >= 0)).toEqual([true, true]);
    while (asked.status()[1]?.behindMs !== 0 || faults.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    asked.offer(checkpoint);
    expect(asked.status()[0]?.behindMs).toBeGreaterThan(0);
    expect(faults).toEqual([expect.stringContaining('cannot be reached')]);
    await asked.stop();
    expect(requests).toHaveLength(1);
  });
});

describe('The setting of witnesses', () => {
  const verifierKey = cosignerKey(WITNESS, privateKey);

  it('is a key and a URL, a pair a line or behind a semicolon', () => {
    expect(parseWitnesses('')).toEqual([]);
    expect(parseWitnesses(`${verifierKey} https://a.example/x/;\n ${verifierKey}  http://b.example\n`)).toEqual([
      { verifierKey, url: 'https://a.example/x' },
      { verifierKey, url: 'http://b.example' },
    ]);
  });

  it.each(['https://a.example', `${verifierKey}`, `${verifierKey} ftp://a.example`, `${verifierKey} https://a.example more`])(
    'is refused as %s',
    (wrong) => expect(() => parseWitnesses(wrong)).toThrow(/verifier key/),
  );
});

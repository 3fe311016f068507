/** The witness judged by a client that is written from c2sp.org/tlog-witness: every status, and every edge that the text names. */
import { request as rawRequest } from 'node:http';
import { logSigner, witnessSigner } from '../independent-verifier/spec-log.js';
import {
  addCheckpoint,
  cosignedAt,
  get,
  Installation,
  known,
  post,
  type RunningWitness,
  sha256,
  signed,
  SpecLog,
  startWitness,
} from './spec-client.js';

/** A request that another implementation is tested with (litewitness, its testdata/multi-cosigs-ed25519.txt). */
const PUBLISHED = {
  origin: 'sigsum.org/v1/tree/985ea163f5af026723561354f51f2ebcdcf2af809ce254ccfb64aa9aadd80f90',
  publicKey: Buffer.from('52c05edad1bf5feffa81354faae59a655d9a9a1a793ed2f62c39c26c0be2aecd', 'hex'),
  request:
    'old 0\n\nsigsum.org/v1/tree/985ea163f5af026723561354f51f2ebcdcf2af809ce254ccfb64aa9aadd80f90\n1\n' +
    'KgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n\n' +
    '— sigsum.org/v1/tree/985ea163f5af026723561354f51f2ebcdcf2af809ce254ccfb64aa9aadd80f90 ' +
    '7BKT0gOfNZ1J0So9unY3BZtm2YkPIoNYM/dce0Z2avJDs8dxN6ts9bOSwwrVrbjm6P9K3ZxpK6jJngOG6YvGGzV/lwo=\n',
};
function publishedKey(): string {
  const typed = Buffer.concat([Buffer.of(1), PUBLISHED.publicKey]);
  const id = sha256(Buffer.concat([Buffer.from(`${PUBLISHED.origin}\n`), typed])).subarray(0, 4);
  return `${PUBLISHED.origin}+${id.toString('hex')}+${typed.toString('base64')}`;
}

/** Each test has a log of its own that the witness has been told of. */
const LOGS = Array.from({ length: 60 }, (_, at) => new SpecLog(`log-${at}.example/records`));
const rotated = logSigner('rotated.example/records', sha256('its next key'));
const rotating = new SpecLog('rotated.example/records');

let installation: Installation;
let witness: RunningWitness;
let used = 0;
const freshLog = (): SpecLog => LOGS[used++];

beforeAll(async () => {
  installation = new Installation([
    ...LOGS.map((log) => known(log)),
    { origin: rotating.origin, keys: [rotating.signer.verifierKey, rotated.verifierKey] },
    { origin: PUBLISHED.origin, keys: [publishedKey()] },
  ]);
  witness = await startWitness(installation);
});
afterAll(async () => {
  expect(await witness.end()).toBe('0');
  installation.remove();
});

const send = (body: string | Uint8Array<ArrayBuffer>) => post(witness.url, body);
/** A log of which a checkpoint of this size was cosigned. */
async function cosigned(size: number): Promise<SpecLog> {
  const log = freshLog();
  expect((await send(log.request(0, size))).status).toBe(200);
  return log;
}

describe('A checkpoint that goes on from the last one', () => {
  it('is cosigned, at this time, and nothing else is answered', async () => {
    const log = freshLog();
    const before = Math.floor(Date.now() / 1000);
    const { status, contentType, body } = await send(log.request(0, 5));
    expect([status, contentType]).toEqual([200, 'text/plain; charset=utf-8']);
    const time = cosignedAt(body, log.text(5), installation.verifierKey);
    expect(time).toBeGreaterThanOrEqual(before);
    expect(time).toBeLessThanOrEqual(Math.floor(Date.now() / 1000));
  });

  it.each([
    [1, 2],
    [1, 8],
    [3, 7],
    [4, 7],
    [4, 8],
    [6, 8],
    [7, 8],
    [8, 8],
    [100, 257],
    [256, 512],
    [255, 1000],
  ])('is cosigned from %i entries to %i', async (from, to) => {
    const log = await cosigned(from);
    const { status, body } = await send(log.request(from, to));
    expect(status).toBe(200);
    cosignedAt(body, log.text(to), installation.verifierKey);
  });

  it('is cosigned again as often as it is sent', async () => {
    const log = await cosigned(3);
    for (let again = 0; again < 3; again++)
      cosignedAt((await send(log.request(3, 3))).body, log.text(3), installation.verifierKey);
  });

  it('may be the empty tree, before and after which everything is open', async () => {
    const log = freshLog();
    for (const size of [0, 0, 4]) cosignedAt((await send(log.request(0, size))).body, log.text(size), installation.verifierKey);
  });

  it('may carry signatures of others, and lines of its own, which are cosigned too', async () => {
    const log = freshLog();
    const text = `${log.text(2)}an extension\n`;
    const note = signed(text, logSigner('stranger.example', sha256('1')), log.signer, witnessSigner('w.example', sha256('2'), 7));
    cosignedAt((await send(addCheckpoint(0, [], note))).body, text, installation.verifierKey);
  });

  it('may be signed with any key that the witness was given for the log', async () => {
    const first = addCheckpoint(0, [], rotating.note(1));
    const second = addCheckpoint(1, rotating.proof(1, 2), rotating.note(2, rotated));
    for (const [request, size] of [[first, 1] as const, [second, 2] as const])
      cosignedAt((await send(request)).body, rotating.text(size), installation.verifierKey);
  });

  it('of another implementation is cosigned, as it was published', async () => {
    const { status, body } = await send(PUBLISHED.request);
    expect(status).toBe(200);
    const [, text] = PUBLISHED.request.split('\n\n');
    cosignedAt(body, `${text}\n`, installation.verifierKey);
  });
});

describe('400: a request', () => {
  const log = new SpecLog('log-59.example/records');
  const note = log.note(2);
  const hash = sha256('any').toString('base64');

  it.each([
    ['that is empty', ''],
    ['without an old size', `\n${note}`],
    ['whose old size is no number', addCheckpoint('x', [], note)],
    ['whose old size has a leading zero', addCheckpoint('00', [], note)],
    ['whose old size is negative', addCheckpoint('-1', [], note)],
    ['whose old size has a sign', addCheckpoint('+1', [], note)],
    ['whose old size has two spaces before it', addCheckpoint(' 0', [], note)],
    ['whose old size has a space behind it', addCheckpoint('0 ', [], note)],
    ['with line ends of another system', addCheckpoint('0\r', [], note)],
    ['whose first word is another', addCheckpoint(0, [], note).replace('old', 'Old')],
    ['without the empty line', `old 0\n${note.replace('\n\n', '\n')}`],
    ['with a hash that is too short', addCheckpoint(1, [sha256('x').subarray(1).toString('base64')], note)],
    ['with a hash that is too long', addCheckpoint(1, [Buffer.alloc(33).toString('base64')], note)],
    ['with a hash without its padding', addCheckpoint(1, [hash.replace('=', '')], note)],
    ['with a hash in base64url', addCheckpoint(1, [Buffer.alloc(32, 0xff).toString('base64url')], note)],
    ['with a hash that has stray bits', addCheckpoint(1, [`${hash.slice(0, -2)}9=`], note)],
    ['with a space before a hash', addCheckpoint(1, [` ${hash}`], note)],
    ['with 64 hashes', addCheckpoint(1, Array<string>(64).fill(hash), note)],
    ['without a checkpoint', 'old 0\n\n'],
    ['whose checkpoint has no signature', addCheckpoint(0, [], log.text(2))],
    ['whose checkpoint has no size', addCheckpoint(0, [], signed(`${log.origin}\n`, log.signer))],
    [
      'whose checkpoint has a size with a leading zero',
      addCheckpoint(0, [], signed(log.text(2).replace('\n2\n', '\n02\n'), log.signer)),
    ],
    ['whose checkpoint has half a root', addCheckpoint(0, [], signed(`${log.origin}\n2\nAAAA\n`, log.signer))],
    ['whose checkpoint’s last line does not end', addCheckpoint(0, [], note.slice(0, -1))],
    ['whose checkpoint has a control character', addCheckpoint(0, [], signed(`${log.text(2)}\t\n`, log.signer))],
    ['whose old size is larger than the checkpoint', addCheckpoint(3, [], note)],
    ['whose old size is beyond all numbers', addCheckpoint('9'.repeat(400), [], note)],
  ])('%s is refused', async (_what, body) => {
    expect(await send(body)).toMatchObject({ status: 400, contentType: 'text/plain; charset=utf-8' });
  });

  it('that is not UTF-8 is refused', async () => {
    const [before, after] = addCheckpoint(0, [], note).split('records\n2');
    const body = Buffer.concat([Buffer.from(before), Buffer.of(0xff), Buffer.from(`records\n2${after}`)]);
    expect((await send(new Uint8Array(body))).status).toBe(400);
  });

  it('with 63 hashes is read, and fails for what it proves', async () => {
    const one = await cosigned(1);
    expect((await send(addCheckpoint(1, Array<string>(63).fill(hash), one.note(2)))).status).toBe(422);
  });
});

describe('403: a checkpoint', () => {
  it('that none of the trusted keys has signed is refused, whoever else has', async () => {
    const log = freshLog();
    const impostor = logSigner(log.origin, sha256('an impostor'));
    expect((await send(addCheckpoint(0, [], log.note(2, impostor)))).status).toBe(403);
    expect((await send(log.request(0, 2))).status).toBe(200);
  });

  it('with a signature that a trusted key did not make is refused', async () => {
    const log = freshLog();
    expect((await send(addCheckpoint(0, [], log.note(2).replace('\n2\n', '\n3\n')))).status).toBe(403);
  });

  it('with a good and a false signature of trusted keys is refused', async () => {
    const false_ = rotated.line('something else\n');
    expect((await send(addCheckpoint(0, [], `${rotating.note(3)}${false_}`))).status).toBe(403);
  });

  it('that another log of the witness has signed is refused', async () => {
    const [log, other] = [freshLog(), freshLog()];
    expect((await send(addCheckpoint(0, [], log.note(2, other.signer)))).status).toBe(403);
  });
});

describe('404', () => {
  it('is answered for a log that the witness was not told of, before its signature is looked at', async () => {
    expect((await send(new SpecLog('unknown.example').request(0, 1))).status).toBe(404);
    expect((await send(addCheckpoint(9, [], new SpecLog('unknown.example').note(1)))).status).toBe(404);
  });
});

describe('409: an old size that is not that of the last checkpoint', () => {
  const size = (body: string) => ({ status: 409, contentType: 'text/x.tlog.size', body });

  it('is answered with that size', async () => {
    const log = await cosigned(5);
    expect(await send(log.request(3, 6))).toEqual(size('5\n'));
    expect(await send(log.request(0, 5))).toEqual(size('5\n'));
    expect(await send(log.request(6, 7))).toEqual(size('5\n'));
  });

  it('is answered so for a log that was never cosigned, too', async () => {
    expect(await send(freshLog().request(1, 2))).toEqual(size('0\n'));
  });

  it('is answered before the proof is looked at', async () => {
    const log = await cosigned(2);
    expect(await send(addCheckpoint(1, [sha256('x').toString('base64')], log.note(3)))).toEqual(size('2\n'));
  });

  it('lets no tree become smaller', async () => {
    const log = await cosigned(4);
    expect(await send(log.request(3, 3))).toEqual(size('4\n'));
    expect((await send(log.request(4, 5))).status).toBe(200);
  });
});

describe('422: a checkpoint', () => {
  const refuses = async (log: SpecLog, at: number, body: string) => {
    const answer = await send(body);
    expect(answer).toMatchObject({ status: 422, contentType: 'text/plain; charset=utf-8' });
    expect(answer.body).not.toContain('—');
    // Nothing has moved.
    expect((await send(log.request(at, at + 1))).status).toBe(200);
  };

  it('of the empty tree with another root is refused', async () => {
    const log = freshLog();
    const text = `${log.origin}\n0\n${Buffer.alloc(32).toString('base64')}\n`;
    await refuses(log, 0, addCheckpoint(0, [], signed(text, log.signer)));
  });

  it('with a proof where none is needed is refused', async () => {
    const log = freshLog();
    await refuses(log, 0, addCheckpoint(0, [sha256('x').toString('base64')], log.note(3)));
  });

  it('with a proof for the same size is refused', async () => {
    const log = await cosigned(3);
    await refuses(log, 3, addCheckpoint(3, [sha256('x').toString('base64')], log.note(3)));
  });

  it.each([
    ['without its proof', () => []],
    ['with a hash too few', (proof: string[]) => proof.slice(1)],
    ['with a hash too many', (proof: string[]) => [...proof, proof[0]]],
    ['with its hashes in another order', (proof: string[]) => proof.toReversed()],
    ['with the proof of another size', (_: string[], log: SpecLog) => log.proof(4, 9)],
  ])('%s is refused', async (_what, spoil) => {
    const log = await cosigned(5);
    await refuses(log, 5, addCheckpoint(5, spoil(log.proof(5, 9), log), log.note(9)));
  });

  it('whose tree has another beginning is refused', async () => {
    const log = await cosigned(5);
    await refuses(log, 5, log.forked(2).request(5, 9));
  });

  it('of the same size with another root is refused', async () => {
    const log = await cosigned(5);
    await refuses(log, 5, log.forked(4).request(5, 5));
  });
});

describe('Two requests at once', () => {
  it('with different trees of one size: one is signed, the other is not, whichever comes first', async () => {
    for (let round = 0; round < 5; round++) {
      const log = await cosigned(2);
      const fork = log.forked(2);
      const answers = await Promise.all([log, fork, log, fork].map((each) => send(each.request(2, 4))));
      const roots = answers.flatMap(({ status, body }, at) => (status === 200 ? [{ body, of: at % 2 === 0 ? log : fork }] : []));
      expect(roots).toHaveLength(1);
      cosignedAt(roots[0].body, roots[0].of.text(4), installation.verifierKey);
      expect(answers.filter(({ status }) => status === 409).map(({ body }) => body)).toEqual(['4\n', '4\n', '4\n']);
    }
  });

  it('of different sizes: the later one in turn learns the size of the earlier one', async () => {
    const log = await cosigned(2);
    const sizes = [3, 4, 5, 6, 7, 8];
    const answers = await Promise.all(sizes.map((size) => send(log.request(2, size))));
    const signedSizes = sizes.filter((_, at) => answers[at].status === 200);
    expect(signedSizes).toHaveLength(1);
    expect(new Set(answers.map(({ status, body }) => (status === 409 ? body : 'signed')))).toEqual(
      new Set(['signed', `${signedSizes[0]}\n`]),
    );
  });
});

describe('For monitors', () => {
  const path = ({ origin }: SpecLog) => `/${sha256(origin).toString('hex')}/checkpoint`;

  it('the last checkpoint is served with the log’s signature and the cosignature that was answered', async () => {
    const log = await cosigned(2);
    const { body } = await send(addCheckpoint(2, log.proof(2, 6), log.note(6, logSigner('x.example', sha256('x')), log.signer)));
    const served = await get(witness.url, path(log));
    expect(served).toEqual({ status: 200, contentType: 'text/plain; charset=utf-8', body: `${log.note(6)}${body}` });
  });

  it('there is none of a log that was never cosigned, nor of one that is not known', async () => {
    expect((await get(witness.url, path(freshLog()))).status).toBe(404);
    expect((await get(witness.url, path(new SpecLog('unknown.example')))).status).toBe(404);
  });
});

describe('Over HTTP', () => {
  it('only POST adds a checkpoint', async () => {
    for (const method of ['GET', 'PUT', 'DELETE']) expect((await get(witness.url, '/add-checkpoint', method)).status).toBe(405);
  });

  it('nothing else is served', async () => {
    for (const path of ['/', '/add-checkpoint/', '/sign-subtree', '/state', `/${'A'.repeat(64)}/checkpoint`])
      expect((await get(witness.url, path)).status).toBe(404);
  });

  it('a request that is too long is refused, with its length told or not', async () => {
    const body = 'x'.repeat(300_000);
    expect((await send(body)).status).toBe(413);
    const chunked = await new Promise<number | undefined>((resolve, reject) => {
      const request = rawRequest(`${witness.url}/add-checkpoint`, { method: 'POST' }, (answer) => {
        answer.resume();
        resolve(answer.statusCode);
      });
      request.on('error', reject);
      for (let sent = 0; sent < 30; sent++) request.write('x'.repeat(10_000));
      request.end();
    });
    expect(chunked).toBe(413);
  });

  it('a checkpoint with the signatures that every reader must accept is read', async () => {
    const log = freshLog();
    const large = Array.from({ length: 15 }, (_, at) => `— pq-${at}.example ${Buffer.alloc(5_000, at).toString('base64')}\n`);
    expect((await send(addCheckpoint(0, [], `${log.note(2)}${large.join('')}`))).status).toBe(200);
  });

  it('a request that is broken off harms nobody', async () => {
    await new Promise<void>((resolve) => {
      const request = rawRequest(`${witness.url}/add-checkpoint`, { method: 'POST', headers: { 'content-length': '1000' } });
      request.on('error', () => {
        resolve();
      });
      request.write('old 0\n', () => request.destroy(new Error('gone')));
    });
    await cosigned(1);
    expect(witness.told()).not.toContain('fault');
  });
});

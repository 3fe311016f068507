/** A log that nobody touched is verified, wherever it is read from; what cannot be read is no verdict. */
import { deflateRawSync, crc32 } from 'node:zlib';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Unreadable } from './findings.js';
import { serve } from './spec-http.js';
import { checkpointOf, LOG_KEY, packageOf, seal, type SpecFiles, specEvents } from './spec-log.js';
import { foundIn, verdictOn } from './spec-verdict.js';
import { verify } from './verify.js';

const PATIENCE = { tries: 3, firstPauseMs: 1, longestPauseMs: 20, timeoutMs: 5_000 };
const EARLIER = [0, 1, 2, 100, 255, 256, 257, 512, 700, 1_024, 1_025];

describe('A package that nobody touched', () => {
  it.each([0, 1, 2, 255, 256, 257, 513, 1_100])('of %i entries is verified, with every earlier checkpoint', async (size) => {
    const earlier = EARLIER.filter((each) => each < size);
    const verdict = await verdictOn(packageOf(specEvents(size), earlier), { keys: [LOG_KEY] });
    expect(verdict.findings).toEqual([]);
    expect(verdict).toMatchObject({ verified: true, entries: size, checkpoints: earlier.length + 1 });
    expect(verdict.says).toBe(`Verified ${size} entries up to the checkpoint of ${size} of records.example/log.`);
    const withheld = Array.from({ length: size }, (_, at) => at).filter((at) => at % 11 === 5).length;
    expect(verdict.data).toEqual({
      verified: size - withheld,
      erased: 0,
      withheld: withheld === 0 ? {} : { 'Gov. Code 7927.705: attorney-client privilege': withheld },
    });
  });

  it('says which keys it was judged by, and whose word for them there is', async () => {
    const files = packageOf(specEvents(3));
    expect((await verdictOn(files)).keys).toEqual({ from: 'log', used: [LOG_KEY] });
    expect((await verdictOn(files, { keys: [LOG_KEY] })).keys).toEqual({ from: 'given', used: [LOG_KEY] });
  });

  it('tells its progress, up to the end', async () => {
    const told: [number, number][] = [];
    await verdictOn(packageOf(specEvents(1_100)), { progress: (...each) => void told.push(each) });
    expect(told).toEqual([
      [1_024, 1_100],
      [1_100, 1_100],
    ]);
  });

  it('is verified without data where it delivers none, and says so', async () => {
    const files = new Map([...packageOf(specEvents(20))].filter(([path]) => !/^(data|keys)/.test(path)));
    expect(await verdictOn(files, { keys: [LOG_KEY] })).toMatchObject({ verified: true, entries: 20, data: undefined });
  });
});

describe('A package as a ZIP', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'verifier-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const verdictOnZip = (bytes: Buffer) => {
    const path = join(folder, 'records.zip');
    writeFileSync(path, bytes);
    return verify({ source: { kind: 'package', path }, threads: 0 });
  };

  it('is verified as its folder is', async () => {
    const files = packageOf(specEvents(300), [100]);
    expect(await verdictOnZip(zipOf([...files]))).toMatchObject({ verified: true, entries: 300, checkpoints: 2 });
  });

  it('that is cut short, or broken within, is no verdict', async () => {
    const whole = zipOf([...packageOf(specEvents(300))]);
    for (const cut of [0, 10, Math.floor(whole.length / 2), whole.length - 1])
      await expect(verdictOnZip(whole.subarray(0, cut))).rejects.toThrow(Unreadable);
    const broken = Buffer.from(whole);
    broken.fill(0xff, 40, 60);
    await expect(verdictOnZip(broken)).rejects.toThrow(Unreadable);
  });

  it('that holds a file twice is no verdict: another reader could take the other one', async () => {
    const files = [...packageOf(specEvents(3))];
    await expect(verdictOnZip(zipOf([...files, files[0]]))).rejects.toThrow('holds checkpoint twice');
  });
});

describe('A log that is served', () => {
  const events = specEvents(600);
  const files = packageOf(events, [100, 256, 600]);
  const read = async (first?: Parameters<typeof serve>[2], of: SpecFiles = files, token?: string) => {
    const served = await serve(of, events, first);
    try {
      const verdict = await verify({
        source: { kind: 'http', url: served.url, token, inFlight: 4, patience: PATIENCE },
        threads: 0,
      });
      return { verdict, asked: served.asked };
    } finally {
      await served.close();
    }
  };

  it('is verified, its data from pages of the feed', async () => {
    const { verdict } = await read();
    expect(verdict).toMatchObject({ verified: true, entries: 600, checkpoints: 3, findings: [] });
    expect(verdict.data?.verified).toBe(545);
  });

  it('is asked for its checkpoints by the page, however many they are', async () => {
    const many = packageOf(
      events,
      Array.from({ length: 600 }, (_, size) => size),
    );
    const { verdict, asked } = await read(undefined, many);
    expect(verdict).toMatchObject({ verified: true, checkpoints: 601, findings: [] });
    expect(asked.filter((url) => url.includes('checkpoints')).length).toBeLessThan(10);
    many.set('checkpoints/350', checkpointOf(seal(events.toReversed()).slice(0, 350)));
    expect(foundIn((await read(undefined, many)).verdict)).toBe('rewritten 350');
  });

  it('is asked again, no sooner than it wants, where it is busy', async () => {
    const times: number[] = [];
    const { verdict } = await read((request, response) => {
      if (request.url !== '/v1/log/tile/entries/001' || times.push(performance.now()) > 2) return false;
      response.writeHead(times.length === 1 ? 429 : 503, { 'retry-after': '0' }).end();
      return true;
    });
    expect([verdict.verified, times.length]).toEqual([true, 3]);
  });

  it('is given up after some tries, and is no verdict', async () => {
    const busy = read((request, response) => {
      if (!request.url?.includes('/tile/0/')) return false;
      response.writeHead(503).end();
      return true;
    });
    await expect(busy).rejects.toThrow('it answers 503, 3 times');
    await expect(busy).rejects.toThrow(Unreadable);
  });

  it('whose checkpoint is not found is not signed, which is said', async () => {
    await expect(read(undefined, new Map())).rejects.toThrow('not signed yet');
  });

  it('gets the reader’s token with the feed only', async () => {
    const authorized = new Set<string>();
    const note = (request: { url?: string; headers: { authorization?: string } }): boolean => {
      if (request.headers.authorization === 'Bearer abc') authorized.add(request.url?.split('?')[0] ?? '');
      return false;
    };
    await read(note, files, 'abc');
    expect([...authorized]).toEqual(['/v1/events']);
  });

  it('whose feed tells another envelope than the entry is found', async () => {
    const { verdict } = await read((request, response) => {
      if (!request.url?.startsWith('/v1/events?after=0&')) return false;
      response.end(`[{"specversion":"1.0","position":1,"withheld":"erased"}]`);
      return true;
    });
    expect(foundIn(verdict)).toBe('data-changed 1');
  });
});

/** A ZIP by the letter of APPNOTE.TXT 4.3: every file deflated. */
function zipOf(files: readonly (readonly [string, Buffer])[]): Buffer {
  const parts: Buffer[] = [];
  const directory: Buffer[] = [];
  let at = 0;
  for (const [path, bytes] of files) {
    const name = Buffer.from(path);
    const data = deflateRawSync(bytes);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(crc32(bytes), 10);
    common.writeUInt32LE(data.length, 14);
    common.writeUInt32LE(bytes.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04'), common, name, data]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(at, 10);
    directory.push(Buffer.concat([Buffer.from('PK\x01\x02'), Buffer.of(20, 0), common, rest, name]));
    parts.push(local);
    at += local.length;
  }
  const central = Buffer.concat(directory);
  const end = Buffer.alloc(22);
  end.write('PK\x05\x06', 0, 'latin1');
  end.writeUInt16LE(files.length, 8);
  end.writeUInt16LE(files.length, 10);
  end.writeUInt32LE(central.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...parts, central, end]);
}

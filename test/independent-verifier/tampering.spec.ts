/** What was done to a log is found: of 1,000 tamperings at random positions the first position and the kind are named. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HashList, hashLeaf } from './merkle.js';
import { dice } from './proofs.js';
import { folderSource } from './source.js';
import {
  bundlesOf,
  checkpointOf,
  type Files,
  filesOf,
  memorySource,
  sealed,
  SIGNER,
  specEvents,
  TAMPERINGS,
  tilesOf,
  writeFiles,
} from './spec-log.js';
import { type Question, verifyLog } from './verify.js';

const SEED = 20260301;
const SIZES = [3, 4, 17, 200, 255, 256, 257, 400, 512, 513, 600];
const SPACING = 50;

const verify = (files: Files, rest: Partial<Question> = {}) =>
  verifyLog({ source: memorySource(files), keys: [SIGNER.verifierKey], ...rest });
const keptOf = (entries: readonly Buffer[]): HashList => HashList.of(entries.map(hashLeaf));

/** A log of this many entries with the checkpoints that were kept of it: each fifty entries, and the last. */
function logOf(size: number) {
  const events = specEvents(size, dice(SEED + size));
  const entries = sealed(events);
  const sizes = Array.from({ length: Math.floor(size / SPACING) }, (_, at) => (at + 1) * SPACING);
  const checkpoints = [...sizes, size].map((each) => checkpointOf(entries.slice(0, each)));
  return { events, entries, checkpoint: checkpointOf(entries), checkpoints, tiles: tilesOf(entries) };
}
type Log = ReturnType<typeof logOf>;

let logs: Log[];
beforeAll(() => {
  logs = SIZES.map(logOf);
});

describe('A log that nobody touched', () => {
  it.each([0, 1, 2, 3, 255, 256, 257, 511, 512, 513, 1000])('of %i entries is verified', async (size) => {
    const entries = sealed(specEvents(size, dice(size)));
    const checkpoints = [0, 1, 200, 256, 512, 900]
      .filter((each) => each <= size)
      .map((each) => checkpointOf(entries.slice(0, each)));
    const verdict = await verify(filesOf(entries), { checkpoints });
    expect(verdict).toMatchObject({ verified: true, size, entries: size, findings: [] });
    expect(verdict.says).toBe(`Verified ${size} entries up to the checkpoint of ${size} of records.example/log.`);
  });

  it('of three levels is verified, whatever its entries are', async () => {
    const entries = Array.from({ length: 66_000 }, (_, at) => Buffer.from(`entry ${at}`));
    const checkpoints = [checkpointOf(entries.slice(0, 65_536)), checkpointOf(entries.slice(0, 100))];
    expect(await verify(filesOf(entries), { checkpoints, opaque: true })).toMatchObject({ verified: true, entries: 66_000 });
  }, 60_000);
});

describe('1,000 tamperings at random positions', () => {
  const kinds = Object.keys(TAMPERINGS);
  const roll = dice(SEED);
  const drawn = Array.from({ length: 700 }, (_, at) => ({ at, kind: kinds[at % kinds.length], log: roll(0, SIZES.length - 1) }));

  it('with the entries alone are found: each with its position and kind', async () => {
    for (const { at, kind, log } of drawn) {
      const { entries, checkpoint, checkpoints, tiles } = logs[log];
      const done = TAMPERINGS[kind](entries, dice(SEED + at));
      const files: Files = new Map([['checkpoint', checkpoint], ...bundlesOf(done.entries), ...tiles]);
      const { verified, findings } = await verify(files, { checkpoints });
      expect({ at, verified, kind: findings[0].kind, position: findings[0].position }).toEqual({
        at,
        verified: false,
        kind: kind === 'deleted' && done.position > done.entries.length ? 'truncated' : kind,
        position: done.position,
      });
    }
  }, 120_000);

  it('with the tree made to fit are found: between the checkpoints that were kept, and by kept hashes to the position', async () => {
    for (const { at, kind, log } of drawn.slice(0, 300)) {
      const { entries, checkpoint, checkpoints } = logs[log];
      const done = TAMPERINGS[kind](entries, dice(SEED + 1000 + at));
      const files = filesOf(done.entries, done.entries, checkpoint);
      const { verified, findings } = await verify(files, { checkpoints });
      const { position = 0, upTo = position } = findings[0];
      expect({ at, verified }).toEqual({ at, verified: false });
      expect(['rewritten', 'truncated']).toContain(findings[0].kind);
      expect({
        at,
        fromThere: position <= done.position,
        untilThere: done.position <= upTo,
        near: upTo - position < SPACING,
      }).toEqual({ at, fromThere: true, untilThere: true, near: true });
      const told = await verify(files, { checkpoints, kept: keptOf(entries) });
      expect({ at, position: told.findings[0].position, upTo: told.findings[0].upTo }).toEqual({
        at,
        position: done.position,
        upTo: undefined,
      });
    }
  }, 120_000);
});

describe('A tampering', () => {
  const SIZE = 600;
  const log = (): Log => logs[SIZES.indexOf(SIZE)];
  const worst = async (files: Files, rest: Partial<Question> = {}) => (await verify(files, rest)).findings[0];

  it('within one bundle, which is left short by it, is a deletion there', async () => {
    const { entries, checkpoint, tiles } = log();
    const bundles = new Map([...bundlesOf(entries), ...[...bundlesOf(entries.toSpliced(99, 1).slice(0, 255))].slice(0, 1)]);
    const short = bundles.get('tile/entries/000.p/255');
    const files: Files = new Map([['checkpoint', checkpoint], ...bundles, ...tiles]);
    if (short) files.set('tile/entries/000', short);
    expect(await worst(files)).toMatchObject({ kind: 'deleted', position: 100 });
  });

  it('of the last entry of all is its loss', async () => {
    const { entries, checkpoint, tiles } = log();
    const files: Files = new Map([['checkpoint', checkpoint], ...bundlesOf(entries.slice(0, -1)), ...tiles]);
    expect(await worst(files)).toMatchObject({ kind: 'truncated', position: SIZE });
  });

  it('of many entries next to each other is named by the first', async () => {
    const { entries, checkpoint, tiles } = log();
    const gone: Files = new Map([['checkpoint', checkpoint], ...bundlesOf(entries.toSpliced(299, 5)), ...tiles]);
    expect(await worst(gone)).toMatchObject({ kind: 'deleted', position: 300 });
    const changed = entries.map((entry, at) =>
      at >= 299 && at < 310 ? Buffer.from(entry.toString().replace('2026', '2025')) : entry,
    );
    const edited: Files = new Map([['checkpoint', checkpoint], ...bundlesOf(changed), ...tiles]);
    expect(await worst(edited)).toMatchObject({ kind: 'edited', position: 300 });
  });

  it('that puts a copy of an entry in another one’s place, or between two, is told apart', async () => {
    const { entries, checkpoint, tiles } = log();
    const instead: Files = new Map([['checkpoint', checkpoint], ...bundlesOf(entries.with(19, entries[9])), ...tiles]);
    expect(await worst(instead)).toMatchObject({ kind: 'edited', position: 20 });
    const between: Files = new Map([['checkpoint', checkpoint], ...bundlesOf(entries.toSpliced(19, 0, entries[9])), ...tiles]);
    expect(await worst(between)).toMatchObject({ kind: 'inserted', position: 20 });
  });

  it('that links the streams anew and makes the tree to fit is found between two checkpoints', async () => {
    const { events, checkpoint, checkpoints, entries } = log();
    const other = sealed(events.with(320, { ...events[320], actor: 'somebody else' }));
    const { verified, findings } = await verify(filesOf(other, other, checkpoint), { checkpoints });
    expect({ verified, kinds: findings.map(({ kind }) => kind) }).toEqual({ verified: false, kinds: ['rewritten'] });
    expect(findings[0]).toMatchObject({ position: 301, upTo: 350 });
    expect(await worst(filesOf(other, other, checkpoint), { kept: keptOf(entries) })).toMatchObject({
      kind: 'rewritten',
      position: 321,
    });
  });

  it('that is signed anew is found by each checkpoint that was kept, and by none if none was', async () => {
    const { events, checkpoints } = log();
    const other = sealed(events.with(320, { ...events[320], actor: 'somebody else' }));
    expect((await verify(filesOf(other))).verified).toBe(true);
    for (const kept of checkpoints.slice(6)) expect((await verify(filesOf(other), { checkpoints: [kept] })).verified).toBe(false);
    for (const kept of checkpoints.slice(0, 6))
      expect((await verify(filesOf(other), { checkpoints: [kept] })).verified).toBe(true);
  });

  it('of the tiles of leaves and not of those above is found within the tile', async () => {
    const { events, tiles, checkpoint } = log();
    const other = sealed(events.with(299, { ...events[299], actor: 'somebody else' }));
    const lower = [...tilesOf(other)].filter(([path]) => path.startsWith('tile/0/'));
    const files: Files = new Map([['checkpoint', checkpoint], ...bundlesOf(other), ...tiles, ...lower]);
    expect(await worst(files)).toMatchObject({ kind: 'rewritten', position: 257, upTo: 512 });
  });

  it('of a tile is none of the entries', async () => {
    const { entries } = log();
    for (const [path, position, upTo] of [
      ['tile/0/001', 257 + 3, 257 + 3],
      ['tile/1/000.p/2', 1, 256],
    ] as const) {
      const files = filesOf(entries);
      const tile = Buffer.from(files.get(path) ?? []);
      tile[path === 'tile/0/001' ? 3 * 32 : 0] ^= 1;
      files.set(path, tile);
      const { findings } = await verify(files);
      expect(findings).toEqual([expect.objectContaining({ kind: 'tile', position, upTo })]);
    }
  });

  it('of a whole log that is rolled back is found by a later checkpoint', async () => {
    const { entries, checkpoint, checkpoints } = log();
    const older = filesOf(entries.slice(0, 400));
    expect((await verify(older)).verified).toBe(true);
    expect(await worst(older, { checkpoints })).toMatchObject({ kind: 'rolled-back', position: 401 });
    // Where the signer still shows what it signed last.
    older.set('checkpoint', checkpoint);
    const found = await worst(older, { checkpoints });
    expect([found.kind, found.position, found.upTo]).toEqual(['truncated', 401, undefined]);
    // By that checkpoint alone nobody knows whether those before the end are the ones that were signed.
    expect(await worst(older)).toMatchObject({ kind: 'truncated', position: 1, upTo: 401 });
  });

  it('that leaves two checkpoints of one size is a fork, and both roots are named', async () => {
    const { entries, events, checkpoint } = log();
    const other = sealed(events.with(320, { ...events[320], actor: 'somebody else' }));
    const found = await worst(filesOf(other), { checkpoints: [checkpoint] });
    expect(found).toMatchObject({ kind: 'forked', position: SIZE });
    for (const each of [entries, other]) expect(found.says).toContain(checkpointOf(each).toString().split('\n')[2]);
  });
});

describe('What is said of a log', () => {
  const entries = () => logs[SIZES.indexOf(257)].entries;
  const only = async (files: Files, rest: Partial<Question> = {}) => {
    const { findings } = await verify(files, rest);
    return findings.map(({ kind, position }) => (position === undefined ? kind : `${kind} ${position}`));
  };

  it('is nothing where its checkpoint is not signed by its key', async () => {
    const files = filesOf(entries());
    const text = (files.get('checkpoint') ?? '').toString();
    for (const other of [
      text.replace('\n257\n', '\n256\n'),
      text.replace('log\n257', 'log2\n257'),
      text.replace('— records', '— Records'),
      '',
    ])
      expect(await only(new Map([...files, ['checkpoint', Buffer.from(other)]]))).toEqual(['signature']);
    files.delete('checkpoint');
    expect(await only(files)).toEqual(['unserved']);
  });

  it('is that a kept checkpoint is none of this log', async () => {
    expect(await only(filesOf(entries()), { checkpoints: [Buffer.from('nothing\n')] })).toEqual(['signature']);
  });

  it('is that a stream is no chain, though all of it was signed', async () => {
    const events = specEvents(20, dice(1)).map((event) => ({ ...event, stream: 'drafts/1' }));
    const whole = sealed(events);
    expect(await only(filesOf(whole.toSpliced(9, 1)))).toEqual(['chain 10']);
    const [first] = sealed([events[9]]);
    expect(await only(filesOf(whole.with(9, first)))).toEqual(['chain 10', 'chain 11']);
    const text = whole[9].toString();
    expect(await only(filesOf([...whole.slice(0, 9), Buffer.from(text.replace(/"streamprev":"./, '"streamprev":"x'))]))).toEqual([
      'entry 10',
      'chain 10',
    ]);
  });

  it.each([
    ['a space', (text: string) => text.replace('{', '{ ')],
    ['another order', (text: string) => text.replace(/^\{("actor":"[^"]*"),("commandid":"[^"]*")/, '{$2,$1')],
    ['an escape that is not needed', (text: string) => text.replace('drafts', '\\u0064rafts')],
    ['a name twice', (text: string) => text.replace('{', '{"actor":"a",')],
    ['no JSON', (text: string) => text.slice(1)],
    ['the data', (text: string) => text.replace('"datahash"', '"data":"x","datahash"')],
    ['a position', (text: string) => text.replace(',"source"', ',"position":1,"source"')],
    ['no actor', (text: string) => text.replace(/"actor":"[^"]*",/, '')],
    ['another version of CloudEvents', (text: string) => text.replace('"specversion":"1.0"', '"specversion":"0.3"')],
    ['a hash that is none', (text: string) => text.replace(/"datahash":"./, '"datahash":"G')],
  ])('is that an entry has %s, though it was signed', async (_what, change) => {
    const events = specEvents(1, dice(1));
    expect((await only(filesOf(sealed(events).map((entry) => Buffer.from(change(entry.toString()))))))[0]).toBe('entry 1');
  });
});

describe('A folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'log-'));
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });

  it('with the same layout is read as the log is', async () => {
    const { entries, checkpoint, tiles } = logs[SIZES.indexOf(513)];
    writeFiles(folder, filesOf(entries));
    const question = { source: folderSource(folder), keys: [SIGNER.verifierKey] };
    expect(await verifyLog(question)).toMatchObject({ verified: true, entries: 513 });
    rmSync(join(folder, 'tile/entries'), { recursive: true });
    writeFiles(folder, new Map([['checkpoint', checkpoint], ...bundlesOf(entries.slice(0, 300)), ...tiles]));
    expect((await verifyLog(question)).findings[0]).toMatchObject({ kind: 'truncated', position: 301 });
  });
});

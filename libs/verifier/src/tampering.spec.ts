/** What was done to a log is found, with its first position and its kind. */
import { encodeBundle, signNote, parseNote, encodeNote } from '#tlog';
import {
  checkpointOf,
  dataLines,
  dataOf,
  filteredPackageOf,
  keysFile,
  LOG_KEY,
  NEXT_KEY,
  NEXT_SIGNER,
  ORIGIN,
  packageOf,
  seal,
  SIGNER,
  specEvents,
  type SpecFiles,
  WITNESS,
  WITNESS_KEY,
} from './spec-log.js';
import { EARLIER, ENTRIES, EVENTS, PACKAGE, TAMPERINGS } from './spec-tampering.js';
import { foundIn, verdictOn, withEntries, withTree } from './spec-verdict.js';

const KEPT = EARLIER.map((size) => ({ name: `kept/${size}`, bytes: PACKAGE.get(`checkpoints/${size}`) ?? Buffer.alloc(0) }));
const found = async (...asked: Parameters<typeof verdictOn>) => foundIn(await verdictOn(...asked));

describe.each(TAMPERINGS)('Where %s', (_what, entries, alone, fitted) => {
  it('below the tree that was signed, position and kind are named', async () => {
    const files = withEntries(PACKAGE, entries);
    expect(await found(files)).toBe(alone);
  });

  it('and the tree is made to fit, it is found between two checkpoints', async () => {
    const files = withTree(PACKAGE, entries);
    expect(await found(files)).toBe(fitted);
  });
});

describe('A log that was signed anew', () => {
  const other = EVENTS.with(320, { ...EVENTS[320], actor: 'somebody else' });

  it('is forked by a checkpoint of the same size, and both are named', async () => {
    const verdict = await verdictOn(packageOf(other), { kept: [{ name: 'kept/600', bytes: checkpointOf(ENTRIES) }] });
    expect(foundIn(verdict)).toBe('forked 600');
    for (const said of ['checkpoint has the root', 'kept/600 has the root']) expect(verdict.says).toContain(said);
    for (const each of [ENTRIES, seal(other)]) expect(verdict.says).toContain(checkpointOf(each).toString().split('\n')[2]);
  });

  it('is forked by a checkpoint that it published itself', async () => {
    const files = packageOf(other, [500]);
    files.set('checkpoints/600', checkpointOf(ENTRIES));
    expect(await found(files)).toBe('forked 600');
  });

  it('is rewritten by an earlier one that was kept, and by none if none was', async () => {
    expect(await found(packageOf(other), { kept: KEPT.slice(4) })).toBe('rewritten 301–500');
    expect(await found(packageOf(other), { kept: KEPT.slice(0, 5) })).toBe('verified');
  });

  it('is rolled back by a later one', async () => {
    expect(await found(packageOf(EVENTS.slice(0, 400)), { kept: KEPT })).toBe('rolled-back 401');
    const files = packageOf(EVENTS.slice(0, 400));
    files.set('checkpoints/600', checkpointOf(ENTRIES));
    expect(await found(files)).toBe('rolled-back 401');
  });
});

describe('What was signed and is wrong all the same', () => {
  const signed = (entries: readonly Buffer[]): SpecFiles =>
    new Map(
      [...withTree(PACKAGE, entries), ['checkpoint', checkpointOf(entries)]].filter(
        ([path]) => !/^(data|keys|checkpoints)/.test(String(path)),
      ) as [string, Buffer][],
    );
  const of = (entries: readonly Buffer[]) => found(signed(entries), { keys: [LOG_KEY] });

  it.each([
    ['an entry that is missing from its stream', ENTRIES.toSpliced(400, 1), 'chain'],
    ['a stream whose first entry is not its first', ENTRIES.slice(450), 'chain'],
    [
      'an entry that names another one before it',
      ENTRIES.with(599, Buffer.from(ENTRIES[599].toString().replace(/"streamprev":"./, '"streamprev":"f'))),
      'chain 600',
    ],
    ['a space in an entry', ENTRIES.with(599, Buffer.from(`${ENTRIES[599].toString()} `)), 'malformed 600'],
    [
      'names in another order',
      ENTRIES.with(599, Buffer.from(ENTRIES[599].toString().replace(/^\{("actor":"[^"]*"),("commandid":"[^"]*")/, '{$2,$1'))),
      'malformed 600',
    ],
    ['a name twice', ENTRIES.with(599, Buffer.from(ENTRIES[599].toString().replace('{', '{"actor":"a",'))), 'malformed 600'],
    [
      'a position in an entry',
      ENTRIES.with(599, Buffer.from(ENTRIES[599].toString().replace(',"source"', ',"position":1,"source"'))),
      'malformed 600',
    ],
  ])('is found: %s', async (_what, entries, kind) => {
    expect(await of(entries)).toMatch(new RegExp(`^${kind}`));
  });

  it('is found across ranges that different threads verify', async () => {
    const events = specEvents(1_030, 1_030).map((event, at) =>
      at === 0 || at === 1_029 ? { ...event, stream: 'drafts/long' } : event,
    );
    expect(await found(packageOf(events))).toBe('verified');
    const entries = seal(events);
    const broken = entries.with(1_029, Buffer.from(entries[1_029].toString().replace(/"streamprev":"./, '"streamprev":"f')));
    expect(
      await found(new Map([...withTree(new Map(), broken), ['checkpoint', checkpointOf(broken)]]), { keys: [LOG_KEY] }),
    ).toBe('chain 1030');
  });
});

describe('Tiles', () => {
  it.each([
    ['tile/0/001', 3 * 32, 'tile 260'],
    ['tile/1/000.p/2', 0, 'tile 1–256'],
  ])('that are not those of the entries are found: %s', async (path, at, kind) => {
    const tile = Buffer.from(PACKAGE.get(path) ?? []);
    tile[at] ^= 1;
    expect(await found(new Map([...PACKAGE, [path, tile]]))).toBe(kind);
  });

  it('that are missing are found', async () => {
    expect(await found(new Map([...PACKAGE].filter(([path]) => path !== 'tile/0/001')))).toBe('tile 257');
  });

  it('of leaves that were made to fit are told from those above', async () => {
    // The last one of its stream, so that no later entry changes with it.
    const other = seal(EVENTS.with(500, { ...EVENTS[500], actor: 'somebody else' }));
    const fitted = new Map([
      ...withTree(PACKAGE, other),
      ['tile/1/000.p/2', PACKAGE.get('tile/1/000.p/2') ?? Buffer.alloc(0)],
    ] as const);
    expect(await found(new Map([...fitted].filter(([path]) => !path.startsWith('checkpoints/'))))).toBe('rewritten 257–512');
  });

  it('of a bundle that ends within an entry name the position', async () => {
    const bundle = encodeBundle(ENTRIES.slice(256, 512)).subarray(0, -3);
    expect(await found(new Map([...PACKAGE, ['tile/entries/001', bundle]]))).toBe('deleted 512');
  });
});

describe('Data', () => {
  const LINES = dataLines(EVENTS);
  const withLines = (lines: readonly string[]): SpecFiles =>
    new Map([...[...PACKAGE].filter(([path]) => !path.startsWith('data/')), ...dataOf(lines)]);
  const at300 = (line: string) => found(withLines(LINES.with(299, line)));

  it.each([
    ['another text', LINES[299].replace('what is said', 'what was said'), 'data-changed 300'],
    ['another salt', LINES[299].replace(/"datasalt":"../, '"datasalt":"AA'), 'data-changed 300'],
    ['no salt', LINES[299].replace(/,"datasalt":"[^"]*"/, ''), 'data-changed 300'],
    ['its data twice', LINES[299].replace('"data":', '"data":{"text":"x"},"data":'), 'data-changed 300'],
    ['data and an exemption', LINES[299].replace('"data":', '"withheld":"because","data":'), 'data-changed 300'],
    ['a salt alone', '{"position":300,"datasalt":"AAAA"}', 'data-changed 300'],
    ['no JSON', 'what was said', 'data-changed 300'],
    ['a position before', LINES[298], 'data-changed 300'],
    ['a position that is none', '{"position":"300"}', 'data-changed 300'],
    ['nothing', '{"position":300}', 'data-missing 300'],
    ['an exemption, though it is public', '{"position":300,"withheld":"because"}', 'data-missing 300'],
    ['an erasure that no entry ordered', '{"position":300,"erased":400}', 'data-missing 300'],
    ['an erasure that names no entry', '{"position":300,"withheld":"erased"}', 'data-missing 300'],
  ])('with %s is found', async (_what, line, kind) => {
    expect(await at300(line)).toBe(kind);
  });

  it('that is left out is found, a line as well as a file', async () => {
    expect(await found(withLines(LINES.toSpliced(299, 1)))).toBe('data-missing 300');
    expect(await found(withLines(LINES.slice(0, 599)))).toBe('data-missing 600');
    expect(await found(new Map([...PACKAGE].filter(([path]) => path !== 'data/001.jsonl')))).toBe('data-missing 257');
  });

  it('that was erased is accounted for by the entry that ordered it, for its positions and no others', async () => {
    const order = {
      stream: 'erasures/1',
      type: 'erasure.ordered',
      salt: Buffer.alloc(32, 7),
      data: { positions: [300, 301], reason: 'sealed by the court' },
    };
    const events = [...EVENTS, order];
    const erased = (position: number, by: number) => {
      const files = packageOf(events);
      for (const [path, bytes] of dataOf(dataLines(events).with(position - 1, `{"position":${position},"erased":${by}}`)))
        files.set(path, bytes);
      return verdictOn(files);
    };
    expect(await erased(300, 601)).toMatchObject({ verified: true, data: { erased: 1 } });
    expect(foundIn(await erased(302, 601))).toBe('data-missing 302');
    expect(foundIn(await erased(300, 599))).toBe('data-missing 300');
  });
});

describe('Keys', () => {
  const rotated = (size: number, signers = [NEXT_SIGNER]): SpecFiles =>
    new Map([
      ...PACKAGE,
      ['checkpoint', checkpointOf(ENTRIES, signers)],
      [
        'keys.json',
        keysFile([
          { origin: ORIGIN, vkey: LOG_KEY, firstSize: 0, lastSize: size - 1 },
          { origin: ORIGIN, vkey: NEXT_KEY, firstSize: size },
        ]),
      ],
    ]);

  it('are changed over time, each for the sizes that it signed', async () => {
    expect(await found(rotated(550), { keys: [LOG_KEY, NEXT_KEY] })).toBe('verified');
    expect(await found(rotated(501))).toBe('verified');
    // The checkpoint of 500 is the old key's.
    expect(await found(rotated(500))).toBe('signature');
  });

  it('that signed other sizes, or were not given, are not believed', async () => {
    const late = await verdictOn(rotated(550, [SIGNER]));
    expect([foundIn(late), late.says]).toEqual(['signature', expect.stringContaining('signed other sizes')]);
    expect(await found(rotated(550), { keys: [LOG_KEY] })).toBe('signature');
    expect(await found(PACKAGE, { keys: [NEXT_KEY] })).toBe('signature');
  });

  it('sign a text: another one is found, in the newest checkpoint as in earlier and kept ones', async () => {
    const changed = (note: Buffer): Buffer =>
      Buffer.from(note.toString().replace(/\n(\d+)\n/, (_, size) => `\n${Number(size) - 1}\n`));
    const of = (path: string): Buffer => PACKAGE.get(path) ?? Buffer.alloc(0);
    expect(await found(new Map([...PACKAGE, ['checkpoint', changed(of('checkpoint'))]]))).toBe('signature');
    expect(await found(new Map([...PACKAGE, ['checkpoints/300', changed(of('checkpoints/300'))]]))).toBe('signature');
    expect(await found(new Map([...PACKAGE, ['checkpoints/300', of('checkpoints/200')]]))).toBe('signature');
    expect(await found(PACKAGE, { kept: [{ name: 'kept', bytes: changed(of('checkpoint')) }] })).toBe('signature');
  });

  it('are asked for where there are none, and a kept file that is no note is not passed over', async () => {
    const bare = new Map([...PACKAGE].filter(([path]) => path !== 'keys.json'));
    await expect(found(bare)).rejects.toThrow('names no keys');
    await expect(found(PACKAGE, { keys: ['records.example/log+00000000+AAAA'] })).rejects.toThrow('is no verifier key of a log');
    await expect(found(PACKAGE, { witnesses: [LOG_KEY] })).rejects.toThrow('is no verifier key of a witness');
    await expect(found(PACKAGE, { kept: [{ name: 'kept/README', bytes: Buffer.from('hello') }] })).rejects.toThrow(
      'kept/README is no checkpoint',
    );
  });
});

describe('A witness', () => {
  const cosigned = new Map([...PACKAGE, ['checkpoints/500', checkpointOf(ENTRIES.slice(0, 500), [SIGNER, WITNESS])]] as const);

  it('that has cosigned is named, with the latest checkpoint and the time', async () => {
    const { verified, witnesses } = await verdictOn(cosigned, { witnesses: [WITNESS_KEY] });
    expect([verified, witnesses]).toEqual([true, [{ vkey: WITNESS_KEY, size: 500, at: '2026-03-01T21:20:00.000Z' }]]);
  });

  it('that has cosigned nothing, or something else, is found', async () => {
    expect(await found(PACKAGE, { witnesses: [WITNESS_KEY] })).toBe('witness');
    const elsewhere = parseNote(checkpointOf(ENTRIES.slice(0, 499), [WITNESS])).signatures;
    const { text } = parseNote(checkpointOf(ENTRIES.slice(0, 500)));
    const forged = encodeNote({ text, signatures: [...signNote(text, [SIGNER]).signatures, ...elsewhere] });
    expect(await found(new Map([...PACKAGE, ['checkpoints/500', forged]]), { witnesses: [WITNESS_KEY] })).toBe('witness');
  });
});

describe('A package of some entries', () => {
  const some = () => filteredPackageOf(EVENTS, [3, 40, 257, 600]);
  const changed = async (change: (lines: string[]) => string[]): Promise<string> => {
    const files = await some();
    const lines = (files.get('entries.jsonl') ?? '').toString().trimEnd().split('\n');
    return found(new Map([...files, ['entries.jsonl', Buffer.from(`${change(lines).join('\n')}\n`)]]));
  };

  it('is verified by their proofs', async () => {
    expect(await verdictOn(await some())).toMatchObject({ verified: true, filtered: true, entries: 4, data: { verified: 3 } });
  });

  it.each([
    ['an edited entry', (lines: string[]) => lines.with(1, lines[1].replace('officer-1', 'officer-2')), 'proof 40'],
    ['another position', (lines: string[]) => lines.with(1, lines[1].replace('"position":40', '"position":41')), 'proof 41'],
    ['no proof', (lines: string[]) => lines.with(1, lines[1].replace('"proof":', '"prof":')), 'proof 40'],
    ['other data', (lines: string[]) => lines.with(1, lines[1].replace('what is said', 'what was said')), 'data-changed 40'],
    ['a line twice', (lines: string[]) => [lines[0], ...lines], 'malformed 3'],
    ['a name twice', (lines: string[]) => lines.with(1, lines[1].replace('{', '{"data":1,')), 'data-changed 40'],
    ['no JSON', (lines: string[]) => lines.with(1, 'x'), 'malformed'],
  ])('with %s is found', async (_what, change, kind) => {
    expect(await changed(change)).toMatch(new RegExp(`^${kind}`));
  });
});

/** The signer beside a real database: what it signs, what it leaves behind when it dies, and what it refuses to sign. */
import { checkpointAt, type Failpoint, latestCheckpoint, logKeys } from '#event-log';
import { parseCheckpoint, parseLogKey, parseNote, verifyNote } from '#tlog';
import { readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CheckpointFolder } from './checkpoint-folder.js';
import { CheckpointSigner, SigningRefused } from './checkpoint-signer.js';
import { createKeyFile, rotateKeyFile, type SigningKey } from './signing-keys.js';
import { SignerState } from './signer-state.js';
import { rootOf, specLog, type SpecLog } from './spec-log.js';

const ORIGIN = 'log.example/commission';

let log: SpecLog;
let keyFile: string;
let key: SigningKey;
let state: SignerState;
let folder: CheckpointFolder;

beforeAll(async () => (log = await specLog()), 60_000);
afterAll(() => log.close());
beforeEach(async () => {
  await log.empty();
  keyFile = join(log.folder(), 'key.json');
  key = await createKeyFile(keyFile);
  state = new SignerState(log.folder());
  folder = new CheckpointFolder(log.folder());
});

/** As in a process that has just been started. */
const newSigner = (failpoint?: (place: Failpoint) => Promise<void>): CheckpointSigner =>
  new CheckpointSigner({
    database: log.pool,
    origin: ORIGIN,
    keys: { file: keyFile },
    state,
    folder,
    ...(failpoint ? { failpoint } : {}),
  });
const sign = async () => newSigner().sign();
const headOf = (note: Buffer | undefined) => parseCheckpoint(parseNote(note ?? Buffer.alloc(0)).text);
const noteInFolder = async (size: number) => (await folder.read(ORIGIN, size))?.note;

describe('The log is signed', () => {
  it('as it is committed, with the key that the origin has, and kept in both places', async () => {
    await log.append(5);
    const { note } = (await sign()) ?? {};
    expect(headOf(note)).toEqual({ origin: ORIGIN, size: 5, root: rootOf(['minutes', 1, 5]), extensions: [] });
    expect(verifyNote(parseNote(note ?? Buffer.alloc(0)), [parseLogKey(key.verifierKey(ORIGIN))])).toHaveLength(1);
    expect(await noteInFolder(5)).toEqual(note);
    expect((await latestCheckpoint(log.pool))?.note).toEqual(note);
    expect(await state.read(ORIGIN)).toEqual({ size: 5, root: rootOf(['minutes', 1, 5]) });
    expect(await logKeys(log.pool)).toEqual([{ origin: ORIGIN, vkey: key.verifierKey(ORIGIN), firstSize: 5 }]);
  });

  it('not while it is empty, and once for what it has grown', async () => {
    const signer = newSigner();
    expect(await signer.sign()).toBeUndefined();
    await log.append(3);
    await signer.sign();
    expect((await signer.sign())?.size).toBe(3);
    await log.append(4);
    expect((await signer.sign())?.size).toBe(7);
    expect(await folder.sizes(ORIGIN)).toEqual([3, 7]);
  });

  it('by the newest key; the keys before it are told with what they signed', async () => {
    const signer = newSigner();
    await log.append(3);
    await signer.sign();
    const next = await rotateKeyFile(keyFile);
    await log.append(3);
    const { note } = (await signer.sign()) ?? {};
    expect(verifyNote(parseNote(note ?? Buffer.alloc(0)), [parseLogKey(next.verifierKey(ORIGIN))])).toHaveLength(1);
    expect(await logKeys(log.pool)).toEqual([
      { origin: ORIGIN, vkey: key.verifierKey(ORIGIN), firstSize: 3, lastSize: 5 },
      { origin: ORIGIN, vkey: next.verifierKey(ORIGIN), firstSize: 6 },
    ]);
  });

  it('under the origin that continues it, from a tree that it grew from; the old one’s last key has an end', async () => {
    const signer = newSigner();
    await log.append(3);
    await signer.sign();
    const next = `${ORIGIN}/2`;
    await state.continueAs(ORIGIN, next, { size: 3, root: rootOf(['minutes', 1, 3]) });
    await log.append(1);
    expect(headOf((await signer.sign())?.note)).toMatchObject({ origin: next, size: 4, root: rootOf(['minutes', 1, 4]) });
    expect(await logKeys(log.pool)).toEqual([
      { origin: ORIGIN, vkey: key.verifierKey(ORIGIN), firstSize: 3, lastSize: 3 },
      { origin: next, vkey: key.verifierKey(next), firstSize: 4 },
    ]);
    expect((await checkpointAt(log.pool, 3))?.origin).toBe(ORIGIN);
  });
});

describe('A signer that dies', () => {
  const places = ['signer-after-state', 'signer-after-signature', 'signer-after-folder', 'signer-after-publication'] as const;

  it.each(places)('at %s does no harm: the next one does the rest, and one note there is of each size', async (at) => {
    await log.append(5);
    await sign();
    await log.append(2);
    const dying = newSigner((place) => (place === at ? Promise.reject(new Error('Died.')) : Promise.resolve()));
    await expect(dying.sign()).rejects.toThrow('Died.');
    // The state comes first, always: what the world may have seen is never beyond it.
    expect((await state.read(ORIGIN))?.size).toBe(7);
    const left = await noteInFolder(7);
    expect(left === undefined).toBe(at === 'signer-after-state' || at === 'signer-after-signature');

    expect((await sign())?.size).toBe(7);
    const note = await noteInFolder(7);
    expect(headOf(note).root).toEqual(rootOf(['minutes', 1, 7]));
    if (left) expect(note).toEqual(left);
    expect((await checkpointAt(log.pool, 7))?.note).toEqual(note);
    expect(await folder.sizes(ORIGIN)).toEqual([5, 7]);
    expect(readdirSync(state.folder)).toEqual([expect.stringMatching(/\.state$/)]);
  });

  it('before the first checkpoint is kept signs the same tree afterwards, or one that grew from it', async () => {
    await log.append(5);
    const dying = newSigner((place) => (place === 'signer-after-state' ? Promise.reject(new Error('Died.')) : Promise.resolve()));
    await expect(dying.sign()).rejects.toThrow('Died.');
    await log.append(1);
    expect((await sign())?.size).toBe(6);
  });
});

describe('It refuses to sign', () => {
  beforeEach(async () => {
    await log.append(5);
    await sign();
    await log.empty();
  });

  const expectRefusal = async (why: string) => {
    await expect(sign()).rejects.toThrow(SigningRefused);
    await expect(sign()).rejects.toThrow(why);
    expect(await folder.sizes(ORIGIN)).toEqual([5]);
    expect(await latestCheckpoint(log.pool)).toBeUndefined();
  };

  it('a log that is shorter than what it signed', async () => {
    await log.append(4);
    await expectRefusal('5 entries are signed, says the newest checkpoint');
    await log.empty();
    await expectRefusal('the database has 0');
  });

  it('another log of the same length', async () => {
    await log.append(4);
    await log.append(1, 'changed');
    await expectRefusal('did not grow from the 5 that are signed');
  });

  it('a longer log whose signed part is another one', async () => {
    await log.append(4);
    await log.append(3, 'changed');
    await expectRefusal('did not grow from the 5 that are signed');
  });

  it.each([
    ['the checkpoints are lost', () => rmSync(folder.folder, { recursive: true })],
    ['the state is lost', () => rmSync(state.folder, { recursive: true })],
  ])('the same where %s: the other counts', async (_what, lose) => {
    lose();
    await log.append(4);
    await expect(sign()).rejects.toThrow('5 entries are signed, says');
  });

  it('a log whose newest checkpoint in the database is another one, where state and folder are lost', async () => {
    await log.append(5, 'changed');
    rmSync(state.folder, { recursive: true });
    rmSync(folder.folder, { recursive: true });
    await sign();
    rmSync(state.folder, { recursive: true });
    rmSync(folder.folder, { recursive: true });
    const { note } = (await latestCheckpoint(log.pool)) ?? {};
    await log.empty();
    await log.append(6);
    await log.pool.query('insert into signed_checkpoints (origin, size, note) values ($1, 5, $2)', [ORIGIN, note]);
    await expect(sign()).rejects.toThrow('says the newest checkpoint in the database');
  });

  it('and goes on refusing when the log is as it was again, until it is started anew', async () => {
    const signer = newSigner();
    await log.append(4);
    await expect(signer.sign()).rejects.toThrow(SigningRefused);
    await log.append(1);
    await expect(signer.sign()).rejects.toThrow(SigningRefused);
    expect((await sign())?.size).toBe(5);
  });

  it('after a damaged state, and says which file', async () => {
    await log.append(5);
    writeFileSync(join(state.folder, `${encodeURIComponent(ORIGIN)}.state`), `${ORIGIN}\n5\n`);
    await expect(sign()).rejects.toThrow('.state is damaged');
  });
});

describe('A database that was restored to its end', () => {
  it('goes on, and is given back what was published of it', async () => {
    await log.append(3);
    await sign();
    await log.append(2);
    const { note } = (await sign()) ?? {};
    await log.unpublish();
    expect((await sign())?.note).toEqual(note);
    expect((await checkpointAt(log.pool, 3))?.note).toEqual(await noteInFolder(3));
    expect((await checkpointAt(log.pool, 5))?.note).toEqual(note);
    expect(await logKeys(log.pool)).toMatchObject([{ firstSize: 3 }]);
    await log.append(1);
    expect((await sign())?.size).toBe(6);
  });

  it('keeps the checkpoint that is there of a size, whatever key there is now', async () => {
    await log.append(3);
    const { note } = (await sign()) ?? {};
    const taken = await folder.add(ORIGIN, 3, Buffer.from('another'));
    expect(taken).toBe(false);
    expect(await noteInFolder(3)).toEqual(note);
  });
});

/**
 * Signs the committed tree of the log. What a checkpoint says cannot be unsaid, so the order of things is: the state is on the disk,
 * then the note is signed, kept in the folder, published in PostgreSQL. A process may die between any two of them: the next round, of
 * whichever process, finds what was done and does the rest. Ed25519 signs one text always the same, so that doing it twice is once.
 */
import {
  addCosignature,
  addLogKey,
  failpoint as realFailpoint,
  type Failpoint,
  latestCheckpoint,
  publishCheckpoint,
  type Queryable,
  TileStore,
  treeSize,
} from '#event-log';
import {
  consistencyProof,
  encodeCheckpoint,
  encodeNote,
  parseNote,
  readFrontier,
  signNote,
  TlogError,
  type TreeHead,
  verifyConsistency,
} from '#tlog';
import { type CheckpointFolder, checkpointOf, type SignedCheckpoint } from './checkpoint-folder.js';
import { type KeySource, readSigningKeys } from './signing-keys.js';
import { type SignerState, StateDamaged } from './signer-state.js';

export type { SignedCheckpoint };

/**
 * The log in the database is not the one that was signed before: nothing is signed any more under this origin, by no process, until
 * somebody has looked. The message says what does not fit.
 */
export class SigningRefused extends Error {
  override readonly name = 'SigningRefused';

  constructor(
    readonly origin: string,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}

export interface CheckpointSignerOptions {
  readonly database: Queryable;
  /** Names the log, and its key; one that was continued leads to the origin that goes on. */
  readonly origin: string;
  readonly keys: KeySource;
  readonly state: SignerState;
  readonly folder: CheckpointFolder;
  /** Where a test lets it die. */
  readonly failpoint?: (place: Failpoint) => Promise<void>;
}

/** For one process that holds the lock of the state's folder. */
export class CheckpointSigner {
  #origin = '';
  /** The newest that is kept and published under this origin. */
  #newest: SignedCheckpoint | undefined;
  #refusal: SigningRefused | undefined;
  readonly #noted = new Set<string>();
  readonly #failpoint: (place: Failpoint) => Promise<void>;

  constructor(private readonly options: CheckpointSignerOptions) {
    this.#failpoint = options.failpoint ?? realFailpoint;
  }

  /**
   * Signs the tree as it is now, where it has grown; answers the newest checkpoint, undefined while the log is empty.
   * Throws {@link SigningRefused}, and from then on always, until the log is continued under another origin.
   */
  async sign(): Promise<SignedCheckpoint | undefined> {
    const origin = await this.options.state.currentOrigin(this.options.origin);
    if (this.#refusal?.origin === origin) throw this.#refusal;
    try {
      const tree = await this.#committedTree();
      if (this.#origin !== origin) await this.#takeUp(origin, tree);
      await this.#requireGrownFrom(await this.options.state.read(origin), tree, 'the signer’s state');
      if (tree.size > (this.#newest?.size ?? 0)) this.#newest = await this.#signTree(origin, tree);
      return this.#newest;
    } catch (error) {
      if (!isRefusal(error)) throw error;
      throw (this.#refusal = new SigningRefused(origin, `The log is not signed any more as ${origin}: ${error.message}`, {
        cause: error,
      }));
    }
  }

  async #committedTree(): Promise<TreeHead> {
    const { database } = this.options;
    const size = await treeSize(database);
    return { size, root: (await readFrontier(new TileStore(database), size)).root() };
  }

  /** What another process, or an earlier life of this one, has said under this origin: all of it counts, and is published. */
  async #takeUp(origin: string, tree: TreeHead): Promise<void> {
    const { database, state, folder } = this.options;
    const kept = await folder.newest(origin);
    const published = await latestCheckpoint(database, origin);
    const inTable = published && checkpointOf(published.note);
    await this.#requireGrownFrom(kept, tree, `the newest checkpoint in ${folder.folder}`);
    await this.#requireGrownFrom(inTable, tree, 'the newest checkpoint in the database');
    const known = await state.read(origin);
    const newest = [kept, inTable].reduce((a, b) => ((b?.size ?? -1) > (a?.size ?? -1) ? b : a), undefined);
    // A state that is lost, or older than what it is the state of, is made good by what was published.
    if (newest && newest.size > (known?.size ?? -1)) await state.write(origin, newest);
    if (inTable && inTable.size > (kept?.size ?? -1)) await folder.add(origin, inTable.size, inTable.note);
    for (const size of await folder.sizes(origin)) {
      if (size <= (inTable?.size ?? -1)) continue;
      const missing = await folder.read(origin, size);
      if (missing) await this.#publish(missing);
    }
    this.#newest = newest;
    this.#origin = origin;
  }

  async #signTree(origin: string, tree: TreeHead): Promise<SignedCheckpoint> {
    const { state, folder, keys } = this.options;
    const key = (await readSigningKeys(keys)).at(-1);
    if (!key) throw new Error('There is no key.');
    await state.write(origin, tree);
    await this.#failpoint('signer-after-state');
    const text = encodeCheckpoint({ origin, size: tree.size, root: Buffer.from(tree.root), extensions: [] });
    const note = encodeNote(signNote(text, [key.signer(origin)]));
    await this.#failpoint('signer-after-signature');
    const added = await folder.add(origin, tree.size, note);
    const kept = added ? checkpointOf(note) : await folder.read(origin, tree.size);
    if (!kept) throw new Error(`The checkpoint of ${tree.size} entries is gone from ${folder.folder}.`);
    // Of this size there was one, of another key perhaps: that one stands, if it says the same.
    await this.#requireGrownFrom(kept, tree, `the checkpoint of ${tree.size} entries in ${folder.folder}`);
    await this.#failpoint('signer-after-folder');
    await this.#publish(kept);
    await this.#failpoint('signer-after-publication');
    return kept;
  }

  async #publish(checkpoint: SignedCheckpoint): Promise<void> {
    const { database, folder } = this.options;
    const { origin, size } = checkpoint;
    await this.#noteKey(checkpoint);
    await publishCheckpoint(database, checkpoint);
    for (const { witness, line } of await folder.cosignatures(origin, size))
      await addCosignature(database, { origin, size, witness, line });
  }

  /** Says from which size on the key signs, once: of a note that none of our keys signed nothing can be said. */
  async #noteKey({ origin, size, note }: SignedCheckpoint): Promise<void> {
    const { signatures } = parseNote(note);
    for (const key of await readSigningKeys(this.options.keys)) {
      const vkey = key.verifierKey(origin);
      const { keyId } = key.signer(origin);
      if (this.#noted.has(vkey) || !signatures.some((each) => each.name === origin && each.keyId === keyId)) continue;
      await addLogKey(this.options.database, { origin, vkey, firstSize: size });
      this.#noted.add(vkey);
    }
  }

  async #requireGrownFrom(before: TreeHead | undefined, tree: TreeHead, where: string): Promise<void> {
    if (!before) return;
    if (before.size > tree.size) {
      throw new LogShrunken(
        `${before.size} entries are signed, says ${where}, and the database has ${tree.size}: it was restored to an earlier point, or is another one.`,
      );
    }
    const proof = await consistencyProof(new TileStore(this.options.database), before.size, tree.size);
    try {
      verifyConsistency(before, tree, proof);
    } catch (error) {
      throw new LogForked(
        `the tree of ${tree.size} entries in the database did not grow from the ${before.size} that are signed, says ${where}: entries were changed, or a lost tail was written over.`,
        { cause: error },
      );
    }
  }
}

class LogShrunken extends Error {}
class LogForked extends Error {}

/** Whatever says that log and signature do not fit; a database that is away or a disk that is full says nothing of that. */
const isRefusal = (error: unknown): error is Error =>
  error instanceof LogShrunken || error instanceof LogForked || error instanceof TlogError || error instanceof StateDamaged;

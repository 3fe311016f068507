/** What is to be known before the log goes on under another origin. */
import { latestCheckpoint, type Queryable, TileStore, treeSize } from '#event-log';
import { consistencyProof, EMPTY_ROOT, readFrontier, type TreeHead, verifyConsistency } from '#tlog';
import { type CheckpointFolder, checkpointOf, type SignedCheckpoint } from './checkpoint-folder.js';
import type { SignerState } from './signer-state.js';

export interface ContinuationQuestion {
  readonly database: Queryable;
  readonly state: SignerState;
  readonly folder: CheckpointFolder;
  /** The origin that was signed under. */
  readonly continues: string;
  /** The one that is to go on in its place. */
  readonly origin: string;
}

export interface Opening {
  /** The newest checkpoint of the old origin, the whole note. */
  readonly checkpoint: string;
  /** The largest tree that the old origin published and the log still begins with; the empty one where there is none. */
  readonly agreed: TreeHead;
}

/** What the new origin begins with; refused where the log is what was signed, or where the new origin was signed under already. */
export async function openContinuation(question: ContinuationQuestion): Promise<Opening | { readonly refused: string }> {
  const { database, state, folder, continues, origin } = question;
  if (origin === continues || (await folder.sizes(origin)).length > 0)
    return { refused: `${origin} was signed under already. Give another name: --origin NAME.` };
  const newest = (await folder.newest(continues)) ?? (await newestInTable(database, continues));
  if (!newest) return { refused: `No checkpoint of ${continues} is known: there is nothing that could be continued.` };
  const signed = (await state.read(continues)) ?? newest;
  const size = await treeSize(database);
  const last = signed.size > newest.size ? signed : newest;
  if (last.size <= size && (await hasGrownFrom(database, last, size)))
    return { refused: `The log is the one that was signed as ${continues}, and is signed on: there is nothing to continue.` };
  return { checkpoint: newest.note.toString(), agreed: await largestAgreed(question, size) };
}

async function newestInTable(database: Queryable, origin: string): Promise<SignedCheckpoint | undefined> {
  const published = await latestCheckpoint(database, origin);
  return published && checkpointOf(published.note);
}

async function hasGrownFrom(database: Queryable, before: TreeHead, size: number): Promise<boolean> {
  const tiles = new TileStore(database);
  const tree = { size, root: (await readFrontier(tiles, size)).root() };
  const proof = await consistencyProof(tiles, before.size, size);
  try {
    verifyConsistency(before, tree, proof);
    return true;
  } catch {
    return false;
  }
}

/** Each checkpoint grew from the one before it, so that the log agrees with all up to one, and with none beyond: found by halving. */
async function largestAgreed({ database, folder, continues }: ContinuationQuestion, size: number): Promise<TreeHead> {
  const sizes = (await folder.sizes(continues)).filter((each) => each <= size);
  let [agreed, first, last]: [TreeHead, number, number] = [{ size: 0, root: EMPTY_ROOT }, 0, sizes.length - 1];
  while (first <= last) {
    const middle = Math.floor((first + last) / 2);
    const checkpoint = await folder.read(continues, sizes[middle] ?? 0);
    if (checkpoint && (await hasGrownFrom(database, checkpoint, size))) {
      agreed = checkpoint;
      first = middle + 1;
    } else last = middle - 1;
  }
  return { size: agreed.size, root: agreed.root };
}

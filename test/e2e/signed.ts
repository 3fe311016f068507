/** Signs a log as its signer does, for the tests of what is served of it. */
import { addLogKey, type Pool, publishCheckpoint, TileStore, treeSize } from '#event-log';
import { ed25519Signer, ed25519VerifierKey, encodeCheckpoint, encodeNote, readFrontier, signNote } from '#tlog';
import { generateKeyPairSync } from 'node:crypto';

export interface SignedLog {
  readonly origin: string;
  /** The verifier key. */
  readonly key: string;
  /** The notes, of the first entry, of half of the log, and of all of it as it is now. */
  readonly checkpoints: readonly Buffer[];
  readonly size: number;
}

export async function signed(pool: Pool, origin = 'promulgate.invalid/signed'): Promise<SignedLog> {
  const { privateKey } = generateKeyPairSync('ed25519');
  const key = ed25519VerifierKey(origin, privateKey);
  const size = await treeSize(pool);
  await addLogKey(pool, { origin, vkey: key, firstSize: 1 });
  const checkpoints: Buffer[] = [];
  for (const count of [1, Math.floor(size / 2), size]) {
    const root = (await readFrontier(new TileStore(pool), count)).root();
    const text = encodeCheckpoint({ origin, size: count, root, extensions: [] });
    const note = encodeNote(signNote(text, [ed25519Signer(origin, privateKey)]));
    await publishCheckpoint(pool, { origin, size: count, note });
    checkpoints.push(note);
  }
  return { origin, key, checkpoints, size };
}

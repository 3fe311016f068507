/** Asks for proofs in a process of its own, as an api does, which did not plant ten million leaves before. Started by `proving.ts`. */
import { randomFrom } from './bench.ts';
import { inclusionProof, ProofTiles, TileStore } from './product.mjs';
import { rawPool } from './workload.ts';

/** What to ask for: proofs of entries anywhere in the tree, in rounds. */
export interface Proofs {
  readonly url: string;
  readonly tree: { readonly origin: string; readonly size: number };
  readonly rounds: number;
  readonly each: number;
  readonly seed: number;
}
/** What each proof of a round took, and each round trip alone between them: milliseconds. */
export interface ProofRound {
  readonly proofs: number[];
  readonly roundTrips: number[];
}

async function took(work: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

const { url, tree, rounds, each, seed } = JSON.parse(process.argv[2] ?? '') as Proofs;
const pool = rawPool(url, 1);
const random = randomFrom(seed);
const tiles = new ProofTiles(new TileStore(pool));
for (let round = 0; round <= rounds; round += 1) {
  const proofs: number[] = [];
  const roundTrips: number[] = [];
  for (let proof = 0; proof < each; proof += 1) {
    const index = Math.floor(random() * tree.size);
    proofs.push(await took(() => inclusionProof(tiles.under(tree), index, tree.size)));
    roundTrips.push(await took(() => pool.query({ name: 'alone', text: 'select 1' })));
  }
  // The first one warms up.
  if (round > 0) process.send?.({ proofs, roundTrips } satisfies ProofRound);
}
await pool.end();
process.disconnect?.();

import { KeptTiles, type TileReader } from '#tlog';

/** A log of 64 million entries has so many tiles above its leaves, with 8 MB in all. */
const MOST = 1_024;
const KEPT_MS = 60_000;

/** Whose tree, and how much of it, a proof is of. */
interface Tree {
  readonly origin: string;
  readonly size: number;
}

/**
 * The tiles that proofs are made of. Every proof needs those above the leaves, which are few: they are kept. What is kept goes when the
 * log is another one, or shorter than it was, as it is after a restore; and after a minute whatever happens, so that a table that was mended
 * counts without anybody restarting what had read the damaged one.
 */
export class ProofTiles {
  private kept: TileReader;
  private tree: Tree = { origin: '', size: 0 };
  private since = -Infinity;

  /** `now`: milliseconds that only grow. */
  constructor(
    private readonly tiles: TileReader,
    private readonly now = () => performance.now(),
  ) {
    this.kept = tiles;
  }

  /** The tiles of a tree, the newest that is signed: proofs in smaller ones are made of the same. */
  under({ origin, size }: Tree): TileReader {
    const now = this.now();
    if (origin !== this.tree.origin || size < this.tree.size || now - this.since > KEPT_MS) {
      this.kept = new KeptTiles(this.tiles, { most: MOST, which: ({ level }) => level !== 0 });
      this.since = now;
    }
    this.tree = { origin, size };
    return this.kept;
  }
}

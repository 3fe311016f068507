import { foldSubtrees, HASH_BYTES, nodeHash } from './hashing.js';
import { perfectSubtrees, type Node } from './subtrees.js';
import { requireCount, TlogError } from './tlog-error.js';

/** Told of each perfect subtree that an append completes, leaves included, each after its parts. */
export type NodeVisitor = (level: number, index: number, hash: Buffer) => void;

/**
 * The right edge of a growing tree: the roots of the perfect subtrees that its leaves fall into, one for each bit of its size, the
 * largest first (a "compact range" that starts at 0). It is all that is needed to append and to know the root: O(log n) hashes.
 *
 * Immutable: an append answers another one, so that a transaction that fails leaves the old one good.
 */
export class Frontier {
  static readonly EMPTY = new Frontier(0, []);

  private constructor(
    readonly size: number,
    readonly hashes: readonly Buffer[],
  ) {}

  /** The nodes whose hashes {@link of} wants, in that order. */
  static nodes(size: number): Node[] {
    requireCount(size, 'A tree size');
    return perfectSubtrees({ start: 0, end: size });
  }

  static of(size: number, hashes: readonly Buffer[]): Frontier {
    const nodes = Frontier.nodes(size);
    if (hashes.length !== nodes.length || hashes.some(({ length }) => length !== HASH_BYTES)) {
      throw new TlogError(
        'malformed-proof',
        `The right edge of a tree of ${size} leaves has ${nodes.length} hashes, not ${hashes.length}.`,
      );
    }
    return new Frontier(size, [...hashes]);
  }

  append(leafHashes: Iterable<Buffer>, visit?: NodeVisitor): Frontier {
    const edge = [...this.hashes];
    let { size } = this;
    for (const leaf of leafHashes) {
      let [level, index, hash] = [0, size, leaf];
      visit?.(level, index, hash);
      for (let left: Buffer | undefined; index % 2 === 1 && (left = edge.pop());) {
        hash = nodeHash(left, hash);
        level++;
        index = (index - 1) / 2;
        visit?.(level, index, hash);
      }
      edge.push(hash);
      size++;
    }
    return new Frontier(size, edge);
  }

  root(): Buffer {
    return foldSubtrees(this.hashes);
  }
}

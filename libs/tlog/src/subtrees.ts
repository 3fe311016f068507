/**
 * Which parts of a tree a proof is made of. RFC 6962 §2.1.1 and §2.1.2 (RFC 9162 §2.1.3.1 and §2.1.4.1) define them by recursion;
 * here the same descent gives the ranges of leaves whose hashes the proof lists, without hashing anything.
 */
import { requireCount, TlogError } from './tlog-error.js';

/** The leaves from `start` up to, not including, `end`. */
export interface LeafRange {
  readonly start: number;
  readonly end: number;
}

/** A perfect subtree: the 2^level leaves from `index` × 2^level on. */
export interface Node {
  readonly level: number;
  readonly index: number;
}

/** PATH(index, D[size]): bottom up. */
export function inclusionRanges(index: number, size: number): LeafRange[] {
  requireCount(index, 'A leaf index');
  requireCount(size, 'A tree size');
  if (index >= size) throw new TlogError('out-of-range', `A tree of ${size} leaves has no leaf ${index}.`);
  const ranges: LeafRange[] = [];
  let tree: LeafRange = { start: 0, end: size };
  while (tree.end - tree.start > 1) {
    const [left, right] = halves(tree);
    const isLeft = index < left.end;
    ranges.push(isLeft ? right : left);
    tree = isLeft ? left : right;
  }
  return ranges.reverse();
}

/** PROOF(from, D[to]): bottom up. None are needed from the empty tree, which every tree begins with, nor from a tree to itself. */
export function consistencyRanges(from: number, to: number): LeafRange[] {
  requireCount(from, 'A tree size');
  requireCount(to, 'A tree size');
  if (from > to) throw new TlogError('out-of-range', `A tree of ${from} leaves is not the beginning of one of ${to}.`);
  if (from === 0) return [];
  const ranges: LeafRange[] = [];
  let tree: LeafRange = { start: 0, end: to };
  while (tree.end !== from) {
    const [left, right] = halves(tree);
    const isLeft = from <= left.end;
    ranges.push(isLeft ? right : left);
    tree = isLeft ? left : right;
  }
  // Whoever verifies has the old root: where the old tree is itself a subtree of the new one, it need not be told.
  if (tree.start > 0) ranges.push(tree);
  return ranges.reverse();
}

/** The perfect subtrees that a range which a tree splits into consists of, from the left; the largest come first. */
export function perfectSubtrees({ start, end }: LeafRange): Node[] {
  const nodes: Node[] = [];
  for (let at = start; at < end;) {
    let level = 0;
    while (at % 2 ** (level + 1) === 0 && at + 2 ** (level + 1) <= end) level++;
    nodes.push({ level, index: at / 2 ** level });
    at += 2 ** level;
  }
  return nodes;
}

function halves({ start, end }: LeafRange): [LeafRange, LeafRange] {
  let leaves = 1;
  while (leaves * 2 < end - start) leaves *= 2;
  return [
    { start, end: start + leaves },
    { start: start + leaves, end },
  ];
}

/**
 * Verification of inclusion and consistency proofs, step by step as RFC 9162 §2.1.3.2 and §2.1.4.2 write it down (the proofs are those
 * of RFC 6962). `fn` and `sn` are the RFC's names: the path to a node and to the tree's last leaf, right-shifted as one climbs.
 */
import { EMPTY_ROOT, HASH_BYTES, nodeHash } from './hashing.js';
import { requireCount, TlogError } from './tlog-error.js';

export interface TreeHead {
  readonly size: number;
  readonly root: Uint8Array;
}

/** Hashes bottom up, each of 32 bytes. */
export type Proof = readonly Uint8Array[];

/** No proof in a tree of less than 2^63 leaves is longer. */
export const MAX_PROOF_HASHES = 63;

/** Throws unless the leaf of this hash stands at `index` (from 0) in the tree. */
export function verifyInclusion(leaf: Uint8Array, index: number, tree: TreeHead, proof: Proof): void {
  requireHashes([leaf, tree.root, ...proof]);
  requireCount(index, 'A leaf index');
  requireCount(tree.size, 'A tree size');
  if (index >= tree.size) throw new TlogError('out-of-range', `A tree of ${tree.size} leaves has no leaf ${index}.`);
  let [fn, sn] = [index, tree.size - 1];
  let root = leaf;
  for (const hash of proof) {
    if (sn === 0) throw tooLong(proof);
    if (isOdd(fn) || fn === sn) {
      root = nodeHash(hash, root);
      [fn, sn] = shiftUntilOdd(fn, sn);
    } else {
      root = nodeHash(root, hash);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  if (sn !== 0) throw tooShort(proof);
  requireRoot(root, tree, `the leaf ${index}`);
}

/** Throws unless the tree `from` is the beginning of the tree `to`: nothing in it was changed, moved or taken away. */
export function verifyConsistency(from: TreeHead, to: TreeHead, proof: Proof): void {
  requireHashes([from.root, to.root, ...proof]);
  requireCount(from.size, 'A tree size');
  requireCount(to.size, 'A tree size');
  if (from.size > to.size) {
    throw new TlogError('proof-fails', `The tree has shrunk from ${from.size} to ${to.size} leaves.`);
  }
  if (from.size === 0 || from.size === to.size) {
    verifyTrivialConsistency(from, to, proof);
    return;
  }
  const [seed, ...rest] = isPowerOfTwo(from.size) ? [from.root, ...proof] : proof;
  if (!seed || proof.length === 0) throw tooShort(proof);
  let [fn, sn] = [from.size - 1, to.size - 1];
  while (isOdd(fn)) [fn, sn] = [half(fn), half(sn)];
  let [fromRoot, toRoot] = [seed, seed];
  for (const hash of rest) {
    if (sn === 0) throw tooLong(proof);
    if (isOdd(fn) || fn === sn) {
      fromRoot = nodeHash(hash, fromRoot);
      toRoot = nodeHash(hash, toRoot);
      [fn, sn] = shiftUntilOdd(fn, sn);
    } else {
      toRoot = nodeHash(toRoot, hash);
    }
    [fn, sn] = [half(fn), half(sn)];
  }
  if (sn !== 0) throw tooShort(proof);
  requireRoot(fromRoot, from, 'the older tree');
  requireRoot(toRoot, to, 'the newer tree');
}

function verifyTrivialConsistency(from: TreeHead, to: TreeHead, proof: Proof): void {
  if (proof.length > 0) throw tooLong(proof);
  if (from.size === 0) requireRoot(EMPTY_ROOT, from, 'the older tree');
  if (to.size === 0) requireRoot(EMPTY_ROOT, to, 'the newer tree');
  if (from.size === to.size && !equal(from.root, to.root)) {
    throw new TlogError('proof-fails', `Two trees of ${from.size} leaves have different roots: the log was forked.`);
  }
}

const half = (n: number): number => Math.floor(n / 2);
const isOdd = (n: number): boolean => n % 2 === 1;
/** 2^53 is no safe integer, so the doubling ends. */
const isPowerOfTwo = (n: number): boolean => {
  let power = 1;
  while (power < n) power *= 2;
  return power === n;
};
const equal = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

/** "If LSB(fn) is not set, right-shift both equally until either LSB(fn) is set or fn is 0." */
function shiftUntilOdd(fn: number, sn: number): [number, number] {
  while (!isOdd(fn) && fn !== 0) [fn, sn] = [half(fn), half(sn)];
  return [fn, sn];
}

function requireHashes(hashes: readonly Uint8Array[]): void {
  const wrong = hashes.find(({ length }) => length !== HASH_BYTES);
  if (wrong) throw new TlogError('malformed-proof', `A hash of ${wrong.length} bytes in place of ${HASH_BYTES}.`);
  // Leaf and root, or two roots, come along with the proof.
  if (hashes.length - 2 > MAX_PROOF_HASHES) {
    throw new TlogError('malformed-proof', `A proof of ${hashes.length - 2} hashes; none needs more than ${MAX_PROOF_HASHES}.`);
  }
}

function requireRoot(computed: Uint8Array, { size, root }: TreeHead, what: string): void {
  if (equal(computed, root)) return;
  throw new TlogError('proof-fails', `The proof does not lead from ${what} to the root of the tree of ${size} leaves.`);
}

const tooLong = ({ length }: Proof): TlogError =>
  new TlogError('proof-fails', `The proof has more hashes than these trees have levels: ${length}.`);
const tooShort = ({ length }: Proof): TlogError =>
  new TlogError('proof-fails', `The proof ends below the root: it has ${length} hashes only.`);

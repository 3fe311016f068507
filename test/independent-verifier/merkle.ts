/**
 * The Merkle tree of RFC 6962 §2.1, and its proofs as a client checks them: RFC 9162 §2.1.3.2 and §2.1.4.2.
 * Leaf indexes count from 0. Hashes are SHA-256: 32 bytes.
 */
import { createHash } from 'node:crypto';

export const HASH_BYTES = 32;
const LEAF = Buffer.of(0x00);
const NODE = Buffer.of(0x01);

export function sha256(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

export const EMPTY_ROOT = sha256();
export const hashLeaf = (entry: Uint8Array): Buffer => sha256(LEAF, entry);
export const hashNode = (left: Uint8Array, right: Uint8Array): Buffer => sha256(NODE, left, right);

/** The right edge of a growing tree: the roots of its perfect subtrees, largest first. */
export class Frontier {
  private readonly subtrees: { readonly height: number; readonly hash: Buffer }[] = [];

  /** Adds a leaf, or a perfect subtree of 2^height leaves where the tree so far is a multiple of that. */
  add(hash: Buffer, height = 0): void {
    let grown = { height, hash };
    for (let last = this.subtrees.at(-1); last?.height === grown.height; last = this.subtrees.at(-1)) {
      this.subtrees.pop();
      grown = { height: grown.height + 1, hash: hashNode(last.hash, grown.hash) };
    }
    this.subtrees.push(grown);
  }

  root(): Buffer {
    const [last, ...others] = this.subtrees.map(({ hash }) => hash).reverse();
    return last === undefined ? EMPTY_ROOT : others.reduce((right, left) => hashNode(left, right), last);
  }
}

/** Hashes one after the other, 32 bytes each. */
export class HashList {
  private bytes = Buffer.alloc(256 * HASH_BYTES);
  length = 0;

  static of(hashes: Iterable<Buffer>): HashList {
    const list = new HashList();
    for (const hash of hashes) list.push(hash);
    return list;
  }

  push(hash: Uint8Array): void {
    const end = this.length * HASH_BYTES;
    if (end === this.bytes.length) this.bytes = Buffer.concat([this.bytes, Buffer.alloc(end)]);
    this.bytes.set(hash, end);
    this.length++;
  }

  at(index: number): Buffer {
    if (index < 0 || index >= this.length) throw new RangeError(`No hash at ${index} of ${this.length}.`);
    return this.bytes.subarray(index * HASH_BYTES, (index + 1) * HASH_BYTES);
  }

  *[Symbol.iterator](): Generator<Buffer> {
    for (let index = 0; index < this.length; index++) yield this.at(index);
  }
}

/** The first index where the lists differ, or where one of them ends before the other; undefined where they are the same. */
export function firstDifference(one: HashList, other: HashList): number | undefined {
  const both = Math.min(one.length, other.length);
  for (let index = 0; index < both; index++) if (!one.at(index).equals(other.at(index))) return index;
  return one.length === other.length ? undefined : both;
}

/** The root of the first `size` leaves, for each size that there are leaves for. */
export function rootsAt(leaves: HashList, sizes: Iterable<number>): ReadonlyMap<number, Buffer> {
  const wanted = new Set(sizes);
  const frontier = new Frontier();
  const roots = new Map<number, Buffer>();
  const note = (size: number): void => {
    if (wanted.has(size)) roots.set(size, frontier.root());
  };
  note(0);
  for (let index = 0; index < leaves.length && roots.size < wanted.size; index++) {
    frontier.add(leaves.at(index));
    note(index + 1);
  }
  return roots;
}

const isOdd = (number: number): boolean => number % 2 === 1;
const half = (number: number): number => Math.floor(number / 2);
const allHashes = (hashes: readonly Uint8Array[]): boolean => hashes.every(({ length }) => length === HASH_BYTES);

/** RFC 9162 §2.1.3.2: whether the path leads from the leaf at this index to the root of the tree of this size. */
export function includes(
  { leaf, index, size, root }: { readonly leaf: Buffer; readonly index: number; readonly size: number; readonly root: Buffer },
  path: readonly Buffer[],
): boolean {
  if (index < 0 || index >= size || !allHashes([leaf, root, ...path])) return false;
  let fn = index;
  let sn = size - 1;
  let r = leaf;
  for (const p of path) {
    if (sn === 0) return false;
    if (isOdd(fn) || fn === sn) {
      r = hashNode(p, r);
      while (!isOdd(fn) && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else r = hashNode(r, p);
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 && r.equals(root);
}

export interface Head {
  readonly size: number;
  readonly root: Buffer;
}

/** RFC 9162 §2.1.4.2: whether the path shows that the later tree begins with all of the earlier one. */
export function isConsistent(earlier: Head, later: Head, path: readonly Buffer[]): boolean {
  if (earlier.size > later.size || !allHashes([earlier.root, later.root, ...path])) return false;
  if (earlier.size === later.size) return path.length === 0 && earlier.root.equals(later.root);
  if (earlier.size === 0) return path.length === 0 && earlier.root.equals(EMPTY_ROOT);
  if (path.length === 0) return false;
  const isPowerOfTwo = Number.isInteger(Math.log2(earlier.size));
  const [first, ...rest] = isPowerOfTwo ? [earlier.root, ...path] : path;
  let fn = earlier.size - 1;
  let sn = later.size - 1;
  while (isOdd(fn)) [fn, sn] = [half(fn), half(sn)];
  let fr = first;
  let sr = first;
  for (const c of rest) {
    if (sn === 0) return false;
    if (isOdd(fn) || fn === sn) {
      fr = hashNode(c, fr);
      sr = hashNode(c, sr);
      while (!isOdd(fn) && fn !== 0) [fn, sn] = [half(fn), half(sn)];
    } else sr = hashNode(sr, c);
    [fn, sn] = [half(fn), half(sn)];
  }
  return sn === 0 && fr.equals(earlier.root) && sr.equals(later.root);
}

/** C2SP tlog-tiles: where the hashes and the entries of a tree of a given size lie, and how entries are bundled. */
import { HASH_BYTES, HashList, hashNode } from './merkle.js';
import { Malformed } from './note.js';

export const TILE_WIDTH = 256;
/** How high the tree is that stands on the hashes of a full tile. */
export const TILE_HEIGHT = 8;

/** 1234067 → `x001/x234/067`. */
export function indexPath(index: number): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g) ?? [];
  return groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/');
}

const partial = (width: number): string => (width < TILE_WIDTH ? `.p/${width}` : '');
export const tilePath = (level: number, index: number, width = TILE_WIDTH): string =>
  `tile/${level}/${indexPath(index)}${partial(width)}`;
export const bundlePath = (index: number, width = TILE_WIDTH): string => `tile/entries/${indexPath(index)}${partial(width)}`;

export interface Tile {
  readonly index: number;
  readonly width: number;
}

/** How many hashes a tree of this size has at a level: those of its full subtrees of 256^level leaves. */
export const hashesAt = (level: number, size: number): number => Math.floor(size / TILE_WIDTH ** level);

/** The tiles of a level, or the bundles of entries (level 0): full ones, then perhaps one that is not. */
export function* tilesOf(level: number, size: number): Generator<Tile> {
  const hashes = hashesAt(level, size);
  for (let index = 0; index * TILE_WIDTH < hashes; index++)
    yield { index, width: Math.min(TILE_WIDTH, hashes - index * TILE_WIDTH) };
}

export function levelsOf(size: number): number {
  let levels = 0;
  while (hashesAt(levels, size) > 0) levels++;
  return levels;
}

/** The hashes of the next level: one for each full tile of this one. */
export function nextLevel(hashes: HashList): HashList {
  const next = new HashList();
  for (let start = 0; start + TILE_WIDTH <= hashes.length; start += TILE_WIDTH) {
    let row = Array.from({ length: TILE_WIDTH }, (_, at) => hashes.at(start + at));
    while (row.length > 1) row = row.flatMap((hash, at) => (at % 2 === 0 ? [hashNode(hash, row[at + 1])] : []));
    next.push(row[0]);
  }
  return next;
}

/** Throws {@link Malformed}. */
export function hashesOf(tile: Buffer): Buffer[] {
  if (tile.length % HASH_BYTES !== 0) throw new Malformed(`A tile of ${tile.length} bytes.`);
  return Array.from({ length: tile.length / HASH_BYTES }, (_, at) => tile.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES));
}

const LENGTH_BYTES = 2;

/** The entries of a bundle. Throws {@link Malformed}. */
export function entriesOf(bundle: Buffer): Buffer[] {
  const entries: Buffer[] = [];
  for (let at = 0; at < bundle.length;) {
    const start = at + LENGTH_BYTES;
    const end = start <= bundle.length ? start + bundle.readUInt16BE(at) : Infinity;
    if (end > bundle.length) throw new Malformed(`A bundle that ends within its entry ${entries.length}.`);
    entries.push(bundle.subarray(start, end));
    at = end;
  }
  return entries;
}

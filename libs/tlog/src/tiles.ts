/**
 * Tiles and bundles: c2sp.org/tlog-tiles. A tile of level l holds up to 256 consecutive hashes of the tree's level 8·l; the levels
 * between are hashed anew from it. Bundles hold the entries under a tile of level 0.
 *
 * The n-th tile of level l: MTH(D[(n·256 + i)·256^l : (n·256 + i + 1)·256^l]), i from 0 to 255. Only full tiles have a hash above them.
 */
import { HASH_BYTES } from './hashing.js';
import type { Node } from './subtrees.js';
import { requireCount, TlogError } from './tlog-error.js';

export const TILE_HEIGHT = 8;
export const TILE_WIDTH = 2 ** TILE_HEIGHT;

export interface TileCoordinates {
  /** 0 for leaf hashes; `entries` for a bundle. */
  readonly level: number | 'entries';
  /** From 0, the place among the tiles of the level. */
  readonly index: number;
  /** How many hashes or entries: 256 in a full one. */
  readonly width: number;
}

const MAX_LEVEL = 63;

/** How many hashes of this level a tree has that belong into tiles. */
export const hashesAtLevel = (level: number, size: number): number => Math.floor(size / TILE_WIDTH ** level);

/** The tile of this place in a tree of this size; refuses one that the tree does not have. */
export function tileAt(level: number | 'entries', index: number, size: number): TileCoordinates {
  requireCount(index, 'A tile index');
  requireCount(size, 'A tree size');
  const width = Math.min(TILE_WIDTH, hashesAtLevel(level === 'entries' ? 0 : level, size) - index * TILE_WIDTH);
  if (width <= 0) throw new TlogError('out-of-range', `A tree of ${size} leaves has no tile ${level}/${index}.`);
  return { level, index, width };
}

/** The tiles of a tree from those that a tree of `from` leaves does not have in the same width; without bundles, lowest level first. */
export function* newTiles(from: number, size: number): Generator<TileCoordinates> {
  for (let level = 0; hashesAtLevel(level, size) > 0; level++) {
    const [had, has] = [hashesAtLevel(level, from), hashesAtLevel(level, size)];
    if (had === has) continue;
    for (let index = Math.floor(had / TILE_WIDTH); index * TILE_WIDTH < has; index++) yield tileAt(level, index, size);
  }
}

/** `{level: 0, index: 1234067, width: 256}` → `tile/0/x001/x234/067`; a partial one ends in `.p/W`. */
export function tilePath({ level, index, width }: TileCoordinates): string {
  const digits = String(index);
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/\d{3}/g) ?? [];
  const path = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/');
  return `tile/${level}/${path}${width === TILE_WIDTH ? '' : `.p/${width}`}`;
}

const PATH = /^tile\/(entries|0|[1-9]\d?)\/((?:x\d{3}\/){0,5}\d{3})(?:\.p\/([1-9]\d{0,2}))?$/;

/** The reverse of {@link tilePath}, and nothing else: each tile has one path. */
export function parseTilePath(path: string): TileCoordinates {
  const [, level = '', groups = '', width] = PATH.exec(path) ?? [];
  const shown = JSON.stringify(path.slice(0, 100));
  if (!level) {
    throw new TlogError(
      'malformed-tile-path',
      `Not tile/<level>/<index> or tile/entries/<index>, with .p/<width> when partial: ${shown}.`,
    );
  }
  const tile: TileCoordinates = {
    level: level === 'entries' ? level : Number(level),
    index: Number(groups.replaceAll(/[x/]/g, '')),
    width: width === undefined ? TILE_WIDTH : Number(width),
  };
  if (tile.level !== 'entries' && tile.level > MAX_LEVEL)
    throw new TlogError('malformed-tile-path', `Levels end at ${MAX_LEVEL}: ${shown}.`);
  if (width !== undefined && tile.width >= TILE_WIDTH) {
    throw new TlogError('malformed-tile-path', `A partial tile is 1 to ${TILE_WIDTH - 1} wide: ${shown}.`);
  }
  if (!Number.isSafeInteger(tile.index * TILE_WIDTH)) throw new TlogError('malformed-tile-path', `No log is so long: ${shown}.`);
  if (tilePath(tile) !== path)
    throw new TlogError('malformed-tile-path', `A group too many in front; the path is ${tilePath(tile)}: ${shown}.`);
  return tile;
}

/** The hashes of a tile of at least `width`: whoever asks for a partial tile may be given the full one. */
export const tileHashes = (bytes: Uint8Array, width: number): Buffer[] => splitHashes(tileBytes(bytes, width));

/** The same, as they lie side by side. */
export function tileBytes(bytes: Uint8Array, width: number): Uint8Array {
  if (bytes.length < width * HASH_BYTES || bytes.length > TILE_WIDTH * HASH_BYTES) {
    throw new TlogError('malformed-tile', `A tile of ${width} hashes has ${width * HASH_BYTES} bytes, not ${bytes.length}.`);
  }
  requireWhole(bytes);
  return bytes.subarray(0, width * HASH_BYTES);
}

/** Hashes that are laid side by side, any number of them, as views of these bytes. */
export function splitHashes(bytes: Uint8Array): Buffer[] {
  requireWhole(bytes);
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length / HASH_BYTES }, (_, at) => buffer.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES));
}

function requireWhole(bytes: Uint8Array): void {
  if (bytes.length % HASH_BYTES !== 0)
    throw new TlogError('malformed-tile', `${bytes.length} bytes are no whole number of hashes.`);
}

/** Where the hashes lie that a node of the tree is made of: always in one tile, `2^(level mod 8)` of them from `first` on. */
export function tileOfNode({ level, index }: Node, size: number): { tile: TileCoordinates; first: number; count: number } {
  const tileLevel = Math.floor(level / TILE_HEIGHT);
  const count = 2 ** (level % TILE_HEIGHT);
  const at = index * count;
  return { tile: tileAt(tileLevel, Math.floor(at / TILE_WIDTH), size), first: at % TILE_WIDTH, count };
}

import type { Frontier } from './frontier.js';
import { HASH_BYTES } from './hashing.js';
import { TILE_HEIGHT, TILE_WIDTH } from './tiles.js';

/** Hashes that a tile gains: `hashes` are laid together and go behind the `offset` ones that it has. */
export interface TileGrowth {
  readonly level: number;
  readonly index: number;
  readonly offset: number;
  readonly hashes: Buffer;
}

/**
 * Appends leaves to a tree that is kept in hash tiles: its new right edge, and what its tiles gain, one item a tile that changes,
 * `leaves / 256` of them and a few above. Nothing of the old tree is read.
 */
export function grow(frontier: Frontier, leafHashes: Iterable<Buffer>): { frontier: Frontier; growth: TileGrowth[] } {
  const grown = new Map<string, { level: number; index: number; offset: number; parts: Buffer[] }>();
  const next = frontier.append(leafHashes, (treeLevel, nodeIndex, hash) => {
    if (treeLevel % TILE_HEIGHT !== 0) return;
    const [level, index] = [treeLevel / TILE_HEIGHT, Math.floor(nodeIndex / TILE_WIDTH)];
    const key = `${level}/${index}`;
    const tile = grown.get(key);
    if (tile) tile.parts.push(hash);
    else grown.set(key, { level, index, offset: nodeIndex % TILE_WIDTH, parts: [hash] });
  });
  const growth = [...grown.values()].map(({ parts, ...tile }) => ({
    ...tile,
    hashes: Buffer.concat(parts, parts.length * HASH_BYTES),
  }));
  return { frontier: next, growth };
}

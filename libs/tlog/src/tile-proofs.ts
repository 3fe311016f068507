/**
 * Proofs and roots computed from hash tiles, as any client of c2sp.org/tlog-tiles can: at most a few tiles a proof, all asked for at
 * once. Tiles are not trusted here; whoever is given a proof verifies it against a signed root.
 */
import { Frontier } from './frontier.js';
import { foldSubtrees, HASH_BYTES, perfectRoot } from './hashing.js';
import { consistencyRanges, inclusionRanges, type LeafRange, type Node, perfectSubtrees } from './subtrees.js';
import { tileBytes, type TileCoordinates, tileOfNode, tilePath } from './tiles.js';
import { TlogError } from './tlog-error.js';

/** Where tiles come from: a folder, a database, HTTP. */
export interface TileReader {
  /**
   * The bytes of each tile, in the order asked. A tile may come wider than was asked for; one that is not there is the reader's error.
   * No tile is asked for twice in one call.
   */
  readTiles(tiles: readonly TileCoordinates[]): Promise<readonly Uint8Array[]>;
}

/** The proof that the leaf `index`, from 0, stands in the tree of `size` leaves. */
export async function inclusionProof(reader: TileReader, index: number, size: number): Promise<Buffer[]> {
  return hashesOfRanges(reader, inclusionRanges(index, size), size);
}

/** The proof that the tree of `from` leaves is the beginning of that of `to`. */
export async function consistencyProof(reader: TileReader, from: number, to: number): Promise<Buffer[]> {
  return hashesOfRanges(reader, consistencyRanges(from, to), to);
}

/** The right edge of the tree of `size` leaves: it can be appended to, and knows its root. */
export async function readFrontier(reader: TileReader, size: number): Promise<Frontier> {
  return Frontier.of(size, await hashesOfNodes(reader, Frontier.nodes(size), size));
}

async function hashesOfRanges(reader: TileReader, ranges: readonly LeafRange[], size: number): Promise<Buffer[]> {
  const parts = ranges.map(perfectSubtrees);
  const hashes = await hashesOfNodes(reader, parts.flat(), size);
  let at = 0;
  return parts.map(({ length }) => foldSubtrees(hashes.slice(at, (at += length))));
}

async function hashesOfNodes(reader: TileReader, nodes: readonly Node[], size: number): Promise<Buffer[]> {
  const places = nodes.map((node) => tileOfNode(node, size)).map((place) => ({ ...place, path: tilePath(place.tile) }));
  const tiles = [...new Map(places.map(({ path, tile }) => [path, tile]))];
  if (tiles.length === 0) return [];
  const bytes = await reader.readTiles(tiles.map(([, tile]) => tile));
  const read = new Map(tiles.map(([path, tile], at) => [path, tileBytes(required(bytes[at], tile), tile.width)]));
  return places.map(({ path, first, count }) =>
    perfectRoot((read.get(path) ?? NO_HASHES).subarray(first * HASH_BYTES, (first + count) * HASH_BYTES)),
  );
}

function required(bytes: Uint8Array | undefined, tile: TileCoordinates): Uint8Array {
  if (!bytes) throw new TlogError('malformed-tile', `The reader answered without ${tilePath(tile)}.`);
  return bytes;
}

const NO_HASHES = new Uint8Array();

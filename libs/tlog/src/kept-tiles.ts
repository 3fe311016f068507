/** Tiles that are asked for again: they are read once, and the last of them kept. */
import { HASH_BYTES } from './hashing.js';
import type { TileReader } from './tile-proofs.js';
import { type TileCoordinates, tilePath } from './tiles.js';

export interface KeptTilesOptions {
  /** So many are kept, of 8 kB at most; the one that was read first goes first. */
  readonly most: number;
  /** Those that are worth it; without it all. */
  readonly which?: (tile: TileCoordinates) => boolean;
}

/**
 * For one tree, which only grows: there a full tile never changes, nor does a partial one, whose width is in its name. A tile that comes too
 * short is not there yet, and is not kept.
 */
export class KeptTiles implements TileReader {
  private readonly kept = new Map<string, Uint8Array>();

  constructor(
    private readonly tiles: TileReader,
    private readonly options: KeptTilesOptions,
  ) {}

  async readTiles(wanted: readonly TileCoordinates[]): Promise<Uint8Array[]> {
    const missing = wanted.filter((tile) => !this.kept.has(tilePath(tile)));
    const read = missing.length > 0 ? await this.tiles.readTiles(missing) : [];
    const found = new Map(missing.map((tile, at) => [tilePath(tile), read[at] ?? Buffer.alloc(0)]));
    const answer = wanted.map((tile) => found.get(tilePath(tile)) ?? this.kept.get(tilePath(tile)) ?? Buffer.alloc(0));
    for (const tile of missing) this.keep(tile, found.get(tilePath(tile)));
    return answer;
  }

  private keep(tile: TileCoordinates, bytes: Uint8Array | undefined): void {
    const { most, which } = this.options;
    if (!bytes || bytes.length < tile.width * HASH_BYTES || which?.(tile) === false) return;
    this.kept.set(tilePath(tile), bytes);
    const [first] = this.kept.keys();
    if (this.kept.size > most && first !== undefined) this.kept.delete(first);
  }
}

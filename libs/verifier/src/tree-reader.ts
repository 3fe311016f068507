import type { TileCoordinates } from '#tlog';
import { tileAt, tilePath, type TileReader, TlogError } from '#tlog';
import type { LogSource } from './source.js';

/** A log's hash tiles, for trees of any size up to its own: where a narrower tile is not kept any more, the wider one of now has its hashes. */
export class TreeReader implements TileReader {
  constructor(
    private readonly source: LogSource,
    private readonly size: number,
  ) {}

  async readTiles(tiles: readonly TileCoordinates[]): Promise<Buffer[]> {
    return Promise.all(tiles.map((tile) => this.readTile(tile)));
  }

  private async readTile(tile: TileCoordinates): Promise<Buffer> {
    const bytes = await this.source.tile(tile);
    if (bytes && bytes.length >= tile.width * 32) return bytes;
    const now = await this.source.tile(tileAt(tile.level, tile.index, this.size));
    if (!now) throw new TlogError('malformed-tile', `There is no ${tilePath(tile)}.`);
    return now;
  }
}

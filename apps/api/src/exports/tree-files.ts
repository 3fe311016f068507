/** What a package holds of the tree: the tiles and bundles of the checkpoint's size, as c2sp.org/tlog-tiles lays them out. */
import { type Queryable, readBundle, TileStore } from '#event-log';
import { newTiles, TILE_WIDTH, tileAt, tilePath } from '#tlog';
import type { PackageFile } from './package-file.js';

export async function* treeFiles(database: Queryable, size: number): AsyncGenerator<PackageFile> {
  const tiles = new TileStore(database);
  for (const tile of newTiles(0, size)) {
    const [hashes = Buffer.alloc(0)] = await tiles.readTiles([tile]);
    yield { path: tilePath(tile), bytes: [hashes], incompressible: true };
  }
  for (let index = 0; index * TILE_WIDTH < size; index++) {
    const tile = tileAt('entries', index, size);
    const { slices } = await readBundle(database, index * TILE_WIDTH, tile.width);
    yield { path: tilePath(tile), bytes: slices };
  }
}

/** Where the data lines of a bundle lie: 1234 → `data/x001/234.jsonl`. */
export function dataPath(index: number): string {
  return `data/${tilePath({ level: 0, index, width: TILE_WIDTH }).slice('tile/0/'.length)}.jsonl`;
}

import { HASH_BYTES } from './hashing.js';
import { KeptTiles, type KeptTilesOptions } from './kept-tiles.js';
import { type TileCoordinates, tilePath } from './tiles.js';

const FULL = 256;
const tile = (level: number, index: number, width = FULL): TileCoordinates => ({ level, index, width });

/** Tiles of some bytes, and a note of each that was read. `short`: so many hashes are there. */
function kept(options: KeptTilesOptions, short = FULL) {
  const reads: string[] = [];
  const bytesOf = ({ level, index, width }: TileCoordinates): Buffer =>
    Buffer.alloc(Math.min(width, short) * HASH_BYTES, 16 * Number(level) + index);
  const readTiles = (tiles: readonly TileCoordinates[]): Promise<Buffer[]> => {
    reads.push(...tiles.map(tilePath));
    return Promise.resolve(tiles.map(bytesOf));
  };
  return { tiles: new KeptTiles({ readTiles }, options), reads, bytesOf };
}

describe('Kept tiles', () => {
  it('are read once, and come in the order asked for, whichever were kept', async () => {
    const { tiles, reads, bytesOf } = kept({ most: 8 });
    expect(await tiles.readTiles([tile(0, 1)])).toEqual([bytesOf(tile(0, 1))]);
    const wanted = [tile(0, 0), tile(0, 1), tile(1, 0)];
    expect(await tiles.readTiles(wanted)).toEqual(wanted.map(bytesOf));
    expect(await tiles.readTiles(wanted)).toEqual(wanted.map(bytesOf));
    expect(reads).toEqual(['tile/0/001', 'tile/0/000', 'tile/1/000']);
  });

  it('are no more than allowed, the last that were read', async () => {
    const { tiles, reads } = kept({ most: 2 });
    for (const index of [0, 1, 2]) await tiles.readTiles([tile(0, index)]);
    await tiles.readTiles([tile(0, 1), tile(0, 2)]);
    expect(reads).toHaveLength(3);
    await tiles.readTiles([tile(0, 0)]);
    expect(reads.slice(3)).toEqual(['tile/0/000']);
  });

  it('come all, where more are asked for at once than are kept', async () => {
    const { tiles, bytesOf } = kept({ most: 1 });
    const wanted = [tile(0, 0), tile(0, 1), tile(0, 2)];
    expect(await tiles.readTiles(wanted)).toEqual(wanted.map(bytesOf));
    expect(await tiles.readTiles(wanted)).toEqual(wanted.map(bytesOf));
  });

  it('are those alone that are worth it', async () => {
    const { tiles, reads } = kept({ most: 8, which: ({ level }) => level !== 0 });
    for (let time = 0; time < 2; time++) await tiles.readTiles([tile(0, 0), tile(1, 0)]);
    expect(reads).toEqual(['tile/0/000', 'tile/1/000', 'tile/0/000']);
  });

  it('tell a partial tile from the wider one that stands in its place later', async () => {
    const { tiles, bytesOf } = kept({ most: 8 });
    await tiles.readTiles([tile(0, 0, 7)]);
    expect(await tiles.readTiles([tile(0, 0, 8)])).toEqual([bytesOf(tile(0, 0, 8))]);
  });

  it('are not those that come too short: they are asked for again', async () => {
    const { tiles, reads } = kept({ most: 8 }, FULL - 1);
    for (let time = 0; time < 2; time++)
      expect(await tiles.readTiles([tile(0, 0)])).toEqual([Buffer.alloc((FULL - 1) * HASH_BYTES)]);
    expect(reads).toHaveLength(2);
  });
});

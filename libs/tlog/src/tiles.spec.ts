import fc from 'fast-check';
import { decodeBundle, encodeBundle, MAX_ENTRY_BYTES } from './entry-bundle.js';
import { Frontier } from './frontier.js';
import { HASH_BYTES, leafHash } from './hashing.js';
import { entries, mth, path, proof, refused } from './spec-rfc6962.js';
import { grow } from './tile-growth.js';
import { consistencyProof, inclusionProof, readFrontier, type TileReader } from './tile-proofs.js';
import { newTiles, parseTilePath, tileAt, type TileCoordinates, tileHashes, tilePath } from './tiles.js';

const FULL = 256;

/** What tiles of a tree hold by the definition of tlog-tiles. */
const definedTile = (leaves: readonly Buffer[], { level, index, width }: TileCoordinates): Buffer => {
  const span = FULL ** (level === 'entries' ? 0 : level);
  return Buffer.concat(
    Array.from({ length: width }, (_, i) => mth(leaves.slice((index * FULL + i) * span, (index * FULL + i + 1) * span))),
  );
};

/** A tree kept in tiles as a store keeps it: appended to, never read to append. */
class KeptTree implements TileReader {
  frontier = Frontier.EMPTY;
  readonly tiles = new Map<string, Buffer>();
  reads = 0;

  append(leaves: readonly Buffer[]): this {
    const { frontier, growth } = grow(this.frontier, leaves.map(leafHash));
    for (const { level, index, offset, hashes } of growth) {
      const had = this.tiles.get(`${level}/${index}`) ?? Buffer.alloc(0);
      expect(had.length).toBe(offset * HASH_BYTES);
      this.tiles.set(`${level}/${index}`, Buffer.concat([had, hashes]));
    }
    this.frontier = frontier;
    return this;
  }

  readTiles(tiles: readonly TileCoordinates[]): Promise<Buffer[]> {
    this.reads++;
    expect(new Set(tiles.map(tilePath)).size).toBe(tiles.length);
    // As it is now: wider than what was asked for where the tree has grown since.
    return Promise.resolve(tiles.map(({ level, index }) => this.tiles.get(`${level}/${index}`) ?? Buffer.alloc(0)));
  }
}

describe('The path of a tile', () => {
  it.each([
    [{ level: 0, index: 1_234_067, width: FULL }, 'tile/0/x001/x234/067'],
    [{ level: 0, index: 0, width: FULL }, 'tile/0/000'],
    [{ level: 1, index: 999, width: 17 }, 'tile/1/999.p/17'],
    [{ level: 0, index: 1_000, width: FULL }, 'tile/0/x001/000'],
    [{ level: 'entries' as const, index: 273, width: 112 }, 'tile/entries/273.p/112'],
    [{ level: 63, index: 5, width: 255 }, 'tile/63/005.p/255'],
  ])('of %j is %s', (tile, written) => {
    expect(tilePath(tile)).toBe(written);
    expect(parseTilePath(written)).toEqual(tile);
  });

  it.each([
    'tile/0/00',
    'tile/0/0001',
    'tile/0/1234067',
    'tile/0/x000/067',
    'tile/0/x01/067',
    'tile/0/001/067',
    'tile/0/x001',
    'tile/00/000',
    'tile/64/000',
    'tile/-1/000',
    'tile/data/000',
    'tile/0/000.p/0',
    'tile/0/000.p/01',
    'tile/0/000.p/256',
    'tile/0/000.p/',
    'tile/0/000.p',
    '/tile/0/000',
    'tile/0/000/',
    'tile/0/000\n',
    'tile/0/x999/x999/x999/x999/x999/999',
    'tile/0/٠٠٠',
    '',
  ])('is not %j', (written) => {
    expect(() => parseTilePath(written)).toThrow(refused('malformed-tile-path'));
  });
});

describe('The tiles of a tree', () => {
  const shown = (from: number, size: number) => [...newTiles(from, size)].map(tilePath);

  it('of 70,000 leaves are those of the specification', () => {
    const tiles = [...newTiles(0, 70_000)];
    const count = (level: number, full: boolean) =>
      tiles.filter((tile) => tile.level === level && (tile.width === FULL) === full);
    expect(count(0, true)).toHaveLength(273);
    expect(count(0, false).map(tilePath)).toEqual(['tile/0/273.p/112']);
    expect(count(1, true).map(tilePath)).toEqual(['tile/1/000']);
    expect(count(1, false).map(tilePath)).toEqual(['tile/1/001.p/17']);
    expect(count(2, false).map(tilePath)).toEqual(['tile/2/000.p/1']);
    expect(tiles).toHaveLength(273 + 1 + 1 + 1 + 1);
  });

  it('of 256 leaves are a full one and a partial one above', () => {
    expect(shown(0, 256)).toEqual(['tile/0/000', 'tile/1/000.p/1']);
    expect(shown(0, 0)).toEqual([]);
  });

  it('are new where they were not there in this width', () => {
    expect(shown(255, 257)).toEqual(['tile/0/000', 'tile/0/001.p/1', 'tile/1/000.p/1']);
    expect(shown(256, 300)).toEqual(['tile/0/001.p/44']);
    expect(shown(300, 300)).toEqual([]);
  });

  it('end where the tree does', () => {
    expect(tileAt('entries', 1, 300)).toEqual({ level: 'entries', index: 1, width: 44 });
    expect(() => tileAt(0, 2, 300)).toThrow(refused('out-of-range'));
    expect(() => tileAt(0, 1, 256)).toThrow(refused('out-of-range'));
    expect(() => tileAt(9, 0, 300)).toThrow(refused('out-of-range'));
  });

  it('hold the hashes that are defined, in whatever batches the leaves came', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(400), { minLength: 1, maxLength: 5 }), (batches) => {
        const tree = new KeptTree();
        const leaves = entries(batches.reduce((sum, batch) => sum + batch, 0));
        for (const batch of batches) tree.append(leaves.slice(tree.frontier.size, tree.frontier.size + batch));
        const wanted = [...newTiles(0, leaves.length)];
        expect(tree.tiles.size).toBe(wanted.length);
        for (const tile of wanted) expect(tree.tiles.get(`${tile.level}/${tile.index}`)).toEqual(definedTile(leaves, tile));
        expect(tree.frontier.root()).toEqual(mth(leaves));
      }),
      { numRuns: 20 },
    );
  });
});

describe('From tiles', () => {
  const LEAVES = entries(1_700);
  const tree = new KeptTree().append(LEAVES);
  const size = fc.oneof(
    fc.integer({ min: 1, max: LEAVES.length }),
    fc.constantFrom(1, 255, 256, 257, 511, 512, 513, 1_024, 1_536),
  );
  const pair = size.chain((most) => fc.tuple(fc.nat(most), fc.constant(most)));

  it('come the proofs that are defined, of the tree as it was at any size, in one read', async () => {
    await fc.assert(
      fc.asyncProperty(pair, async ([from, to]) => {
        tree.reads = 0;
        if (from < to) expect(await inclusionProof(tree, from, to)).toEqual(path(from, LEAVES.slice(0, to)));
        if (from > 0) expect(await consistencyProof(tree, from, to)).toEqual(proof(from, LEAVES.slice(0, to)));
        expect(tree.reads).toBeLessThanOrEqual(2);
      }),
      { numRuns: 60 },
    );
  });

  it('comes the right edge of any size, which can be appended to', async () => {
    await fc.assert(
      fc.asyncProperty(pair, async ([from, to]) => {
        const edge = await readFrontier(tree, from);
        expect(edge.append(LEAVES.slice(from, to).map(leafHash)).root()).toEqual(mth(LEAVES.slice(0, to)));
      }),
      { numRuns: 30 },
    );
  });

  it('comes nothing for what the tree does not have', async () => {
    await expect(inclusionProof(tree, 5, 5)).rejects.toMatchObject({ code: 'out-of-range' });
    await expect(consistencyProof(tree, 6, 5)).rejects.toMatchObject({ code: 'out-of-range' });
    expect(await consistencyProof(tree, 0, 5)).toEqual([]);
    expect(await inclusionProof(tree, 0, 1)).toEqual([]);
  });

  it.each([
    ['too narrow', Buffer.alloc(4 * HASH_BYTES)],
    ['no whole hashes', Buffer.alloc(5 * HASH_BYTES + 1)],
    ['wider than a tile', Buffer.alloc(257 * HASH_BYTES)],
    ['missing', undefined],
  ])('that are %s comes nothing', async (_what, bytes) => {
    const reader = { readTiles: () => Promise.resolve([bytes] as Buffer[]) };
    await expect(inclusionProof(reader, 2, 5)).rejects.toMatchObject({ code: 'malformed-tile' });
  });
});

describe('The hashes of a tile', () => {
  it('are those asked for, of a wider one too', () => {
    const tile = definedTile(entries(7), { level: 0, index: 0, width: 7 });
    expect(tileHashes(tile, 3)).toEqual(entries(3).map((entry) => mth([entry])));
    expect(tileHashes(new Uint8Array(tile), 7)).toHaveLength(7);
  });
});

describe('An entry bundle', () => {
  it('has each entry behind its length', () => {
    expect(encodeBundle([Buffer.from('ab'), Buffer.alloc(0), Buffer.alloc(258, 1)]).subarray(0, 9)).toEqual(
      Buffer.from([0, 2, 97, 98, 0, 0, 1, 2, 1]),
    );
  });

  it('gives back what was put in', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 600 }), { maxLength: 256 }), (put) => {
        expect(decodeBundle(encodeBundle(put), put.length)).toEqual(put.map((entry) => Buffer.from(entry)));
      }),
    );
  });

  it('holds entries of up to 65,535 bytes', () => {
    expect(decodeBundle(encodeBundle([Buffer.alloc(MAX_ENTRY_BYTES, 3)]), 1)[0]).toHaveLength(65_535);
    expect(() => encodeBundle([Buffer.alloc(MAX_ENTRY_BYTES + 1)])).toThrow(refused('entry-too-large'));
  });

  it.each([
    ['fewer entries', 3, [0, 1, 97, 0, 0]],
    ['more entries', 1, [0, 1, 97, 0, 0]],
    ['half a length', 2, [0, 1, 97, 0]],
    ['an entry cut off', 2, [0, 1, 97, 0, 2, 97]],
    ['bytes where it should be empty', 0, [0]],
  ])('with %s than it should have is refused', (_what, width, bytes) => {
    expect(() => decodeBundle(Uint8Array.from(bytes), width)).toThrow(refused('malformed-bundle'));
  });
});

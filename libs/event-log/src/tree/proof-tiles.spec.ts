import { type TileCoordinates, tilePath } from '#tlog';
import { ProofTiles } from './proof-tiles.js';

const MINUTE_MS = 60_000;
const TILES = [
  { level: 0, index: 3, width: 256 },
  { level: 0, index: 4_687, width: 128 },
  { level: 1, index: 0, width: 256 },
  { level: 2, index: 0, width: 18 },
];

function proofTiles() {
  const clock = { now: 1 };
  let reads: string[] = [];
  const readTiles = (tiles: readonly TileCoordinates[]): Promise<Buffer[]> => {
    reads.push(...tiles.map(tilePath));
    return Promise.resolve(tiles.map(({ width }) => Buffer.alloc(32 * width)));
  };
  const tiles = new ProofTiles({ readTiles }, () => clock.now);
  /** What is read for a proof. */
  const proof = async (origin: string, size: number): Promise<string[]> => {
    reads = [];
    await tiles.under({ origin, size }).readTiles(TILES);
    return reads;
  };
  return { clock, proof };
}

const LEAVES = ['tile/0/003', 'tile/0/x004/687.p/128'];
const ALL = [...LEAVES, 'tile/1/000', 'tile/2/000.p/18'];

describe('The tiles that proofs are made of', () => {
  it('are read once where they lie above the leaves, while the log grows', async () => {
    const { proof } = proofTiles();
    expect(await proof('log.example', 1_200_000)).toEqual(ALL);
    expect(await proof('log.example', 1_200_000)).toEqual(LEAVES);
    expect(await proof('log.example', 1_200_001)).toEqual(LEAVES);
  });

  it.each([
    ['shorter than it was', 'log.example', 1_199_999],
    ['another one', 'log.example/2', 1_200_000],
  ])('are read anew once the log is %s', async (_, origin, size) => {
    const { proof } = proofTiles();
    await proof('log.example', 1_200_000);
    expect(await proof(origin, size)).toEqual(ALL);
    expect(await proof(origin, size)).toEqual(LEAVES);
  });

  it('are read anew after a minute: a table may have been mended', async () => {
    const { proof, clock } = proofTiles();
    await proof('log.example', 1_200_000);
    clock.now += MINUTE_MS;
    expect(await proof('log.example', 1_200_000)).toEqual(LEAVES);
    clock.now += 1;
    expect(await proof('log.example', 1_200_000)).toEqual(ALL);
    expect(await proof('log.example', 1_200_000)).toEqual(LEAVES);
  });
});

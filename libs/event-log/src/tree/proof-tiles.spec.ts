import { type TileCoordinates, tilePath } from '#tlog';
import { ProofTiles } from './proof-tiles.js';

const MINUTE_MS = 60_000;
const [LEAVES, ABOVE, EDGE] = [
  { level: 0, index: 3, width: 256 },
  { level: 1, index: 0, width: 256 },
  { level: 2, index: 0, width: 17 },
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
    await tiles.under({ origin, size }).readTiles([LEAVES, ABOVE, EDGE]);
    return reads;
  };
  return { clock, proof };
}

const ALL = ['tile/0/003', 'tile/1/000', 'tile/2/000.p/17'];
const WITHOUT_KEPT = ['tile/0/003', 'tile/2/000.p/17'];

describe('The tiles that proofs are made of', () => {
  it('are read once where they are full and above the leaves, while the log grows', async () => {
    const { proof } = proofTiles();
    expect(await proof('log.example', 1_200_000)).toEqual(ALL);
    expect(await proof('log.example', 1_200_000)).toEqual(WITHOUT_KEPT);
    expect(await proof('log.example', 1_200_001)).toEqual(WITHOUT_KEPT);
  });

  it.each([
    ['shorter than it was', 'log.example', 1_199_999],
    ['another one', 'log.example/2', 1_200_000],
  ])('are read anew once the log is %s', async (_, origin, size) => {
    const { proof } = proofTiles();
    await proof('log.example', 1_200_000);
    expect(await proof(origin, size)).toEqual(ALL);
    expect(await proof(origin, size)).toEqual(WITHOUT_KEPT);
  });

  it('are read anew after a minute: a table may have been mended', async () => {
    const { proof, clock } = proofTiles();
    await proof('log.example', 1_200_000);
    clock.now += MINUTE_MS;
    expect(await proof('log.example', 1_200_000)).toEqual(WITHOUT_KEPT);
    clock.now += 1;
    expect(await proof('log.example', 1_200_000)).toEqual(ALL);
    expect(await proof('log.example', 1_200_000)).toEqual(WITHOUT_KEPT);
  });
});

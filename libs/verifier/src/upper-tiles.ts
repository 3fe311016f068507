import { Frontier, HASH_BYTES, splitHashes, tileAt, tilePath, TILE_WIDTH } from '#tlog';
import type { Finding } from './findings.js';
import type { LogSource } from './source.js';

/** Holds the tiles above the leaves against the hashes that the entries give. */
export class UpperTiles {
  private readonly levels: { index: number; hashes: Buffer[] }[] = [];
  readonly findings: Finding[] = [];

  constructor(
    private readonly source: LogSource,
    private readonly size: number,
  ) {}

  /** The roots of the next bundles. */
  async add(bundleRoots: Uint8Array): Promise<void> {
    for (const root of splitHashes(bundleRoots)) await this.push(1, root);
  }

  private async push(level: number, hash: Buffer): Promise<void> {
    const tile = (this.levels[level] ??= { index: 0, hashes: [] });
    tile.hashes.push(hash);
    if (tile.hashes.length < TILE_WIDTH) return;
    await this.compare(level);
    const root = Frontier.EMPTY.append(tile.hashes).root();
    this.levels[level] = { index: tile.index + 1, hashes: [] };
    await this.push(level + 1, root);
  }

  /** The tiles at the right edge, which are not full. */
  async end(): Promise<void> {
    for (const [level, tile] of this.levels.entries()) if (tile && tile.hashes.length > 0) await this.compare(level);
  }

  private async compare(level: number): Promise<void> {
    const { index, hashes } = this.levels[level];
    const place = tileAt(level, index, this.size);
    const served = (await this.source.tile(place)) ?? Buffer.alloc(0);
    const at = hashes.findIndex((hash, of) => !hash.equals(served.subarray(of * HASH_BYTES, (of + 1) * HASH_BYTES)));
    if (at < 0) return;
    const width = TILE_WIDTH ** level;
    const first = (index * TILE_WIDTH + at) * width;
    const says = `The hash ${at} of ${tilePath(place)} is not that of the entries below it, which are what was signed.`;
    this.findings.push({ kind: 'tile', position: first + 1, upTo: first + width, says });
  }
}

import { Frontier, TILE_WIDTH } from '#tlog';
import type { BundleRoots } from './bundle-roots.js';
import type { Finding } from './findings.js';
import type { Heads } from './heads.js';
import type { Edge, RangeResult, RangeTask } from './range.js';
import type { UpperTiles } from './upper-tiles.js';

/** The tree of the entries, range after range, and the roots that it has at each checkpoint. */
export class GrowingTree {
  /** Whose leaves are the ranges that are whole; undefined once an entry is missing. */
  private whole: Frontier | undefined = Frontier.EMPTY;
  private differs: number | undefined;
  /** One behind the last position that an entry is served of. */
  end = 1;

  /** `width` is how many leaves a whole range has, a power of two. */
  constructor(
    private readonly width: number,
    private readonly heads: Heads,
    private readonly upper: UpperTiles,
    private readonly roots: BundleRoots,
  ) {}

  /** Takes the next range. */
  async add(result: RangeResult, { first, count, wanted }: RangeTask): Promise<void> {
    if (result.entries > 0) this.end = result.end;
    this.differs ??= result.differs;
    this.roots.write(first / TILE_WIDTH, result.bundleRoots);
    const edges = new Map(result.edges.map((edge) => [edge.size, edge]));
    const before = this.whole;
    if (count === this.width) {
      const [root] = edges.get(first + count)?.hashes ?? [];
      this.whole = root && before?.append([Buffer.from(root)]);
    }
    const sizes = new Set([...result.heads.map(({ size }) => size), ...wanted]);
    for (const size of [...sizes].sort((one, other) => one - other)) {
      this.heads.compare(
        size === first + count && count === this.width ? this.whole?.root() : rootOf(before, edges.get(size)),
        size,
      );
    }
    if (this.whole) await this.upper.add(result.bundleRoots);
  }

  /** Where the tiles are not those of the entries, which hold. */
  async tileFindings(): Promise<readonly Finding[]> {
    await this.upper.end();
    if (this.differs === undefined) return this.upper.findings;
    const position = this.differs + 1;
    const says = `Position ${position}: the tile tells another leaf hash than that of its entry, which is what was signed.`;
    return [{ kind: 'tile', position, says }, ...this.upper.findings];
  }
}

const rootOf = (before: Frontier | undefined, edge: Edge | undefined): Buffer | undefined =>
  before && edge && Frontier.of(edge.size, [...before.hashes, ...edge.hashes.map((hash) => Buffer.from(hash))]).root();

/** What one thread does with a range of the log: everything that can be said of its entries without those of other ranges. */
import { Frontier, HASH_BYTES, leafHash, perfectRoot, TILE_WIDTH } from '#tlog';
import { type Bundle, bundlesOf, hashIn } from './bundles.js';
import { ChainRange } from './chains.js';
import { type Envelope, parseEntry } from './envelope.js';
import { type Finding, messageOf } from './findings.js';
import type { Cosigned, NoteReader, SignedHead } from './notes.js';
import type { Partitions } from './partitions.js';
import { type DataCounts, type Looked, RangeData } from './range-data.js';
import type { LogSource, PublishedNote } from './source.js';

export interface RangeTask {
  readonly kind: 'range';
  /** The first leaf, from 0: the start of a bundle. */
  readonly first: number;
  readonly count: number;
  /** How many leaves the whole tree has. */
  readonly size: number;
  /** Sizes within the range, its end included, whose root is wanted beside those of the published checkpoints there. */
  readonly wanted: readonly number[];
}

/** What a range adds to a tree of `size` leaves: the roots of its perfect subtrees there, the largest first. */
export interface Edge {
  readonly size: number;
  readonly hashes: readonly Uint8Array[];
}

export interface RangeResult {
  /** How many entries are there. */
  readonly entries: number;
  /** One behind the last position that has an entry; the first of the range where none has. */
  readonly end: number;
  /** At the end of the range, at each size that was named, and at those of the checkpoints. Without the end where an entry is missing. */
  readonly edges: readonly Edge[];
  /** A root for each full bundle, side by side; zeros where an entry is missing. */
  readonly bundleRoots: Uint8Array;
  /** The first leaf whose tile tells another hash, or which is missing. */
  readonly differs?: number;
  readonly heads: readonly SignedHead[];
  readonly cosigned: ReadonlyMap<string, Cosigned>;
  readonly findings: readonly Finding[];
  readonly data: DataCounts;
}

export interface RangeTools {
  readonly source: LogSource;
  readonly notes: NoteReader;
  readonly chains: Partitions;
  readonly erasures: Partitions;
  readonly withData: boolean;
}

const NO_HASH = Buffer.alloc(HASH_BYTES);
const NOTHING: Looked = { envelope: undefined, leaf: undefined };

/** Verifies one range. */
export async function verifyRange(task: RangeTask, tools: RangeTools): Promise<RangeResult> {
  const range = new Range(task, tools);
  await range.takeCheckpoints();
  if (tools.withData) await range.takeData();
  await range.takeBundles(task.first + task.count);
  return range.end();
}

class Range {
  private readonly bundles: AsyncGenerator<Bundle, void>;
  private readonly data: RangeData;
  private readonly chain = new ChainRange();
  private readonly findings: Finding[] = [];
  private readonly edges: Edge[] = [];
  private readonly roots: Buffer[] = [];
  private readonly heads: SignedHead[] = [];
  private readonly cosigned = new Map<string, Cosigned>();
  /** What was looked at last, a bundle of the range: held as long as its data comes, so that no more lies in memory. */
  private looked: readonly Looked[] = [];
  /** The last position that was looked at, whether or not it has an entry. */
  private last: number;
  /** Where the right edge is noted, ascending: those that are still to come. */
  private sizes: number[] = [];
  /** The right edge of the range above its full bundles, until an entry is missing. */
  private edge: Frontier | undefined = Frontier.EMPTY;
  private differs: number | undefined;
  private entries = 0;
  private lastServed: number;

  constructor(
    private readonly task: RangeTask,
    private readonly tools: RangeTools,
  ) {
    this.bundles = bundlesOf(tools.source, task);
    this.data = new RangeData(task, tools.erasures);
    this.last = task.first;
    this.lastServed = task.first;
  }

  /** Before the entries: at the sizes of the checkpoints the right edge is noted. */
  async takeCheckpoints(): Promise<void> {
    const { first, count, wanted } = this.task;
    const end = first + count;
    for await (const some of this.tools.source.checkpoints(first, end)) for (const published of some) this.open(published);
    this.sizes = [...new Set([...this.heads.map(({ size }) => size), ...wanted, end])].sort((one, two) => one - two);
  }

  private open({ size, bytes }: PublishedNote): void {
    const { head, cosigned, findings } = this.tools.notes.open(bytes, `checkpoints/${size}`, size);
    if (head) this.heads.push(head);
    for (const [witness, when] of cosigned) this.cosigned.set(witness, when);
    this.findings.push(...findings);
  }

  /** Takes bundles until this position was looked at. */
  async takeBundles(position: number): Promise<void> {
    while (this.last < position) {
      const next = await this.bundles.next();
      if (next.done) return;
      this.take(next.value);
    }
  }

  private take(bundle: Bundle): void {
    const { first, width, entries, findings } = bundle;
    this.findings.push(...findings);
    const leaves = entries.map(leafHash);
    this.entries += leaves.length;
    if (leaves.length > 0) this.lastServed = first + leaves.length;
    this.last = first + width;
    this.looked = Array.from({ length: width }, (_, at) => ({
      envelope: this.look(entries[at], first + at + 1),
      leaf: leaves[at],
    }));
    this.differs ??= differenceIn(bundle, leaves);
    const root = this.grow(leaves, first, width);
    if (width === TILE_WIDTH) this.roots.push(root ?? NO_HASH);
  }

  /** Judges an entry by itself and as the next one of its stream. */
  private look(entry: Buffer | undefined, position: number): Envelope | undefined {
    if (!entry) return undefined;
    try {
      const envelope = parseEntry(entry);
      const fault = this.chain.link(envelope, position, entry);
      if (fault) this.findings.push(fault);
      return envelope;
    } catch (error) {
      this.findings.push({
        kind: 'malformed',
        position,
        says: `Position ${position} is no entry of a log: ${messageOf(error)}.`,
      });
      return undefined;
    }
  }

  /** Adds a bundle to the tree, noting the right edge at each size that was named. Answers the root of a full one; undefined where entries are missing. */
  private grow(leaves: readonly Buffer[], first: number, width: number): Buffer | undefined {
    const end = first + width;
    const beyond = this.sizes.findIndex((size) => size > end);
    const sizes = this.sizes.splice(0, beyond < 0 ? this.sizes.length : beyond);
    let within = Frontier.EMPTY;
    for (const size of sizes) {
      if (size - first > leaves.length || size - first === TILE_WIDTH) continue;
      within = within.append(leaves.slice(within.size, size - first));
      this.note(size, within.hashes);
    }
    if (leaves.length < width) {
      this.edge = undefined;
      return undefined;
    }
    if (width < TILE_WIDTH) return undefined;
    const root = perfectRoot(Buffer.concat(leaves));
    this.edge = this.edge?.append([root]);
    if (sizes.at(-1) === end) this.note(end, []);
    return root;
  }

  private note(size: number, within: readonly Buffer[]): void {
    if (this.edge) this.edges.push({ size, hashes: [...this.edge.hashes, ...within] });
  }

  /** Takes what is delivered, and with it the bundles that it belongs to. */
  async takeData(): Promise<void> {
    const { first, count } = this.task;
    for await (const some of this.tools.source.delivered(first, count)) {
      for (const delivered of some) {
        const position = this.data.placeOf(delivered);
        if (position === undefined) this.data.misplaced(delivered);
        else {
          if (position > this.last) await this.takeBundles(position);
          this.data.take(delivered, position, this.lookedAt(position));
        }
      }
    }
    this.data.end();
  }

  private lookedAt(position: number): Looked {
    const before = this.last - this.looked.length;
    if (position <= before || position > this.last)
      throw new Error(`Data of position ${position}, where the entries from ${before + 1} to ${this.last} are at hand.`);
    return this.looked[position - before - 1] ?? NOTHING;
  }

  end(): RangeResult {
    this.chain.end(this.tools.chains);
    this.tools.chains.putAside();
    this.tools.erasures.putAside();
    const { entries, edges, heads, cosigned, findings, data, differs } = this;
    return {
      entries,
      end: this.lastServed + 1,
      edges,
      bundleRoots: Buffer.concat(this.roots),
      heads,
      cosigned,
      findings: [...findings, ...data.findings],
      data: data.counts(),
      ...(differs === undefined ? {} : { differs }),
    };
  }
}

/** The first leaf whose tile tells another hash than its entry, or which is missing. */
function differenceIn(bundle: Bundle, leaves: readonly Buffer[]): number | undefined {
  // As it nearly always is; hash by hash that took ten times as long.
  if (leaves.length === bundle.width && bundle.tile.equals(Buffer.concat(leaves))) return undefined;
  for (let at = 0; at < bundle.width; at++) if (!(leaves[at] && hashIn(bundle, at)?.equals(leaves[at]))) return bundle.first + at;
  return undefined;
}

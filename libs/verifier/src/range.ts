/** What one thread does with a range of the log: everything that can be said of its entries without those of other ranges. */
import { decodeBundle, Frontier, leafHash, splitHashes, tileAt, TILE_WIDTH } from '#tlog';
import { ChainRange } from './chains.js';
import { judgeData } from './data.js';
import { type Envelope, parseEntry } from './envelope.js';
import { claimErased, orderErasure } from './erasures.js';
import { type Finding, messageOf } from './findings.js';
import type { Cosigned, NoteReader, SignedHead } from './notes.js';
import type { Partitions } from './partitions.js';
import type { Delivered, LogSource, PublishedNote } from './source.js';

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

export interface DataCounts {
  readonly verified: number;
  readonly erased: number;
  /** By exemption. */
  readonly withheld: ReadonlyMap<string, number>;
}

export interface RangeTools {
  readonly source: LogSource;
  readonly notes: NoteReader;
  readonly chains: Partitions;
  readonly erasures: Partitions;
  readonly withData: boolean;
}

const BUNDLES_AHEAD = 4;
const NO_HASH = Buffer.alloc(32);

/** The entries and the hashes that a bundle and its tile hold, as far as they are there. */
export interface Bundle {
  readonly first: number;
  readonly width: number;
  readonly entries: readonly Buffer[];
  /** Undefined where there is no tile. */
  readonly tile: readonly Buffer[] | undefined;
  readonly findings: readonly Finding[];
}

/** Reads bundles with their tiles, some ahead of the one that is looked at. */
export async function* bundlesOf(
  source: LogSource,
  { first, count, size }: Pick<RangeTask, 'first' | 'count' | 'size'>,
): AsyncGenerator<Bundle> {
  const under: Promise<Bundle>[] = [];
  let next = first;
  const begin = (): void => {
    const reading = readBundle(source, next, size);
    // Thrown where it is awaited.
    reading.catch(() => undefined);
    under.push(reading);
    next += TILE_WIDTH;
  };
  while (next < first + count || under.length > 0) {
    while (next < first + count && under.length < BUNDLES_AHEAD) begin();
    const bundle = await under.shift();
    if (bundle) yield bundle;
  }
}

async function readBundle(source: LogSource, first: number, size: number): Promise<Bundle> {
  const index = first / TILE_WIDTH;
  const place = tileAt('entries', index, size);
  const [bundle, tile] = await Promise.all([source.tile(place), source.tile({ ...place, level: 0 })]);
  const { entries, findings } = entriesIn(bundle, place.width, first);
  return { first, width: place.width, entries, tile: tile && hashesIn(tile, place.width), findings };
}

/** A bundle may hold more than was asked for, when the log has grown since; a broken one counts as far as it can be read. */
function entriesIn(bundle: Buffer | undefined, width: number, first: number): Pick<Bundle, 'entries' | 'findings'> {
  if (!bundle) return { entries: [], findings: [] };
  for (let count = 0, at = 0; ; count++) {
    const rest = bundle.length - at;
    if (rest === 0 || count === width) return { entries: decodeBundle(bundle.subarray(0, at), count), findings: [] };
    const length = rest < 2 ? rest : 2 + bundle.readUInt16BE(at);
    if (rest < 2 || rest < length) {
      const position = first + count + 1;
      const says = `Position ${position}: its bundle ends within the entry.`;
      return { entries: decodeBundle(bundle.subarray(0, at), count), findings: [{ kind: 'malformed', position, says }] };
    }
    at += length;
  }
}

function hashesIn(tile: Buffer, width: number): Buffer[] {
  try {
    return splitHashes(tile).slice(0, width);
  } catch {
    return [];
  }
}

/** Verifies one range. */
export async function verifyRange(task: RangeTask, tools: RangeTools): Promise<RangeResult> {
  const range = new Range(task, tools);
  await range.takeCheckpoints();
  for await (const bundle of bundlesOf(tools.source, task)) range.take(bundle);
  if (tools.withData) await range.takeData();
  return range.end();
}

class Range {
  private readonly chain = new ChainRange();
  private readonly findings: Finding[] = [];
  private readonly edges: Edge[] = [];
  private readonly roots: Buffer[] = [];
  private readonly heads: SignedHead[] = [];
  private readonly cosigned = new Map<string, Cosigned>();
  private readonly withheld = new Map<string, number>();
  /** Of each position of the range; undefined where there is no entry. */
  private readonly envelopes: (Envelope | undefined)[] = [];
  private readonly leaves: (Buffer | undefined)[] = [];
  /** Where the right edge is noted, ascending: those that are still to come. */
  private sizes: number[] = [];
  /** The right edge of the range above its full bundles, until an entry is missing. */
  private edge: Frontier | undefined = Frontier.EMPTY;
  private differs: number | undefined;
  private entries = 0;
  private lastServed: number;
  private verified = 0;
  private erased = 0;

  constructor(
    private readonly task: RangeTask,
    private readonly tools: RangeTools,
  ) {
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

  take({ first, width, entries, tile, findings }: Bundle): void {
    this.findings.push(...findings);
    const leaves = entries.map(leafHash);
    this.entries += leaves.length;
    if (leaves.length > 0) this.lastServed = first + leaves.length;
    for (let at = 0; at < width; at++) {
      this.envelopes.push(this.look(entries[at], first + at + 1));
      this.leaves.push(leaves[at]);
      if (this.differs === undefined && !(leaves[at] && tile?.[at]?.equals(leaves[at]))) this.differs = first + at;
    }
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

  /** Adds a bundle to the tree, noting the right edge at each size that was named. Answers its root; undefined where entries are missing. */
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
    const root = within.append(leaves.slice(within.size)).root();
    if (width === TILE_WIDTH) {
      this.edge = this.edge?.append([root]);
      if (sizes.at(-1) === end) this.note(end, []);
    }
    return root;
  }

  private note(size: number, within: readonly Buffer[]): void {
    if (this.edge) this.edges.push({ size, hashes: [...this.edge.hashes, ...within] });
  }

  async takeData(): Promise<void> {
    const { first, count } = this.task;
    let expected = first + 1;
    const last = first + count;
    for await (const some of this.tools.source.delivered(first, count)) {
      for (const delivered of some) {
        const { position = expected } = delivered;
        if (position < expected || position > last) {
          this.changed(Math.min(expected, last), `a line names position ${position}, which is not its place`);
          continue;
        }
        if (position > expected) this.missing(expected, position - 1);
        if (delivered.position === undefined) this.changed(position, 'what was delivered names no position');
        else this.judge(delivered, position);
        expected = position + 1;
      }
    }
    if (expected <= last) this.missing(expected, last);
  }

  private judge(delivered: Delivered, position: number): void {
    const envelope = this.envelopes[position - this.task.first - 1];
    // Of an entry that is none nothing follows about its data; the entry is found already.
    if (!envelope) return;
    const leaf = this.leaves[position - this.task.first - 1];
    if (delivered.envelope !== undefined && !leaf?.equals(leafHash(Buffer.from(delivered.envelope))))
      this.changed(position, 'the event that was delivered has another envelope than its entry');
    const verdict = judgeData(envelope, delivered);
    switch (verdict.kind) {
      case 'verified':
        this.verified++;
        for (const erased of verdict.erases) orderErasure(this.tools.erasures, erased, position);
        break;
      case 'withheld':
        this.withheld.set(verdict.exemption, (this.withheld.get(verdict.exemption) ?? 0) + 1);
        break;
      case 'erased':
        this.erased++;
        claimErased(this.tools.erasures, position, verdict.by ?? 0);
        break;
      case 'changed':
        this.changed(position, verdict.says);
        break;
      case 'missing':
        this.findings.push({ kind: 'data-missing', position, says: `Position ${position}: ${verdict.says}.` });
        break;
    }
  }

  private changed(position: number, says: string): void {
    this.findings.push({ kind: 'data-changed', position, says: `Position ${position}: ${says}.` });
  }

  private missing(from: number, to: number): void {
    const where = from === to ? `Position ${from}: nothing was delivered` : `Positions ${from} to ${to}: nothing was delivered`;
    this.findings.push({
      kind: 'data-missing',
      position: from,
      says: `${where} in place of its data, and no erasure is named.`,
    });
  }

  end(): RangeResult {
    this.chain.end(this.tools.chains);
    this.tools.chains.putAside();
    this.tools.erasures.putAside();
    const { entries, edges, heads, cosigned, findings, verified, erased, withheld, differs } = this;
    return {
      entries,
      end: this.lastServed + 1,
      edges,
      bundleRoots: Buffer.concat(this.roots),
      heads,
      cosigned,
      findings,
      data: { verified, erased, withheld },
      ...(differs === undefined ? {} : { differs }),
    };
  }
}

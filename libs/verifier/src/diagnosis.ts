/** Where the entries first differ from what was signed, and what was done to them. */
import { Frontier, hashesAtLevel, leafHash, readFrontier, tileAt, TILE_WIDTH, tileHashes, TlogError } from '#tlog';
import type { BundleRoots } from './bundle-roots.js';
import { bundlesOf, hashIn } from './bundles.js';
import type { Crew } from './crew.js';
import type { Finding, Kind } from './findings.js';
import type { SignedHead } from './notes.js';

import type { SearchResult } from './search.js';
import type { LogSource } from './source.js';
import { TreeReader } from './tree-reader.js';

export interface Evidence {
  readonly source: LogSource;
  readonly crew: Crew;
  readonly roots: BundleRoots;
  /** Of the newest checkpoint. */
  readonly size: number;
  /** The largest signed size whose root the entries have. */
  readonly holds: number;
  /** Signed checkpoints whose root they have not, the smallest first. */
  readonly fails: readonly SignedHead[];
  /** One behind the last position that an entry is served of. */
  readonly end: number;
  /** Positions at which a stream is no chain, or an entry no entry. */
  readonly breaks: readonly number[];
  readonly ranges: readonly { readonly first: number; readonly count: number }[];
}

/** How many entries behind a difference must be in step for it to count as a deletion. */
const IN_STEP = 16;

/** From and up to positions, from 1. */
interface Span {
  readonly from: number;
  readonly upTo: number;
}

/** The first difference: one leaf with the hash that was signed, or as near as the tiles tell. */
type Located = { readonly leaf: number; readonly signed: Buffer } | Span;

/** What was done to the entries, of which some signed checkpoint does not hold. */
export async function diagnose(evidence: Evidence): Promise<Finding> {
  const { holds, fails, end, breaks } = evidence;
  const span: Span = { from: holds + 1, upTo: fails[0]?.size ?? evidence.size };
  for (const head of fails) {
    const located = await byTiles(evidence, head);
    if (!located) continue;
    if ('leaf' in located) return whatWasDone(evidence, located);
    return rewritten(
      head,
      narrowed({ from: Math.max(span.from, located.from), upTo: Math.min(span.upTo, located.upTo) }, breaks),
    );
  }
  if (span.upTo < end) return rewritten(fails[0], narrowed(span, breaks));
  // Nothing tells whether what lies between the last checkpoint that holds and the end is what was signed.
  const { from, upTo } = narrowed({ from: span.from, upTo: end }, breaks);
  const says = `The entries end before position ${end}; ${evidence.size} were signed.`;
  if (from === upTo) return { kind: 'truncated', position: from, says };
  return {
    kind: 'truncated',
    position: from,
    upTo,
    says: `${says} The first that is not as it was signed is ${places({ from, upTo })}.`,
  };
}

function rewritten(head: SignedHead | undefined, { from, upTo }: Span): Finding {
  const says = `The entries are not those of the checkpoint of ${head?.size} (${head?.name}): the first other one is ${places({ from, upTo })}.`;
  return { kind: 'rewritten', position: from, ...(from === upTo ? {} : { upTo }), says };
}

const places = ({ from, upTo }: Span): string =>
  from === upTo ? `at position ${from}` : `between positions ${from} and ${upTo}`;

/** A chain that breaks does so at the first change of its stream or behind it. */
const narrowed = ({ from, upTo }: Span, breaks: readonly number[]): Span => ({
  from,
  upTo: Math.min(upTo, ...breaks.filter((position) => position >= from)),
});

/** By the hash tiles, from the top down, as far as they are those of the signed root; undefined where they are not. */
async function byTiles({ source, roots, size }: Evidence, head: SignedHead): Promise<Located | undefined> {
  const reader = new TreeReader(source, size);
  try {
    if (!(await readFrontier(reader, head.size)).root().equals(head.root)) return undefined;
    let level = 0;
    while (hashesAtLevel(level + 1, head.size) > 0) level++;
    // What no full tile covers stands at the right edge, at each level beside what is below.
    for (; level >= 0; level--) {
      const index = Math.floor(hashesAtLevel(level, head.size) / TILE_WIDTH);
      if (index * TILE_WIDTH === hashesAtLevel(level, head.size)) continue;
      const tile = tileAt(level, index, head.size);
      const [bytes] = await reader.readTiles([tile]);
      const found = await within(level, index, tileHashes(bytes, tile.width));
      if (found) return found;
    }
  } catch (error) {
    if (!(error instanceof TlogError)) throw error;
  }
  return undefined;

  /** The first difference below hashes that are known to be what was signed. */
  async function within(level: number, index: number, signed: readonly Buffer[]): Promise<Located | undefined> {
    const first = index * TILE_WIDTH;
    const served = level === 0 ? await leavesAt(source, first, signed.length, size) : undefined;
    const at = signed.findIndex((hash, of) => !(served ? served[of] : roots.hashAt(level, first + of))?.equals(hash));
    if (at < 0) return undefined;
    if (level === 0) return { leaf: first + at, signed: signed[at] };
    return below(level, first + at, signed[at]);
  }

  async function below(level: number, index: number, root: Buffer): Promise<Located> {
    const width = TILE_WIDTH ** level;
    const nearest: Span = { from: index * width + 1, upTo: (index + 1) * width };
    try {
      const [bytes] = await reader.readTiles([{ level: level - 1, index, width: TILE_WIDTH }]);
      const hashes = tileHashes(bytes, TILE_WIDTH);
      if (!Frontier.EMPTY.append(hashes).root().equals(root)) return nearest;
      return (await within(level - 1, index, hashes)) ?? nearest;
    } catch (error) {
      if (error instanceof TlogError) return nearest;
      throw error;
    }
  }
}

/** Leaf hashes as they are served from a place on; undefined where no entry is. */
async function leavesAt(source: LogSource, first: number, count: number, size: number): Promise<(Buffer | undefined)[]> {
  const { leaves } = await bothAt(source, first, count, size);
  return leaves;
}

async function bothAt(
  source: LogSource,
  first: number,
  count: number,
  size: number,
): Promise<{ leaves: (Buffer | undefined)[]; signed: (Buffer | undefined)[] }> {
  const start = Math.floor(first / TILE_WIDTH) * TILE_WIDTH;
  const end = Math.min(size, first + count);
  const leaves: (Buffer | undefined)[] = [];
  const signed: (Buffer | undefined)[] = [];
  for await (const bundle of bundlesOf(source, { first: start, count: end - start, size })) {
    for (let at = 0; at < bundle.width; at++) {
      const entry = bundle.entries[at];
      leaves.push(entry && leafHash(entry));
      signed.push(hashIn(bundle, at));
    }
  }
  return { leaves: leaves.slice(first - start, end - start), signed: signed.slice(first - start, end - start) };
}

async function whatWasDone(evidence: Evidence, { leaf, signed }: { leaf: number; signed: Buffer }): Promise<Finding> {
  const { source, size, end } = evidence;
  const position = leaf + 1;
  if (position >= end)
    return { kind: 'truncated', position, says: `The entries end before position ${position}; ${size} were signed.` };
  const of = (kind: Kind, says: string): Finding => ({ kind, position, says: `Position ${position}: ${says}` });
  const [served] = await leavesAt(source, leaf, 1, size);
  const { signedServedAt, servedSignedAt, surplus, differing, differences } = await searchFrom(evidence, leaf, signed, served);

  if (signedServedAt === undefined) {
    if (!served) return of('deleted', 'its entry is gone.');
    if (servedSignedAt !== undefined && servedSignedAt > leaf && (await inStep(evidence, leaf, servedSignedAt))) {
      const gone = servedSignedAt - leaf;
      return of('deleted', `${gone === 1 ? 'its entry is' : `${gone} entries are`} gone, and what came behind moved up.`);
    }
    return of('edited', 'its entry is another one than was signed.');
  }
  if (servedSignedAt === undefined || surplus > 0)
    return of('inserted', `an entry that was not signed there; what was, is at position ${signedServedAt + 1}.`);
  if (differences === 2) return of('swapped', `its entry and that of position ${(differing[1] ?? leaf) + 1} changed places.`);
  return of('resequenced', `the first of ${differences} entries in another order than was signed.`);
}

async function searchFrom(
  { crew, ranges, size }: Evidence,
  leaf: number,
  signed: Buffer,
  served: Buffer | undefined,
): Promise<SearchResult> {
  const all = { surplus: 0, differences: 0, differing: [] as number[], signedServedAt: -1, servedSignedAt: -1 };
  const tasks = ranges
    .filter(({ first, count }) => first + count > leaf)
    .map((range) => ({ kind: 'search' as const, ...range, size, signed, served }));
  await crew.inOrder<'search'>(tasks, (result) => {
    all.signedServedAt = result.signedServedAt ?? all.signedServedAt;
    all.servedSignedAt = result.servedSignedAt ?? all.servedSignedAt;
    all.surplus += result.surplus;
    all.differences += result.differences;
    all.differing.push(...result.differing.slice(0, 2));
  });
  const { signedServedAt, servedSignedAt, ...rest } = all;
  return {
    ...rest,
    ...(signedServedAt < 0 ? {} : { signedServedAt }),
    ...(servedSignedAt < 0 ? {} : { servedSignedAt }),
  };
}

/** Whether what is served from a leaf on is what was signed from a later one on. */
async function inStep({ source, size }: Evidence, leaf: number, signedAt: number): Promise<boolean> {
  const { leaves } = await bothAt(source, leaf, IN_STEP, size);
  const { signed } = await bothAt(source, signedAt, IN_STEP, size);
  return leaves.every((now, at) => !now || at >= signed.length || signed[at] === undefined || now.equals(signed[at]));
}

/** Where what is served first differs from what was signed, and what was done to it. */
import type { Finding, Kind } from './findings.js';
import { firstDifference, Frontier, type HashList, type Head, rootsAt } from './merkle.js';
import { hashesAt, nextLevel, TILE_HEIGHT, TILE_WIDTH } from './tiles.js';

export interface Evidence {
  /** Leaf hashes of the entries that are served. */
  readonly served: HashList;
  /** The hashes that the tiles tell, level by level. */
  readonly tiles: readonly HashList[];
  /** Every signed checkpoint that is known, the log's own among them. */
  readonly heads: readonly Head[];
  /** Leaf hashes that somebody kept of the log, as a monitor does. */
  readonly kept?: HashList;
  /** Positions at or before which something is wrong, as the chains of the streams tell. */
  readonly breaks: readonly number[];
}

/** How many hashes behind a difference must be in step for it to count as an insertion or a deletion. */
const IN_STEP = 16;

/** The largest head that these leaves, from the first on, have the root of; its size is 0 where they have none. */
function provenBy(heads: readonly Head[], leaves: HashList): number {
  const roots = rootsAt(
    leaves,
    heads.map(({ size }) => size),
  );
  return Math.max(0, ...heads.filter(({ size, root }) => roots.get(size)?.equals(root)).map(({ size }) => size));
}

function sameFor(count: number, one: HashList, at: number, other: HashList, otherAt: number): boolean {
  const both = Math.min(count, one.length - at, other.length - otherAt);
  for (let step = 0; step < both; step++) if (!one.at(at + step).equals(other.at(otherAt + step))) return false;
  return true;
}

const placesOf = (hashes: HashList): Map<string, number[]> => {
  const places = new Map<string, number[]>();
  for (let index = 0; index < hashes.length; index++) {
    const key = hashes.at(index).toString('latin1');
    const known = places.get(key);
    if (known) known.push(index);
    else places.set(key, [index]);
  }
  return places;
};

function differences(served: HashList, signed: HashList, from: number): number[] {
  const found: number[] = [];
  for (let index = from; index < Math.min(served.length, signed.length); index++)
    if (!served.at(index).equals(signed.at(index))) found.push(index);
  return found;
}

/** The first difference of two lists of leaves, of which the one is known to be what was signed. */
export function classify(served: HashList, signed: HashList): Finding | undefined {
  const at = firstDifference(served, signed);
  if (at === undefined || at === signed.length) return undefined;
  const position = at + 1;
  if (at === served.length)
    return { kind: 'truncated', position, says: `The entries end before position ${position}; ${signed.length} were signed.` };
  const of = (kind: Kind, says: string): Finding => ({ kind, position, says: `Position ${position}: ${says}` });

  const servedAt = placesOf(served);
  const signedAt = placesOf(signed);
  const now = served.at(at).toString('latin1');
  const before = signed.at(at).toString('latin1');
  const wasSigned = signedAt.get(now)?.at(-1);
  const isServed = servedAt.get(before)?.at(-1);
  if (isServed === undefined) {
    if (wasSigned !== undefined && wasSigned > at && sameFor(IN_STEP, served, at, signed, wasSigned)) {
      const gone = wasSigned - at;
      return of('deleted', `${gone === 1 ? 'its entry is' : `${gone} entries are`} gone, and what came behind moved up.`);
    }
    return of('edited', 'its entry is another one than was signed.');
  }
  if (wasSigned === undefined || (servedAt.get(now)?.length ?? 0) > (signedAt.get(now)?.length ?? 0))
    return of('inserted', `an entry that was not signed there; what was, is at position ${isServed + 1}.`);
  const changed = differences(served, signed, at);
  if (changed.length === 2) return of('swapped', `its entry and that of position ${changed[1] + 1} changed places.`);
  return of('resequenced', `the first of ${changed.length} entries in another order than was signed.`);
}

/** The root of a tree by its hashes at a level, and below that by those that no full tile covers. */
function rootFrom(tiles: readonly HashList[], level: number, size: number): Buffer | undefined {
  const frontier = new Frontier();
  for (let at = level; at >= 0; at--) {
    const first = at === level ? 0 : hashesAt(at + 1, size) * TILE_WIDTH;
    const hashes = tiles[at];
    if (hashes.length < hashesAt(at, size)) return undefined;
    for (let index = first; index < hashesAt(at, size); index++) frontier.add(hashes.at(index), at * TILE_HEIGHT);
  }
  return frontier.root();
}

/** Between which positions the first difference lies. */
interface Range {
  readonly from: number;
  readonly upTo: number;
}

/** By the tiles above the leaves, where they are still those that were signed. */
function rangeByTiles({ served, tiles, heads }: Evidence, { from, upTo }: Range): Range {
  let computed = served;
  for (let level = 1; level < tiles.length; level++) {
    computed = nextLevel(computed);
    for (const { size, root } of heads) {
      if (size < from || level >= tiles.length || !rootFrom(tiles, level, size)?.equals(root)) continue;
      const at = firstDifference(computed, tiles[level]);
      const width = TILE_WIDTH ** level;
      if (at === undefined || (at + 1) * width > size) return { from: Math.max(from, hashesAt(level, size) * width + 1), upTo };
      return { from: Math.max(from, at * width + 1), upTo: Math.min(upTo, (at + 1) * width) };
    }
  }
  return { from, upTo };
}

/** By where the first chain breaks. */
const rangeByChains = (breaks: readonly number[], { from, upTo }: Range): Range => ({
  from,
  upTo: Math.min(upTo, ...breaks.filter((position) => position >= from)),
});

/** By the signed roots that the entries have, and the first that they have not. */
function rangeByHeads(served: HashList, heads: readonly Head[]): Range | undefined {
  const roots = rootsAt(
    served,
    heads.map(({ size }) => size),
  );
  const reached = heads.filter(({ size }) => size <= served.length);
  const missed = reached.filter(({ size, root }) => !roots.get(size)?.equals(root)).map(({ size }) => size);
  if (missed.length === 0) return undefined;
  const upTo = Math.min(...missed);
  const proven = reached.filter(({ size }) => size < upTo).map(({ size }) => size);
  return { from: Math.max(0, ...proven) + 1, upTo };
}

const places = ({ from, upTo }: Range): string =>
  from === upTo ? `at position ${from}` : `between positions ${from} and ${upTo}`;

/** What was done to the entries; undefined where they are those of every signed checkpoint. */
export function diagnose(evidence: Evidence): Finding | undefined {
  const { served, tiles, heads, kept, breaks } = evidence;
  const largest = Math.max(...heads.map(({ size }) => size));
  const range = rangeByHeads(served, heads);
  if (!range && served.length >= largest) return undefined;

  const leaves = tiles.length > 0 ? tiles[0] : undefined;
  for (const signed of [leaves, kept]) {
    const proven = signed ? provenBy(heads, signed) : 0;
    const found = signed && classify(served, signed);
    // What is beyond the largest proven head was perhaps not signed.
    if (found?.position === undefined || found.position > proven) continue;
    if (signed === leaves) return found;
    // The tree was made to fit.
    const made = firstDifference(served, leaves ?? served);
    return made === undefined || made >= found.position
      ? { kind: 'rewritten', position: found.position, says: `Entries and tree were rewritten. ${found.says}` }
      : found;
  }
  if (!range) {
    // Nothing tells whether what lies between the last proven head and the end is what was signed.
    const end = { from: provenBy(heads, served) + 1, upTo: served.length + 1 };
    const { from, upTo } = rangeByChains(breaks, end);
    const says = `The entries end before position ${end.upTo}; ${largest} were signed.`;
    if (from === upTo) return { kind: 'truncated', position: from, says };
    return {
      kind: 'truncated',
      position: from,
      upTo,
      says: `${says} The first that is not as it was signed is ${places({ from, upTo })}.`,
    };
  }
  const narrowed = rangeByChains(breaks, rangeByTiles(evidence, range));
  return {
    kind: 'rewritten',
    position: narrowed.from,
    upTo: narrowed.upTo,
    says: `The entries are not those of the checkpoint of ${range.upTo}: the first other one is ${places(narrowed)}.`,
  };
}

/** A second look at a range once the tree was found to differ: what became of an entry that is not where it was signed. */
import { leafHash } from '#tlog';
import { bundlesOf, hashIn } from './bundles.js';
import type { LogSource } from './source.js';

export interface SearchTask {
  readonly kind: 'search';
  readonly first: number;
  readonly count: number;
  readonly size: number;
  /** The leaf hash that was signed at the first difference. */
  readonly signed: Uint8Array;
  /** That of the entry which is served there; undefined where none is. */
  readonly served: Uint8Array | undefined;
}

/** Leaf indexes, counted from 0. */
export interface SearchResult {
  /** The last place that serves what was signed at the difference. */
  readonly signedServedAt?: number;
  /** The last place where what is served at the difference was signed. */
  readonly servedSignedAt?: number;
  /** How often what is served at the difference is served, less how often it was signed. */
  readonly surplus: number;
  /** The first few leaves that are others than were signed, and how many there are. */
  readonly differing: readonly number[];
  readonly differences: number;
}

const KEPT = 3;

export async function search({ signed, served, ...range }: SearchTask, source: LogSource): Promise<SearchResult> {
  let signedServedAt: number | undefined;
  let servedSignedAt: number | undefined;
  let surplus = 0;
  let differences = 0;
  const differing: number[] = [];
  for await (const bundle of bundlesOf(source, range)) {
    const { first, width, entries } = bundle;
    for (let at = 0; at < width; at++) {
      const [entry, before] = [entries[at], hashIn(bundle, at)];
      const now = entry && leafHash(entry);
      if (now?.equals(signed)) signedServedAt = first + at;
      if (served && now?.equals(served)) surplus++;
      if (served && before?.equals(served)) [servedSignedAt, surplus] = [first + at, surplus - 1];
      if (now && before && now.equals(before)) continue;
      differences++;
      if (differing.length < KEPT) differing.push(first + at);
    }
  }
  return {
    ...(signedServedAt === undefined ? {} : { signedServedAt }),
    ...(servedSignedAt === undefined ? {} : { servedSignedAt }),
    surplus,
    differing,
    differences,
  };
}

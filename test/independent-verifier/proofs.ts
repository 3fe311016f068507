/** The proofs and single entries that a log answers with, held against the tree of its own entries. */
import { type Findings, words } from './findings.js';
import { hashLeaf, type HashList, type Head, includes, isConsistent, rootsAt } from './merkle.js';
import { fromBase64, Malformed } from './note.js';
import type { LogSource } from './source.js';

/** Whole numbers from `least` to `most`, the same for the same seed (mulberry32). */
export function dice(seed: number): (least: number, most: number) => number {
  let state = seed >>> 0;
  return (least, most) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return least + (((mixed ^ (mixed >>> 14)) >>> 0) % (most - least + 1));
  };
}

/** `{"hashes": [base64, …]}`; undefined where nothing is answered. */
async function hashesOfProof(source: LogSource, path: string): Promise<Buffer[] | undefined> {
  const answer = await source.read(path);
  if (!answer) return undefined;
  const { hashes } = JSON.parse(answer.bytes.toString()) as { readonly hashes?: unknown };
  if (!Array.isArray(hashes) || !hashes.every((hash) => typeof hash === 'string')) throw new Malformed('no list of hashes');
  return hashes.map(fromBase64);
}

interface Sample {
  readonly position: number;
  readonly size: number;
}

function samplesOf(leaves: HashList, heads: readonly Head[], { count, seed }: { count: number; seed: number }): Sample[] {
  const roll = dice(seed);
  const last = leaves.length;
  const ends = heads.map(({ size }) => size).filter((size) => size > 0 && size <= last);
  const edges = ends.flatMap((size) => [1, size, Math.ceil(size / 2), 256, 257].map((position) => ({ position, size })));
  const drawn = Array.from({ length: count }, () => {
    const size = roll(1, last);
    return { size, position: roll(1, size) };
  });
  return [...edges.filter(({ position, size }) => position <= size), ...drawn];
}

/** Asks for proofs of some positions and sizes: of every head, and as many at random. */
export async function checkProofs(
  { source, leaves, heads }: { readonly source: LogSource; readonly leaves: HashList; readonly heads: readonly Head[] },
  drawing: { readonly count: number; readonly seed: number },
  findings: Findings,
): Promise<void> {
  if (leaves.length === 0) return;
  const samples = samplesOf(leaves, heads, drawing);
  const roots = rootsAt(leaves, [...samples.map(({ size }) => size), ...heads.map(({ size }) => size), leaves.length]);
  const head = (size: number): Head | undefined => {
    const root = roots.get(size);
    return root && { size, root };
  };
  const check = async (path: string, position: number | undefined, holds: (hashes: readonly Buffer[]) => boolean) => {
    try {
      const hashes = await hashesOfProof(source, path);
      if (!hashes) findings.add({ kind: 'unserved', position, says: `${path} is not served.` });
      else if (!holds(hashes)) findings.add({ kind: 'proof', position, says: `${path} proves nothing.` });
    } catch (fault) {
      findings.add({ kind: 'proof', position, says: `${path}: ${words(fault)}` });
    }
  };

  for (const { position, size } of samples) {
    const leaf = leaves.at(position - 1);
    const tree = head(size);
    if (tree)
      await check(`proofs/inclusion?position=${position}&size=${size}`, position, (hashes) =>
        includes({ leaf, index: position - 1, ...tree }, hashes),
      );
    const entry = await source.read(`entries/${position}`).catch(() => undefined);
    if (!entry) findings.add({ kind: 'unserved', position, says: `The entry at ${position} is not served by itself.` });
    else if (!hashLeaf(entry.bytes).equals(leaf))
      findings.add({ kind: 'entry', position, says: `The entry at ${position} is another one by itself than in its bundle.` });
  }
  const sizes = [...new Set([...samples, ...heads].map(({ size }) => size))].filter((size) => size > 0);
  for (const from of sizes)
    for (const to of new Set([...heads.map(({ size }) => size), leaves.length])) {
      const [earlier, later] = [head(from), head(to)];
      if (earlier && later && from <= to)
        await check(`proofs/consistency?from=${from}&to=${to}`, undefined, (hashes) => isConsistent(earlier, later, hashes));
    }
}

/** Verifying a package as a reviewer does it, beside what no verification can do without. */
import { hash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { type BenchContext, type BenchRow, compare, interleaved, median, short } from './bench.ts';
import { EXPORT_KEY, sizeIn } from './exported.ts';
import { canonicalize, decodeBundle, leafHash, quickCanonicalJson, TILE_WIDTH, verify } from './product.mjs';

/** Of these the bound is measured, so often: enough that the first calls do not count, few enough to lie in memory. */
const SAMPLED_BUNDLES = 100;
const SAMPLED_ENTRIES = 200_000;
const MOST_ROUNDS = 3;
const SAY_EACH_MS = 10_000;
const LOOK_EACH_MS = 100;
/** How much more memory ten times as many entries may take: what the collector leaves lying about. */
const MEMORY_AT_MOST = 1.25;

export async function verifying(context: BenchContext, small: string, whole: string): Promise<BenchRow[]> {
  const size = sizeIn(whole);
  const cores = availableParallelism();
  const sample = sampleOf(whole, Math.min(SAMPLED_BUNDLES, Math.floor(size / TILE_WIDTH)));
  const fewer = await verified(context, small, cores);
  const peaks: number[] = [];
  const ours = async (number: number): Promise<number> => {
    // What was just written lies in the page cache, and the threads are new each time: there is nothing to warm up.
    if (number === 0) return 0;
    const { rate, peak } = await verified(context, whole, cores);
    peaks.push(peak);
    return rate / cores;
  };
  const [rates, quick, usual] = await interleaved({ ...context, rounds: Math.min(MOST_ROUNDS, context.rounds) }, [
    { name: 'verified', run: ours },
    { name: 'SHA-256 and our canonical form', run: () => Promise.resolve(boundOf(sample, quickCanonicalJson)) },
    { name: 'SHA-256 and canonicalize', run: () => Promise.resolve(boundOf(sample, canonicalize)) },
  ]);
  const common = { id: 'B7 verify', ours: rates, unit: '/s a core', atLeast: 0.5 };
  return [
    compare({
      ...common,
      beside: 'SHA-256 and our canonical form, one core',
      theirs: quick,
      note: `${short(size)} entries with their data, ${cores} threads on as many cores. The bound is three SHA-256 of each entry and its data, and two canonical forms with their parsing, of what lies in memory, on one core while the other rests.`,
    }),
    compare({ ...common, beside: 'SHA-256 and `canonicalize`, one core', theirs: usual }),
    memoryRow(size, peaks, sizeIn(small), fewer.peak),
  ];
}

function memoryRow(size: number, peaks: readonly number[], fewer: number, peakOfFewer: number): BenchRow {
  const ratios = peaks.map((peak) => peak / peakOfFewer);
  const ratio = median(ratios);
  return {
    id: 'B7 verify memory',
    beside: `${short(fewer)} entries`,
    ours: megabytes(median(peaks)),
    theirs: megabytes(peakOfFewer),
    ratio,
    spread: `${short(Math.min(...ratios))}–${short(Math.max(...ratios))}`,
    target: `≤ ${MEMORY_AT_MOST}`,
    met: ratio <= MEMORY_AT_MOST,
    note: `the most that the process held of ${short(size)} entries, its threads and the benchmark itself included.`,
  };
}

/** Entries a second of all threads together, and the most memory meanwhile. Throws where the package is not verified to its end. */
async function verified(context: BenchContext, path: string, threads: number): Promise<{ rate: number; peak: number }> {
  const size = sizeIn(path);
  let peak = 0;
  const looks = setInterval(() => (peak = Math.max(peak, process.memoryUsage.rss())), LOOK_EACH_MS);
  const start = performance.now();
  let said = start;
  const progress = (entries: number): void => {
    if (performance.now() - said < SAY_EACH_MS) return;
    said = performance.now();
    context.say(`  verifying: ${short(entries)} of ${short(size)} entries`);
  };
  try {
    const verdict = await verify({ source: { kind: 'package', path }, keys: [EXPORT_KEY], threads, progress });
    if (!verdict.verified || verdict.entries !== size || verdict.data?.verified !== size) throw new Error(verdict.says);
    return { rate: size / ((performance.now() - start) / 1_000), peak };
  } finally {
    clearInterval(looks);
  }
}

interface Sampled {
  entry: Buffer;
  data: string;
  salt: Buffer;
}

function sampleOf(folder: string, bundles: number): Sampled[] {
  return Array.from({ length: bundles }, (_, bundle) => {
    const name = String(bundle).padStart(3, '0');
    const lines = readFileSync(join(folder, `data/${name}.jsonl`), 'utf8')
      .trimEnd()
      .split('\n');
    const entries = decodeBundle(readFileSync(join(folder, `tile/entries/${name}`)), TILE_WIDTH);
    return entries.map((entry, at) => {
      const { data, datasalt } = JSON.parse(lines[at]) as { data: unknown; datasalt: string };
      return { entry, data: JSON.stringify(data), salt: Buffer.from(datasalt, 'base64') };
    });
  }).flat();
}

/** Entries a second of what no verification can do without: an entry's two hashes and its data's, and the canonical form of both. */
function boundOf(sample: readonly Sampled[], canonical: (value: unknown) => string | undefined): number {
  const start = performance.now();
  let done = 0;
  for (; done < SAMPLED_ENTRIES; done += sample.length)
    for (const { entry, data, salt } of sample) {
      if (canonical(JSON.parse(entry.toString())) === undefined) throw new Error('No canonical form.');
      leafHash(entry);
      hash('sha256', entry, 'hex');
      hash('sha256', Buffer.concat([salt, Buffer.from(canonical(JSON.parse(data)) ?? '')]), 'hex');
    }
  return done / ((performance.now() - start) / 1_000);
}

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(0)} MB`;

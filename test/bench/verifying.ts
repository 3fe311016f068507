/** Verifying a package as a reviewer does it, beside what no verification can do without. */
import { fork } from 'node:child_process';
import { hash } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type BenchContext, type BenchRow, compare, interleaved, median, short } from './bench.ts';
import { sizeIn } from './exported.ts';
import { canonicalize, decodeBundle, leafHash, quickCanonicalJson, TILE_WIDTH } from './product.mjs';
import type { VerificationReport } from './verifying-process.ts';

/** Of these the bound is measured, so often: enough that the first calls do not count, few enough to lie in memory. */
const SAMPLED_BUNDLES = 100;
const SAMPLED_ENTRIES = 200_000;
const MOST_ROUNDS = 3;
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
    note: `the most that the verifier's process held of ${short(size)} entries, with its threads.`,
  };
}

/** Entries a second of all threads together, and the most memory meanwhile. Rejects where the package is not verified to its end. */
async function verified(context: BenchContext, path: string, threads: number): Promise<{ rate: number; peak: number }> {
  const size = sizeIn(path);
  const child = fork(fileURLToPath(new URL('verifying-process.ts', import.meta.url)), [path, String(threads)]);
  let done: { rate: number; peak: number } | undefined;
  child.on('message', (report: VerificationReport) => {
    if ('entries' in report) context.say(`  verifying: ${short(report.entries)} of ${short(size)} entries`);
    else done = { rate: size / (report.ms / 1_000), peak: report.peakBytes };
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0 || !done) throw new Error(`The verification ended with ${String(code)}.`);
  return done;
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

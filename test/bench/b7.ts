/** B7: what it takes to verify the log from outside, to prove one entry, and to have the log signed while it is written. */
import { hash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  type Bench,
  type BenchContext,
  type BenchRow,
  compare,
  interleaved,
  median,
  quantile,
  randomFrom,
  short,
} from './bench.ts';
import { audited } from './audited.ts';
import { EXPORT_KEY, exportOf } from './exported.ts';
import { fill } from './fill.ts';
import {
  canonicalize,
  decodeBundle,
  inclusionProof,
  leafHash,
  migrate,
  quickCanonicalJson,
  readFrontier,
  TileStore,
  TILE_WIDTH,
  verify,
  verifyInclusion,
} from './product.mjs';
import { rawPool } from './workload.ts';

const PROOF_P99_MS = 5;
const sizeOf = ({ quick, scale }: BenchContext): number => (quick ? 1_000_000 : 10_000_000) * scale;
/** Of these the bound is measured: enough that the first calls do not count, few enough to lie in memory. */
const SAMPLED_BUNDLES = 100;

export const verification: Bench = {
  id: 'B7',
  title:
    'verifying a whole log from its records package, entries a second and core, beside SHA-256 and canonical JSON alone; one inclusion proof; the pipeline with a signed log beside one that is not',
  run: async (context) => [...(await verifying(context)), await proving(context), ...(await audited(context))],
};

async function verifying(context: BenchContext): Promise<BenchRow[]> {
  const size = sizeOf(context);
  const cores = availableParallelism();
  const folder = mkdtempSync(join(tmpdir(), 'promulgate-b7-'));
  try {
    const began = performance.now();
    exportOf(folder, size, (line) => context.say(line));
    context.say(`  exported ${short(size)} entries in ${((performance.now() - began) / 1_000).toFixed(0)} s`);
    const sample = sampleOf(folder);
    const whole = async (number: number): Promise<number> => {
      // What was just written lies in the page cache: there is nothing to warm up.
      if (number === 0) return 0;
      const start = performance.now();
      const verdict = await verify({ source: { kind: 'package', path: folder }, keys: [EXPORT_KEY], threads: cores });
      if (!verdict.verified || verdict.entries !== size || verdict.data?.verified !== size) throw new Error(verdict.says);
      return size / ((performance.now() - start) / 1_000) / cores;
    };
    const rounds = Math.min(3, context.rounds);
    const [ours, quick, usual] = await interleaved({ ...context, rounds }, [
      { name: 'verified', run: whole },
      { name: 'SHA-256 and our canonical form', run: () => Promise.resolve(boundOf(sample, quickCanonicalJson)) },
      { name: 'SHA-256 and canonicalize', run: () => Promise.resolve(boundOf(sample, canonicalize)) },
    ]);
    const note = `${short(size)} entries with their data, ${cores} threads; peak memory of this process ${(process.resourceUsage().maxRSS / 1024).toFixed(0)} MB, threads included. The bound is three SHA-256 of each entry and its data and two canonical forms, of what lies in memory, on one core while the other rests.`;
    return [
      compare({
        id: 'B7 verify',
        beside: 'SHA-256 and our canonical form, one core',
        ours,
        theirs: quick,
        unit: '/s a core',
        atLeast: 0.5,
        note,
      }),
      compare({
        id: 'B7 verify',
        beside: 'SHA-256 and `canonicalize`, one core',
        ours,
        theirs: usual,
        unit: '/s a core',
        atLeast: 0.5,
      }),
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

interface Sampled {
  entry: Buffer;
  data: string;
  salt: Buffer;
}

function sampleOf(folder: string): Sampled[] {
  return Array.from({ length: SAMPLED_BUNDLES }, (_, bundle) => {
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
  for (const { entry, data, salt } of sample) {
    if (canonical(JSON.parse(entry.toString())) === undefined) throw new Error('No canonical form.');
    leafHash(entry);
    hash('sha256', entry, 'hex');
    hash('sha256', Buffer.concat([salt, Buffer.from(canonical(JSON.parse(data)) ?? '')]), 'hex');
  }
  return sample.length / ((performance.now() - start) / 1_000);
}

async function proving(context: BenchContext): Promise<BenchRow> {
  const size = sizeOf(context);
  const { url } = await context.freshDatabase();
  await migrate(url);
  await fill(context, url, size);
  const pool = rawPool(url, 1);
  const random = randomFrom(context.seed);
  try {
    const tiles = new TileStore(pool);
    const rounds: number[][] = [];
    for (let round = -1; round < context.rounds; round += 1) {
      const times: number[] = [];
      for (let proof = 0; proof < (context.quick ? 200 : 2_000); proof += 1) {
        const index = Math.floor(random() * size);
        const start = performance.now();
        await inclusionProof(tiles, index, size);
        times.push(performance.now() - start);
      }
      if (round >= 0) rounds.push(times);
    }
    await proves(pool, tiles, Math.floor(size / 3), size);
    const worst = rounds.map((times) => quantile(times, 0.99));
    return {
      id: 'B7 proof',
      beside: '–',
      ours: `p50 ${short(median(rounds.map((times) => quantile(times, 0.5))))} ms, p99 ${short(median(worst))} ms`,
      theirs: '–',
      ratio: median(worst),
      spread: `p99 ${short(Math.min(...worst))}–${short(Math.max(...worst))} ms`,
      target: `p99 ≤ ${PROOF_P99_MS} ms`,
      met: median(worst) <= PROOF_P99_MS,
      note: `of any entry in a log of ${short(size)}, from the tables of PostgreSQL, one after the other.`,
    };
  } finally {
    await pool.end();
  }
}

/** That what was measured is a proof. */
async function proves(
  pool: ReturnType<typeof rawPool>,
  tiles: InstanceType<typeof TileStore>,
  index: number,
  size: number,
): Promise<void> {
  const { rows } = await pool.query<{ leaf_hash: Buffer }>('select leaf_hash from log where position = $1', [index + 1]);
  const root = (await readFrontier(tiles, size)).root();
  verifyInclusion(rows[0].leaf_hash, index, { size, root }, await inclusionProof(tiles, index, size));
}

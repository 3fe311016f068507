/** One inclusion proof in a log of any size, from the tables of PostgreSQL. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import pg from 'pg';
import { type BenchContext, type BenchRow, median, quantile, randomFrom, short } from './bench.ts';
import { leavesOf } from './exported.ts';
import {
  inclusionProof,
  migrate,
  parseCheckpoint,
  parseNote,
  ProofTiles,
  resumeTree,
  type TileReader,
  TileStore,
  type TreeHead,
  verifyInclusion,
} from './product.mjs';
import { rawPool } from './workload.ts';

const P99_MS = 5;
const SAY_EACH = 20;

/** The log has the leaves of the package, put there as they are: a proof reads nothing else. The tree above them is the product's own. */
export async function proving(context: BenchContext, exported: string): Promise<BenchRow> {
  const { url } = await context.freshDatabase();
  await migrate(url);
  const head = parseCheckpoint(parseNote(readFileSync(join(exported, 'checkpoint'))).text);
  await plant(context, url, exported, head.size);
  const pool = rawPool(url, 1);
  const random = randomFrom(context.seed);
  try {
    const tiles = new ProofTiles(new TileStore(pool));
    const rounds: number[][] = [];
    for (let round = -1; round < context.rounds; round += 1) {
      const times: number[] = [];
      for (let proof = 0; proof < (context.quick ? 500 : 2_000); proof += 1) {
        const index = Math.floor(random() * head.size);
        const start = performance.now();
        await inclusionProof(tiles.under(head), index, head.size);
        times.push(performance.now() - start);
      }
      if (round >= 0) rounds.push(times);
    }
    for (const index of [0, Math.floor(head.size / 3), head.size - 1]) await requireProof(pool, tiles.under(head), index, head);
    const worst = rounds.map((times) => quantile(times, 0.99));
    return {
      id: 'B7 proof',
      beside: '–',
      ours: `p50 ${short(median(rounds.map((times) => quantile(times, 0.5))))} ms, p99 ${short(median(worst))} ms`,
      theirs: '–',
      ratio: median(worst),
      spread: `p99 ${short(Math.min(...worst))}–${short(Math.max(...worst))} ms`,
      target: `p99 ≤ ${P99_MS} ms`,
      met: median(worst) <= P99_MS,
      note: `of any entry in a log of ${short(head.size)}, from the tables of PostgreSQL, one after the other, as the api asks for it; what was planted lies on the disk (a checkpoint).`,
    };
  } finally {
    await pool.end();
  }
}

async function plant(context: BenchContext, url: string, exported: string, size: number): Promise<void> {
  const owner = new pg.Client({ connectionString: url, options: '-c search_path=promulgate' });
  await owner.connect();
  const began = performance.now();
  try {
    let batch = 0;
    for (const { first, hashes } of leavesOf(exported)) {
      await owner.query(
        `insert into log (position, global_position, leaf_hash)
         select $1::bigint + nth, $1::bigint + nth, substr($2::bytea, 32 * (nth - 1) + 1, 32) from generate_series(1, $3::int) nth`,
        [first, hashes, hashes.length / 32],
      );
      if (++batch % SAY_EACH === 0) context.say(`  planting: ${short(first)} leaves`);
    }
    await owner.query('vacuum (analyze) log');
    await resumeTree(owner, size);
    await owner.query('vacuum (analyze) tile_roots');
    // Planting writes in a minute what takes a log years: that is on the disk before a proof is asked for, not still on its way.
    await owner.query('checkpoint');
    context.say(`  planted ${short(size)} leaves and their tree in ${((performance.now() - began) / 1_000).toFixed(0)} s`);
  } finally {
    await owner.end();
  }
}

/** That what was measured is a proof, of the tree that was signed. */
async function requireProof(pool: pg.Pool, tiles: TileReader, index: number, head: TreeHead): Promise<void> {
  const { rows } = await pool.query<{ leaf_hash: Buffer }>('select leaf_hash from log where position = $1', [index + 1]);
  verifyInclusion(rows[0].leaf_hash, index, head, await inclusionProof(tiles, index, head.size));
}

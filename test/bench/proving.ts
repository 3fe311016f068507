/** B7-proof: one inclusion proof in a log of any size, from the tables of PostgreSQL. */
import { fork } from 'node:child_process';
import { hash } from 'node:crypto';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { type Bench, type BenchContext, median, quantile, short } from './bench.ts';
import {
  Frontier,
  inclusionProof,
  migrate,
  ProofTiles,
  resumeTree,
  type TileReader,
  TileStore,
  verifyInclusion,
} from './product.mjs';
import type { ProofRound, Proofs } from './proving-process.ts';
import { rawPool } from './workload.ts';

const P99_MS = 5;
const ORIGIN = 'promulgate.invalid/bench';
const LEAVES_AT_A_TIME = 65_536;
const SAY_EACH = 20;

interface Tree {
  readonly origin: string;
  readonly size: number;
  readonly root: Buffer;
}

/** The log has leaves and nothing else, which is all that a proof reads. The tree above them is the product's own. */
export const proving: Bench = {
  id: 'B7-proof',
  title: 'one inclusion proof of any entry, by itself: nothing else is asked of the database',
  run: async (context) => {
    const size = Math.ceil((context.quick ? 1_000_000 : 10_000_000) * context.scale);
    const { url } = await context.freshDatabase();
    await migrate(url);
    const tree = await plant(context, url, size);
    const rounds = await asked(context, {
      url,
      tree,
      rounds: context.rounds,
      each: context.quick ? 500 : 2_000,
      seed: context.seed,
    });
    const pool = rawPool(url, 1);
    try {
      const tiles = new ProofTiles(new TileStore(pool)).under(tree);
      for (const index of [0, Math.floor(size / 3), size - 1]) await requireProof(tiles, index, tree);
      const proofs = rounds.map((round) => round.proofs);
      const worst = proofs.map((times) => quantile(times, 0.99));
      return [
        {
          id: 'B7-proof',
          beside: '–',
          ours: quantilesOf(proofs),
          theirs: '–',
          ratio: median(worst),
          spread: `p99 ${short(Math.min(...worst))}–${short(Math.max(...worst))} ms`,
          target: `p99 ≤ ${P99_MS} ms`,
          met: median(worst) <= P99_MS,
          note: `of any entry in a log of ${short(size)}, one after the other, as the api asks for it, by a process that does nothing else; what was planted lies on the disk (a checkpoint). A round trip alone, \`select 1\` after each proof: ${quantilesOf(rounds.map((round) => round.roundTrips))}.`,
        },
      ];
    } finally {
      await pool.end();
    }
  },
};

async function asked(context: BenchContext, proofs: Proofs): Promise<ProofRound[]> {
  const child = fork(fileURLToPath(new URL('proving-process.ts', import.meta.url)), [JSON.stringify(proofs)]);
  const rounds: ProofRound[] = [];
  child.on('message', (round: ProofRound) => {
    rounds.push(round);
    context.say(
      `  round ${rounds.length}: a proof ${quantilesOf([round.proofs])}, a round trip alone ${quantilesOf([round.roundTrips])}`,
    );
  });
  const [code] = (await once(child, 'exit')) as [number | null];
  if (code !== 0 || rounds.length !== proofs.rounds) throw new Error(`Asking for proofs ended with ${String(code)}.`);
  return rounds;
}

/** Of several rounds, the median of each quantile. */
function quantilesOf(rounds: readonly number[][]): string {
  const [p50, p99] = [0.5, 0.99].map((share) => short(median(rounds.map((times) => quantile(times, share)))));
  return `p50 ${p50} ms, p99 ${p99} ms`;
}

/** Answers with the tree of what it planted, whose root owes nothing to the tables. */
async function plant(context: BenchContext, url: string, size: number): Promise<Tree> {
  const owner = new pg.Client({ connectionString: url, options: '-c search_path=promulgate' });
  await owner.connect();
  const began = performance.now();
  let frontier = Frontier.EMPTY;
  try {
    for (let first = 0, batch = 1; first < size; first += LEAVES_AT_A_TIME, batch += 1) {
      const leaves = Array.from({ length: Math.min(LEAVES_AT_A_TIME, size - first) }, (_, nth) => leafOf(first + nth));
      frontier = frontier.append(leaves);
      await owner.query(
        `insert into log (position, global_position, leaf_hash)
         select $1::bigint + nth, $1::bigint + nth, substr($2::bytea, 32 * (nth - 1) + 1, 32) from generate_series(1, $3::int) nth`,
        [first, Buffer.concat(leaves), leaves.length],
      );
      if (batch % SAY_EACH === 0) context.say(`  planting: ${short(first)} leaves`);
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
  return { origin: ORIGIN, size, root: frontier.root() };
}

const leafOf = (index: number): Buffer => Buffer.from(hash('sha256', String(index), 'binary'), 'latin1');

/** That what was measured is a proof. */
async function requireProof(tiles: TileReader, index: number, tree: Tree): Promise<void> {
  verifyInclusion(leafOf(index), index, tree, await inclusionProof(tiles, index, tree.size));
}

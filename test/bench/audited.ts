/** What it costs that the log is audited: our own processes beside the same ones that keep no tree and sign nothing. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withSides } from './b4.ts';
import { type BenchContext, type BenchRow, compare, interleaved } from './bench.ts';
import type { Driver } from './pipeline/drive.ts';
import { oursWith, type RunningSide, signedIn } from './pipeline/sides.ts';

const COMMANDS_A_SECOND = 1_000;

/**
 * Audited, as in production: each entry is hashed into the tree in the statement that gives its position, and a checkpoint is signed each
 * second at most, its state and its note on disk before it is published. That each entry names the hash of the one before and of its data
 * is on both sides: it is what an entry is.
 */
export async function audited(context: BenchContext): Promise<BenchRow[]> {
  const folder = mkdtempSync(join(tmpdir(), 'promulgate-b7-signer-'));
  const withAudit = oursWith('audited', signedIn(folder));
  try {
    return await withSides(context, [withAudit, oursWith('unaudited', {}, 'test/bench/pipeline/treeless-worker.mjs')], measure);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

async function measure(context: BenchContext, driver: Driver, running: readonly RunningSide[]): Promise<BenchRow[]> {
  const [windowMs, settleInMs] = context.quick ? [5_000, 2_000] : [15_000, 5_000];
  const rounds = context.quick ? Math.min(3, context.rounds) : context.rounds;
  const beside = (work: (side: RunningSide) => Promise<number>): Promise<number[][]> =>
    interleaved(
      { ...context, rounds },
      running.map((side) => ({ name: side.name, run: () => work(side) })),
    );
  const [offered, offeredBare] = await beside(async (side) => {
    const from = Date.now();
    await driver.run(side, { ms: windowMs, rate: COMMANDS_A_SECOND });
    await driver.drained(side);
    return (await side.settledBetween(from, Date.now())) / ((Date.now() - from) / 1_000);
  });
  const [most, mostBare] = await beside(async (side) => (await driver.sustain(side, settleInMs, windowMs)).rate);
  await requireAudit(running);
  const common = { beside: 'the same without tree and signature', unit: '/s' };
  const note = `offered ${COMMANDS_A_SECOND} commands a second for ${windowMs / 1_000} s; until the last was settled.`;
  return [
    compare({ id: 'B7 audit 1k/s', ...common, ours: offered, theirs: offeredBare, atLeast: 0.9, note }),
    compare({ id: 'B7 audit saturated', ...common, ours: most, theirs: mostBare, atLeast: 0.7 }),
  ];
}

/** Sides that both sign, or neither does, would be the same twice. */
async function requireAudit([audited, unaudited]: readonly RunningSide[]): Promise<void> {
  const [some, none] = [await audited.checkpoints(), await unaudited.checkpoints()];
  if (some === 0) throw new Error('Nothing was signed: the worker has not taken up its key.');
  if (none > 0) throw new Error('The side without a key has signed.');
}

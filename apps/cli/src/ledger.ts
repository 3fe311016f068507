/** Steps that somebody at the keyboard takes by the ledger: they are decided by a worker, and kept in the log with their reason. */
import { applicationPool, type CommandReport, type Pool, reportsOf } from '#event-log';
import { setTimeout as sleep } from 'node:timers/promises';
import { CliError, type CliOptions, databaseUrl } from './command.js';

const LONGEST_REASON = 1_000;
/** A worker rings within a second, and decides in milliseconds. */
const PATIENCE_MS = 15_000;
const PAUSE_MS = 100;

export async function withPool<Result>(work: (pool: Pool) => Promise<Result>): Promise<Result> {
  const pool = applicationPool(databaseUrl(), 1, 'cli');
  try {
    return await work(pool);
  } finally {
    await pool.end();
  }
}

/** Who takes the step, as `cli:NAME`, which no token can stand for, and why. */
export function readAuthor({ reason, as }: CliOptions): { reason: string; actor: string } {
  if (!reason || reason.length > LONGEST_REASON)
    throw new CliError(`Give a reason of 1 to ${LONGEST_REASON} characters, --reason TEXT: it is kept in the log.`);
  if (!as || !/^[\x21-\x7e]{1,100}$/.test(as))
    throw new CliError('Say who does this, --as NAME, in 1 to 100 visible ASCII characters: the log names you.');
  return { reason, actor: `cli:${as}` };
}

/** The command's report once it is settled, or as it is after a while. */
export async function decided(pool: Pool, id: string): Promise<CommandReport> {
  for (const end = Date.now() + PATIENCE_MS; ; await sleep(PAUSE_MS)) {
    const [report] = await reportsOf(pool, [id]);
    if (!report) throw new Error(`The ledger has lost command ${id}.`);
    if (report.status !== 'accepted' || Date.now() >= end) return report;
  }
}

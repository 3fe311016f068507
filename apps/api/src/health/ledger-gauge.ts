import type { Pool } from '#event-log';
import { type SequencerLag, sequencerLagOf } from './backlog.js';

const EVERY_MS = 1_000;

/** How much waits to be settled, and how far the sequencer is behind. */
export interface Reading extends SequencerLag {
  /** Commands that wait, counted no further than one beyond the limit. */
  readonly due: number;
}

/**
 * Looks at the ledger once a second, so that no request has to: a backlog that only grows is a slow death, and new commands are better
 * told to come later. Between two looks some more are taken; the limit is one of thousands, and does not mind.
 */
export class LedgerGauge {
  private latest: Reading | undefined;
  private looking: Promise<Reading> | undefined;
  private timer: NodeJS.Timeout | undefined;

  constructor(
    private readonly pool: Pool,
    private readonly limit: number,
  ) {}

  start(): void {
    // Where PostgreSQL is away, others say so; the last reading stands.
    const look = () => void this.look().catch(() => undefined);
    this.timer = setInterval(look, EVERY_MS).unref();
    look();
  }

  stop(): void {
    clearInterval(this.timer);
  }

  get full(): boolean {
    return (this.latest?.due ?? 0) >= this.limit;
  }

  /** A reading of this moment; those who ask at the same time get the same. */
  look(): Promise<Reading> {
    this.looking ??= this.read().finally(() => (this.looking = undefined));
    return this.looking;
  }

  private async read(): Promise<Reading> {
    const lag = await sequencerLagOf(this.pool);
    this.latest = { ...lag, due: await this.due() };
    return this.latest;
  }

  /** From the oldest command that waits to the newest of all there are at least as many as wait: mostly that says enough. */
  private async due(): Promise<number> {
    const { rows } = await this.pool.query<{ most: number }>({
      name: 'ledger-span',
      text: `select coalesce((select max(seq) from commands) - (select min(seq) from commands where status = 0) + 1, 0) as most`,
    });
    const most = rows[0]?.most ?? 0;
    if (most < this.limit) return most;
    const counted = await this.pool.query<{ due: number }>({
      name: 'ledger-due',
      text: 'select count(*)::int as due from (select from commands where status = 0 limit $1) waiting',
      values: [this.limit],
    });
    return counted.rows[0]?.due ?? 0;
  }
}

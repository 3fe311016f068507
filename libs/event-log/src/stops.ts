import type { Queryable } from './database.js';
import { isDatabaseBusy } from './database-faults.js';
import { faultText } from './faults.js';
import { noteStop, openStops } from './incidents.js';

export interface StopSettings {
  /** Tries before a stop becomes an incident. */
  readonly tries: number;
  /** The wait after the first try; it doubles with each further one, up to the incident. */
  readonly firstMs: number;
  /** The wait between tries from then on: a cause that is mended heals by itself, or at once by a replay. */
  readonly slowMs: number;
}

export const DEFAULT_STOPS: StopSettings = { tries: 5, firstMs: 100, slowMs: 60_000 };
/** Without an incident no wait is longer, as where a lock is in the way or a view has not been built. */
const MOST_MS = 10_000;
/** How often it is asked whether an incident was replayed. */
const LOOK_MS = 500;

interface Stop {
  readonly position: number | undefined;
  readonly tries: number;
  readonly beganAt: string;
  readonly retryAt: number;
  /** It has an open incident. */
  readonly noted: boolean;
}

/**
 * The views or the reactions of one process that stand before an event which they cannot digest: how often each was tried, when it is tried
 * again, and that it became an incident. What is kept in memory is only the waiting: another process begins to try afresh.
 */
export class Stops {
  private readonly stops = new Map<string, Stop>();
  private lookedAt = -Infinity;

  constructor(
    private readonly database: Queryable,
    private readonly settings: StopSettings = DEFAULT_STOPS,
  ) {}

  /** Whether it is not its turn yet. */
  waits(consumer: string): boolean {
    return (this.stops.get(consumer)?.retryAt ?? 0) > performance.now();
  }

  /** It goes on. */
  forget(consumer: string): void {
    this.stops.delete(consumer);
  }

  /** A try failed; `position` undefined: before any event. Rejects where the database is away; the try is then not counted. */
  async note(consumer: string, position: number | undefined, error: unknown): Promise<void> {
    const last = this.stops.get(consumer);
    const before = last?.position === position ? last : undefined;
    const tries = (before?.tries ?? 0) + 1;
    const beganAt = before?.beganAt ?? new Date().toISOString();
    const noted =
      position !== undefined && (await this.record({ consumer, position, tries, beganAt }, error, before?.noted ?? false));
    const { firstMs, slowMs } = this.settings;
    const replayed = before?.noted === true && !noted;
    const wait = replayed ? 0 : noted ? slowMs : Math.min(firstMs * 2 ** (tries - 1), MOST_MS);
    this.stops.set(consumer, { position, tries: replayed ? 0 : tries, beganAt, retryAt: performance.now() + wait, noted });
  }

  /** Lets those be tried at once whose incident is no longer open: somebody replayed it. */
  async look(): Promise<void> {
    const noted = [...this.stops].flatMap(([consumer, stop]) => (stop.noted ? [consumer] : []));
    if (noted.length === 0 || performance.now() - this.lookedAt < LOOK_MS) return;
    this.lookedAt = performance.now();
    const open = await openStops(this.database, noted);
    for (const consumer of noted) if (!open.has(consumer)) this.stops.delete(consumer);
  }

  private record(
    stop: { consumer: string; position: number; tries: number; beganAt: string },
    error: unknown,
    noted: boolean,
  ): Promise<boolean> {
    // One that was open and is not any more was replayed while this try was under way: the next one is the replay.
    const opens = !noted && !isDatabaseBusy(error) && stop.tries >= this.settings.tries;
    return noteStop(this.database, { ...stop, fault: faultText(error) }, opens);
  }
}

/** What a fault log writes with: pino's two methods, or a test's. */
export interface FaultLogger {
  error(fields: object, message: string): void;
  info(fields: object, message: string): void;
}

/** A fault that goes on is logged again after this time, with the number of times that it was met meanwhile. */
const AGAIN_MS = 30_000;
/** A part that met no fault for so long is over it. Longer than any of the pauses between two tries. */
const QUIET_MS = 15_000;
/** Different faults of one part that are told apart; what comes beyond counts as one. */
const MOST_KINDS = 20;

interface Kind {
  loggedAt: number;
  unsaid: number;
}

interface Trouble {
  readonly since: number;
  readonly kinds: Map<string, Kind>;
  faults: number;
  quiet: NodeJS.Timeout;
}

/**
 * Logs the faults of a process's parts without flooding: each kind when it begins and every half a minute while it goes on, and the
 * end of it. A service that is away for a minute is some lines in the log, however many statements met it.
 */
export class FaultLog {
  private readonly troubled = new Map<string, Trouble>();

  constructor(
    private readonly logger: FaultLogger,
    private readonly now: () => number = Date.now,
  ) {}

  /** For a part that tells of its faults one by one. */
  of(part: string): (error: Error) => void {
    return (error) => this.fault(part, error);
  }

  fault(part: string, error: Error, message = 'a part of this process met a fault and goes on'): void {
    const now = this.now();
    const trouble = this.troubleOf(part, now);
    trouble.faults++;
    const kind = this.kindOf(trouble, error);
    if (now - kind.loggedAt < AGAIN_MS) {
      kind.unsaid++;
      return;
    }
    this.logger.error({ part, err: error, ...(kind.unsaid > 0 ? { timesSince: kind.unsaid } : {}) }, message);
    kind.loggedAt = now;
    kind.unsaid = 0;
  }

  /** For a part whose end of trouble is known. */
  over(part: string, message: string, ms: number): void {
    const trouble = this.troubled.get(part);
    clearTimeout(trouble?.quiet);
    this.troubled.delete(part);
    this.logger.info({ part, faults: trouble?.faults, seconds: Math.round(ms / 1000) }, message);
  }

  private troubleOf(part: string, now: number): Trouble {
    const quiet = setTimeout(() => this.end(part), QUIET_MS).unref();
    const known = this.troubled.get(part);
    if (known) {
      clearTimeout(known.quiet);
      known.quiet = quiet;
      return known;
    }
    const trouble = { since: now, kinds: new Map<string, Kind>(), faults: 0, quiet };
    this.troubled.set(part, trouble);
    return trouble;
  }

  private kindOf({ kinds }: Trouble, { name, message }: Error): Kind {
    const key = kinds.size < MOST_KINDS ? `${name} ${message.slice(0, 200)}` : '';
    const known = kinds.get(key);
    if (known) return known;
    const kind = { loggedAt: -Infinity, unsaid: 0 };
    kinds.set(key, kind);
    return kind;
  }

  private end(part: string): void {
    const trouble = this.troubled.get(part);
    if (!trouble) return;
    this.troubled.delete(part);
    const seconds = Math.round((this.now() - QUIET_MS - trouble.since) / 1000);
    this.logger.info({ part, faults: trouble.faults, seconds }, 'a part of this process is over its faults');
  }
}

import type { Registered, WaitingRow } from './store.js';

/** Tries under way at one receiver. */
const LANES = 32;
/** At one that has taken nothing since it last failed: one that keeps silent must not hold what the others need. */
const LANES_IN_DOUBT = 2;
/** Records whose entries failed with nothing taken between: then it is the receiver, and not what is sent. */
const PARKED_AFTER = 5;

/** A row that is to be tried now. A probe finds out whether a parked receiver is back. */
export interface Try {
  readonly row: WaitingRow;
  readonly probe: boolean;
}

/** What came of a try, as far as its receiver is concerned. */
export interface Tried extends Try {
  readonly delivered: boolean;
  /** When the row is due again. */
  readonly nextAt: number;
}

/**
 * What waits for one receiver, a queue for each record: an entry is tried once the one before it on its record was taken, so that they arrive in
 * order whatever fails. One record that fails holds up itself; a receiver that takes nothing at all is parked, and probed with one entry at a
 * time, so that it costs next to nothing.
 */
export class Receiver {
  private readonly queues = new Map<string, WaitingRow[]>();
  private readonly failing = new Set<string>();
  /** Its place in the log. */
  position: number;
  /** Nothing is tried until somebody has done something about it. */
  halted = false;
  waiting = 0;
  /** Probes in a row that failed, the failures that had it parked as the first. */
  private failures: number;
  private parkedUntil: number | undefined;

  constructor(
    readonly webhook: Registered,
    place: { readonly position: number; readonly failures: number; readonly parkedUntil: number | undefined },
    rows: readonly WaitingRow[],
    /** The records of which something is under way, shared with the one that this one takes the place of. */
    readonly busy: Set<string> = new Set(),
  ) {
    this.position = place.position;
    this.failures = place.failures;
    this.parkedUntil = place.parkedUntil;
    this.add(rows);
  }

  get parked(): boolean {
    return this.parkedUntil !== undefined;
  }

  /** Rows that wait too, from now on; one of a position that is there already takes its place. */
  add(rows: readonly WaitingRow[]): void {
    for (const row of rows) {
      const queue = this.queues.get(row.subject);
      if (!queue) this.queues.set(row.subject, [row]);
      else {
        const at = queue.findLastIndex(({ position }) => position <= row.position);
        const known = queue[at]?.position === row.position;
        queue.splice(known ? at : at + 1, known ? 1 : 0, row);
        if (known) continue;
      }
      this.waiting++;
    }
  }

  /** At most `room` rows that are to be tried now; they count as under way until they are {@link settled} or {@link release}d. */
  take(now: number, room: number): Try[] {
    if (this.halted) return [];
    const tries = this.parkedUntil === undefined ? this.due(now, room) : this.probes(now, this.parkedUntil, room);
    for (const { row } of tries) this.busy.add(row.subject);
    return tries;
  }

  /** Nothing came of a try. `nextAt`: it is not due again before. */
  release({ row }: Try, nextAt?: number): void {
    this.busy.delete(row.subject);
    if (nextAt === undefined) return;
    if (this.parkedUntil !== undefined) this.parkedUntil = Math.max(this.parkedUntil, nextAt);
    this.put({ ...row, nextAt });
  }

  /**
   * Takes note of what came of a try. `delayAfter` says how long to wait after so many failures in a row, and undefined after the last.
   * Answers what that makes of the receiver, where it makes anything.
   */
  settled(
    { row, probe, delivered, nextAt }: Tried,
    now: number,
    delayAfter: (failures: number) => number | undefined,
  ): { readonly parked: number; readonly until: number } | 'unparked' | 'exhausted' | undefined {
    this.busy.delete(row.subject);
    if (delivered) {
      this.remove(row);
      return this.tookOne();
    }
    this.put({ ...row, attempts: row.attempts + 1, nextAt });
    if (this.parkedUntil === undefined ? this.failing.add(row.subject).size < PARKED_AFTER : !probe) return undefined;
    const delay = delayAfter(++this.failures);
    if (delay === undefined) return 'exhausted';
    this.parkedUntil = now + delay;
    return { parked: this.failures, until: this.parkedUntil };
  }

  private tookOne(): 'unparked' | undefined {
    this.failing.clear();
    if (this.parkedUntil === undefined) return undefined;
    this.parkedUntil = undefined;
    this.failures = 0;
    for (const queue of this.queues.values()) queue.splice(0, queue.length, ...queue.map((row) => ({ ...row, nextAt: 0 })));
    return 'unparked';
  }

  /** The next of each record that has nothing under way and is due, the oldest first. */
  private due(now: number, room: number): Try[] {
    const lanes = (this.failing.size > 0 ? LANES_IN_DOUBT : LANES) - this.busy.size;
    if (lanes <= 0) return [];
    return this.heads()
      .filter(({ nextAt }) => nextAt <= now)
      .sort((a, b) => a.position - b.position)
      .slice(0, Math.min(lanes, room))
      .map((row) => ({ row, probe: false }));
  }

  /** What was tried least often: an entry that alone is not taken does not keep a receiver parked that takes the others. */
  private probes(now: number, parkedUntil: number, room: number): Try[] {
    if (now < parkedUntil || this.busy.size > 0 || room < 1) return [];
    const [row] = this.heads().sort((a, b) => a.attempts - b.attempts || a.position - b.position);
    return row ? [{ row, probe: true }] : [];
  }

  private heads(): WaitingRow[] {
    return [...this.queues].flatMap(([subject, [head]]) => (head && !this.busy.has(subject) ? [head] : []));
  }

  /** Takes the place of the row of its position, where there is one. */
  private put(row: WaitingRow): void {
    const queue = this.queues.get(row.subject);
    const at = queue?.findIndex(({ position }) => position === row.position) ?? -1;
    if (at >= 0) queue?.splice(at, 1, row);
  }

  private remove({ subject, position }: WaitingRow): void {
    const queue = this.queues.get(subject);
    const at = queue?.findIndex((row) => row.position === position) ?? -1;
    if (!queue || at < 0) return;
    queue.splice(at, 1);
    this.waiting--;
    if (queue.length === 0) this.queues.delete(subject);
  }
}

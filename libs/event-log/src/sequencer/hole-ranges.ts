/**
 * The numbers that the sequencer has passed over, and how it comes to know what became of them.
 *
 *   passed over ──▶ new ──the sequence's lock is looked at──▶ held ──no noted holder holds it any more──▶ last look
 *                    │                                         ▲ │                                         │
 *                    └─nobody holds it──▶ last look            └─┘ some of them still do                   └─a later take reached
 *                                                                                                             past it ──▶ given up
 *   in every phase: visible in a take ──▶ taken
 *
 * `nextval` locks the sequence before it draws and until its transaction ends. So whoever may still commit a number that was passed
 * over is among those who hold that lock after it was passed over. Once none of those does, its transaction has ended: committed, and
 * then every later snapshot shows the event, or rolled back. Hence one more take, in a later snapshot, decides.
 */

/** Numbers from `first` to `last`, both included. */
export interface NumberRange {
  readonly first: number;
  readonly last: number;
}

type Phase =
  | { readonly phase: 'new' }
  /** `holders`: the virtual transactions that held the sequence's lock after the hole was seen, and still do. */
  | { readonly phase: 'held'; readonly holders: ReadonlySet<string> }
  | { readonly phase: 'last-look' };

/** Numbers passed over together. `since`: when, in the milliseconds of whatever clock the caller uses. */
export type Hole = NumberRange & Phase & { readonly since: number };

/** Every number up to `high` was taken, was given up, or lies in one of `holes`, which are sorted and do not overlap. */
export interface Passage {
  readonly high: number;
  readonly holes: readonly Hole[];
}

/** What a new leader knows: `gaps`, sorted, are the numbers up to `high` that are not in the log and that nobody is known to have given up. */
export function resumePassage(high: number, gaps: readonly NumberRange[], now: number): Passage {
  return { high, holes: gaps.map(({ first, last }) => ({ first, last, phase: 'new', since: now })) };
}

/**
 * A take has placed the numbers in `runs` (sorted): they leave the holes, what they jumped over becomes a new hole.
 * Holes at their last look are given up as far as the take reached: a take that the limit cut short saw nothing above its last number.
 */
export function afterTake({ high, holes }: Passage, runs: readonly NumberRange[], cutShort: boolean, now: number): Passage {
  const lastTaken = runs.at(-1)?.last ?? 0;
  const reached = cutShort ? lastTaken : Infinity;
  const open = without(holes, runs).flatMap((hole) => (hole.phase === 'last-look' ? above(hole, reached) : [hole]));
  return { high: Math.max(high, lastTaken), holes: [...open, ...passedOver(high, runs, now)] };
}

/** The sequence's lock was looked at, after the last take: `holders` are the virtual transactions that hold it. */
export function afterLocksSeen({ high, holes }: Passage, holders: ReadonlySet<string>): Passage {
  const stillHeld = new Map<ReadonlySet<string>, ReadonlySet<string>>();
  const next = holes.map((hole): Hole => {
    if (hole.phase === 'last-look') return hole;
    const noted = hole.phase === 'new' ? holders : hole.holders;
    const remaining = stillHeld.get(noted) ?? noted.intersection(holders);
    stillHeld.set(noted, remaining);
    const { first, last, since } = hole;
    return remaining.size > 0
      ? { first, last, since, phase: 'held', holders: remaining }
      : { first, last, since, phase: 'last-look' };
  });
  return { high, holes: next };
}

/** Every number up to it is settled: in the log or given up. */
export const lowOf = ({ high, holes }: Passage): number => (holes[0] ? holes[0].first - 1 : high);

/** How many numbers are passed over. */
export const holesIn = ({ holes }: Passage): number => holes.reduce((sum, { first, last }) => sum + last - first + 1, 0);

function above(hole: Hole, reached: number): readonly Hole[] {
  return hole.last <= reached ? [] : [{ ...hole, first: Math.max(hole.first, reached + 1) }];
}

function passedOver(high: number, runs: readonly NumberRange[], now: number): Hole[] {
  const holes: Hole[] = [];
  let reached = high;
  for (const { first, last } of runs) {
    if (first > reached + 1) holes.push({ first: reached + 1, last: first - 1, phase: 'new', since: now });
    reached = Math.max(reached, last);
  }
  return holes;
}

/** Walks both sorted lists once, so that a take costs their lengths and not their product. */
function without(holes: readonly Hole[], runs: readonly NumberRange[]): readonly Hole[] {
  const left: Hole[] = [];
  let at = 0;
  for (const hole of holes) {
    let { first } = hole;
    for (let run = runs[at]; run && run.first <= hole.last; run = runs[at]) {
      if (run.first > first) left.push({ ...hole, first, last: run.first - 1 });
      first = Math.max(first, run.last + 1);
      if (run.last > hole.last) break;
      at++;
    }
    if (first <= hole.last) left.push(first === hole.first ? hole : { ...hole, first });
  }
  return left;
}

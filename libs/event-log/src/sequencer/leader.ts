import { Frontier, grow, splitHashes } from '#tlog';
import type { Queryable } from '../database.js';
import { failpoint } from '../failpoint.js';
import { afterLocksSeen, afterTake, holesIn, lowOf, type NumberRange, type Passage, resumePassage } from './hole-ranges.js';
import { resumeTree, rootColumns } from '../tree/resume-tree.js';

/** What a take came to. */
export interface Take {
  /** How many events got a position. */
  readonly placed: number;
  /** The limit was reached: there may be more to take right now. */
  readonly cutShort: boolean;
  /** Another leader had placed these positions or events: nothing was placed, and everything was loaded anew. */
  readonly lostTo?: Error;
}

/** How often `low` is persisted: seldom, as each time leaves a dead row for as long as some old transaction stays open. */
const PERSIST_EVERY_MS = 1_000;
const LOAD_TIMEOUT_MS = 60_000;
const UNIQUE_VIOLATION = '23505';
const BEYOND_ALL = '9223372036854775807';

/**
 * Gives committed events their positions and extends the tree over them, on one session that must be its own: each statement is a
 * transaction with its own snapshot, later than the one before. Its parts are steps, so that what happens between
 * them can be chosen; {@link Sequencer} runs them in a loop.
 *
 * It holds no lock of its own. That there is one leader saves work; that the log cannot fork rests on the keys of `log`.
 */
export class Leader {
  #passage: Passage = { high: 0, holes: [] };
  #position = 0;
  #tree = Frontier.EMPTY;
  #persistedAt = 0;
  #caughtUpAt = 0;

  constructor(
    private readonly session: Queryable,
    private readonly batch: number,
    /** Milliseconds that only ever grow. */
    private readonly now: () => number = () => performance.now(),
  ) {}

  /** The last position given. */
  get position(): number {
    return this.#position;
  }

  /** The right edge of the tree over the log up to that position. */
  get tree(): Frontier {
    return this.#tree;
  }

  /** The highest number in the log. */
  get high(): number {
    return this.#passage.high;
  }

  /** How many numbers below `high` are neither in the log nor given up. */
  get holes(): number {
    return holesIn(this.#passage);
  }

  /** For how long the oldest of them has been known to this leader. */
  get oldestHoleMs(): number {
    return this.#passage.holes.reduce((oldest, { since }) => Math.max(oldest, this.now() - since), 0);
  }

  /** Whatever was visible so long ago has its position. */
  get lagMs(): number {
    return this.now() - this.#caughtUpAt;
  }

  /** Whether some hole waits for a look at the sequence's lock. */
  get wantsLook(): boolean {
    return this.#passage.holes.some(({ phase }) => phase !== 'last-look');
  }

  /** Reads how far the log has come, and compares events and log from `low` on: what is missing there starts as a new hole. */
  async load(): Promise<void> {
    const now = this.now();
    const { rows } = await this.session.query<State>({ text: LOAD, ...{ query_timeout: LOAD_TIMEOUT_MS } });
    const [state] = rows;
    if (!state) throw new Error('The table sequencer has lost its row: restore it with high and low 0.');
    const position = Number(state.position);
    this.#tree = await resumeTree(this.session, position);
    this.#position = position;
    this.#passage = resumePassage(Number(state.high), rangesOf(state.gaps), now);
    this.#caughtUpAt = now;
  }

  /**
   * Takes, in one snapshot, what is visible and not yet in the log, up to the limit, in order of its number. Two round trips where there
   * is something, one where not: what was seen is committed, so that it can be placed in a later snapshot.
   */
  async take(): Promise<Take> {
    const now = this.now();
    const due = now - this.#persistedAt >= PERSIST_EVERY_MS;
    const seen = await this.#see();
    const lostTo = await this.#place(seen, due).then(
      () => undefined,
      (fault: unknown) => {
        if (isLostRace(fault)) return fault;
        throw fault;
      },
    );
    if (lostTo) {
      await this.load();
      return { placed: 0, cutShort: false, lostTo };
    }
    if (seen.runs.length > 0) await failpoint('sequencer-after-take');
    const placed = seen.leafHashes.length;
    const cutShort = placed >= this.batch;
    this.#position += placed;
    this.#passage = afterTake(this.#passage, seen.runs, cutShort, now);
    if (due) this.#persistedAt = now;
    if (!cutShort) this.#caughtUpAt = now;
    return { placed, cutShort };
  }

  /** Looks at who holds the sequence's lock, in a statement after the last take's. */
  async lookAtLock(): Promise<void> {
    const { rows } = await this.session.query<{ holder: string }>({ name: 'sequencer-holders', text: HOLDERS });
    this.#passage = afterLocksSeen(this.#passage, new Set(rows.map(({ holder }) => holder)));
  }

  /** Persists how far all is settled, so that the next leader has little to compare. */
  async persist(): Promise<void> {
    await this.session.query(`update sequencer set ${ADVANCE} where ${BEHIND}`, [this.#passage.high, lowOf(this.#passage)]);
  }

  async #see(): Promise<Seen> {
    const { high, holes } = this.#passage;
    const { rows } = await this.session.query<{ first: string; last: string; leaf_hashes: Buffer }>({
      name: 'sequencer-see',
      text: SEE,
      values: [[high + 1, ...holes.map(({ first }) => first)], [BEYOND_ALL, ...holes.map(({ last }) => last)], this.batch],
    });
    return {
      runs: rows.map(({ first, last }) => ({ first: Number(first), last: Number(last) })),
      leafHashes: rows.flatMap(({ leaf_hashes }) => splitHashes(leaf_hashes)),
    };
  }

  /** Log, tree and, where it is time, how far all is settled, in one statement. */
  async #place({ runs, leafHashes }: Seen, persist: boolean): Promise<void> {
    if (runs.length === 0) {
      if (persist) await this.persist();
      return;
    }
    const { frontier, growth } = grow(this.#tree, leafHashes);
    await this.session.query({
      name: 'sequencer-place',
      text: PLACE,
      values: [
        this.#passage.high,
        lowOf(this.#passage),
        persist,
        this.#position,
        runs.map(({ first }) => first),
        runs.map(({ last }) => last),
        Buffer.concat(leafHashes),
        ...rootColumns(growth),
      ],
    });
    this.#tree = frontier;
  }
}

/** What is visible and not yet in the log, with the hash of each entry as a leaf of the tree. */
interface Seen {
  /** The runs of numbers, ascending. */
  readonly runs: readonly NumberRange[];
  /** In the order of the numbers. */
  readonly leafHashes: readonly Buffer[];
}

interface State {
  readonly position: string;
  readonly high: string;
  readonly gaps: string;
}

// `high` is the log's own; the persisted one may be older. `low` is older too, then, which only makes for more to compare.
const LOAD = `
  select coalesce(last.position, 0) as position, coalesce(last.high, 0) as high, gaps::text
  from sequencer
  cross join (select max(position) as position, max(global_position) as high from log) last
  cross join lateral (
    select coalesce(range_agg(int8range(before, global_position, '()')) filter (where global_position > before + 1), '{}') as gaps
    from (
      select global_position, lag(global_position, 1, low) over (order by global_position) as before from log where global_position > low
    ) placed
  ) missing`;

const ADVANCE = 'high = greatest(high, $1::bigint), low = greatest(low, $2::bigint)';
const BEHIND = '(high < $1 or low < $2)';

/**
 * Input: what lies above high and the holes as two arrays of bounds, the limit.
 * Output: the runs of numbers that are visible, ascending, and the leaf hashes of each, side by side.
 * The lateral limit makes each range a walk along the index that ends where the take does.
 */
const SEE = `
  with visible as (
    select event.global_position, event.leaf_hash, row_number() over (order by event.global_position) as nth
    from unnest($1::bigint[], $2::bigint[]) as missing (first, last)
    cross join lateral (
      select global_position, sha256('\\x00'::bytea || entry) as leaf_hash
      from events where global_position between missing.first and missing.last order by global_position limit $3
    ) event
    order by event.global_position
    limit $3
  )
  select min(global_position) as first, max(global_position) as last, string_agg(leaf_hash, ''::bytea order by global_position) as leaf_hashes
  from visible group by global_position - nth order by first`;

/**
 * Input: high, low and whether to persist them, the last position, the runs as two arrays of bounds, the leaf hashes side by side,
 * the roots of the tiles that are full now. The keys of `log` refuse it where another leader was quicker.
 */
const PLACE = `
  with numbered as (
    select number, row_number() over (order by number) as nth
    from unnest($5::bigint[], $6::bigint[]) as run (first, last)
    cross join lateral generate_series(run.first, run.last) as number
  ), placed as (
    insert into log (position, global_position, leaf_hash)
    select $4::bigint + nth, number, substr($7::bytea, 32 * (nth::int - 1) + 1, 32) from numbered
  ), rooted as (
    insert into tile_roots (level, number, hash) select * from unnest($8::smallint[], $9::bigint[], $10::bytea[])
  )
  update sequencer set ${ADVANCE} where $3::boolean and ${BEHIND}`;

// A reader such as pg_dump holds AccessShareLock; nextval takes another one, whatever else its transaction holds.
const HOLDERS = `
  select virtualtransaction as holder
  from pg_locks
  where locktype = 'relation' and relation = 'promulgate.events_global_position_seq'::regclass
    and database = (select oid from pg_database where datname = current_database())
    and mode <> 'AccessShareLock'`;

/** Which of the two tables is written first is PostgreSQL's choice. */
const isLostRace = (fault: unknown): fault is Error =>
  fault instanceof Error &&
  'code' in fault &&
  fault.code === UNIQUE_VIOLATION &&
  'table' in fault &&
  (fault.table === 'log' || fault.table === 'tile_roots');

/** `{[3,5),[9,10)}` → 3–4, 9–9. */
function rangesOf(multirange: string): NumberRange[] {
  return [...multirange.matchAll(/\[(\d+),(\d+)\)/g)].map(([, first, beyond]) => ({
    first: Number(first),
    last: Number(beyond) - 1,
  }));
}

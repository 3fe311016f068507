import { Leadership } from '../leadership.js';
import { Leader } from './leader.js';
import { Pause } from './pause.js';

export interface SequencerOptions {
  /** The application's login; the session takes the role `promulgate_app`. It must reach PostgreSQL itself, not a pooler. */
  readonly url: string;
  /** Names the session in `pg_stat_activity`: `promulgate-{name}`. */
  readonly name?: string;
  /** The most events that one take places. */
  readonly batch?: number;
  /** Called after each take that placed something, with the last position. */
  readonly onAdvance?: (position: number) => void;
  /** Told of each fault; the sequencer itself goes on. */
  readonly onFault: (fault: Error) => void;
}

export interface SequencerStatus {
  /** Whether this process is the one that gives positions. The figures below are zero where it is not. */
  readonly leader: boolean;
  /** The last position given. */
  readonly position: number;
  /** The highest number of an event that has a position. */
  readonly high: number;
  /** How many numbers below `high` are neither in the log nor known to be rolled back. */
  readonly holes: number;
  /** For how long this leader has known of the oldest of them. */
  readonly oldestHoleMs: number;
  /** Whatever was visible so long ago has its position. */
  readonly lagMs?: number;
}

/** The leader's advisory lock. */
const LOCK = 7_310_641_502;
const STANDBY_RETRY_MS = 500;
/** While there are holes, how often the sequence's lock is looked at: a look reads the whole lock table. */
const LOOK_EVERY_MS = 20;
const IDLE_MS = { first: 5, growth: 1.3, most: 50 };
const BACKOFF_MS = { first: 50, most: 1_000 };

/** For {@link Leader}'s one statement: walk the indexes, whatever the tables looked like when it was prepared. */
const SESSION_SETTINGS = {
  search_path: 'promulgate',
  lock_timeout: '1s',
  plan_cache_mode: 'force_generic_plan',
  enable_seqscan: 'off',
  enable_bitmapscan: 'off',
  jit: 'off',
};

/**
 * Gives committed events dense log positions, each stream and each cause in its order. Of all processes that run one, one leads;
 * the others stand by, and one of them takes over within 5 s of the leader's end.
 * It never gives up: each fault is reported, and then everything starts anew on a new session.
 */
export class Sequencer {
  readonly #options: SequencerOptions;
  readonly #leadership: Leadership;
  readonly #idle = new Pause();
  readonly #rest = new Pause();
  #running: Promise<void> | undefined;
  #stopping = false;
  #leader: Leader | undefined;
  #idleMs = IDLE_MS.first;
  #backoffMs = BACKOFF_MS.first;
  #lookedAt = 0;

  constructor(options: SequencerOptions) {
    this.#options = options;
    const { url, name = 'sequencer' } = options;
    this.#leadership = new Leadership({ url, name, lock: LOCK, settings: SESSION_SETTINGS });
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Finishes the take under way and frees the leadership. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#idle.cut();
    this.#rest.cut();
    await this.#running;
  }

  /** Something was just appended by this process: look now. */
  wake(): void {
    this.#idle.cut();
  }

  status(): SequencerStatus {
    if (!this.#leader) return { leader: false, position: 0, high: 0, holes: 0, oldestHoleMs: 0 };
    const { position, high, holes, oldestHoleMs, lagMs } = this.#leader;
    return { leader: true, position, high, holes, oldestHoleMs, lagMs };
  }

  async #run(): Promise<void> {
    while (!this.#stopping) {
      try {
        await this.#lead();
      } catch (fault) {
        this.#report(fault);
        await this.#leadership.release();
        if (!this.#stopping) await this.#rest.for(this.#backoffMs);
        this.#backoffMs = Math.min(this.#backoffMs * 2, BACKOFF_MS.most);
      }
    }
    await this.#leadership.release();
  }

  /** Leads until the end, where no other process does; else waits a while. */
  async #lead(): Promise<void> {
    const session = await this.#leadership.lead();
    if (!session) {
      this.#backoffMs = BACKOFF_MS.first;
      await this.#rest.for(STANDBY_RETRY_MS);
      return;
    }
    const leader = new Leader(session, this.#options.batch ?? 5_000);
    try {
      await leader.load();
      this.#leader = leader;
      while (!this.#stopping) await this.#turn(leader);
      await leader.persist();
    } finally {
      this.#leader = undefined;
    }
  }

  async #turn(leader: Leader): Promise<void> {
    const { placed, cutShort, lostTo } = await leader.take();
    if (lostTo) this.#report(lostTo);
    if (placed > 0) this.#announce(leader.position);
    if (leader.wantsLook && performance.now() - this.#lookedAt >= LOOK_EVERY_MS) {
      this.#lookedAt = performance.now();
      await leader.lookAtLock();
    }
    this.#backoffMs = BACKOFF_MS.first;
    this.#idleMs = placed > 0 ? IDLE_MS.first : Math.min(this.#idleMs * IDLE_MS.growth, IDLE_MS.most);
    if (!cutShort) await this.#idle.for(this.#idleMs);
  }

  #announce(position: number): void {
    try {
      this.#options.onAdvance?.(position);
    } catch (fault) {
      this.#report(fault);
    }
  }

  #report(fault: unknown): void {
    this.#options.onFault(fault instanceof Error ? fault : new Error(String(fault)));
  }
}

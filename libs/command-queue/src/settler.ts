import {
  countAttempt,
  fail,
  faultText,
  headOf,
  isDatabaseAway,
  isDatabaseBusy,
  type LedgerCommand,
  lockUnsettled,
  type Pool,
  postpone,
  takeAttemptBack,
  transaction,
} from '#event-log';
import type { CommandBus } from '@nestjs/cqrs';
import type { Catalog } from './catalog.js';
import { Coalescer } from './coalescer.js';
import type { Decisions } from './decision.js';
import { Work } from './work.js';

export interface SettlerSettings {
  /** Tries of a command before it becomes an incident. */
  readonly attempts: number;
  /** The wait after the first fault; it doubles with each further one. */
  readonly backoffMs: number;
}

export const DEFAULT_SETTLER: SettlerSettings = { attempts: 5, backoffMs: 1_000 };

/** One batch decides while another one waits for its commit to be flushed. */
const LANES = 2;
/** The most streams, and the most commands, of a transaction: beyond this they share next to nothing more, and wait longer for each other. */
const MOST = 50;

/**
 * Answers the doorbell: settles all that is due on a stream, in the ledger's order. Streams that are rung for while others are being
 * settled are settled together, in one transaction; where that meets a fault, each is settled by itself.
 */
export class StreamSettler {
  private readonly work: Work;
  private readonly together = new Coalescer<string, boolean>((streams) => this.settleTogether(streams), {
    lanes: LANES,
    most: MOST,
  });
  /** Streams that were rung for and wait for a lane: a second ring has nothing to add. */
  private readonly waiting = new Map<string, Promise<boolean>>();
  private lastSuspect: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly pool: Pool,
    bus: CommandBus,
    catalog: Catalog,
    decisions: Decisions,
    private readonly settings: SettlerSettings,
    private readonly onFault: (fault: { command: string; id: string; attempts: number; error: Error }) => void,
  ) {
    this.work = new Work(pool, bus, catalog, decisions);
  }

  /**
   * `redelivered`: the command whose ring this is, where an earlier answer to that ring died in the middle. It counts a try before it is
   * decided, so that one which kills its process becomes an incident in the end; the others that the killed process had rings for do not.
   * Throws where PostgreSQL was away or busy; nothing is lost by that, the stream is rung again.
   */
  async answer(stream: string, redelivered: string | undefined): Promise<void> {
    if (redelivered !== undefined) await this.tryAlone(stream, redelivered);
    while (await this.inNextBatch(stream));
  }

  private inNextBatch(stream: string): Promise<boolean> {
    const waiting = this.waiting.get(stream) ?? this.together.do(stream);
    this.waiting.set(stream, waiting);
    return waiting;
  }

  private async settleTogether(streams: readonly string[]): Promise<PromiseSettledResult<boolean>[]> {
    // A ring that comes from here on may be for what this batch has not seen.
    for (const stream of streams) this.waiting.delete(stream);
    try {
      const more = await this.work.settleDue(streams, MOST);
      return streams.map(() => ({ status: 'fulfilled', value: more }));
    } catch (thrown) {
      const error = errorOf(thrown);
      if (isDatabaseAway(error)) return streams.map(() => ({ status: 'rejected', reason: error }));
      const results: PromiseSettledResult<boolean>[] = [];
      for (const stream of streams) {
        const [result] = await Promise.allSettled([this.settleOneByOne(stream)]);
        results.push(result);
      }
      return results;
    }
  }

  /** Settles what is due on a stream, a transaction each, so that a fault is the fault of one command. False: nothing more is due. */
  private async settleOneByOne(stream: string): Promise<false> {
    for (;;) {
      const head = await headOf(this.pool, stream);
      if (!head?.due) return false;
      if (!(await this.settleHead(head, false))) return false;
    }
  }

  /**
   * Tries the command that the process may have died of, if it is the next of its stream. Suspects wait for each other: so this process
   * dies, if it does, of the one that was counted. What is next instead has a ring of its own.
   */
  private async tryAlone(stream: string, suspect: string): Promise<void> {
    const turn = this.lastSuspect.then(async () => {
      const head = await headOf(this.pool, stream);
      if (head?.due && head.id === suspect && (await this.mayTry(head))) await this.settleHead(head, true);
    });
    this.lastSuspect = turn.catch(() => undefined);
    await turn;
  }

  /** Counts the try. False: the command has become an incident, or is settled already. */
  private async mayTry(head: LedgerCommand): Promise<boolean> {
    const attempts = await countAttempt(this.pool, head.id);
    if (attempts === undefined) return false;
    if (attempts <= this.settings.attempts) return true;
    const fault = head.attempts > 0 ? 'Its process ended each time while it was being decided.' : 'Too many tries.';
    await fail(this.pool, head.id, fault);
    return false;
  }

  /** False: the command was put off, and its stream waits with it. */
  private async settleHead(head: LedgerCommand, counted: boolean): Promise<boolean> {
    try {
      await this.work.settleDue([head.stream], 1);
      return true;
    } catch (thrown) {
      const error = errorOf(thrown);
      // Others held its stream for so long: that is no try, and the ring comes again.
      if (counted && isDatabaseBusy(error)) await takeAttemptBack(this.pool, head.id);
      if (isDatabaseAway(error) || isDatabaseBusy(error)) throw error;
      return !(await this.putOff(head, error, counted));
    }
  }

  /** False: the command does not hold its stream back (any longer), and what waits behind it, rung for long ago, has its turn at once. */
  private async putOff(head: LedgerCommand, error: Error, counted: boolean): Promise<boolean> {
    const seen = counted ? head.attempts + 1 : head.attempts;
    const attempts = await transaction(this.pool, async (database) => {
      if (!(await lockUnsettled(database, head.id))) return undefined;
      // Others answer for the same stream and meet the same fault: all of them made one try, and its pause holds for all.
      const now = await headOf(database, head.stream);
      if (now?.id !== head.id || now.attempts !== seen) return undefined;
      const tries = counted ? seen : await countAttempt(database, head.id);
      if (tries === undefined) return undefined;
      if (tries >= this.settings.attempts) await fail(database, head.id, faultText(error));
      else await postpone(database, head.id, this.settings.backoffMs * 2 ** (tries - 1), faultText(error));
      return tries;
    });
    if (attempts === undefined) return false;
    this.onFault({ command: head.name, id: head.id, attempts, error });
    return attempts < this.settings.attempts;
  }
}

const errorOf = (thrown: unknown): Error => (thrown instanceof Error ? thrown : new Error(String(thrown)));

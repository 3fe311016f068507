import {
  countAttempt,
  fail,
  failpoint,
  headOf,
  type LedgerCommand,
  lockUnsettled,
  type Pool,
  postpone,
  transaction,
  VersionConflict,
} from '#event-log';
import type { CommandBus } from '@nestjs/cqrs';
import type { Catalog } from './catalog.js';
import { executeIn } from './command-handlers.js';
import type { Decisions } from './decision.js';
import { ReadsChanged } from './facts.js';

export interface SettlerSettings {
  /** Tries of a command before it becomes an incident. */
  readonly attempts: number;
  /** The wait after the first fault; it doubles with each further one. */
  readonly backoffMs: number;
}

export const DEFAULT_SETTLER: SettlerSettings = { attempts: 5, backoffMs: 1_000 };

/** PostgreSQL's word that something else was in the way, not that the command is at fault: ring again, count nothing. */
const TRANSIENT = new Set([
  '55P03', // lock not available: lock_timeout
  '40P01', // deadlock
  '57P01', // terminated by an administrator
  '57P02', // crash shutdown
  '57P03', // cannot connect now
  '53300', // too many connections
  '25P03', // idle-in-transaction timeout
]);

/** How often a decision is made again at once because another one came between. */
const IMMEDIATE_RETRIES = 20;

/** Answers the doorbell: settles all that is due on a stream, in the ledger's order. */
export class StreamSettler {
  constructor(
    private readonly pool: Pool,
    private readonly bus: CommandBus,
    private readonly catalog: Catalog,
    private readonly decisions: Decisions,
    private readonly settings: SettlerSettings,
    private readonly onFault: (fault: { command: string; id: string; attempts: number; error: Error }) => void,
  ) {}

  /**
   * `redelivered`: the command whose ring this is, where an earlier answer to that ring died in the middle. It counts a try before it is
   * decided, so that one which kills its process becomes an incident in the end; the others that the killed process had rings for do not.
   * Throws where PostgreSQL was away or busy; nothing is lost by that, the stream is rung again.
   */
  async answer(stream: string, redelivered: string | undefined): Promise<void> {
    for (let suspect = redelivered; ;) {
      const head = await headOf(this.pool, stream);
      if (!head || head.dueAt > new Date().toISOString()) return;
      const counted = head.id === suspect;
      if (counted) {
        suspect = undefined;
        if (!(await this.mayTry(head))) continue;
      }
      try {
        await this.settle(head);
      } catch (thrown) {
        const error = thrown instanceof Error ? thrown : new Error(String(thrown));
        if (isTransient(error)) throw error;
        if (await this.putOff(head, error, counted)) return;
      }
    }
  }

  private async mayTry(head: LedgerCommand): Promise<boolean> {
    const attempts = await countAttempt(this.pool, head.id);
    if (attempts === undefined) return false;
    if (attempts <= this.settings.attempts) return true;
    await fail(
      this.pool,
      head.id,
      head.attempts > 0 ? 'Its process ended each time while it was being decided.' : 'Too many tries.',
    );
    return false;
  }

  private async settle(head: LedgerCommand): Promise<void> {
    for (let again = 0; ; again++) {
      try {
        const reads = await this.decisions.readsOf(this.pool, head);
        await transaction(this.pool, async (database) => {
          await database.query({ name: 'fence', text: 'select fence($1, $2)', values: [head.stream, reads] });
          if (!(await lockUnsettled(database, head.id))) return;
          await failpoint('worker-before-decision', head.stream);
          const execution = { database, row: head, locked: new Set([head.stream, ...reads]) };
          await this.bus.execute(executeIn(this.catalog.instanceOf(head), execution));
          await failpoint('worker-before-commit', head.stream);
        });
        await failpoint('worker-after-commit', head.stream);
        return;
      } catch (thrown) {
        if (!(thrown instanceof VersionConflict || thrown instanceof ReadsChanged) || again >= IMMEDIATE_RETRIES) throw thrown;
      }
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
      if (tries >= this.settings.attempts) await fail(database, head.id, describe(error));
      else await postpone(database, head.id, this.settings.backoffMs * 2 ** (tries - 1), describe(error));
      return tries;
    });
    if (attempts === undefined) return false;
    this.onFault({ command: head.name, id: head.id, attempts, error });
    return attempts < this.settings.attempts;
  }
}

/** A fault's class and first line: enough to find it in the logs, without values of a command. */
function describe(error: Error): string {
  return `${error.name}: ${error.message.split('\n')[0] ?? ''}`.slice(0, 500);
}

function isTransient(error: Error): boolean {
  const code = (error as { code?: unknown }).code;
  if (typeof code === 'string' && (TRANSIENT.has(code) || code.startsWith('08') || code.startsWith('ECONN') || code === 'EPIPE'))
    return true;
  return /Connection terminated|timeout exceeded when trying to connect|Client has encountered a connection error/.test(
    error.message,
  );
}

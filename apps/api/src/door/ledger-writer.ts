import { Coalescer, type Doorbell, type Ring } from '#command-queue';
import { accept, acceptAll, type Acceptance, failpoint, type IncomingCommand, noteUnrung, type Pool } from '#event-log';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDatabaseAway, isDatabaseBusy } from '../errors/database-faults.js';
import { unavailable } from '../errors/problem.js';

/** A racing duplicate waits so long for the row of the first. */
const PATIENCE_MS = 5_000;
/** After a broken connection the insert is repeated under the same ids: the rows may be there, and only the reply lost. */
const REPEATS = 2;
const PAUSE_MS = 100;
/** The epoch that rows are marked with may be so old: the reconciler rings those of another epoch again, so an old one costs no more. */
const EPOCH_AGE_MS = 1_000;
/** What comes in while an insert is being flushed gathers for the next one: with two under way at once there were more commits, and the slowest answers were slower. */
const LANES = 1;
/** The most commands of an insert. */
const MOST = 100;
/** What a batch answers for a command that has to be tried by itself. */
const ALONE = 'alone';

/**
 * Writes commands into the ledger and rings for them: from the moment that `write` answers, they will be settled.
 * Commands that arrive while others are being written share one insert and one ring; an idle ledger makes nobody wait.
 */
export class LedgerWriter {
  private epoch: string | undefined;
  private epochReadAt = -Infinity;
  private readonly together = new Coalescer<IncomingCommand, Acceptance | typeof ALONE>(
    (commands) => this.writeTogether(commands),
    {
      lanes: LANES,
      most: MOST,
    },
  );

  constructor(
    private readonly pool: Pool,
    private readonly doorbell: Doorbell,
  ) {}

  async write(command: IncomingCommand): Promise<Acceptance> {
    this.refreshEpoch();
    await failpoint('api-before-insert', command.stream);
    const together = await this.together.do(command);
    const acceptance = together === ALONE ? await this.insertAlone(command) : together;
    await failpoint('api-after-ring', command.stream);
    return acceptance;
  }

  /**
   * One row that cannot be written, or waits for a rival's key, is no reason to refuse the others: each is tried by itself then, and not
   * here, where all that comes in later would wait for the slowest of them.
   */
  private async writeTogether(commands: readonly IncomingCommand[]): Promise<PromiseSettledResult<Acceptance | typeof ALONE>[]> {
    let acceptances: readonly Acceptance[];
    try {
      acceptances = await this.whileAway(() => acceptAll(this.pool, commands, this.epoch));
    } catch (reason) {
      if (isDatabaseAway(reason)) return commands.map(() => ({ status: 'rejected', reason: notAnswered() }));
      return commands.map(() => ({ status: 'fulfilled', value: ALONE }));
    }
    await this.ringFor(commands, acceptances);
    return acceptances.map((value) => ({ status: 'fulfilled', value }));
  }

  private async insertAlone(command: IncomingCommand): Promise<Acceptance> {
    const acceptance = await this.insertPatiently(command);
    await this.ringFor([command], [acceptance]);
    return acceptance;
  }

  private async insertPatiently(command: IncomingCommand): Promise<Acceptance> {
    for (const deadline = performance.now() + PATIENCE_MS; ;) {
      try {
        return await this.whileAway(() => accept(this.pool, command, this.epoch));
      } catch (error) {
        if (isDatabaseAway(error)) throw notAnswered();
        if (!isDatabaseBusy(error)) throw error;
        if (performance.now() >= deadline) throw unavailable('The ledger is busy; the command was not taken.');
        await sleep(PAUSE_MS);
      }
    }
  }

  private async ringFor(commands: readonly IncomingCommand[], acceptances: readonly Acceptance[]): Promise<void> {
    await failpoint('api-after-insert', commands.map(({ stream }) => stream).join(' '));
    const accepted = acceptances.flatMap((acceptance) => (acceptance.outcome === 'accepted' ? [acceptance] : []));
    // Not awaited: what cannot be rung now, the reconciler rings.
    void this.ringOrLeave(accepted.map(({ id, stream }) => ({ commandId: id, stream })));
  }

  /** What was marked as rung and was not is left to the reconciler at once, and so is what is taken until the queue is looked at again. */
  private async ringOrLeave(rings: readonly Ring[]): Promise<void> {
    if (await this.doorbell.ring(rings)) return;
    // Those of other inserts that were under way were marked too, and each takes back its own.
    this.epoch = undefined;
    this.epochReadAt = performance.now();
    const ids = rings.map(({ commandId }) => commandId);
    // Where that fails too, the mark grows stale within seconds.
    await noteUnrung(this.pool, ids).catch(() => undefined);
  }

  private async whileAway<Result>(insert: () => Promise<Result>): Promise<Result> {
    for (let repeats = 0; ; repeats++) {
      try {
        return await insert();
      } catch (error) {
        if (!isDatabaseAway(error) || repeats === REPEATS) throw error;
        await sleep(PAUSE_MS);
      }
    }
  }

  private refreshEpoch(): void {
    const now = performance.now();
    if (now - this.epochReadAt < EPOCH_AGE_MS) return;
    this.epochReadAt = now;
    void this.doorbell.epoch().then((epoch) => (this.epoch = epoch));
  }
}

const notAnswered = () =>
  unavailable(
    'The ledger does not answer. Whether the command was taken shows when it is sent again under the same Idempotency-Key.',
  );

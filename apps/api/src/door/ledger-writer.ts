import { type Doorbell } from '#command-queue';
import { accept, type Acceptance, failpoint, type IncomingCommand, type Pool } from '#event-log';
import { setTimeout as sleep } from 'node:timers/promises';
import { isDatabaseAway, isDatabaseBusy } from '../errors/database-faults.js';
import { unavailable } from '../errors/problem.js';

/** A racing duplicate waits so long for the row of the first. */
const PATIENCE_MS = 5_000;
/** After a broken connection the insert is repeated under the same id: the row may be there, and only the reply lost. */
const REPEATS = 2;
const PAUSE_MS = 100;
/** The epoch that rows are marked with may be so old: the reconciler rings those of another epoch again, so an old one costs no more. */
const EPOCH_AGE_MS = 1_000;

/** Writes commands into the ledger and rings for them: from the moment that `write` answers, they will be settled. */
export class LedgerWriter {
  private epoch: string | undefined;
  private epochReadAt = -Infinity;

  constructor(
    private readonly pool: Pool,
    private readonly doorbell: Doorbell,
  ) {}

  async write(command: IncomingCommand): Promise<Acceptance> {
    this.refreshEpoch();
    await failpoint('api-before-insert', command.stream);
    const acceptance = await this.insert(command);
    await failpoint('api-after-insert', command.stream);
    // Not awaited: what cannot be rung now, the reconciler rings.
    if (acceptance.outcome === 'accepted') void this.doorbell.ring([{ commandId: acceptance.id, stream: acceptance.stream }]);
    await failpoint('api-after-ring', command.stream);
    return acceptance;
  }

  private async insert(command: IncomingCommand): Promise<Acceptance> {
    const deadline = Date.now() + PATIENCE_MS;
    for (let repeats = 0; ;) {
      try {
        return await accept(this.pool, command, this.epoch);
      } catch (error) {
        if (isDatabaseBusy(error)) {
          if (Date.now() >= deadline) throw unavailable('The ledger is busy; the command was not taken.');
        } else if (!isDatabaseAway(error)) {
          throw error;
        } else if (repeats++ >= REPEATS) {
          throw unavailable(
            'The ledger does not answer. Whether the command was taken shows when it is sent again under the same Idempotency-Key.',
          );
        }
        await sleep(PAUSE_MS);
      }
    }
  }

  private refreshEpoch(): void {
    const now = Date.now();
    if (now - this.epochReadAt < EPOCH_AGE_MS) return;
    this.epochReadAt = now;
    void this.doorbell.epoch().then((epoch) => (this.epoch = epoch));
  }
}

import {
  failpoint,
  lockWork,
  type PendingCommand,
  pendingOf,
  type Pool,
  ReadsChanged,
  transaction,
  UnitOfWork,
  VersionConflict,
} from '#event-log';
import type { CommandBus } from '@nestjs/cqrs';
import type { Catalog } from './catalog.js';
import { executeIn } from './command-handlers.js';
import type { Decisions } from './decision.js';

/** How often a decision is made again at once because another one came between. */
const IMMEDIATE_RETRIES = 20;

/** What is due of these commands, given in the ledger's order: one that waits holds back all that is behind it on its stream. */
function dueOf(commands: readonly PendingCommand[]): readonly PendingCommand[] {
  const held = new Set<string>();
  return commands.filter(({ stream, due }) => {
    if (!due) held.add(stream);
    return !held.has(stream);
  });
}

/** Settles commands, as many as there are, in one transaction: all of them or none. */
export class Work {
  constructor(
    private readonly pool: Pool,
    private readonly bus: CommandBus,
    private readonly catalog: Catalog,
    private readonly decisions: Decisions,
  ) {}

  /**
   * Settles up to `most` of what is due on these streams, in the ledger's order. True: there may be more.
   * Throws whatever one of the decisions throws, and has then settled nothing.
   */
  async settleDue(streams: readonly string[], most: number): Promise<boolean> {
    const reads = new Set<string>();
    for (let again = 0; ; again++) {
      const due = dueOf(await pendingOf(this.pool, streams, most));
      if (due.length === 0) return false;
      for (const stream of await this.decisions.readsOf(this.pool, due)) reads.add(stream);
      try {
        return await this.settleLocked([...new Set(due.map(({ stream }) => stream))], [...reads], most);
      } catch (error) {
        if (!(error instanceof VersionConflict || error instanceof ReadsChanged) || again >= IMMEDIATE_RETRIES) throw error;
        if (error instanceof ReadsChanged) reads.add(error.stream);
      }
    }
  }

  private async settleLocked(own: readonly string[], reads: readonly string[], most: number): Promise<boolean> {
    const settled = await transaction(this.pool, async (client) => {
      const unit = new UnitOfWork(client, new Set([...own, ...reads]));
      // Sent together, and done one after the other: what is loaded is what the locks hold still.
      const [{ commands, at, held }] = await Promise.all([lockWork(client, own, reads, most), unit.prefetch([...own, ...reads])]);
      for (const stream of [...own, ...reads])
        if (!held.has(stream) && (await unit.get(stream))) throw new VersionConflict(`${stream} came into being meanwhile.`);
      unit.recordedAt = at;
      for (const row of dueOf(commands)) {
        await failpoint('worker-before-decision', row.stream);
        await this.bus.execute(executeIn(this.catalog.instanceOf(row), { unit, row }));
      }
      await unit.write();
      await failpoint('worker-before-commit', own.join(' '));
      return commands.length;
    });
    await failpoint('worker-after-commit', own.join(' '));
    return settled >= most;
  }
}

import { failpoint, type LoggedEvent, type Pool, type Queryable, readLog, transaction } from '#event-log';
import type { Catalog } from './catalog.js';
import type { Doorbell, Ring } from './doorbell.js';
import { acceptFollowUp, causeOf } from './follow-up.js';
import { Loop } from './loop.js';
import type { Reaction } from './reaction.js';

const PAUSE_MS = 25;
const BATCH = 200;
/** A reaction that cannot digest an event is tried again this much later; the others go on. */
const FAULT_PAUSE_MS = 5_000;

/** Where each reaction's place in the log is kept. */
const consumerOf = (reaction: Reaction): string => `reaction:${reaction.name}`;

/**
 * Gives each reaction its place in the log where it has none: a new one starts at the end, for it has nothing to say about what
 * happened before it existed.
 */
export async function ensureReactions(database: Queryable, reactions: readonly Reaction[]): Promise<void> {
  for (const reaction of reactions) {
    await database.query(
      `insert into promulgate.checkpoints (consumer, version, position)
       select $1, 1, coalesce(max(position), 0) from promulgate.log on conflict do nothing`,
      [consumerOf(reaction)],
    );
  }
}

/** Follows the log and turns events into the commands that follow from them. Any number of workers may run it at once. */
export class ReactionRunner {
  private readonly loop: Loop;
  private readonly pausedUntil = new Map<string, number>();
  private seen = -1;

  constructor(
    private readonly pool: Pool,
    private readonly catalog: Catalog,
    private readonly reactions: readonly Reaction[],
    private readonly doorbell: Doorbell,
    private readonly onFault: (error: Error) => void,
  ) {
    const names = new Set(reactions.map(({ name }) => name));
    if (names.size !== reactions.length) throw new Error('Two reactions have the same name.');
    this.loop = new Loop(() => this.round(), PAUSE_MS, onFault);
  }

  start(): void {
    this.loop.start();
  }

  wake(): void {
    this.loop.wake();
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }

  private async round(): Promise<void> {
    const { rows } = await this.pool.query<{ head: number | null }>({
      name: 'log-head',
      text: 'select max(position) as head from log',
    });
    const head = rows[0]?.head ?? 0;
    if (head === this.seen) return;
    let faults = 0;
    for (const reaction of this.reactions) {
      if ((this.pausedUntil.get(reaction.name) ?? 0) > Date.now()) {
        faults++;
        continue;
      }
      try {
        while (await this.advance(reaction, head));
      } catch (error) {
        faults++;
        this.pausedUntil.set(reaction.name, Date.now() + FAULT_PAUSE_MS);
        this.onFault(new Error(`The reaction ${reaction.name} stopped: ${(error as Error).message}`, { cause: error }));
      }
    }
    if (faults === 0) this.seen = head;
  }

  /** Follows one batch of events up to `head`; true where there is more. The commands and the place in the log commit together. */
  private async advance(reaction: Reaction, head: number): Promise<boolean> {
    const rings: Ring[] = [];
    const more = await transaction(this.pool, async (database) => {
      const { rows } = await database.query<{ position: number }>(
        'select position from checkpoints where consumer = $1 for no key update skip locked',
        [consumerOf(reaction)],
      );
      const place = rows[0]?.position;
      // Another worker is at it, or it has been there.
      if (place === undefined || place >= head) return false;
      const events = (await readLog(database, place, BATCH, { types: [reaction.on], upTo: head })) as LoggedEvent<never, never>[];
      for (const event of events)
        for (const [ordinal, command] of reaction.then(event).entries())
          rings.push(await acceptFollowUp(database, this.catalog, command, ordinal, causeOf(reaction.name, event)));
      const full = events.length === BATCH;
      await database.query('update checkpoints set position = $2 where consumer = $1', [
        consumerOf(reaction),
        full ? events.at(-1)?.position : head,
      ]);
      await failpoint('reaction-before-commit', reaction.name);
      return full;
    });
    await this.doorbell.ring(rings);
    return more;
  }
}

import {
  failpoint,
  type IncomingCommand,
  IndigestibleEvent,
  isSessionLost,
  type LoggedEvent,
  type Pool,
  type Queryable,
  readLog,
  resolving,
  Stops,
  type StopSettings,
  transaction,
} from '#event-log';
import type { Catalog } from './catalog.js';
import type { Doorbell, Ring } from './doorbell.js';
import { acceptFollowUp, causeOf, followUpOf } from './follow-up.js';
import { Loop } from './loop.js';
import type { Reaction } from './reaction.js';

const PAUSE_MS = 25;
const BATCH = 200;

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

/**
 * Follows the log and turns events into the commands that follow from them. Any number of workers may run it at once.
 * A reaction that cannot digest an event stands before it and is tried again, after a few tries as an incident; the others go on.
 */
export class ReactionRunner {
  private readonly loop: Loop;
  private readonly stops: Stops;
  /** How far each has come by what this process has seen; it asks nothing of a reaction that is at the end. */
  private readonly seen = new Map<string, number>();

  constructor(
    private readonly pool: Pool,
    private readonly catalog: Catalog,
    private readonly reactions: readonly Reaction[],
    private readonly doorbell: Doorbell,
    private readonly onFault: (error: Error) => void,
    stops?: StopSettings,
  ) {
    const names = new Set(reactions.map(({ name }) => name));
    if (names.size !== reactions.length) throw new Error('Two reactions have the same name.');
    this.stops = new Stops(pool, stops);
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
    await this.stops.look();
    for (const reaction of this.reactions) {
      const consumer = consumerOf(reaction);
      if (this.seen.get(consumer) === head || this.stops.waits(consumer)) continue;
      if ((await this.follow(reaction, head)) !== 'at the end') continue;
      this.seen.set(consumer, head);
      this.stops.forget(consumer);
    }
  }

  /** Follows the events up to `head`. Rejects where the database is away. */
  private async follow(reaction: Reaction, head: number): Promise<'at the end' | 'elsewhere' | 'stopped'> {
    try {
      return await this.goTo(reaction, head);
    } catch (error) {
      if (!(error instanceof IndigestibleEvent)) throw error;
      const { position, cause } = error;
      await this.goTo(reaction, position - 1);
      const what = cause instanceof Error ? cause.message : String(cause);
      this.onFault(new Error(`The reaction ${reaction.name} stopped at position ${position}: ${what}`, { cause }));
      await this.stops.note(consumerOf(reaction), position, cause);
      return 'stopped';
    }
  }

  private async goTo(reaction: Reaction, head: number): Promise<'at the end' | 'elsewhere'> {
    for (;;) {
      const reached = await this.advance(reaction, head);
      if (reached !== 'further') return reached;
    }
  }

  /**
   * Follows one batch of events up to `head`. The commands and the place in the log commit together, and with
   * them an incident on the way has resolved itself. Throws {@link IndigestibleEvent} for the first event that nothing can follow from.
   */
  private async advance(reaction: Reaction, head: number): Promise<'further' | 'at the end' | 'elsewhere'> {
    const rings: Ring[] = [];
    const consumer = consumerOf(reaction);
    const reached = await transaction(this.pool, async (database) => {
      const { rows } = await database.query<{ position: number }>(
        'select position from checkpoints where consumer = $1 for no key update skip locked',
        [consumer],
      );
      const place = rows[0]?.position;
      // Another worker is at it. It may die before it commits: this one asks again.
      if (place === undefined) return 'elsewhere';
      if (place >= head) return 'at the end';
      const events = (await readLog(database, place, BATCH, { types: [reaction.on], upTo: head })) as LoggedEvent<never, never>[];
      for (const event of events) rings.push(...(await this.react(database, reaction, event)));
      const full = events.length === BATCH;
      await database.query(
        `with resolved as (${resolving('array[$1]', '$2')}) update checkpoints set position = $2 where consumer = $1`,
        [consumer, full ? events.at(-1)?.position : head],
      );
      await failpoint('reaction-before-commit', reaction.name);
      return full ? 'further' : 'at the end';
    });
    await this.doorbell.ring(rings);
    return reached;
  }

  private async react(database: Queryable, reaction: Reaction, event: LoggedEvent<never, never>): Promise<Ring[]> {
    const rings: Ring[] = [];
    for (const followUp of this.followUps(reaction, event))
      rings.push(
        await acceptFollowUp(database, followUp).catch((error: unknown) => {
          throw isSessionLost(error) ? error : new IndigestibleEvent(event.position, error);
        }),
      );
    return rings;
  }

  private followUps(reaction: Reaction, event: LoggedEvent<never, never>): readonly IncomingCommand[] {
    try {
      const cause = causeOf(reaction.name, event);
      return reaction.then(event).map((command, ordinal) => followUpOf(this.catalog, command, ordinal, cause));
    } catch (error) {
      throw new IndigestibleEvent(event.position, error);
    }
  }
}

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
/** How long a reaction's place may lag behind what it has looked at where nothing happened that it follows: a commit for each look would cost more than all else that it does. */
const KEEP_MS = 1_000;
/** Beyond so many positions its place is moved at once, a batch at a time. */
const LOOK_AHEAD = 500;

/** What this process knows of a reaction: nothing that it follows happened from its place, which is `kept`, to `upTo`. */
interface Seen {
  readonly upTo: number;
  readonly kept: number;
  /** When its place was last moved, by this process's own time. */
  readonly keptAt: number;
}

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
  /** How far each has come by what this process has seen. */
  private readonly seen = new Map<string, Seen>();

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
    const behind = this.reactions.filter((reaction) => {
      const consumer = consumerOf(reaction);
      return this.seen.get(consumer)?.kept !== head && !this.stops.waits(consumer);
    });
    const happened = await this.happened(behind, head);
    for (const reaction of behind) {
      const consumer = consumerOf(reaction);
      const seen = this.seen.get(consumer);
      if (seen && !happened.has(reaction.on) && performance.now() - seen.keptAt < KEEP_MS)
        this.seen.set(consumer, { ...seen, upTo: head });
      else if ((await this.follow(reaction, head)) === 'at the end') {
        this.seen.set(consumer, { upTo: head, kept: head, keptAt: performance.now() });
        this.stops.forget(consumer);
      }
    }
  }

  /** The types of events that some of these follow and that came since they last looked; where that is long ago, all of theirs. */
  private async happened(reactions: readonly Reaction[], head: number): Promise<ReadonlySet<string>> {
    const types = [...new Set(reactions.map(({ on }) => on))];
    const from = Math.min(...reactions.map((reaction) => this.seen.get(consumerOf(reaction))?.upTo ?? -Infinity));
    if (head - from > LOOK_AHEAD) return new Set(types);
    if (from >= head) return new Set();
    const { rows } = await this.pool.query<{ type: string }>({
      name: 'reactions-look',
      text: `select distinct e.type from log l join events e using (global_position)
             where l.position > $1 and l.position <= $2 and e.type = any ($3)`,
      values: [from, head, types],
    });
    return new Set(rows.map(({ type }) => type));
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
      const present = { ...event, data: this.catalog.lift(event) as never };
      return reaction.then(present).map((command, ordinal) => followUpOf(this.catalog, command, ordinal, cause));
    } catch (error) {
      throw new IndigestibleEvent(event.position, error);
    }
  }
}

import { type Client, type Pool, transaction } from '../database.js';
import { failpoint } from '../failpoint.js';
import { isSessionLost } from '../faults.js';
import { resolving } from '../incidents.js';
import type { Projection } from '../projection.js';
import { Pause } from '../sequencer/pause.js';
import { type StopSettings, Stops } from '../stops.js';
import { apply, comingWith, effectsOf, typesOf } from './effects.js';
import { IndigestibleEvent, readLog } from './log-reader.js';

export interface ViewProjectorOptions {
  /** Sessions with `search_path` `promulgate,views`; one is used at a time. */
  readonly pool: Pool;
  readonly projections: readonly Projection[];
  /** The most positions that one transaction goes forward. */
  readonly batch?: number;
  /** How long it waits where there is nothing to do, growing from `first` to `most`. */
  readonly idleMs?: { readonly first: number; readonly most: number };
  /** When a view that cannot go on is tried again, and when that becomes an incident. */
  readonly stops?: StopSettings;
  /** Told of each fault: {@link ViewStopped} where one view stopped, any other error where all of them wait for the database. */
  readonly onFault?: (fault: Error) => void;
}

/** A view cannot go on. It is tried again, after a few tries as an incident and slowly; the others go on. */
export class ViewStopped extends Error {
  override readonly name = 'ViewStopped';

  constructor(
    readonly view: string,
    /** The event that it stopped at; undefined where it may not be written at all. */
    readonly position: number | undefined,
    override readonly cause: unknown,
  ) {
    super(
      `The view ${view} stopped${position === undefined ? '' : ` at position ${position}`}: ${cause instanceof Error ? cause.message : String(cause)}`,
    );
  }
}

export interface ViewStatus {
  readonly name: string;
  readonly version: number;
  /** Everything up to here is in the view. */
  readonly position: number;
  /** Events of the log that it still has to look at. */
  readonly lag: number;
  readonly fault?: ViewStopped;
}

interface View {
  readonly projection: Projection;
  readonly consumer: string;
  position: number;
  fault?: ViewStopped;
}

/** The checkpoint was moved by somebody who did not wait for its lock: what was done is taken back. */
class CheckpointMoved extends Error {}

const IDLE_MS = { first: 5, most: 50 };
const IDLE_GROWTH = 1.3;
/**
 * Between two moves at the end of the log: under load the next one then takes several events along, for one commit. A view that is behind
 * takes no rest.
 */
const REST_MS = 20;
const RECONNECT_MS = { first: 50, most: 1_000 };

/** The name under which a view's checkpoint is kept. */
export function consumerOf({ name }: Projection): string {
  return `view:${name}`;
}

/**
 * Keeps the views up with the log. A view's rows and its checkpoint change in one transaction, so each event counts once, whoever dies.
 * Views that stand at the same position move together: one read of the log and one commit for all of them.
 * Any number of workers may run it at once.
 */
export class ViewProjector {
  readonly #pool: Pool;
  readonly #views: readonly View[];
  readonly #batch: number;
  readonly #idleMs: { readonly first: number; readonly most: number };
  readonly #onFault: (fault: Error) => void;
  readonly #stops: Stops;
  readonly #pause = new Pause();
  /** Is cut short by the end only. */
  readonly #rest = new Pause();
  #running: Promise<void> | undefined;
  #stopping = false;
  #head = 0;

  constructor({ pool, projections, batch = 500, idleMs = IDLE_MS, stops, onFault = () => undefined }: ViewProjectorOptions) {
    this.#pool = pool;
    this.#views = projections.map((projection) => ({ projection, consumer: consumerOf(projection), position: 0 }));
    this.#batch = batch;
    this.#idleMs = idleMs;
    this.#stops = new Stops(pool, stops);
    this.#onFault = onFault;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Finishes the batch under way. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#pause.cut();
    this.#rest.cut();
    await this.#running;
  }

  /** The log has grown: look now. */
  wake(): void {
    this.#pause.cut();
  }

  status(): ViewStatus[] {
    return this.#views.map(({ projection: { name, version }, position, fault }) => ({
      name,
      version,
      position,
      lag: Math.max(0, this.#head - position),
      ...(fault ? { fault } : {}),
    }));
  }

  async #run(): Promise<void> {
    const { first, most } = this.#idleMs;
    let idleMs = first;
    let reconnectMs = RECONNECT_MS.first;
    while (!this.#stopping) {
      try {
        const moved = await this.round();
        reconnectMs = RECONNECT_MS.first;
        idleMs = moved ? first : Math.min(idleMs * IDLE_GROWTH, most);
        if (!moved) await this.#pause.for(idleMs);
        else if (this.#views.every(({ position }) => position >= this.#head)) await this.#rest.for(REST_MS);
      } catch (error) {
        this.#report(error instanceof Error ? error : new Error(String(error)));
        await this.#pause.for(reconnectMs);
        reconnectMs = Math.min(reconnectMs * 2, RECONNECT_MS.most);
      }
    }
  }

  /** One look at the log for all views, and one batch for each that is behind. False: nothing moved. */
  async round(): Promise<boolean> {
    await this.#look();
    await this.#stops.look();
    const behind = this.#views.filter(({ position, consumer }) => position < this.#head && !this.#stops.waits(consumer));
    const together = Map.groupBy(behind, ({ position }) => position);
    let moved = false;
    // The nearest to the head first: a view that has far to go does not hold up those that are being read.
    for (const position of [...together.keys()].sort((a, b) => b - a)) {
      if (await this.#advance(together.get(position) ?? [], this.#head)) moved = true;
    }
    return moved;
  }

  /** Reads the end of the log and where each view stands: other workers move them too. */
  async #look(): Promise<void> {
    const { rows } = await this.#pool.query<{ head: number; consumer: string | null; version: number; position: number }>({
      name: 'views-look',
      text: `select l.head, c.consumer, c.version, c.position
             from (select coalesce(max(position), 0) as head from log) l
             left join checkpoints c on c.consumer = any ($1)`,
      values: [this.#views.map(({ consumer }) => consumer)],
    });
    this.#head = rows[0]?.head ?? 0;
    for (const view of this.#views) {
      const { version } = view.projection;
      const checkpoint = rows.find(({ consumer }) => consumer === view.consumer);
      if (checkpoint?.version === version) {
        if (view.fault && (checkpoint.position > view.position || view.fault.position === undefined)) this.#goesOn(view);
        view.position = checkpoint.position;
      } else if (!this.#stops.waits(view.consumer)) {
        const what = checkpoint ? `it is at version ${checkpoint.version}, this program has ${version}` : 'it has not been built';
        await this.#stopped(view, undefined, new Error(`${what}: run \`npm run cli -- migrate\`.`));
      }
    }
  }

  /** A batch for views at one position. Where they cannot move together, each goes by itself. */
  async #advance(views: readonly View[], upTo: number): Promise<boolean> {
    try {
      return await this.#move(views, upTo);
    } catch (error) {
      // The next look tells who was faster.
      if (views.length === 1 && error instanceof CheckpointMoved) return false;
      if (!(error instanceof CheckpointMoved) && isSessionLost(error)) throw error;
      if (views.length === 1) return this.#stopBefore(views[0], error);
      let moved = false;
      for (const view of views) if (await this.#advance([view], upTo)) moved = true;
      return moved;
    }
  }

  /** Takes a view up to the event that it cannot digest, and lets it wait there. */
  async #stopBefore(view: View, error: unknown): Promise<boolean> {
    const from = view.position;
    const position = error instanceof IndigestibleEvent ? error.position : from + 1;
    const moved = position - 1 > from && (await this.#advance([view], position - 1));
    if (view.position === position - 1)
      await this.#stopped(view, position, error instanceof IndigestibleEvent ? error.cause : error);
    return moved;
  }

  /** One transaction: the log's next events, what they do to the views, the checkpoints. */
  async #move(views: readonly View[], upTo: number): Promise<boolean> {
    const from = views[0]?.position ?? 0;
    const moved = await transaction(this.#pool, async (client) => {
      const mine = await lockCheckpoints(client, views, from);
      if (mine.length === 0) return undefined;
      const projections = mine.map(({ projection }) => projection);
      // So many positions, not so many matches: a view of rare events never makes PostgreSQL look through the whole log at once.
      const to = Math.min(upTo, from + this.#batch);
      const events = await readLog(client, from, this.#batch, { types: typesOf(projections), upTo: to });
      await apply(client, effectsOf(projections, await comingWith(client, events)));
      await moveCheckpoints(client, mine, from, to);
      await failpoint('view-before-commit', mine.map(({ consumer }) => consumer).join(' '));
      return { mine, to };
    });
    for (const view of moved?.mine ?? []) {
      view.position = moved?.to ?? view.position;
      if (view.fault) this.#goesOn(view);
    }
    return moved !== undefined;
  }

  async #stopped(view: View, position: number | undefined, cause: unknown): Promise<void> {
    view.fault = new ViewStopped(view.projection.name, position, cause);
    this.#report(view.fault);
    await this.#stops.note(view.consumer, position, cause);
  }

  #goesOn(view: View): void {
    delete view.fault;
    this.#stops.forget(view.consumer);
  }

  #report(fault: Error): void {
    try {
      this.#onFault(fault);
    } catch {
      // Whoever listens has its own faults; the views go on.
    }
  }
}

/** Locks those of the views that stand at `from` and that nobody else is moving; never waits for another worker. */
async function lockCheckpoints(client: Client, views: readonly View[], from: number): Promise<View[]> {
  const { rows } = await client.query<{ consumer: string }>({
    name: 'views-lock',
    text: 'select consumer from checkpoints where consumer = any ($1) and position = $2 for no key update skip locked',
    values: [views.map(({ consumer }) => consumer), from],
  });
  return views.filter((view) => rows.some(({ consumer }) => consumer === view.consumer));
}

/** Where another worker, or this one before, met an incident on the way, it has resolved itself. */
async function moveCheckpoints(client: Client, views: readonly View[], from: number, to: number): Promise<void> {
  const { rowCount } = await client.query({
    name: 'views-move',
    text: `with resolved as (${resolving('$1', '$4')})
           update checkpoints c set position = $4
           from unnest($1::text[], $2::int[]) as mine (consumer, version)
           where c.consumer = mine.consumer and c.version = mine.version and c.position = $3`,
    values: [views.map(({ consumer }) => consumer), views.map(({ projection }) => projection.version), from, to],
  });
  if (rowCount !== views.length) throw new CheckpointMoved('A checkpoint was moved by somebody else.');
}

import type { Decider, DomainEvent, Instant } from '#kernel';
import { type Appendage, appendAll, headAfter, type NewEvent, type Origin, seal, type StreamHead } from './append.js';
import type { Queryable } from './database.js';
import type { RecordedRejection } from './ledger.js';
import { type Settlement, settleAll } from './settling.js';

/** An event in the form that it was stored in; its data is null where it was erased. */
export interface StoredEvent extends DomainEvent {
  readonly schemaVersion: number;
}

export interface LoadedStream extends StreamHead {
  readonly events: readonly StoredEvent[];
}

interface StreamRow {
  readonly id: string;
  readonly version: number;
  /** With the stream's last event. */
  readonly last: Buffer | null;
  readonly type: string;
  readonly schemaVersion: number;
  readonly data: string | null;
}

/** A single stream has a statement of its own: with a list, PostgreSQL finds it worth while to plan it anew each time. */
const loadText = (ids: string): string => `
  select s.id, s.version, case e.version when s.version then s.last_entry_hash end as last, e.type, e.schema_version as "schemaVersion", d.data
  from streams s
  join events e on e.stream = s.id and e.version <= s.version
  left join event_data d on d.stream = e.stream and d.version = e.version
  where s.id = ${ids}
  order by s.id, e.version`;

/** Reads streams as they are committed now; under READ COMMITTED this must be a later statement than the one that locked them. */
export async function loadStreams(database: Queryable, ids: readonly string[]): Promise<Map<string, LoadedStream>> {
  const { rows } = await database.query<StreamRow>(
    ids.length === 1
      ? { name: 'load-stream', text: loadText('$1'), values: [ids[0]] }
      : { name: 'load-streams', text: loadText('any ($1)'), values: [ids] },
  );
  const streams = new Map<string, { id: string; version: number; lastEntryHash: Buffer | undefined; events: StoredEvent[] }>();
  for (const { id, version, last, type, schemaVersion, data } of rows) {
    const stream = streams.get(id) ?? { id, version, lastEntryHash: undefined, events: [] };
    stream.events.push({ type, schemaVersion, data: data === null ? null : (JSON.parse(data) as unknown) });
    if (last) stream.lastEntryHash = last;
    streams.set(id, stream);
  }
  await refuseMissing(
    database,
    [...streams.values()].filter(({ events }) => events.some(({ data }) => data === null)),
  );
  return streams;
}

/** Data that no erasure names is missing, and whoever took it away had no right to. */
async function refuseMissing(database: Queryable, streams: readonly LoadedStream[]): Promise<void> {
  if (streams.length === 0) return;
  const { rows } = await database.query<{ stream: string; version: number }>(
    'select stream, version from erased_entries where stream = any ($1)',
    [streams.map(({ id }) => id)],
  );
  for (const { id, events } of streams)
    for (const [at, { data }] of events.entries())
      if (data === null && !rows.some(({ stream, version }) => stream === id && version === at + 1))
        throw new Error(`The data of event ${at + 1} of ${id} is missing, and no erasure names it: it cannot be decided on.`);
}

/** What folds a stream: enough of a decider for its state. */
export type Folding<State> = Pick<Decider<never, State, never, never>, 'streamType' | 'initial' | 'evolve'>;

/** A decision read a stream that was not locked for it: lock that one too and decide again. */
export class ReadsChanged extends Error {
  override readonly name = 'ReadsChanged';

  constructor(readonly stream: string) {
    super(`The decision reads ${stream} too.`);
  }
}

/** The streams that decisions read, each loaded once. With `locked`, none but those may be read. */
export class Streams {
  protected readonly loaded = new Map<string, LoadedStream | undefined>();

  constructor(
    readonly database: Queryable,
    readonly locked?: ReadonlySet<string>,
  ) {}

  /** Loads streams that will be asked for, in one round trip. */
  async prefetch(ids: Iterable<string>): Promise<void> {
    const missing = [...new Set(ids)].filter((id) => !this.loaded.has(id));
    if (missing.length === 0) return;
    const found = await loadStreams(this.database, missing);
    for (const id of missing) this.loaded.set(id, found.get(id));
  }

  /** The stream, or undefined where nothing was ever recorded on it. Throws {@link ReadsChanged}. */
  async get(id: string): Promise<LoadedStream | undefined> {
    if (this.locked && !this.locked.has(id)) throw new ReadsChanged(id);
    await this.prefetch([id]);
    return this.loaded.get(id);
  }
}

/**
 * Everything that is decided in one transaction. What is read is read once and includes what was decided before it;
 * what is decided is kept until {@link write}, and then written in two statements, however many commands there are.
 */
export class UnitOfWork extends Streams {
  private readonly appendages: Appendage[] = [];
  private readonly settlements: Settlement[] = [];

  /** When this is being recorded, by PostgreSQL's clock once the locks were had. */
  recordedAt: Instant | undefined;

  constructor(database: Queryable, locked: ReadonlySet<string>) {
    super(database, locked);
  }

  /** Puts events behind `head`, which is the stream as {@link get} gave it. */
  append(head: StreamHead, events: readonly NewEvent[], origin: Origin): void {
    if (events.length === 0) return;
    if (this.recordedAt === undefined) throw new Error('Nothing may be appended before the locks are had.');
    const appendage = seal(head, events, origin, this.recordedAt);
    this.appendages.push(appendage);
    const before = this.loaded.get(head.id)?.events ?? [];
    this.loaded.set(head.id, { ...headAfter(appendage), events: [...before, ...events] });
  }

  /** Notes a command's result. */
  settle(id: string, rejection: RecordedRejection | undefined): void {
    this.settlements.push({ id, rejection });
  }

  /** Writes all of it. Throws `VersionConflict` where a stream has moved, and where a command is settled already; then roll back. */
  async write(): Promise<void> {
    await Promise.all([appendAll(this.database, this.appendages), settleAll(this.database, this.settlements)]);
  }
}

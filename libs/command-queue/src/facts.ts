import { loadStreams, type Queryable, type Visibility } from '#event-log';
import { type Decider, fold, type Role } from '#kernel';
import type { FactReader, RecordedEntry } from './lifecycle.js';

/** How facts are read: under the locks that the transaction holds, or (undefined) without any, to learn what to lock or for a dry run. */
export interface Reading {
  readonly locked: ReadonlySet<string> | undefined;
}

/** A decision read a stream that was not locked for it: lock that one too and decide again. */
export class ReadsChanged extends Error {
  override readonly name = 'ReadsChanged';
}

/** Reads facts for one decision and notes the streams that they came from. */
export class Facts implements FactReader {
  private readonly streams = new Set<string>();

  constructor(
    private readonly database: Queryable,
    private readonly reading: Reading,
  ) {}

  get streamsRead(): readonly string[] {
    return [...this.streams];
  }

  async state<State>(
    decider: Pick<Decider<never, State, never, never>, 'streamType' | 'initial' | 'evolve'>,
    id: string,
  ): Promise<State | undefined> {
    const stream = `${decider.streamType}/${id.toLowerCase()}`;
    this.streams.add(stream);
    if (this.reading.locked && !this.reading.locked.has(stream)) throw new ReadsChanged(`The decision reads ${stream} too.`);
    const loaded = (await loadStreams(this.database, [stream])).get(stream);
    return loaded && fold(decider, loaded.events as readonly never[]);
  }

  async nextNumber(series: string): Promise<number> {
    if (!this.reading.locked) {
      const { rows } = await this.database.query<{ last: number }>('select last from number_series where series = $1', [series]);
      return (rows[0]?.last ?? 0) + 1;
    }
    // The update that changes nothing takes the row's lock: two decisions never hand out the same number.
    const { rows } = await this.database.query<{ last: number }>(
      `insert into number_series (series, last) values ($1, 0) on conflict (series) do update set last = number_series.last returning last`,
      [series],
    );
    return (rows[0]?.last ?? 0) + 1;
  }

  async entry(position: number): Promise<RecordedEntry | undefined> {
    const { rows } = await this.database.query<{
      type: string;
      stream: string;
      actor: string;
      actorRole: Role;
      visibility: Visibility;
      data: string | null;
    }>(
      `select e.type, e.stream, e.actor, e.visibility, convert_from(e.entry, 'UTF8')::json ->> 'actorrole' as "actorRole", d.data
       from log l join events e using (global_position) left join event_data d on d.stream = e.stream and d.version = e.version
       where l.position = $1`,
      [position],
    );
    const row = rows[0];
    return row && { ...row, data: row.data === null ? null : (JSON.parse(row.data) as unknown) };
  }
}

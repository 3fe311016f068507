import { type Envelope, findIncident, type Folding, type Incident, type Streams } from '#event-log';
import type { Instant, Profile, ProfileVersion } from '#kernel';
import type { Catalog } from './catalog.js';
import { recordIdOf } from './event-effects.js';
import type { FactReader, RecordedEntry } from './lifecycle.js';
import type { RuleBook } from './rule-book.js';

type EntryRow = Pick<RecordedEntry, 'position' | 'type' | 'stream' | 'subject' | 'visibility' | 'erased'> & {
  readonly entry: string;
  readonly data: string | null;
};

/** Reads facts for one decision and notes the streams that they came from. */
export class Facts implements FactReader {
  private readonly read = new Set<string>();

  constructor(
    private readonly catalog: Catalog,
    private readonly streams: Streams,
    private readonly rules: RuleBook,
    /** The stream that decides. */
    private readonly own: string,
  ) {}

  get subjectId(): string {
    return recordIdOf(this.own);
  }

  get profile(): Profile {
    return this.rules.of(undefined).profile;
  }

  get streamsRead(): readonly string[] {
    return [...this.read];
  }

  async state<State>(decider: Folding<State>, id: string): Promise<State | undefined> {
    const name = `${decider.streamType}/${id.toLowerCase()}`;
    this.read.add(name);
    const stream = await this.streams.get(name);
    return stream && this.catalog.stateOf(decider, stream);
  }

  async nextNumber(series: string): Promise<number> {
    const { database, locked } = this.streams;
    if (!locked) {
      const { rows } = await database.query<{ last: number }>('select last from number_series where series = $1', [series]);
      return (rows[0]?.last ?? 0) + 1;
    }
    // The update that changes nothing takes the row's lock: two decisions never hand out the same number.
    const { rows } = await database.query<{ last: number }>(
      `insert into number_series (series, last) values ($1, 0) on conflict (series) do update set last = number_series.last returning last`,
      [series],
    );
    return (rows[0]?.last ?? 0) + 1;
  }

  async holders(scope: string): Promise<readonly { readonly key: string; readonly id: string }[]> {
    const { rows } = await this.streams.database.query<{ key: string; id: string }>(
      `select key, split_part(stream, '/', 2) as id from claims where scope = $1 order by key`,
      [scope],
    );
    return rows;
  }

  earlierProfile(version: ProfileVersion | undefined): Profile | undefined {
    return this.rules.isPresent(version) ? undefined : this.rules.of(version).profile;
  }

  async entry(position: number): Promise<RecordedEntry | undefined> {
    const [found] = await this.entries('l.position = $1', [position]);
    return found?.erased ? { ...found, data: null } : found;
  }

  beingErased(): Promise<readonly RecordedEntry[]> {
    return this.entries('x.position is not null and d.data is not null', []);
  }

  async lastOccurred(stream: string, types: readonly string[]): Promise<Instant | undefined> {
    this.read.add(stream);
    await this.streams.get(stream);
    const { rows } = await this.streams.database.query<{ at: Instant | null }>(
      'select max(occurred_at) as at from events where stream = $1 and type = any ($2)',
      [stream, types],
    );
    return rows[0]?.at ?? undefined;
  }

  async alone(key: string): Promise<void> {
    const { database, locked } = this.streams;
    if (locked) await database.query('select pg_advisory_xact_lock(hashtext($1), hashtext($2))', ['promulgate alone', key]);
  }

  private async entries(which: string, values: readonly unknown[]): Promise<readonly RecordedEntry[]> {
    const { rows } = await this.streams.database.query<EntryRow>(
      `select l.position, e.type, e.stream, e.subject, e.visibility, convert_from(e.entry, 'UTF8') as entry, x.position is not null as erased, d.data
       from log l join events e using (global_position) left join event_data d on d.stream = e.stream and d.version = e.version
       left join erased_entries x on x.position = l.position
       where ${which} order by l.position`,
      [...values],
    );
    return rows.map(({ entry, data, ...row }) => {
      const { actor, actorrole: actorRole, performedby, onbehalfof } = JSON.parse(entry) as Envelope;
      const people = [...new Set([performedby, actor, ...(onbehalfof?.split(' ') ?? [])])];
      const erasable = this.catalog.isErasable(row.type);
      return { ...row, actor, actorRole, people, erasable, data: data === null ? null : (JSON.parse(data) as unknown) };
    });
  }

  incident(): Promise<Incident | undefined> {
    return findIncident(this.streams.database, recordIdOf(this.own));
  }
}

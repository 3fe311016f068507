import { findIncident, type Folding, type Incident, type Streams, type Visibility } from '#event-log';
import type { Profile, ProfileVersion, Role } from '#kernel';
import type { Catalog } from './catalog.js';
import { recordIdOf } from './event-effects.js';
import type { FactReader, RecordedEntry } from './lifecycle.js';
import type { RuleBook } from './rule-book.js';

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
    const { rows } = await this.streams.database.query<{
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

  incident(): Promise<Incident | undefined> {
    return findIncident(this.streams.database, recordIdOf(this.own));
  }
}

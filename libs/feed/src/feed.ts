/** The log as CloudEvents: each entry's own bytes, with its position, and its data for whom it may be delivered to. */
import { type Queryable, storedType, type Visibility } from '#event-log';
import type { Instant, Role } from '#kernel';
import { readableWith } from './insight.js';

export interface FeedFilter {
  /** Only what stands at one of these positions. */
  readonly positions?: readonly number[];
  /** The full CloudEvents type. */
  readonly type?: string;
  readonly subject?: string;
  readonly actor?: string;
  readonly correlation?: string;
  /** Occurred at this instant or later. */
  readonly from?: Instant;
  /** Occurred before this instant. */
  readonly to?: Instant;
  readonly outcome?: 'refused' | 'succeeded';
}

export interface FeedQuestion {
  /** Only what lies behind this position. */
  readonly after: number;
  /** The most events. */
  readonly limit: number;
  readonly filter: FeedFilter;
  readonly insight: Visibility;
  readonly roles: readonly Role[];
  /** The page ends where it would grow beyond this, but has one event at least. */
  readonly bytes?: number;
}

export interface FeedPage {
  /** A CloudEvent in JSON each, on one line. */
  readonly events: readonly string[];
  /** Where each of them stands. */
  readonly positions: readonly number[];
  /** The position of the last one, where more follow. */
  readonly next: number | undefined;
  /** The positions of those whose privileged data was delivered; what was opened to everybody is privileged no longer. */
  readonly privileged: readonly number[];
}

const LARGEST_PAGE_BYTES = 4 * 1024 * 1024;
const REFUSED_TYPE = 'command.refused';

/** Why data is withheld: the exemption of the California Public Records Act that the visibility stands for. */
const EXEMPTIONS: Readonly<Record<Exclude<Visibility, 'PUBLIC'>, string>> = {
  INTERNAL: 'Gov. Code 7922.000: deliberative process',
  PRIVILEGED: 'Gov. Code 7927.705: attorney-client privilege',
};
/** Data whose erasure was ordered a moment ago: the order has no position yet that could be named. */
const BEING_ERASED = 'an erasure of it was ordered';
/** Data that somebody took away without an order: the log was tampered with. */
const MISSING = 'missing, and no erasure names it';

interface FeedRow {
  readonly position: number;
  readonly visibility: Visibility;
  readonly entry: string;
  readonly data: string | null;
  readonly salt: string | null;
  /** Whether an erasure names it, and the position of the order. */
  readonly gone: boolean;
  readonly erased: number | null;
  readonly found: number;
}

const CONDITIONS: Readonly<Record<Exclude<keyof FeedFilter, 'type'> | 'name' | 'schemaVersion', (parameter: string) => string>> =
  {
    positions: (parameter) => `l.position = any (${parameter}::bigint[])`,
    name: (parameter) => `e.type = ${parameter}`,
    schemaVersion: (parameter) => `e.schema_version = ${parameter}::int`,
    subject: (parameter) => `e.subject = ${parameter}`,
    actor: (parameter) => `e.actor = ${parameter}`,
    correlation: (parameter) => `e.correlation_id = ${parameter}::uuid`,
    from: (parameter) => `e.occurred_at >= ${parameter}::timestamptz`,
    to: (parameter) => `e.occurred_at < ${parameter}::timestamptz`,
    outcome: (parameter) => `(e.type = '${REFUSED_TYPE}') = (${parameter}::text = 'refused')`,
  };
const KEYS = Object.keys(CONDITIONS) as (keyof typeof CONDITIONS)[];

/** Whether this is a type that the log can hold. */
export const isEventType = (type: string): boolean => storedType(type) !== undefined;

/** At most `limit` events behind the position `after` that the filter lets through, as a reader with this insight sees them. */
export async function pageOf(
  database: Queryable,
  { after, limit, filter, insight, roles, bytes = LARGEST_PAGE_BYTES }: FeedQuestion,
): Promise<FeedPage> {
  const { type, ...others } = filter;
  const version = type === undefined ? undefined : Number(/\d+$/.exec(type)?.[0]);
  const given: Partial<Record<keyof typeof CONDITIONS, unknown>> = {
    ...others,
    ...(type === undefined ? {} : { name: storedType(type), schemaVersion: version }),
  };
  const keys = KEYS.filter((key) => given[key] !== undefined);
  const conditions = keys.map((key, index) => ` and ${CONDITIONS[key](`$${index + 5}`)}`);
  // Without a condition on an event its row is read once, by the page, and not for the place where the page ends too.
  const sought = keys.length === 0 ? 'log l' : 'log l join events e using (global_position)';
  const { rows } = await database.query<FeedRow>({
    name: ['event-feed', ...keys].join('-'),
    text: `
      select position, visibility, entry, data, salt, gone, erased, found from (
        select l.position, e.visibility, convert_from(e.entry, 'UTF8') as entry,
               case when x.erasure is null and e.visibility = any ($3::text[]) then d.data end as data,
               case when x.erasure is null and e.visibility = any ($3::text[]) then encode(d.salt, 'base64') end as salt,
               x.erasure is not null as gone,
               case when x.erasure is not null
                 then (select placed.position from events o join log placed using (global_position) where o.stream = x.erasure and o.version = 1)
               end as erased,
               count(*) over ()::int as found,
               coalesce(sum(octet_length(e.entry) + case when e.visibility = any ($3::text[]) then coalesce(octet_length(d.data), 0) else 0 end)
                 over (order by l.position rows between unbounded preceding and 1 preceding), 0) as bytes_before,
               row_number() over (order by l.position) as place
        from (
          select l.position, l.global_position from ${sought}
          where l.position > $1${conditions.join('')}
          order by l.position limit $2 + 1
        ) l
        join events e using (global_position)
        left join event_data d on d.stream = e.stream and d.version = e.version
        left join erased_entries x on x.stream = e.stream and x.version = e.version
      ) page
      where place <= $2 and bytes_before < $4
      order by position`,
    values: [after, limit, readableWith(insight), bytes, ...keys.map((key) => given[key])],
  });
  const opened = insight === 'PRIVILEGED' ? NONE : await openedTo(database, roles, rows);
  const last = rows.at(-1);
  return {
    events: rows.map((row) => cloudEventOf(row, insight, opened.get(row.position))),
    positions: rows.map(({ position }) => position),
    next: last && last.found > rows.length ? last.position : undefined,
    privileged: rows
      .filter(
        ({ visibility, data, position }) =>
          visibility === 'PRIVILEGED' && (data !== null || opened.get(position)?.to_all === false),
      )
      .map(({ position }) => position),
  };
}

interface OpenedRow extends Pick<FeedRow, 'position' | 'data' | 'salt'> {
  /** Whether everybody may read it, not these roles alone. */
  readonly to_all: boolean;
}
type Opened = ReadonlyMap<number, Omit<OpenedRow, 'position'>>;
const NONE: Opened = new Map();

/** The privileged entries of a page that the Board has opened to one of these roles, or to everybody, since they were recorded. */
async function openedTo(database: Queryable, roles: readonly Role[], page: readonly FeedRow[]): Promise<Opened> {
  const privileged = page.filter(({ visibility }) => visibility === 'PRIVILEGED').map(({ position }) => position);
  if (privileged.length === 0) return NONE;
  const { rows } = await database.query<OpenedRow>({
    name: 'event-feed-opened',
    text: `
      select l.position, d.data, encode(d.salt, 'base64') as salt, w.to_all
      from log l join events e using (global_position) join event_data d on d.stream = e.stream and d.version = e.version
      cross join lateral (
        select bool_or('public' = any (w.readers)) as to_all from views.privilege_waivers w
        where w.stream = e.stream and w.position > l.position and w.readers && $2::text[]
      ) w
      where l.position = any ($1::bigint[]) and w.to_all is not null
        and not exists (select from erased_entries x where x.stream = e.stream and x.version = e.version)`,
    values: [privileged, [...roles, 'public']],
  });
  return new Map(rows.map(({ position, ...opened }) => [position, opened]));
}

/** The entry is canonical JSON, and data is too: they are put together as they are, so that nobody rounds or reorders them. */
function cloudEventOf(row: FeedRow, insight: Visibility, opened: Pick<FeedRow, 'data' | 'salt'> | undefined): string {
  const { position, visibility, entry, gone, erased } = row;
  const { data, salt } = opened ?? row;
  const readable = opened !== undefined || readableWith(insight).includes(visibility);
  const rest =
    readable && data !== null
      ? `"datasalt":${JSON.stringify(salt?.replaceAll('\n', ''))},"data":${data}`
      : `"withheld":${JSON.stringify(whyWithheld(row, readable))}`;
  // What was erased is so for every reader, and the order says why.
  return `${entry.slice(0, -1)},"position":${position},${gone && erased !== null ? `"erased":${erased}` : rest}}`;
}

function whyWithheld({ visibility, gone }: FeedRow, readable: boolean): string {
  if (gone) return BEING_ERASED;
  return readable || visibility === 'PUBLIC' ? MISSING : EXEMPTIONS[visibility];
}

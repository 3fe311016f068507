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
  /** Only up to this position. */
  readonly upTo?: number;
  /** What the Board opened up to this position, and nothing later, counts as open. */
  readonly asOf?: number;
}

/** An entry as a reader is given it: with its data and their salt, with the order that erased them, or with why they are withheld. */
export interface DeliveredEntry {
  readonly position: number;
  /** The entry's own bytes as text: canonical JSON. */
  readonly entry: string;
  readonly given: { readonly data: string; readonly salt: string } | undefined;
  /** The position of the entry that ordered its erasure, for every reader. */
  readonly erased: number | undefined;
  /** In place of both: the exemption, or what else keeps it. */
  readonly withheld: string | undefined;
  /** What is given is privileged, and not opened to everybody. */
  readonly privileged: boolean;
}

export interface DeliveredPage {
  readonly entries: readonly DeliveredEntry[];
  /** The position of the last one, where more follow. */
  readonly next: number | undefined;
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
export const BEING_ERASED = 'an erasure of it was ordered';
/** Data that somebody took away without an order: the log was tampered with. */
export const MISSING = 'missing, and no erasure names it';

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

type Condition = Exclude<keyof FeedFilter, 'type'> | 'name' | 'schemaVersion' | 'upTo' | 'visibility';

const CONDITIONS: Readonly<Record<Condition, (parameter: string) => string>> = {
  positions: (parameter) => `l.position = any (${parameter}::bigint[])`,
  name: (parameter) => `e.type = ${parameter}`,
  schemaVersion: (parameter) => `e.schema_version = ${parameter}::int`,
  subject: (parameter) => `e.subject = ${parameter}`,
  actor: (parameter) => `e.actor = ${parameter}`,
  correlation: (parameter) => `e.correlation_id = ${parameter}::uuid`,
  from: (parameter) => `e.occurred_at >= ${parameter}::timestamptz`,
  to: (parameter) => `e.occurred_at < ${parameter}::timestamptz`,
  outcome: (parameter) => `(e.type = '${REFUSED_TYPE}') = (${parameter}::text = 'refused')`,
  upTo: (parameter) => `l.position <= ${parameter}::bigint`,
  visibility: (parameter) => `e.visibility = ${parameter}::text`,
};
const KEYS = Object.keys(CONDITIONS) as (keyof typeof CONDITIONS)[];

/** Whether this is a type that the log can hold. */
export const isEventType = (type: string): boolean => storedType(type) !== undefined;

/** At most `limit` events behind the position `after` that the filter lets through, as a reader with this insight sees them. */
export async function pageOf(database: Queryable, question: FeedQuestion): Promise<FeedPage> {
  const { entries, next } = await deliveredPage(database, question);
  return {
    events: entries.map(cloudEventOf),
    positions: entries.map(({ position }) => position),
    next,
    privileged: entries.filter(({ privileged }) => privileged).map(({ position }) => position),
  };
}

/** The same, part by part; `visibility` takes those alone that were recorded as visible so far. */
export async function deliveredPage(
  database: Queryable,
  { after, limit, filter, insight, roles, bytes = LARGEST_PAGE_BYTES, upTo, asOf }: FeedQuestion,
  visibility?: Visibility,
): Promise<DeliveredPage> {
  const { type, ...others } = filter;
  const version = type === undefined ? undefined : Number(/\d+$/.exec(type)?.[0]);
  const given: Partial<Record<Condition, unknown>> = {
    ...others,
    ...(type === undefined ? {} : { name: storedType(type), schemaVersion: version }),
    upTo,
    visibility,
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
  const opened = insight === 'PRIVILEGED' ? NONE : await openedTo(database, roles, rows, asOf);
  const last = rows.at(-1);
  return {
    entries: rows.map((row) => deliveredOf(row, insight, opened.get(row.position))),
    next: last && last.found > rows.length ? last.position : undefined,
  };
}

interface OpenedRow extends Pick<FeedRow, 'position' | 'data' | 'salt'> {
  /** Whether everybody may read it, not these roles alone. */
  readonly to_all: boolean;
}
type Opened = ReadonlyMap<number, Omit<OpenedRow, 'position'>>;
const NONE: Opened = new Map();

/** The privileged entries of a page that the Board has opened to one of these roles, or to everybody, since they were recorded. */
async function openedTo(
  database: Queryable,
  roles: readonly Role[],
  page: readonly FeedRow[],
  asOf: number | undefined,
): Promise<Opened> {
  const privileged = page.filter(({ visibility }) => visibility === 'PRIVILEGED').map(({ position }) => position);
  if (privileged.length === 0) return NONE;
  const { rows } = await database.query<OpenedRow>({
    name: 'event-feed-opened',
    text: `
      select l.position, d.data, encode(d.salt, 'base64') as salt, w.to_all
      from log l join events e using (global_position) join event_data d on d.stream = e.stream and d.version = e.version
      cross join lateral (
        select bool_or('public' = any (w.readers)) as to_all from views.privilege_waivers w
        where w.stream = e.stream and w.position > l.position and w.readers && $2::text[] and ($3::bigint is null or w.position <= $3)
      ) w
      where l.position = any ($1::bigint[]) and w.to_all is not null
        and not exists (select from erased_entries x where x.stream = e.stream and x.version = e.version)`,
    values: [privileged, [...roles, 'public'], asOf ?? null],
  });
  return new Map(rows.map(({ position, ...opened }) => [position, opened]));
}

function deliveredOf(row: FeedRow, insight: Visibility, opened: Omit<OpenedRow, 'position'> | undefined): DeliveredEntry {
  const { position, visibility, entry, gone } = row;
  const { data, salt } = opened ?? row;
  const readable = opened !== undefined || readableWith(insight).includes(visibility);
  const given = readable && data !== null && salt !== null ? { data, salt: salt.replaceAll('\n', '') } : undefined;
  // What was erased is so for every reader, and the order says why.
  const erased = gone && row.erased !== null ? row.erased : undefined;
  return {
    position,
    entry,
    given,
    erased,
    withheld: given || erased !== undefined ? undefined : whyWithheld(row, readable),
    privileged: given !== undefined && visibility === 'PRIVILEGED' && opened?.to_all !== true,
  };
}

function whyWithheld({ visibility, gone }: FeedRow, readable: boolean): string {
  if (gone) return BEING_ERASED;
  return readable || visibility === 'PUBLIC' ? MISSING : EXEMPTIONS[visibility];
}

/** The entry is canonical JSON, and data is too: they are put together as they are, so that nobody rounds or reorders them. */
function cloudEventOf({ position, entry, given, erased, withheld }: DeliveredEntry): string {
  const rest = given ? `"datasalt":${JSON.stringify(given.salt)},"data":${given.data}` : `"withheld":${JSON.stringify(withheld)}`;
  return `${entry.slice(0, -1)},"position":${position},${erased === undefined ? rest : `"erased":${erased}`}}`;
}

/** The versions of the profile that open requests were begun under: whether their rules are there, and are still those that they were. */
import { profileMissing } from '#command-queue';
import type { Queryable } from '#event-log';
import type { Profile, ProfileVersion } from '#kernel';
import type { RequestEvent, RequestStatus } from '../domain/request.js';

const ENDED = ['CLOSED', 'NOT_ADOPTED', 'WITHDRAWN'] satisfies readonly RequestStatus[];
const ENDINGS = ['request.closed', 'request.not-adopted', 'request.withdrawn'] satisfies readonly RequestEvent['type'][];
/** What was not adopted is open again where its vote turns out to have carried. */
const ISSUED_AFTER_ALL = 'request.issued' satisfies RequestEvent['type'];
const OPENING = 'request.opened' satisfies RequestEvent['type'];
/** So many events before those that the view has not seen are looked at too: what was being written while those were numbered. */
const MARGIN = 10_000;

type InUse = ProfileVersion & { readonly requests: number };

/** By the view, and by the events that it has not seen yet: after a crash it lies behind the log until a worker has started. */
async function versionsInUse(database: Queryable): Promise<InUse[]> {
  const { rows } = await database.query<InUse>(
    `with unseen as (
       select e.stream, d.data::jsonb -> 'profile' as profile from events e join event_data d using (stream, version)
       where e.type = $2 and e.global_position > $4 + coalesce((
         select l.global_position from log l join checkpoints c using (position) where c.consumer = 'view:requests'), 0)),
     begun as (
       select 'requests/' || id as stream, profile from requests where status <> all ($1) union select stream, profile from unseen)
     select profile ->> 'id' as id, (profile ->> 'version')::int as version, count(*)::int as requests from begun
     where jsonb_typeof(profile) = 'object'
       and not exists (
         select from events e where e.stream = begun.stream and e.type = any ($3)
           and not exists (select from events l where l.stream = e.stream and l.version > e.version and l.type = $5))
     group by 1, 2 order by 1, 2`,
    [ENDED, OPENING, ENDINGS, -MARGIN, ISSUED_AFTER_ALL],
  );
  return rows;
}

/** What is wrong with the rules that open requests were begun under, a sentence each: a version is not here, or says otherwise than it did. */
export async function checkProfiles(database: Queryable, known: readonly Profile[]): Promise<string[]> {
  const rows = await versionsInUse(database);
  const changed: string[] = [];
  for (const used of rows) changed.push(...(await changesOf(database, used, known.find(isVersion(used)))));
  return [...missing(rows, known), ...changed];
}

function missing(rows: readonly InUse[], known: readonly ProfileVersion[]): string[] {
  return rows
    .filter((used) => !known.some(isVersion(used)))
    .map(({ requests, ...used }) => `Open requests (${requests}) were begun under ${whatIsMissing(used, known)}`);
}

const isVersion =
  (one: ProfileVersion) =>
  (other: ProfileVersion): boolean =>
    one.id === other.id && one.version === other.version;

function whatIsMissing(used: ProfileVersion, known: readonly ProfileVersion[]): string {
  return known.some(({ id }) => id === used.id)
    ? `rules that are missing: ${profileMissing(used)}`
    : `the profile ${used.id}, and PROFILE names the rules of another place: set it to that profile.`;
}

async function changesOf(database: Queryable, { id, version, requests }: InUse, profile: Profile | undefined): Promise<string[]> {
  if (!profile) return [];
  const { rows } = await database.query<{ path: string; was: string; is: string }>(
    `select key as path, kept.value::text as was, present.value::text as is
     from kept_rules, jsonb_each(settings) kept join jsonb_each($3::jsonb) present using (key)
     where profile = $1 and version = $2 and kept.value <> present.value order by key`,
    [id, version, JSON.stringify(settingsOf(profile))],
  );
  if (rows.length === 0) return [];
  const said = rows.map(({ path, was, is }) => `${path} was ${was} and is ${is}`).join('; ');
  return [
    `Open requests (${requests}) were begun under version ${version} of the profile ${id}, which says otherwise now: ${said}. ` +
      `Put its file back as it was; other rules are another version, beside ${id}@${version}.yaml.`,
  ];
}

/**
 * Keeps what the rules say. Of a version that open requests were begun under what was kept stands, and settings that are new in it are added;
 * another one may still be changed. For whoever decides by them, once {@link checkProfiles} found nothing wrong.
 */
export async function keepRules(database: Queryable, known: readonly Profile[]): Promise<void> {
  const rows = await versionsInUse(database);
  for (const profile of known)
    await database.query(
      `insert into kept_rules (profile, version, settings) values ($1, $2, $3)
       on conflict (profile, version) do update
         set settings = case when $4 then excluded.settings || kept_rules.settings else excluded.settings end`,
      [profile.id, profile.version, JSON.stringify(settingsOf(profile)), rows.some(isVersion(profile))],
    );
}

/** Each setting by its path. Which claims stand for which roles is agreed with an identity provider, and is no rule. */
function settingsOf(profile: Profile): Record<string, unknown> {
  const paths = Object.keys(profile.sources).filter((path) => path !== 'roleClaims');
  const valueAt = (path: string): unknown =>
    path.split('.').reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], profile);
  return { timeZone: profile.timeZone, ...Object.fromEntries(paths.map((path) => [path, valueAt(path)])) };
}

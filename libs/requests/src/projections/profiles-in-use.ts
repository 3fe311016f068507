import { profileMissing } from '#command-queue';
import type { Queryable } from '#event-log';
import type { ProfileVersion } from '#kernel';
import type { RequestStatus } from '../domain/request.js';

const ENDED = ['CLOSED', 'NOT_ADOPTED', 'WITHDRAWN'] satisfies readonly RequestStatus[];

/** The versions of the profile that open requests were begun under and that are not among these, a sentence each. */
export async function checkProfiles(database: Queryable, known: readonly ProfileVersion[]): Promise<string[]> {
  const { rows } = await database.query<ProfileVersion & { requests: number }>(
    `select profile ->> 'id' as id, (profile ->> 'version')::int as version, count(*)::int as requests
     from requests where jsonb_typeof(profile) = 'object' and status <> all ($1) group by 1, 2 order by 1, 2`,
    [ENDED],
  );
  return rows
    .filter(({ id, version }) => !known.some((each) => each.id === id && each.version === version))
    .map(({ requests, ...missing }) => `Open requests (${requests}) were begun under ${whatIsMissing(missing, known)}`);
}

function whatIsMissing(missing: ProfileVersion, known: readonly ProfileVersion[]): string {
  return known.some(({ id }) => id === missing.id)
    ? `rules that are missing: ${profileMissing(missing)}`
    : `the profile ${missing.id}, and PROFILE names the rules of another place: set it to that profile.`;
}

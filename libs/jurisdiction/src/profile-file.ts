import type { Profile } from '#kernel';
import { parseDocument } from 'yaml';
import type { z } from 'zod';
import { PROFILE } from './schema.js';

/** A profile that cannot be used; the message names each place that is wrong and what is expected there. */
export class ProfileError extends Error {
  override readonly name = 'ProfileError';
}

interface Setting<Value> {
  readonly value: Value;
  readonly source: string;
  readonly verified: boolean;
}

/** A parsed file with each setting reduced to its value. */
type Values<Part> =
  Part extends Setting<infer Value> ? Value : Part extends object ? { readonly [Key in keyof Part]: Values<Part[Key]> } : Part;

/** Reads a profile from the text of its YAML file; `name` is what the file is called in an error. */
export function parseProfile(text: string, name: string): Profile {
  const document = parseDocument(text);
  if (document.errors.length > 0)
    throw new ProfileError(`${name} is no YAML: ${document.errors.map(({ message }) => message).join(' ')}`);
  const parsed = PROFILE.safeParse(document.toJS());
  if (!parsed.success) {
    const faults = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'the file'}: ${message}.`);
    throw new ProfileError(`${name} is no profile. ${faults.join(' ')}`);
  }
  const sources: Record<string, Omit<Setting<never>, 'value'>> = {};
  const profile: Profile = { ...(valuesOf(parsed.data, [], sources) as Values<z.infer<typeof PROFILE>>), sources };
  refuseContradictions(profile, name);
  return profile;
}

function valuesOf(part: unknown, path: readonly string[], sources: Record<string, Omit<Setting<never>, 'value'>>): unknown {
  if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
  if (isSetting(part)) {
    sources[path.join('.')] = { source: part.source, verified: part.verified };
    return part.value;
  }
  return Object.fromEntries(Object.entries(part).map(([key, value]) => [key, valuesOf(value, [...path, key], sources)]));
}

function isSetting(part: object): part is Setting<unknown> {
  return 'value' in part && 'source' in part && 'verified' in part;
}

/** What each value by itself does not show. */
function refuseContradictions(profile: Profile, name: string): void {
  const {
    board: { seats, quorum, ayesToAdopt },
    councilReview,
  } = profile;
  const { members, votesToAssert, votesToVeto, regularDays, warnOnDay } = councilReview;
  const votes = Object.entries({ votesToAssert, votesToVeto });
  const faults = [
    ...(quorum > seats ? [`board.quorum: ${quorum} of ${seats} seats can never be present.`] : []),
    ...(ayesToAdopt > seats ? [`board.ayesToAdopt: ${ayesToAdopt} of ${seats} seats can never vote aye.`] : []),
    ...(ayesToAdopt * 2 <= seats ? [`board.ayesToAdopt: ${ayesToAdopt} is no majority of ${seats} seats.`] : []),
    ...votes
      .filter(([, needed]) => needed > members)
      .map(([setting, needed]) => `councilReview.${setting}: ${needed} of ${members} members can never vote aye.`),
    ...(warnOnDay > regularDays ? [`councilReview.warnOnDay: day ${warnOnDay} comes after the last, ${regularDays}.`] : []),
    ...keptTwice(profile),
  ];
  if (faults.length > 0) throw new ProfileError(`${name} contradicts itself. ${faults.join(' ')}`);
}

/** Records of one kind are kept in one way. */
function keptTwice({ retention }: Profile): string[] {
  const series = Object.entries(retention);
  const kinds = series.flatMap(([, { records }]) => records);
  return [...new Set(kinds.filter((kind, at) => kinds.indexOf(kind) !== at))].map((kind) => {
    const holders = series.filter(([, { records }]) => records.includes(kind)).map(([id]) => id);
    return `retention: ${kind} are in ${holders.length > 1 ? holders.join(' and ') : `${holders.join()} twice`}.`;
  });
}

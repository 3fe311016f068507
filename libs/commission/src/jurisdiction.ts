import { calendarFor } from '#calendar';
import type { Jurisdiction } from '#command-queue';
import { actingUnder } from '#delegations';
import type { Profile } from '#kernel';
import type { Settings } from './settings.js';

const rulesOf = (profile: Profile) => ({ profile, calendar: calendarFor(profile) });

/** The jurisdiction that this installation serves: its rules, its days, and the origin of its log. */
export function jurisdictionOf({
  profile,
  earlierProfiles = [],
  source,
}: Pick<Settings, 'profile' | 'source'> & Partial<Pick<Settings, 'earlierProfiles'>>): Jurisdiction {
  return { ...rulesOf(profile), earlier: earlierProfiles.map(rulesOf), source, actingUnder };
}

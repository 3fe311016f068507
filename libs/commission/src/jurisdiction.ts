import { calendarFor } from '#calendar';
import type { Jurisdiction } from '#command-queue';
import { actingUnder } from '#delegations';
import type { Settings } from './settings.js';

/** The jurisdiction that this installation serves: its rules, its days, and the origin of its log. */
export function jurisdictionOf({
  profile,
  earlierProfiles = [],
  source,
}: Pick<Settings, 'profile' | 'source'> & Partial<Pick<Settings, 'earlierProfiles'>>): Jurisdiction {
  const [present, ...earlier] = [profile, ...earlierProfiles].map((rules) => ({ profile: rules, calendar: calendarFor(rules) }));
  if (!present) throw new Error('There are no rules to decide by.');
  return { ...present, earlier, source, actingUnder };
}

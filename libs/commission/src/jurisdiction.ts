import { calendarFor } from '#calendar';
import type { Jurisdiction } from '#command-queue';
import { actingUnder } from '#delegations';
import type { Settings } from './settings.js';

/** The jurisdiction that this installation serves: its rules, its days, and the origin of its log. */
export function jurisdictionOf({ profile, source }: Pick<Settings, 'profile' | 'source'>): Jurisdiction {
  return { calendar: calendarFor(profile), profile, source, actingUnder };
}

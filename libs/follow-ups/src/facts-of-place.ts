import type { FactReader } from '#command-queue';
import { meeting } from '#meetings';
import type { MeetingNamed, MeetingPlace } from './domain/given-in-a-meeting.js';

/** What is known of the meeting that a direction or an undertaking names. */
export async function factsOfPlace(
  read: FactReader,
  { meetingId, itemNumber }: Partial<MeetingPlace>,
): Promise<{ readonly meeting?: MeetingNamed }> {
  const held = meetingId === undefined ? undefined : await read.state(meeting, meetingId);
  if (!held || held.status === 'none') return {};
  return { meeting: { status: held.status, hasItem: held.items.some(({ number }) => number === itemNumber) } };
}

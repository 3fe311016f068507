/**
 * That somebody is given privileged content: noted before it is given, once for what one session is given of one range.
 *
 *   none ──note-privileged-reading──▶ NOTED
 *
 * Privileged is what passes between an attorney and the client (Gov. Code 7927.705; Evid. Code 954); that it was read is no secret, and
 * whoever watches over the log is to see by whom.
 */
import type { Rejection } from '#kernel';
import { type Context, type Decider, type DomainCommand, type DomainEvent, refusedState, type Transitions } from '#kernel';

export type NotePrivilegedReading = DomainCommand<
  'note-privileged-reading',
  {
    /** The subject of the reader's token. */
    readonly reader: string;
    readonly roles: readonly string[];
    /** Tells the sessions of one reader apart. */
    readonly session: string;
    /** The positions of the log whose content was given: `3-7 12`. */
    readonly positions: string;
  }
>;
export type ReadingEvent = DomainEvent<'reading.noted', NotePrivilegedReading['data']>;
export type Reading = { readonly status: 'none' | 'NOTED' };

export const READING_TRANSITIONS = {
  'note-privileged-reading': { from: ['none'], to: ['NOTED'] },
} as const satisfies Transitions<NotePrivilegedReading>;

function decide(command: NotePrivilegedReading, { status }: Reading, _context: Context): readonly ReadingEvent[] | Rejection {
  return refusedState(READING_TRANSITIONS, command.name, status) ?? [{ type: 'reading.noted', data: command.data }];
}

export const reading: Decider<NotePrivilegedReading, Reading, ReadingEvent, undefined> = {
  streamType: 'readings',
  initial: { status: 'none' },
  decide,
  evolve: () => ({ status: 'NOTED' }),
};

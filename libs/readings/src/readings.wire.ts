import { CommandBody, defineLifecycle, Shaped, Text, Texts } from '#command-queue';
import { ROLES } from '#kernel';
import { type NotePrivilegedReading, reading, READING_TRANSITIONS } from './domain/reading.js';

/** As many ranges as a page of the log has entries. */
const LONGEST_POSITIONS = 4_000;

class NotePrivilegedReadingBody extends CommandBody {
  @Text(255, { about: 'The subject of the reader’s token.' })
  reader!: string;

  @Texts(40, { atLeast: 1, atMost: ROLES.length, about: 'In which roles it was read.' })
  roles!: string[];

  @Shaped(/^[0-9a-f]{32}$/, '0f'.repeat(16), { about: 'Tells the sessions of one reader apart.' })
  session!: string;

  @Text(LONGEST_POSITIONS, { about: 'The positions of the log whose content was given: `3-7 12`.' })
  positions!: string;
}

/** What privileged content was given to whom; sent by the feed itself, before it gives it. */
export const readingLifecycle = defineLifecycle({
  decider: reading,
  transitions: READING_TRANSITIONS,
  commands: {
    'note-privileged-reading': {
      body: NotePrivilegedReadingBody satisfies new () => NotePrivilegedReading['data'],
      summary: 'Note that privileged content is given to a reader.',
      subject: 'new',
      roles: ['system'],
      rules: [],
    },
  },
  events: { 'reading.noted': { schemaVersion: 1, visibility: 'INTERNAL' } },
});

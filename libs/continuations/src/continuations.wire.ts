import { CommandBody, defineLifecycle, Text, Whole } from '#command-queue';
import { type ContinueLog, continuation, CONTINUATION_TRANSITIONS } from './domain/continuation.js';

const LONGEST_ORIGIN = 200;
/** A note with some signatures; an entry is at most 64 kB. */
const LONGEST_NOTE = 10_000;

class ContinueLogBody extends CommandBody {
  @Text(LONGEST_ORIGIN, { about: 'What the checkpoints call the log from here on.' })
  origin!: string;

  @Text(LONGEST_ORIGIN, { about: 'What they called it before.' })
  continues!: string;

  @Text(LONGEST_NOTE, { about: 'The newest checkpoint under the old name, the whole signed note.' })
  checkpoint!: string;

  @Whole(0, Number.MAX_SAFE_INTEGER, { about: 'Up to this size the log is that of the old checkpoints.' })
  agreesUpTo!: number;

  @Text(1_000, {
    about: 'Why; for everybody who reads the log. No names of private persons, nothing that would have to be hidden.',
  })
  reason!: string;
}

/** That the log is signed under another origin; sent by the command line, which then tells the signer. */
export const continuationLifecycle = defineLifecycle({
  decider: continuation,
  transitions: CONTINUATION_TRANSITIONS,
  commands: {
    'continue-log': {
      body: ContinueLogBody satisfies new () => ContinueLog['data'],
      summary: 'Continue the log under another origin, after a restore that lost what was signed.',
      subject: 'new',
      roles: ['system'],
      rules: [],
    },
  },
  events: { 'log.continued': { schemaVersion: 1, visibility: 'PUBLIC' } },
});

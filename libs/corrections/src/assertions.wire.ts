import { CommandBody, defineLifecycle, RecordId, Text } from '#command-queue';
import { type AssertionRecorded, OWN_WORK } from '#kernel';
import { assertion, ASSERTION_TRANSITIONS, type AssertionDeclined, type DeclineAssertion } from './domain/assertion.js';

class ConfirmAssertionBody extends CommandBody {
  @RecordId({ about: 'The id of the command that was asserted.' })
  assertionId!: string;
}

class DeclineAssertionBody extends CommandBody {
  @RecordId({ about: 'The id of the command that was asserted.' })
  assertionId!: string;

  @Text(1000)
  reason!: string;
}

/** An assertion tells of a step on a record: no more people may read it than may read that. */
const asItsEntries = ({ entryVisibility }: Pick<(AssertionRecorded | AssertionDeclined)['data'], 'entryVisibility'>) =>
  entryVisibility;

/** A step of the past that was entered: confirmed or declined by a second person. */
export const assertionLifecycle = defineLifecycle({
  decider: assertion,
  transitions: ASSERTION_TRANSITIONS,
  commands: {
    'confirm-assertion': {
      body: ConfirmAssertionBody,
      summary: 'Confirm a step of the past that another person entered.',
      subject: 'assertionId',
      roles: ['commission-staff'],
      rules: [OWN_WORK],
    },
    'decline-assertion': {
      body: DeclineAssertionBody satisfies new () => DeclineAssertion['data'],
      summary: 'Decline a step of the past: what was entered stands, and shows that it was not confirmed.',
      subject: 'assertionId',
      roles: ['commission-staff'],
      rules: [],
    },
  },
  events: {
    'assertion.recorded': { schemaVersion: 1, visibility: asItsEntries },
    'assertion.confirmed': { schemaVersion: 1, visibility: 'PUBLIC' },
    'assertion.declined': { schemaVersion: 1, visibility: asItsEntries },
  },
});

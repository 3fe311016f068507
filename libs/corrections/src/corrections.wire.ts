import { CommandBody, defineLifecycle, type FactReader, RecordId, Shaped, Text, Whole } from '#command-queue';
import { NO_SUCH_RECORD, OWN_WORK, type Role, ROLES } from '#kernel';
import { type RollCallRecorded, VOTE_CHOICES } from '#meetings';
import { CORRECTABLE } from './correctable.js';
import {
  correction,
  CORRECTION_TRANSITIONS,
  type CorrectionFacts,
  type CorrectionProposed,
  type CorrectionVisibility,
  type CorrectRecord,
  type DeclineCorrection,
  FIELD_IS_FIXED,
  NOT_A_VOTE,
  NOTHING_CORRECTED,
  ORIGINAL_ROLE,
  WAS_NOT_SO,
} from './domain/correction.js';

class CorrectRecordBody extends CommandBody {
  @Whole(1, 2_147_483_647, { about: 'The place of the entry in the log.' })
  position!: number;

  @Shaped(/^(\/([^/~]|~[01])*)+$/, '/signedOn', { about: "JSON pointer (RFC 6901) into the entry's data." })
  field!: string;

  @Text(5000, { about: 'What the entry says there: a string as it is, any other value as JSON.' })
  was!: string;

  @Text(5000, { about: 'What is right, written in the same way.' })
  is!: string;

  @Text(1000)
  reason!: string;

  @Text(500, { about: 'Where the right value is known from.' })
  source!: string;
}

class ConfirmCorrectionBody extends CommandBody {
  @RecordId()
  correctionId!: string;
}

class DeclineCorrectionBody extends CommandBody {
  @RecordId()
  correctionId!: string;

  @Text(1000)
  reason!: string;
}

/** Those who make entries; the rule of the original role narrows them down to the one of the entry. */
const RECORDERS: readonly Role[] = ROLES.filter((role) => !['oversight', 'public', 'administrator', 'system'].includes(role));

/** A correction repeats a value of its entry, so no more people may read it than may read the entry. */
async function factsOfEntry(read: FactReader, { position, field }: CorrectRecord['data']): Promise<CorrectionFacts> {
  const entry = await read.entry(position);
  if (!entry) return {};
  const { type, stream, actorRole: role, visibility, data } = entry;
  const vote = type === 'meeting.roll-call-recorded' ? voteIn(stream, data as RollCallRecorded['data'], field) : undefined;
  return { entry: { type, stream, role, visibility, data, correctable: CORRECTABLE[type] ?? [], ...(vote && { vote }) } };
}

/** The vote that a pointer into a roll call names. */
function voteIn(
  stream: string,
  { items, votes, votedAt }: RollCallRecorded['data'],
  field: string,
): NonNullable<CorrectionFacts['entry']>['vote'] {
  const [, place] = /^\/votes\/(\d+)\/vote$/.exec(field) ?? [];
  const cast = place === undefined ? undefined : votes[Number(place)];
  return cast && { meetingId: stream.replace('meetings/', ''), items, votedAt, member: cast.member, choices: VOTE_CHOICES };
}

function asItsEntry({ entryVisibility }: Pick<CorrectionProposed['data'], 'entryVisibility'>): CorrectionVisibility {
  return entryVisibility;
}

/** A correction: proposed under the entry's role, confirmed or declined by its role again. */
export const correctionLifecycle = defineLifecycle({
  decider: correction,
  transitions: CORRECTION_TRANSITIONS,
  commands: {
    'correct-record': {
      body: CorrectRecordBody satisfies new () => CorrectRecord['data'],
      summary: 'Propose a correction of a field of an entry, which itself stays as it is.',
      subject: 'new',
      roles: RECORDERS,
      rules: [NO_SUCH_RECORD, ORIGINAL_ROLE, FIELD_IS_FIXED, WAS_NOT_SO, NOTHING_CORRECTED, NOT_A_VOTE],
      facts: factsOfEntry,
    },
    'confirm-correction': {
      body: ConfirmCorrectionBody,
      summary: 'Confirm a correction that another person proposed.',
      subject: 'correctionId',
      roles: RECORDERS,
      rules: [ORIGINAL_ROLE, OWN_WORK],
    },
    'decline-correction': {
      body: DeclineCorrectionBody satisfies new () => DeclineCorrection['data'],
      summary: 'Decline a correction: the entry stands as it is.',
      subject: 'correctionId',
      roles: RECORDERS,
      rules: [ORIGINAL_ROLE],
    },
  },
  events: {
    'correction.proposed': { schemaVersion: 1, visibility: asItsEntry },
    'correction.confirmed': { schemaVersion: 1, visibility: 'PUBLIC' },
    'correction.declined': { schemaVersion: 1, visibility: asItsEntry },
    'correction.vote-corrected': { schemaVersion: 1, visibility: 'PUBLIC' },
  },
});

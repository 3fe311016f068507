import { type ClockChange, CommandBody, DateField, defineLifecycle, Parts, RecordId, Text } from '#command-queue';
import { type Instant, NO_SUCH_RECORD, type PlainDate } from '#kernel';
import { GIVEN_IN_A_MEETING } from './domain/given-in-a-meeting.js';
import {
  EXTENDED_TO_A_LATER_DAY,
  type ExtendUndertaking,
  type RecordUndertaking,
  type RecordUndertakingKept,
  type ReleaseUndertaking,
  undertaking,
  UNDERTAKING_NOT_YET_DUE,
  UNDERTAKING_TRANSITIONS,
} from './domain/undertaking.js';
import { EvidenceBody } from './evidence-body.js';
import { factsOfPlace } from './facts-of-place.js';

class RecordUndertakingBody extends CommandBody {
  @Text(200, { about: 'Who gave it: a person or an office.' })
  givenBy!: string;

  @Text(5_000, { about: 'What was promised.' })
  text!: string;

  @RecordId({ optional: true, about: 'The meeting in which it was given.' })
  meetingId?: string;

  @Text(4, { optional: true, about: 'The number of the item on which it was given.' })
  itemNumber?: string;

  @DateField({ optional: true, about: 'The day by which it is to be kept, where one was named.' })
  dueOn?: string;
}

abstract class OnUndertaking extends CommandBody {
  @RecordId()
  undertakingId!: string;
}

class RecordUndertakingKeptBody extends OnUndertaking {
  @Text(5_000)
  how!: string;

  @Parts(() => EvidenceBody, { optional: true, atMost: 50, about: 'Where it can be seen.' })
  evidence?: EvidenceBody[];
}

class ExtendUndertakingBody extends OnUndertaking {
  @DateField()
  dueOn!: string;

  @Text(2_000)
  reason!: string;
}

class ReleaseUndertakingBody extends OnUndertaking {
  @Text(2_000)
  reason!: string;
}

class AnnounceUndertakingOverdueBody extends OnUndertaking {}

const DUE = 'undertaking-due';

function untilDue({
  dueAt,
  dueOn,
  calendar,
}: {
  readonly dueAt?: Instant;
  readonly dueOn?: PlainDate;
  readonly calendar?: string;
}): readonly ClockChange[] {
  if (dueAt === undefined) return [];
  return [
    {
      start: DUE,
      dueAt,
      rule: 'An undertaking is to be kept until the end of the day that was named with it.',
      inputs: { dueOn, calendar },
      command: 'announce-undertaking-overdue',
      deadline: true,
    },
  ];
}

const onIt = { subject: 'undertakingId' } as const;

export const undertakingLifecycle = defineLifecycle({
  decider: undertaking,
  transitions: UNDERTAKING_TRANSITIONS,
  commands: {
    'record-undertaking': {
      body: RecordUndertakingBody satisfies new () => RecordUndertaking['data'],
      summary: 'Record what somebody promised the Board to do.',
      subject: 'new',
      roles: ['board-secretary', 'commission-staff'],
      rules: [NO_SUCH_RECORD, GIVEN_IN_A_MEETING],
      facts: factsOfPlace,
    },
    'record-undertaking-kept': {
      body: RecordUndertakingKeptBody satisfies new () => RecordUndertakingKept['data'],
      summary: 'Record that an undertaking was kept, and how.',
      ...onIt,
      roles: ['chief', 'commission-staff', 'inspector-general'],
      rules: [],
    },
    'extend-undertaking': {
      body: ExtendUndertakingBody satisfies new () => ExtendUndertaking['data'],
      summary: 'Give an undertaking another day; the day before is kept.',
      ...onIt,
      roles: ['board-secretary', 'commission-staff'],
      rules: [EXTENDED_TO_A_LATER_DAY],
    },
    'release-undertaking': {
      body: ReleaseUndertakingBody satisfies new () => ReleaseUndertaking['data'],
      summary: 'Record that the Board no longer asks for what was promised.',
      ...onIt,
      roles: ['board-secretary'],
      rules: [],
    },
    'announce-undertaking-overdue': {
      body: AnnounceUndertakingOverdueBody,
      summary: 'Announce, once, that the day of an undertaking passed without its being kept.',
      ...onIt,
      roles: ['system'],
      rules: [UNDERTAKING_NOT_YET_DUE],
    },
  },
  events: {
    'undertaking.recorded': { schemaVersion: 1, visibility: 'PUBLIC', clocks: untilDue },
    'undertaking.extended': { schemaVersion: 1, visibility: 'PUBLIC', clocks: untilDue },
    'undertaking.kept': { schemaVersion: 1, visibility: 'PUBLIC', clocks: () => [{ stop: DUE }] },
    'undertaking.released': { schemaVersion: 1, visibility: 'PUBLIC', clocks: () => [{ stop: DUE }] },
    // The clock runs on: it stands among what is overdue until it is kept.
    'undertaking.overdue': { schemaVersion: 1, visibility: 'PUBLIC' },
  },
});

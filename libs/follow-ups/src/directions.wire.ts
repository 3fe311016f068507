import { CommandBody, defineLifecycle, type FactReader, RecordId, Text } from '#command-queue';
import { NO_SUCH_RECORD } from '#kernel';
import { boardReport } from '#requests';
import {
  direction,
  DIRECTION_TRANSITIONS,
  type DirectionFacts,
  type RecordDirection,
  type RecordDirectionFollowed,
  type SetDirectionAside,
} from './domain/direction.js';
import { GIVEN_IN_A_MEETING } from './domain/given-in-a-meeting.js';
import { factsOfPlace } from './facts-of-place.js';

class RecordDirectionBody extends CommandBody {
  @RecordId({ about: 'The meeting in which it was given.' })
  meetingId!: string;

  @Text(4, { optional: true, about: 'The number of the item on which it was given.' })
  itemNumber?: string;

  @Text(200, { about: 'The member who gave it.' })
  member!: string;

  @Text(200, { about: 'Whom it asks, in words: `the Department`, `the staff of the Commission`.' })
  of!: string;

  @Text(5_000, { about: 'What it asks for.' })
  text!: string;
}

abstract class OnDirection extends CommandBody {
  @RecordId()
  directionId!: string;
}

class RecordDirectionFollowedBody extends OnDirection {
  @Text(5_000, { about: 'What was done.' })
  what!: string;

  @RecordId({ optional: true, about: 'The report to the Board in which it was done.' })
  boardReportId?: string;
}

class SetDirectionAsideBody extends OnDirection {
  @Text(2_000, { about: 'Why it is not followed.' })
  reason!: string;
}

async function factsOfReport(read: FactReader, { boardReportId }: RecordDirectionFollowed['data']): Promise<DirectionFacts> {
  return { boardReportExists: boardReportId !== undefined && (await read.state(boardReport, boardReportId)) !== undefined };
}

const onIt = { subject: 'directionId', roles: ['chief', 'commission-staff'] } as const;

export const directionLifecycle = defineLifecycle({
  decider: direction,
  transitions: DIRECTION_TRANSITIONS,
  commands: {
    'record-direction': {
      body: RecordDirectionBody satisfies new () => RecordDirection['data'],
      summary: 'Log what a member of the Board asked for in a meeting without a vote; it obliges nobody.',
      subject: 'new',
      roles: ['board-secretary', 'commission-staff'],
      rules: [NO_SUCH_RECORD, GIVEN_IN_A_MEETING],
      facts: factsOfPlace,
    },
    'record-direction-followed': {
      body: RecordDirectionFollowedBody satisfies new () => RecordDirectionFollowed['data'],
      summary: 'Record what was done about a direction.',
      ...onIt,
      rules: [NO_SUCH_RECORD],
      facts: factsOfReport,
    },
    'set-direction-aside': {
      body: SetDirectionAsideBody satisfies new () => SetDirectionAside['data'],
      summary: 'Record that a direction is not followed, and why.',
      ...onIt,
      rules: [],
    },
  },
  events: {
    'direction.recorded': { schemaVersion: 1, visibility: 'PUBLIC' },
    'direction.followed': { schemaVersion: 1, visibility: 'PUBLIC' },
    'direction.set-aside': { schemaVersion: 1, visibility: 'PUBLIC' },
  },
});

import { CommandBody, DateField, defineLifecycle, RecordId, Text, Whole } from '#command-queue';
import { TIME_IN_THE_FUTURE } from '#kernel';
import {
  COUNCIL_DAYS_TRANSITIONS,
  councilDays,
  DAY_NOT_RECORDED,
  DAY_RECORDED_ALREADY,
  type NoteReviewBegun,
  type RecordCouncilDay,
  type StrikeCouncilDay,
} from './domain/council-days.js';

class RecordCouncilDayBody extends CommandBody {
  @RecordId({ about: 'The Board whose actions the Council reviews.' })
  boardId!: string;

  @DateField({ about: 'A day on which the Council convened in regular session.' })
  on!: string;
}

class StrikeCouncilDayBody extends CommandBody {
  @RecordId({ about: 'The Board whose actions the Council reviews.' })
  boardId!: string;

  @DateField({ about: 'A day on record, on which the Council did not convene in regular session after all.' })
  on!: string;

  @Text(1_000, { about: 'Why it was none: a recess, a special meeting, an entry by mistake.' })
  reason!: string;
}

class NoteReviewBegunBody extends CommandBody {
  @RecordId()
  boardId!: string;

  @RecordId()
  boardActionId!: string;

  @DateField()
  adoptedOn!: string;

  @Whole(1, 366)
  regularDays!: number;
}

export const councilDaysLifecycle = defineLifecycle({
  decider: councilDays,
  transitions: COUNCIL_DAYS_TRANSITIONS,
  past: true,
  commands: {
    'record-council-day': {
      body: RecordCouncilDayBody satisfies new () => RecordCouncilDay['data'],
      summary: 'Record that the Council convened in regular session; every action under its review counts the day.',
      subject: 'boardId',
      roles: ['board-secretary'],
      rules: [TIME_IN_THE_FUTURE, DAY_RECORDED_ALREADY],
    },
    'strike-council-day': {
      body: StrikeCouncilDayBody satisfies new () => StrikeCouncilDay['data'],
      summary:
        'Strike a day on which the Council did not convene in regular session after all; every action that counted it counts anew, and one that had become final by it is no longer final.',
      subject: 'boardId',
      roles: ['board-secretary'],
      rules: [DAY_NOT_RECORDED],
    },
    'note-review-begun': {
      body: NoteReviewBegunBody satisfies new () => NoteReviewBegun['data'],
      summary: 'Note an action whose review by the Council has begun.',
      subject: 'boardId',
      // The first action under review begins the record.
      knownElsewhere: true,
      roles: ['system'],
      rules: [],
    },
  },
  events: {
    'council-days.recorded': { schemaVersion: 1, visibility: 'PUBLIC' },
    'council-days.struck': { schemaVersion: 1, visibility: 'PUBLIC' },
    'council-days.review-begun': { schemaVersion: 1, visibility: 'PUBLIC' },
  },
});

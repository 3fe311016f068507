import {
  type ClockChange,
  CommandBody,
  defineLifecycle,
  type FactReader,
  Flag,
  OneOf,
  RecordId,
  Text,
  Whole,
} from '#command-queue';
import { NO_SUCH_RECORD, OWN_WORK, type RefusalNumber } from '#kernel';
import {
  CURE_TIME_NOT_OVER,
  CURED_TOO_LATE,
  IRREGULAR_ACT_TRANSITIONS,
  IRREGULAR_RECORDS,
  irregularAct,
  type IrregularActFacts,
  type IrregularActReviewed,
  type RecordIrregularAct,
  type RecordIrregularActCured,
  type ReviewIrregularAct,
} from './domain/irregular-act.js';
import { recordExists } from './record-exists.js';

class RecordIrregularActBody extends CommandBody {
  @OneOf(IRREGULAR_RECORDS)
  recordType!: (typeof IRREGULAR_RECORDS)[number];

  @RecordId()
  recordId!: string;

  @Text(4, { optional: true, about: 'Of a meeting: the item that the act is about.' })
  itemNumber?: string;

  @Whole(1, 17, { about: 'The rule that the act went against, by its number among the refusals.' })
  rule!: RefusalNumber;

  @Text(2_000, { about: 'What was done.' })
  act!: string;

  @Text(2_000, { about: 'Where that can be read or heard.' })
  source!: string;
}

abstract class IrregularActBody extends CommandBody {
  @RecordId()
  irregularActId!: string;
}

class ReviewIrregularActBody extends IrregularActBody {
  @Flag({ about: 'Whether the act went against the rule.' })
  concurs!: boolean;

  @Text(2_000)
  reason!: string;
}

class RecordIrregularActCuredBody extends IrregularActBody {
  @Text(2_000, { about: 'How it was cured.' })
  how!: string;
}

class EndIrregularActCureBody extends IrregularActBody {}

export const irregularActLifecycle = defineLifecycle({
  decider: irregularAct,
  transitions: IRREGULAR_ACT_TRANSITIONS,
  commands: {
    'record-irregular-act': {
      body: RecordIrregularActBody satisfies new () => RecordIrregularAct['data'],
      summary: 'Enter what happened in spite of a rule, and name the rule; an act stands until it is nullified.',
      subject: 'new',
      roles: ['board-secretary'],
      rules: [NO_SUCH_RECORD],
      facts: factsOfRecord,
    },
    'review-irregular-act': {
      body: ReviewIrregularActBody satisfies new () => ReviewIrregularAct['data'],
      summary:
        'Concur that an act went against a rule, or say that it did not; the period for a cure begins with the concurrence.',
      subject: 'irregularActId',
      roles: ['city-attorney'],
      rules: [OWN_WORK],
    },
    'record-irregular-act-cured': {
      body: RecordIrregularActCuredBody satisfies new () => RecordIrregularActCured['data'],
      summary: 'Record how an irregular act was cured.',
      subject: 'irregularActId',
      roles: ['board-secretary'],
      rules: [CURED_TOO_LATE],
    },
    'end-irregular-act-cure': {
      body: EndIrregularActCureBody,
      summary: 'Record that the period for a cure is over without one.',
      subject: 'irregularActId',
      roles: ['system'],
      rules: [CURE_TIME_NOT_OVER],
    },
  },
  events: {
    'irregular-act.recorded': { schemaVersion: 1, visibility: 'INTERNAL' },
    // What counsel found is public where it shows beside a public record; that nothing was amiss is counsel's advice.
    'irregular-act.reviewed': {
      schemaVersion: 1,
      visibility: ({ outcome }) => (outcome === 'STANDS' ? 'PUBLIC' : 'INTERNAL'),
      clocks: clocksOfReview,
    },
    'irregular-act.cured': { schemaVersion: 1, visibility: 'PUBLIC', clocks: () => [{ stop: 'irregular-act-cure' }] },
    'irregular-act.uncured': { schemaVersion: 1, visibility: 'PUBLIC', clocks: () => [{ stop: 'irregular-act-cure' }] },
  },
});

function clocksOfReview(data: IrregularActReviewed['data']): readonly ClockChange[] {
  if (data.outcome !== 'STANDS') return [];
  const { cureBy, reviewedAt, days, calendar } = data;
  return [
    {
      start: 'irregular-act-cure',
      dueAt: cureBy,
      rule: 'An irregular act is cured within calendar days of the concurrence (profile setting cureDays).',
      inputs: { reviewedAt, days, calendar },
      command: 'end-irregular-act-cure',
      deadline: true,
    },
  ];
}

async function factsOfRecord(read: FactReader, data: RecordIrregularAct['data']): Promise<IrregularActFacts> {
  return { recordExists: await recordExists(read, data) };
}

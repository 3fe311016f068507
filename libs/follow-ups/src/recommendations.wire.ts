import { CommandBody, defineLifecycle, type FactReader, OneOf, Parts, RecordId, Text } from '#command-queue';
import { provision } from '#directives';
import { NO_SUCH_RECORD, OWN_WORK } from '#kernel';
import { draft } from '#protocols';
import { boardReport } from '#requests';
import {
  type Addressee,
  ADDRESSEES,
  type Answer,
  ANSWERED_BY_ITS_ADDRESSEE,
  ANSWERS,
  recommendation,
  RECOMMENDATION_TRANSITIONS,
  type RecommendationFacts,
  type RecordRecommendation,
  type ReportImplementation,
  type RespondToRecommendation,
  type ReturnImplementation,
  type VerifyImplementation,
  type WithdrawRecommendation,
} from './domain/recommendation.js';
import { EvidenceBody } from './evidence-body.js';

class RecordRecommendationBody extends CommandBody {
  @OneOf(ADDRESSEES, { about: 'Whom it is made to: the Department, which answers through the Chief, or the Board.' })
  to!: Addressee;

  @Text(5_000)
  text!: string;

  @RecordId({ optional: true, about: 'The report to the Board that makes it.' })
  boardReportId?: string;

  @Text(20, { optional: true, about: 'As that report numbers it: `4b`.' })
  number?: string;

  @RecordId({ optional: true, about: 'The draft that it is about.' })
  draftId?: string;

  @RecordId({ optional: true, about: 'The provision that it is about.' })
  provisionId?: string;
}

abstract class OnRecommendation extends CommandBody {
  @RecordId()
  recommendationId!: string;
}

class RespondToRecommendationBody extends OnRecommendation {
  @OneOf(ANSWERS)
  answer!: Answer;

  @Text(5_000, { about: 'Why, and of what is accepted in part, which.' })
  reason!: string;
}

class ReportImplementationBody extends OnRecommendation {
  @Text(5_000, { about: 'What was done.' })
  what!: string;

  @Parts(() => EvidenceBody, { atMost: 50, about: 'Where it can be seen.' })
  evidence!: EvidenceBody[];
}

class VerifyImplementationBody extends OnRecommendation {
  @Text(2_000, { about: 'What was looked at, and what was found.' })
  finding!: string;
}

class ReturnImplementationBody extends OnRecommendation {
  @Text(2_000, { about: 'What is still to be done.' })
  reason!: string;
}

class WithdrawRecommendationBody extends OnRecommendation {
  @Text(2_000)
  reason!: string;
}

async function factsOfAdvice(
  read: FactReader,
  { boardReportId, draftId, provisionId }: RecordRecommendation['data'],
): Promise<RecommendationFacts> {
  const named = [
    [boardReport, boardReportId],
    [draft, draftId],
    [provision, provisionId],
  ] as const;
  const missing: string[] = [];
  for (const [decider, id] of named)
    if (id !== undefined && !(await read.state<unknown>(decider, id))) missing.push(`${decider.streamType}/${id}`);
  return { missing };
}

const onIt = { subject: 'recommendationId' } as const;
const byAddressee = { ...onIt, roles: ['chief', 'commission-staff'], rules: [ANSWERED_BY_ITS_ADDRESSEE] } as const;
const byInspector = { ...onIt, roles: ['inspector-general'] } as const;

export const recommendationLifecycle = defineLifecycle({
  decider: recommendation,
  transitions: RECOMMENDATION_TRANSITIONS,
  commands: {
    'record-recommendation': {
      body: RecordRecommendationBody satisfies new () => RecordRecommendation['data'],
      summary: 'Record a recommendation of the Inspector General to the Department or the Board.',
      subject: 'new',
      roles: ['inspector-general'],
      rules: [NO_SUCH_RECORD],
      facts: factsOfAdvice,
    },
    'respond-to-recommendation': {
      body: RespondToRecommendationBody satisfies new () => RespondToRecommendation['data'],
      summary: 'Answer a recommendation: whether it is accepted, and why; a later answer stands.',
      ...byAddressee,
    },
    'report-implementation': {
      body: ReportImplementationBody satisfies new () => ReportImplementation['data'],
      summary: 'Report what was done about an accepted recommendation, and where it can be seen.',
      ...byAddressee,
    },
    'verify-implementation': {
      body: VerifyImplementationBody satisfies new () => VerifyImplementation['data'],
      summary: 'Verify that a recommendation was carried out.',
      ...byInspector,
      rules: [OWN_WORK],
    },
    'return-implementation': {
      body: ReturnImplementationBody satisfies new () => ReturnImplementation['data'],
      summary: 'Return what was reported: the recommendation is not carried out yet.',
      ...byInspector,
      rules: [],
    },
    'withdraw-recommendation': {
      body: WithdrawRecommendationBody satisfies new () => WithdrawRecommendation['data'],
      summary: 'Withdraw a recommendation.',
      ...byInspector,
      rules: [],
    },
  },
  events: {
    'recommendation.recorded': { schemaVersion: 1, visibility: 'PUBLIC' },
    'recommendation.answered': { schemaVersion: 1, visibility: 'PUBLIC' },
    // What is reported is public once it is verified; the evidence stays inside.
    'recommendation.implementation-reported': { schemaVersion: 1, visibility: 'INTERNAL' },
    'recommendation.verified': { schemaVersion: 1, visibility: 'PUBLIC' },
    'recommendation.implementation-returned': { schemaVersion: 1, visibility: 'INTERNAL' },
    'recommendation.withdrawn': { schemaVersion: 1, visibility: 'PUBLIC' },
  },
});

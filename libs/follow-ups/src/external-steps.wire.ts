import {
  CommandBody,
  defineLifecycle,
  type FactReader,
  OneOf,
  Part,
  PartialDateField,
  Parts,
  RecordId,
  Text,
  Whole,
} from '#command-queue';
import { NO_SUCH_RECORD, OWN_WORK, TIME_IN_THE_FUTURE } from '#kernel';
import {
  type AddStepEvidence,
  EXTERNAL_STEP_TRANSITIONS,
  externalStep,
  type ExternalStepFacts,
  type RecordExternalStep,
  STEP_SUBJECTS,
  type StepSubject,
  VERIFIED_ON_EVIDENCE,
  type VerifyExternalStep,
  type WithdrawExternalStep,
} from './domain/external-step.js';
import { EvidenceBody } from './evidence-body.js';

class TallyBody {
  @Whole(0, 1_000)
  ayes!: number;

  @Whole(0, 1_000)
  noes!: number;
}

class StepSubjectBody {
  @OneOf(STEP_SUBJECTS)
  type!: StepSubject;

  @RecordId()
  id!: string;
}

class RecordExternalStepBody extends CommandBody {
  @Text(200, { about: 'Whose act it is: `City Council`, `Ninth Circuit`.' })
  body!: string;

  @Text(2_000, { about: 'What it did.' })
  act!: string;

  @PartialDateField({ about: 'When, as far as it is known.' })
  on!: string;

  @Part(() => TallyBody, { optional: true })
  tally?: TallyBody;

  @Text(500, { about: 'Where it is known from.' })
  source!: string;

  @Part(() => StepSubjectBody, { optional: true, about: 'The record that it is about.' })
  about?: StepSubjectBody;

  @Parts(() => EvidenceBody, { optional: true, atMost: 50 })
  evidence?: EvidenceBody[];
}

abstract class OnExternalStep extends CommandBody {
  @RecordId()
  externalStepId!: string;
}

class AddStepEvidenceBody extends OnExternalStep {
  @Parts(() => EvidenceBody, { atMost: 50 })
  evidence!: EvidenceBody[];
}

class VerifyExternalStepBody extends OnExternalStep {
  @Text(2_000, { about: 'What was compared with what.' })
  how!: string;
}

class WithdrawExternalStepBody extends OnExternalStep {
  @Text(2_000, { about: 'Why it is not to be relied on.' })
  reason!: string;
}

async function factsOfSubject(read: FactReader, { about }: RecordExternalStep['data']): Promise<ExternalStepFacts> {
  if (!about) return {};
  // Whatever it is: it is only asked whether anything was recorded on it.
  const known = await read.state({ streamType: about.type, initial: true, evolve: () => true }, about.id);
  return { subjectExists: known !== undefined };
}

const KEEPERS = ['commission-staff', 'board-secretary', 'mayor-liaison', 'city-attorney'] as const;
const onIt = { subject: 'externalStepId', roles: KEEPERS } as const;

export const externalStepLifecycle = defineLifecycle({
  decider: externalStep,
  transitions: EXTERNAL_STEP_TRANSITIONS,
  commands: {
    'record-external-step': {
      body: RecordExternalStepBody satisfies new () => RecordExternalStep['data'],
      summary: 'Record what another body did: a council, a court, a legislature.',
      subject: 'new',
      roles: KEEPERS,
      rules: [TIME_IN_THE_FUTURE, NO_SUCH_RECORD],
      facts: factsOfSubject,
    },
    'add-step-evidence': {
      body: AddStepEvidenceBody satisfies new () => AddStepEvidence['data'],
      summary: 'Add where the act of another body can be read.',
      ...onIt,
      rules: [],
    },
    'verify-external-step': {
      body: VerifyExternalStepBody satisfies new () => VerifyExternalStep['data'],
      summary: 'Verify, on its evidence, what another person recorded of another body.',
      ...onIt,
      rules: [VERIFIED_ON_EVIDENCE, OWN_WORK],
    },
    'withdraw-external-step': {
      body: WithdrawExternalStepBody satisfies new () => WithdrawExternalStep['data'],
      summary: 'Withdraw what was recorded of another body: it is not to be relied on.',
      ...onIt,
      rules: [],
    },
  },
  events: {
    'external-step.recorded': { schemaVersion: 1, visibility: 'INTERNAL' },
    'external-step.evidence-added': { schemaVersion: 1, visibility: 'INTERNAL' },
    'external-step.verified': { schemaVersion: 1, visibility: 'PUBLIC' },
    'external-step.withdrawn': { schemaVersion: 1, visibility: 'INTERNAL' },
  },
});

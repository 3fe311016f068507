import { factsOfAuthority } from '#authorities';
import {
  type Claim,
  CommandBody,
  defineLifecycle,
  type FactReader,
  OneOf,
  Parts,
  RecordId,
  Shaped,
  Text,
  Texts,
  Whole,
} from '#command-queue';
import { OWN_WORK } from '#kernel';
import { directive } from './domain/directive.js';
import { deadlineCommands, ProvisionBody, setEscalation, startDue, STOP_DUE } from './provision-deadlines.wire.js';
import { provision } from './domain/provision.js';
import {
  type AddProvision,
  type AssignProvision,
  type DeclineProvision,
  type EvidenceLink,
  keyScopeOf,
  type PlaceLegalHold,
  PROVISION_TRANSITIONS,
  type Provision,
  type ProvisionFacts,
  type ProvisionOpened,
  requestScopeOf,
  type ReturnEvidence,
  type SubmitEvidence,
  type SupersedeProvision,
  type Verb,
  VERBS,
  type WithdrawProvision,
} from './domain/provision-record.js';
import {
  ANOTHER_OFFICE,
  DEPARTMENT_ALREADY_ASSIGNED,
  DIRECTIVE_HAS_ENDED,
  HOLD_NEEDS_ITS_AUTHORITY,
  HOLD_OUTLIVES_ITS_ORDER,
  KEY_TAKEN,
  ONLY_A_REQUEST_IS_DECLINED,
  PART_NOT_FORESEEN,
  PARTS_CARRY_THE_WORK,
  RELEASED_BEFORE_PLACED,
} from './domain/provision-rules.js';

class AddProvisionBody extends CommandBody {
  @RecordId()
  directiveId!: string;

  @Shaped(/^\d{1,3}[a-z]?$/, '3a', { about: 'As the directive numbers it; one provision of the directive has it.' })
  key!: string;

  @OneOf(VERBS, { about: 'An order to act, a request to another body, or guidance.' })
  verb!: Verb;

  @Text(300, { about: 'The office or body that it speaks to.' })
  addressee!: string;

  @Text(4000)
  text!: string;

  @Texts(1000, { optional: true, about: 'What it asks for, point by point.' })
  elements?: string[];

  @Whole(1, 3650, { optional: true, about: 'Calendar days from the signature of the directive, the last one included.' })
  dueInDays?: number;

  @RecordId({ optional: true, about: 'The divided provision that this is a part of.' })
  partOf?: string;

  @Texts(4, { optional: true, atLeast: 2, about: 'The keys of its parts where it is divided; the work is then done on these.' })
  parts?: string[];
}

class AssignProvisionBody extends ProvisionBody {
  @Text(200, { about: 'One assignment a department.' })
  department!: string;
}

class StartProvisionBody extends ProvisionBody {}

class EvidenceLinkBody {
  @Text(300)
  title!: string;

  @Shaped(/^(https?:\/\/|urn:)\S+$/, 'https://example.org/plan.pdf')
  uri!: string;

  @Shaped(/^[0-9a-f]{64}$/, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', {
    optional: true,
    about: 'SHA-256 of the linked file, in hex.',
  })
  sha256?: string;
}

class SubmitEvidenceBody extends ProvisionBody {
  @Parts(() => EvidenceLinkBody)
  links!: EvidenceLink[];

  @Text(2000, { optional: true })
  note?: string;
}

class VerifyProvisionBody extends ProvisionBody {}

class ReturnEvidenceBody extends ProvisionBody {
  @Text(2000, { about: 'What is missing.' })
  reason!: string;
}

class PlaceLegalHoldBody extends ProvisionBody {
  @RecordId({ about: 'The legal authority that the work waits for.' })
  authorityId!: string;

  @Text(300, { about: 'The scope in the words of the legal status recorded for it: `federal officers`.' })
  scope!: string;

  @Text(1000, { about: 'What has to happen before work goes on.' })
  releaseCondition!: string;
}

class ReleaseLegalHoldBody extends ProvisionBody {}

class WithdrawProvisionBody extends ProvisionBody {
  @Text(2000)
  reason!: string;
}

class SupersedeProvisionBody extends ProvisionBody {
  @Text(2000)
  reason!: string;
}

class DeclineProvisionBody extends ProvisionBody {
  @RecordId()
  boardActionId!: string;

  @Text(2000, { about: 'Why the Board declined it.' })
  reason!: string;
}

async function factsOfAddition(read: FactReader, data: AddProvision['data']): Promise<ProvisionFacts> {
  const of = await read.state(directive, data.directiveId);
  const whole = data.partOf === undefined ? undefined : await read.state(provision, data.partOf);
  return {
    ...(of &&
      of.status !== 'none' && {
        directive: { signedOn: of.signedOn, ended: of.status !== 'REGISTERED' && of.status !== 'ACTIVE' },
      }),
    ...(whole && whole.status !== 'none' && { whole: { ...whole, parts: whole.status === 'DIVIDED' ? whole.parts : [] } }),
  };
}

const NOT_OPEN: readonly Provision['status'][] = ['DIVIDED', 'SATISFIED', 'WITHDRAWN', 'DECLINED', 'SUPERSEDED'];

interface ProvisionAsked {
  readonly key: string;
  readonly verb: Verb;
  readonly status: Provision['status'];
  readonly open: boolean;
}

/** What others who carry a provision out, or decline it, know of it; `open` while it is neither divided nor ended. */
export async function factsOfAsking(read: FactReader, provisionId: string): Promise<{ readonly provision?: ProvisionAsked }> {
  const asked = await read.state(provision, provisionId);
  if (!asked || asked.status === 'none') return {};
  const { key, verb, status } = asked;
  return { provision: { key, verb, status, open: !NOT_OPEN.includes(status) } };
}

async function factsOfRelease(read: FactReader, _data: unknown, state: Provision): Promise<ProvisionFacts> {
  return state.status === 'LEGAL_HOLD' ? factsOfAuthority(read, state.hold.authorityId) : {};
}

/** Every request reads its provision when it is opened: none can come while the provision ends. */
async function factsOfEnd(read: FactReader): Promise<ProvisionFacts> {
  return { requests: (await read.holders(requestScopeOf(read.subjectId))).map(({ id }) => id) };
}

function keyOf({ directiveId, key }: ProvisionOpened['data']): readonly Claim[] {
  return [{ scope: keyScopeOf(directiveId), key, rule: KEY_TAKEN }];
}

export const provisionLifecycle = defineLifecycle({
  decider: provision,
  transitions: PROVISION_TRANSITIONS,
  past: true,
  recomputes: 'recompute-provision-deadline',
  commands: {
    ...deadlineCommands,
    'add-provision': {
      body: AddProvisionBody satisfies new () => AddProvision['data'],
      summary: 'Enter a provision of a directive, or a part of one.',
      subject: 'new',
      roles: ['mayor-liaison'],
      rules: [DIRECTIVE_HAS_ENDED, KEY_TAKEN, PART_NOT_FORESEEN, PARTS_CARRY_THE_WORK],
      facts: factsOfAddition,
    },
    'assign-provision': {
      body: AssignProvisionBody satisfies new () => AssignProvision['data'],
      summary: 'Assign a provision to a department; what was directed only by the Mayor’s liaison.',
      subject: 'provisionId',
      roles: ['mayor-liaison', 'commission-staff'],
      rules: [ANOTHER_OFFICE, DEPARTMENT_ALREADY_ASSIGNED, PARTS_CARRY_THE_WORK],
    },
    'start-provision': {
      body: StartProvisionBody,
      summary: 'Record that work on an assigned provision began.',
      subject: 'provisionId',
      roles: ['department-liaison', 'commission-staff', 'mayor-liaison'],
      rules: [PARTS_CARRY_THE_WORK],
    },
    'submit-evidence': {
      body: SubmitEvidenceBody satisfies new () => SubmitEvidence['data'],
      summary: 'Submit links to what shows that a provision is carried out.',
      subject: 'provisionId',
      roles: ['department-liaison', 'commission-staff'],
      rules: [PARTS_CARRY_THE_WORK],
    },
    'verify-provision': {
      body: VerifyProvisionBody,
      summary: 'Find the evidence sufficient: the provision is satisfied. Nobody who submitted any of it may.',
      subject: 'provisionId',
      roles: ['mayor-liaison', 'commission-staff'],
      rules: [ANOTHER_OFFICE, OWN_WORK, PARTS_CARRY_THE_WORK],
    },
    'return-evidence': {
      body: ReturnEvidenceBody satisfies new () => ReturnEvidence['data'],
      summary: 'Send evidence back as insufficient; work goes on.',
      subject: 'provisionId',
      roles: ['mayor-liaison', 'commission-staff'],
      rules: [ANOTHER_OFFICE, PARTS_CARRY_THE_WORK],
    },
    'place-legal-hold': {
      body: PlaceLegalHoldBody satisfies new () => PlaceLegalHold['data'],
      summary: 'Stop work on a provision until the law allows it; the deadline keeps the days that were left.',
      subject: 'provisionId',
      roles: ['city-attorney'],
      rules: [HOLD_NEEDS_ITS_AUTHORITY, PARTS_CARRY_THE_WORK],
      facts: (read: FactReader, data: PlaceLegalHold['data']) => factsOfAuthority(read, data.authorityId),
    },
    'release-legal-hold': {
      body: ReleaseLegalHoldBody,
      summary: 'Let work on a provision go on where it stood; the deadline runs again with the days that were left.',
      subject: 'provisionId',
      roles: ['city-attorney'],
      rules: [HOLD_OUTLIVES_ITS_ORDER, HOLD_NEEDS_ITS_AUTHORITY, RELEASED_BEFORE_PLACED, PARTS_CARRY_THE_WORK],
      facts: factsOfRelease,
    },
    'withdraw-provision': {
      body: WithdrawProvisionBody satisfies new () => WithdrawProvision['data'],
      summary: 'End a provision that is no longer wanted, or whose directive was rescinded.',
      subject: 'provisionId',
      roles: ['mayor-liaison', 'system'],
      rules: [PARTS_CARRY_THE_WORK],
      facts: factsOfEnd,
    },
    'supersede-provision': {
      body: SupersedeProvisionBody satisfies new () => SupersedeProvision['data'],
      summary: 'End a provision in whose place another stands.',
      subject: 'provisionId',
      roles: ['mayor-liaison', 'system'],
      rules: [PARTS_CARRY_THE_WORK],
      facts: factsOfEnd,
    },
    'decline-provision': {
      body: DeclineProvisionBody satisfies new () => DeclineProvision['data'],
      summary: 'End a requested provision that the Board declined by an action.',
      subject: 'provisionId',
      roles: ['system'],
      rules: [ONLY_A_REQUEST_IS_DECLINED, PARTS_CARRY_THE_WORK],
      facts: factsOfEnd,
    },
  },
  events: {
    'provision.opened': {
      schemaVersion: 1,
      visibility: 'PUBLIC',
      claims: keyOf,
      clocks: startDue,
    },
    'provision.assigned': { schemaVersion: 1, visibility: 'PUBLIC' },
    'provision.started': { schemaVersion: 1, visibility: 'PUBLIC' },
    'provision.evidence-submitted': { schemaVersion: 1, visibility: 'INTERNAL' },
    'provision.verified': { schemaVersion: 1, visibility: 'PUBLIC', clocks: () => STOP_DUE },
    'provision.evidence-returned': { schemaVersion: 1, visibility: 'INTERNAL' },
    'provision.paused': { schemaVersion: 1, visibility: 'INTERNAL', clocks: () => STOP_DUE },
    'provision.resumed': { schemaVersion: 1, visibility: 'INTERNAL', clocks: startDue },
    'provision.withdrawn': { schemaVersion: 1, visibility: 'PUBLIC', clocks: () => STOP_DUE },
    'provision.declined': { schemaVersion: 1, visibility: 'PUBLIC', clocks: () => STOP_DUE },
    'provision.superseded': { schemaVersion: 1, visibility: 'PUBLIC', clocks: () => STOP_DUE },
    'provision.deadline-extended': { schemaVersion: 1, visibility: 'PUBLIC', clocks: startDue },
    'provision.deadline-awaits-status': { schemaVersion: 1, visibility: 'PUBLIC' },
    'provision.deadline-started': { schemaVersion: 1, visibility: 'PUBLIC', clocks: startDue },
    'provision.deadline-recomputed': { schemaVersion: 1, visibility: 'PUBLIC', clocks: startDue },
    'provision.overdue': { schemaVersion: 1, visibility: 'PUBLIC' },
    'provision.escalated': { schemaVersion: 1, visibility: 'PUBLIC', clocks: ({ next }) => [setEscalation(next)] },
  },
});

/** The commands of a provision's deadline, and its clocks, as the door and the log know them. */
import { factsOfAuthority, LEGAL_STATUSES } from '#authorities';
import { type ClockChange, CommandBody, DateField, type FactReader, OneOf, RecordId, Text, Whole } from '#command-queue';
import type { EscalationStep } from '#kernel';
import type {
  CorrectProvisionDeadline,
  ExtendProvisionDeadline,
  Provision,
  ProvisionFacts,
  ProvisionOpened,
  SetConditionalDeadline,
} from './domain/provision-record.js';
import {
  ANOTHER_OFFICE,
  AWAITED_STATUS_IS_THERE,
  DEADLINE_COUNTED_FROM_THERE,
  EXTENSION_IS_LATER,
  HAS_A_DEADLINE,
  HOLD_NEEDS_ITS_AUTHORITY,
  NO_CONDITIONAL_DEADLINE,
  NO_DEADLINE_TO_EXTEND,
  PARTS_CARRY_THE_WORK,
} from './domain/provision-rules.js';

/** What a command on an existing provision names; each command has a class of its own, which the bus tells it by. */
export abstract class ProvisionBody extends CommandBody {
  @RecordId()
  provisionId!: string;
}

class ExtendProvisionDeadlineBody extends ProvisionBody {
  @DateField({ about: 'The last day from now on; later than the one before.' })
  dueOn!: string;

  @Text(2000, { about: 'Why it was granted.' })
  reason!: string;
}

class SetConditionalDeadlineBody extends ProvisionBody {
  @RecordId({ about: 'The legal authority whose status the deadline waits for.' })
  authorityId!: string;

  @Text(300, { about: 'The scope in the words of the legal status: `federal officers`.' })
  scope!: string;

  @OneOf(LEGAL_STATUSES)
  status!: (typeof LEGAL_STATUSES)[number];

  @Whole(1, 3650, { about: 'Calendar days from the day on which the status takes effect, the last one included.' })
  days!: number;
}

class CorrectProvisionDeadlineBody extends ProvisionBody {
  @DateField({ about: 'The day that the deadline is counted from, which is not counted itself.' })
  countedFrom!: string;

  @Text(2000, { about: 'What was wrong, and where the right day is known from.' })
  reason!: string;
}

class RecomputeProvisionDeadlineBody extends ProvisionBody {}

class ConfirmDeadlineStartBody extends ProvisionBody {}

class AnnounceOverdueBody extends ProvisionBody {}

class EscalateProvisionBody extends ProvisionBody {}

async function factsOfCondition(read: FactReader, { authorityId }: SetConditionalDeadline['data']): Promise<ProvisionFacts> {
  return factsOfAuthority(read, authorityId);
}

async function factsOfStart(read: FactReader, _data: unknown, state: Provision): Promise<ProvisionFacts> {
  return 'awaits' in state && state.awaits ? factsOfAuthority(read, state.awaits.authorityId) : {};
}

export const deadlineCommands = {
  'extend-provision-deadline': {
    body: ExtendProvisionDeadlineBody satisfies new () => ExtendProvisionDeadline['data'],
    summary: 'Grant a later deadline: by the office that judges the evidence, with the reason.',
    subject: 'provisionId',
    roles: ['mayor-liaison', 'commission-staff'],
    rules: [ANOTHER_OFFICE, NO_DEADLINE_TO_EXTEND, EXTENSION_IS_LATER, PARTS_CARRY_THE_WORK],
  },
  'set-conditional-deadline': {
    body: SetConditionalDeadlineBody satisfies new () => SetConditionalDeadline['data'],
    summary: 'Make the deadline of a provision wait for a legal status: by the office that judges the evidence.',
    subject: 'provisionId',
    roles: ['mayor-liaison', 'commission-staff'],
    rules: [ANOTHER_OFFICE, HAS_A_DEADLINE, HOLD_NEEDS_ITS_AUTHORITY, PARTS_CARRY_THE_WORK],
    facts: factsOfCondition,
  },
  'correct-provision-deadline': {
    body: CorrectProvisionDeadlineBody satisfies new () => CorrectProvisionDeadline['data'],
    summary:
      'Count the deadline of a provision from another day, where that was entered wrongly: by the office that judges the evidence.',
    subject: 'provisionId',
    roles: ['mayor-liaison', 'commission-staff'],
    rules: [ANOTHER_OFFICE, DEADLINE_COUNTED_FROM_THERE, PARTS_CARRY_THE_WORK],
  },
  'recompute-provision-deadline': {
    body: RecomputeProvisionDeadlineBody,
    summary: 'Compute a running deadline anew where the days of the place have changed; nothing where no instant changes.',
    subject: 'provisionId',
    roles: ['system'],
    rules: [],
  },
  'confirm-deadline-start': {
    body: ConfirmDeadlineStartBody,
    summary: 'Confirm that the legal status is there which a deadline waits for: it runs from the day on which that took effect.',
    subject: 'provisionId',
    roles: ['city-attorney'],
    rules: [NO_CONDITIONAL_DEADLINE, AWAITED_STATUS_IS_THERE, PARTS_CARRY_THE_WORK],
    facts: factsOfStart,
  },
  'announce-provision-overdue': {
    body: AnnounceOverdueBody,
    summary: 'Announce, once, that a provision’s deadline passed; nothing where the work is done, ended or on hold.',
    subject: 'provisionId',
    roles: ['system'],
    rules: [],
  },
  'escalate-provision': {
    body: EscalateProvisionBody,
    summary: 'Tell whoever the rules name that a provision is nearly due, due, or past its deadline: each step once.',
    subject: 'provisionId',
    roles: ['system'],
    rules: [],
  },
} as const;

export const STOP_DUE: readonly ClockChange[] = [{ stop: 'provision-due' }, { stop: 'provision-escalation' }];

/** One step at a time: the next one is set when one was told. */
export function setEscalation(step: EscalationStep | undefined): ClockChange {
  if (!step) return { stop: 'provision-escalation' };
  const { at, ...inputs } = step;
  const rule = 'The first instant of a local day, so many days from the day on which the provision is due.';
  return { start: 'provision-escalation', dueAt: at, rule, inputs, command: 'escalate-provision', deadline: true };
}

export function startDue({ clock }: Pick<ProvisionOpened['data'], 'clock'>): readonly ClockChange[] {
  if (!clock) return [];
  const { dueAt, ...inputs } = clock;
  const rule = 'Calendar days, the first excluded and the last included, to the end of the local day; no day rolls off.';
  return [
    { start: 'provision-due', dueAt, rule, inputs, command: 'announce-provision-overdue', deadline: true },
    setEscalation(clock.steps?.[0]),
  ];
}

/**
 * An external step: what another body did, a council, a court, a legislature, which the Commission records and does not perform.
 *
 *   none ──record-external-step──▶ UNVERIFIED ──verify-external-step──▶ VERIFIED  (by another person, on evidence)
 *                                      └───────withdraw-external-step──▶ WITHDRAWN ◀── VERIFIED
 *
 *   add-step-evidence   UNVERIFIED, VERIFIED ──▶ as before
 *
 * Until it is verified it is what somebody here has heard.
 */
import {
  type Context,
  type Decider,
  type DomainCommand,
  type DomainEvent,
  firstDayOf,
  NO_SUCH_RECORD,
  type PartialDate,
  peopleBehind,
  refusedOwnWork,
  refusedState,
  Rejection,
  type Rule,
  TIME_IN_THE_FUTURE,
  type Transitions,
  unreachable,
} from '#kernel';
import type { Evidence } from './evidence.js';

/** What a step of another body can be about. */
export const STEP_SUBJECTS = ['directives', 'provisions', 'board-actions', 'orders', 'protocols', 'authorities'] as const;
export type StepSubject = (typeof STEP_SUBJECTS)[number];

interface Step {
  /** `City Council`, `Ninth Circuit`. */
  readonly body: string;
  readonly act: string;
  /** The day, or the month or the year, as far as it is known. */
  readonly on: PartialDate;
  readonly tally?: { readonly ayes: number; readonly noes: number };
  /** Where it is known from. */
  readonly source: string;
  readonly about?: { readonly type: StepSubject; readonly id: string };
}

export type RecordExternalStep = DomainCommand<'record-external-step', Step & { readonly evidence?: readonly Evidence[] }>;
export type AddStepEvidence = DomainCommand<'add-step-evidence', { readonly evidence: readonly Evidence[] }>;
export type VerifyExternalStep = DomainCommand<'verify-external-step', { readonly how: string }>;
export type WithdrawExternalStep = DomainCommand<'withdraw-external-step', { readonly reason: string }>;
export type ExternalStepCommand = RecordExternalStep | AddStepEvidence | VerifyExternalStep | WithdrawExternalStep;

export type ExternalStepRecorded = DomainEvent<
  'external-step.recorded',
  Step & { readonly evidence: readonly Evidence[]; readonly recorders: readonly string[] }
>;
export type ExternalStepEvent =
  | ExternalStepRecorded
  | DomainEvent<'external-step.evidence-added', AddStepEvidence['data'] & { readonly recorders: readonly string[] }>
  | DomainEvent<'external-step.verified', VerifyExternalStep['data']>
  | DomainEvent<'external-step.withdrawn', WithdrawExternalStep['data']>;

export type ExternalStep =
  | { readonly status: 'none' }
  | {
      readonly status: 'UNVERIFIED' | 'VERIFIED' | 'WITHDRAWN';
      readonly evidence: number;
      /** Everybody who recorded it or its evidence. */
      readonly recorders: readonly string[];
    };
export type ExternalStepStatus = Exclude<ExternalStep['status'], 'none'>;

/** Whether the record exists that it is about. */
export interface ExternalStepFacts {
  readonly subjectExists?: boolean;
}

export const VERIFIED_ON_EVIDENCE: Rule = {
  code: 'verified-on-evidence',
  sentence: 'What another body did is verified on evidence of it: its own record, or a copy of that.',
  remedy: 'Add where the evidence can be found.',
  status: 409,
};

export const EXTERNAL_STEP_TRANSITIONS = {
  'record-external-step': { from: ['none'], to: ['UNVERIFIED'] },
  'add-step-evidence': { from: ['UNVERIFIED', 'VERIFIED'], to: ['UNVERIFIED', 'VERIFIED'] },
  'verify-external-step': { from: ['UNVERIFIED'], to: ['VERIFIED'] },
  'withdraw-external-step': { from: ['UNVERIFIED', 'VERIFIED'], to: ['WITHDRAWN'] },
} as const satisfies Transitions<ExternalStepCommand, ExternalStep['status']>;

type Known = Exclude<ExternalStep, { status: 'none' }>;

function decide(
  command: ExternalStepCommand,
  state: ExternalStep,
  context: Context,
  facts: ExternalStepFacts = {},
): readonly ExternalStepEvent[] | Rejection {
  const refused = refusedState(EXTERNAL_STEP_TRANSITIONS, command.name, state.status);
  if (refused) return refused;
  switch (command.name) {
    case 'record-external-step':
      return decideRecord(command, context, facts);
    case 'add-step-evidence':
      return [
        { type: 'external-step.evidence-added', data: { evidence: command.data.evidence, recorders: peopleBehind(context) } },
      ];
    case 'verify-external-step': {
      const { evidence, recorders } = state as Known;
      if (evidence === 0) return new Rejection(VERIFIED_ON_EVIDENCE, 'No evidence of it is on record.');
      return refusedOwnWork(recorders, context, command.name) ?? [{ type: 'external-step.verified', data: command.data }];
    }
    case 'withdraw-external-step':
      return [{ type: 'external-step.withdrawn', data: command.data }];
    default:
      return unreachable(command);
  }
}

function decideRecord(
  { data: { evidence = [], ...step } }: RecordExternalStep,
  context: Context,
  { subjectExists }: ExternalStepFacts,
): readonly ExternalStepEvent[] | Rejection {
  const { about, on } = step;
  const today = context.calendar.dateOf(context.now);
  if (firstDayOf(on) > today) return new Rejection(TIME_IN_THE_FUTURE, `${on} has not come yet; today is ${today}.`);
  if (about && subjectExists !== true) return new Rejection(NO_SUCH_RECORD, `There is no ${about.type}/${about.id}.`);
  return [{ type: 'external-step.recorded', data: { ...step, evidence, recorders: peopleBehind(context) } }];
}

function evolve(state: ExternalStep, event: ExternalStepEvent): ExternalStep {
  if (event.type === 'external-step.recorded')
    return { status: 'UNVERIFIED', evidence: event.data.evidence.length, recorders: event.data.recorders };
  if (state.status === 'none') return state;
  switch (event.type) {
    case 'external-step.evidence-added': {
      const { evidence, recorders } = event.data;
      const all = [...new Set([...state.recorders, ...recorders])];
      return { ...state, evidence: state.evidence + evidence.length, recorders: all };
    }
    case 'external-step.verified':
      return { ...state, status: 'VERIFIED' };
    case 'external-step.withdrawn':
      return { ...state, status: 'WITHDRAWN' };
    default:
      return unreachable(event);
  }
}

export const externalStep: Decider<ExternalStepCommand, ExternalStep, ExternalStepEvent, ExternalStepFacts | undefined> = {
  streamType: 'external-steps',
  initial: { status: 'none' },
  decide,
  evolve,
};

/** The clocks of an action of the Board: what its events start and stop. */
import type { ClockChange } from '#command-queue';
import type { EscalationStep } from '#kernel';
import type { CouncilCount, JurisdictionAsserted } from './domain/council-review-record.js';
import type { CureDemandReceived } from './domain/cure-demand.js';

/** One step at a time: the next one is set when one was told. */
export function warningClock(kind: string, command: string, step: EscalationStep | undefined): ClockChange {
  if (!step) return { stop: kind };
  const { at, ...inputs } = step;
  const rule = 'The first instant of a local day, so many days from the last day of the period.';
  return { start: kind, dueAt: at, rule, inputs, command, deadline: true };
}

export const STOP_REVIEW: readonly ClockChange[] = [{ stop: 'council-review' }];

export function clocksOfDays({ passedAt, calendar, of, counted }: CouncilCount): readonly ClockChange[] {
  if (passedAt === undefined) return [];
  return [
    {
      start: 'council-review',
      dueAt: passedAt,
      rule: 'An action is final with the end of the last regular Council day of its review (profile setting councilReview.regularDays).',
      inputs: { counted, of, calendar },
      command: 'end-council-review',
      deadline: true,
    },
  ];
}

/** It may run for a last day that was struck. */
export function clocksOfRecount(count: CouncilCount): readonly ClockChange[] {
  return [...STOP_REVIEW, ...clocksOfDays(count)];
}

export function clocksOfAssertion({
  assertedAt,
  vetoBy,
  vetoDays,
  calendar,
  steps,
}: JurisdictionAsserted['data']): readonly ClockChange[] {
  return [
    ...STOP_REVIEW,
    {
      start: 'veto',
      dueAt: vetoBy,
      rule: 'The Council vetoes within calendar days of bringing the action before it (profile setting councilReview.vetoDays).',
      inputs: { assertedAt, vetoDays, calendar },
      command: 'end-veto-period',
      deadline: true,
    },
    warningClock('veto-escalation', 'escalate-veto-period', steps?.[0]),
  ];
}

export const STOP_VETO: readonly ClockChange[] = [{ stop: 'veto' }, { stop: 'veto-escalation' }];

export const clockOfDemand = (demand: number): string => `cure-demand-${demand}`;

export function clocksOfDemand({
  demand,
  receivedAt,
  answerBy,
  days,
  calendar,
  steps,
}: Omit<CureDemandReceived['data'], 'reference' | 'alleges'>): readonly ClockChange[] {
  return [
    {
      start: clockOfDemand(demand),
      dueAt: answerBy,
      rule: 'A demand to cure is deemed refused after calendar days without an answer (profile setting cureDays).',
      inputs: { receivedAt, days, calendar },
      command: 'end-cure-period',
      deadline: true,
    },
    warningClock(`${clockOfDemand(demand)}-escalation`, 'escalate-cure-demand', steps?.[0]),
  ];
}

export function stopOfDemand({ demand }: { readonly demand: number }): readonly ClockChange[] {
  return [{ stop: clockOfDemand(demand) }, { stop: `${clockOfDemand(demand)}-escalation` }];
}

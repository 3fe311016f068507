/** A provision that is due on 25 February 2026, told in events and commands. */
import type { EscalationStep } from '#kernel';
import { contextOf } from '#testing';
import type { Deadline, ProvisionEvent, ProvisionOpened } from './provision-record.js';

export const { calendar } = contextOf();
export const text = {
  directiveId: 'directive-17',
  key: '1',
  verb: 'DIRECT',
  addressee: 'All departments',
  text: 'Plan.',
} as const;
export const due = (
  from: string,
  days: number,
  dueOn: string,
  dueAt: string,
  steps: readonly EscalationStep[],
): Required<Deadline> => ({
  dueOn,
  clock: { dueAt, from, days, calendar: calendar.version, steps: [...steps] },
});
const DUE_STEPS = [
  [-7, 'OWNER'],
  [0, 'EXECUTIVE_DIRECTOR'],
  [1, 'MAYOR_LIAISON'],
] as const;
/** The steps of an escalation with their instants; the last ones where fewer instants are given. */
export const steps = (...at: readonly string[]): readonly EscalationStep[] =>
  DUE_STEPS.slice(DUE_STEPS.length - at.length).map(([days, tells], index) => ({ days, tells, at: at[index] ?? '' }));
export const BEFORE_25_FEBRUARY = steps('2026-02-18T08:00:00.000Z', '2026-02-25T08:00:00.000Z', '2026-02-26T08:00:00.000Z');
export const BEFORE_11_MARCH = steps('2026-03-04T08:00:00.000Z', '2026-03-11T07:00:00.000Z', '2026-03-12T07:00:00.000Z');
/** Signed on 10 February 2026, due in 15 days: 23:59:59.999 of 25 February in Los Angeles, eight hours behind UTC. */
export const DUE_AT = '2026-02-26T07:59:59.999Z';
export const A_MOMENT_LATER = '2026-02-26T08:00:00.000Z';
export const opened: ProvisionOpened = {
  type: 'provision.opened',
  data: { ...text, ...due('2026-02-10', 15, '2026-02-25', DUE_AT, BEFORE_25_FEBRUARY) },
};
export const assigned: ProvisionEvent = { type: 'provision.assigned', data: { department: 'General Services' } };
export const started: ProvisionEvent = { type: 'provision.started', data: {} };
export const submitted: ProvisionEvent = {
  type: 'provision.evidence-submitted',
  data: { links: [{ title: 'Plan', uri: 'https://example.org/plan.pdf' }], submittedBy: 'dana' },
};
export const withdrawn: ProvisionEvent = { type: 'provision.withdrawn', data: { reason: 'r' } };
export const overdue: ProvisionEvent = { type: 'provision.overdue', data: { dueOn: '2026-02-25', dueAt: DUE_AT } };
export const announce = { name: 'announce-provision-overdue', data: {} } as const;
export const hold = { authorityId: 'sb-627', scope: 'federal officers', releaseCondition: 'The injunction is lifted.' };
export const PLACED_AT = '2026-02-20T18:00:00.000Z';
export const paused: ProvisionEvent = { type: 'provision.paused', data: { ...hold, pausedAt: PLACED_AT, daysLeft: 5 } };

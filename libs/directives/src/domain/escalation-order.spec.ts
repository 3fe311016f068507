import { losAngeles } from '#jurisdiction';
import { storiesOf } from '#testing';
import { provision } from './provision.js';
import type { ProvisionEvent } from './provision-record.js';

const { given, stateAfter } = storiesOf(provision);
const text = { directiveId: 'directive-17', key: '1', verb: 'DIRECT', addressee: 'All departments', text: 'Plan.' } as const;

describe('The steps of an escalation', () => {
  it('come in the order of their days, however the profile lists them', () => {
    const provisionDue = [...losAngeles.escalations.provisionDue].reverse();
    const profile = { ...losAngeles, escalations: { ...losAngeles.escalations, provisionDue } };
    given()
      .when({ name: 'add-provision', data: { ...text, dueInDays: 15 } }, { profile }, { directive: { signedOn: '2026-02-10' } })
      .thenLike({ type: 'provision.opened', data: { clock: { steps: [{ days: -7 }, { days: 0 }, { days: 1 }] } } });
  });

  it('are none of a deadline that was stored before they were told', () => {
    const clock = { dueAt: '2026-02-26T07:59:59.999Z', from: '2026-02-10', days: 15, calendar: 'before' };
    const opened: ProvisionEvent = { type: 'provision.opened', data: { ...text, dueOn: '2026-02-25', clock } };
    expect(stateAfter(opened)).toMatchObject({ due: { on: '2026-02-25', at: clock.dueAt, steps: [] } });
    given(opened).when({ name: 'escalate-provision', data: {} }, { now: '2026-03-01T08:00:00.000Z' }).then();
  });
});

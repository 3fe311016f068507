import { calendarFor } from '#calendar';
import { losAngeles, profileFrom } from '#jurisdiction';
import { type EscalationStep, NO_SUCH_RECORD } from '#kernel';
import { storiesOf } from '#testing';
import type { ProvisionEvent, ProvisionOpened } from './provision-record.js';
import { ANOTHER_OFFICE, EXTENSION_IS_LATER, NO_DEADLINE_TO_EXTEND } from './provision-rules.js';
import { provision } from './provision.js';
import {
  A_MOMENT_LATER,
  announce,
  assigned,
  BEFORE_11_MARCH,
  BEFORE_25_FEBRUARY,
  due,
  DUE_AT,
  opened,
  overdue,
  paused,
  started,
  steps,
  submitted,
  text,
  withdrawn,
} from './spec-deadline.js';

const { given, stateAfter } = storiesOf(provision);

const enter = (dueInDays: number) => ({ name: 'add-provision', data: { ...text, dueInDays } }) as const;
const signed = (signedOn: string) => ({ directive: { signedOn } });
const verified: ProvisionEvent = { type: 'provision.verified', data: {} };

describe('The deadline of a provision', () => {
  it('excludes the day of the signature and includes the last: 15 days from 10 February end with 25 February', () => {
    given().when(enter(15), {}, signed('2026-02-10')).then(opened);
  });

  it('ends with the local day after the clocks went forward on 8 March: an hour earlier by UTC', () => {
    given()
      .when(enter(10), {}, signed('2026-03-01'))
      .then({
        type: 'provision.opened',
        data: { ...text, ...due('2026-03-01', 10, '2026-03-11', '2026-03-12T06:59:59.999Z', BEFORE_11_MARCH) },
      });
  });

  it.each([
    [6, '2026-03-07', '2026-03-08T07:59:59.999Z'],
    [7, '2026-03-08', '2026-03-09T06:59:59.999Z'],
    [8, '2026-03-09', '2026-03-10T06:59:59.999Z'],
  ])('does not shift by the short day: %i days from 1 March end with %s', (days, dueOn, dueAt) => {
    given()
      .when(enter(days), {}, signed('2026-03-01'))
      .thenLike({ type: 'provision.opened', data: { dueOn, clock: { dueAt } } });
  });

  it('ends with the local day after the clocks went back on 1 November: an hour later by UTC', () => {
    given()
      .when(enter(3), {}, signed('2026-10-30'))
      .thenLike({ type: 'provision.opened', data: { dueOn: '2026-11-02', clock: { dueAt: '2026-11-03T07:59:59.999Z' } } });
  });

  it('does not roll off a weekend: 4 days from 10 February 2026 end with Saturday the 14th', () => {
    given()
      .when(enter(4), {}, signed('2026-02-10'))
      .thenLike({ type: 'provision.opened', data: { dueOn: '2026-02-14' } });
  });

  it('names the zone data that it was computed with', () => {
    given()
      .when(enter(15), { calendar: calendarFor({ ...losAngeles, timeZone: 'UTC' }) }, signed('2026-02-10'))
      .thenLike({
        type: 'provision.opened',
        data: { clock: { dueAt: '2026-02-25T23:59:59.999Z', calendar: calendarFor({ ...losAngeles, timeZone: 'UTC' }).version } },
      });
  });
});

describe('A missed deadline', () => {
  it('is announced when its instant has come, not before', () => {
    given(opened).when(announce, { now: DUE_AT }).then(overdue);
    given(opened).when(announce, { now: '2026-02-26T07:59:59.998Z' }).then();
  });

  it('is announced once', () => {
    given(opened, overdue).when(announce, { now: A_MOMENT_LATER }).then();
    given(opened, overdue, assigned, started).when(announce, { now: A_MOMENT_LATER }).then();
  });

  it('is announced while evidence waits to be judged, and not where there is no deadline', () => {
    given(opened, assigned, started, submitted).when(announce, { now: DUE_AT }).then(overdue);
    given({ type: 'provision.opened', data: text }).when(announce, { now: DUE_AT }).then();
  });

  it('changes nothing where work is done or has ended', () => {
    given(opened, assigned, started, submitted, verified).when(announce, { now: DUE_AT }).then();
    given(opened, withdrawn).when(announce, { now: DUE_AT }).then();
  });

  it('leaves the state as it was', () => {
    expect(stateAfter(opened, assigned, overdue)).toMatchObject({ status: 'ASSIGNED', overdueAnnounced: true });
  });

  it('is announced by the late act itself where the clock has not come yet', () => {
    const verify = { name: 'verify-provision', data: {} } as const;
    const withdraw = { name: 'withdraw-provision', data: { reason: 'r' } } as const;
    const shown = given(opened, assigned, started, submitted);
    const by = (occurredAt: string) => ({ role: 'mayor-liaison', actor: 'frida', occurredAt }) as const;
    shown.when(verify, by(DUE_AT)).then(verified);
    shown.when(verify, by(A_MOMENT_LATER)).then(overdue, verified);
    given(opened, assigned, started, submitted, overdue).when(verify, by(A_MOMENT_LATER)).then(verified);
    given(opened).when(withdraw, by(DUE_AT)).then(withdrawn);
    given(opened).when(withdraw, by(A_MOMENT_LATER)).then(overdue, withdrawn);
  });

  it('is announced by a late decline too', () => {
    const asked: ProvisionOpened = { type: 'provision.opened', data: { ...opened.data, verb: 'REQUEST' } };
    const declined: ProvisionEvent = {
      type: 'provision.declined',
      data: { boardActionId: 'action-1', reason: 'Not the Board’s to do.' },
    };
    const decline = { name: 'decline-provision', data: { boardActionId: 'action-1', reason: 'Not the Board’s to do.' } } as const;
    given(asked).when(decline, { occurredAt: DUE_AT }).then(declined);
    given(asked).when(decline, { occurredAt: A_MOMENT_LATER }).then(overdue, declined);
  });
});

describe('The escalation of a deadline', () => {
  const [week, day, after] = BEFORE_25_FEBRUARY as readonly [EscalationStep, EscalationStep, EscalationStep];
  const told = (step: EscalationStep, next?: EscalationStep, ...departments: readonly string[]): ProvisionEvent => ({
    type: 'provision.escalated',
    data: { ...step, dueOn: '2026-02-25', departments, ...(next && { next }) },
  });
  const tell = { name: 'escalate-provision', data: {} } as const;
  const inTime = told(week, day);

  it('tells the owner a week before, from the first instant of the local day on', () => {
    given(opened, assigned)
      .when(tell, { now: week.at })
      .then(told(week, day, 'General Services'));
    given(opened).when(tell, { now: '2026-02-18T07:59:59.999Z' }).then();
  });

  it('tells each step once, also those whose days went by in silence', () => {
    given(opened, inTime).when(tell, { now: '2026-02-25T07:59:59.999Z' }).then();
    given(opened, inTime).when(tell, { now: day.at }).then(told(day, after));
    given(opened).when(tell, { now: '2026-02-25T07:59:59.999Z' }).then(inTime);
    given(opened).when(tell, { now: after.at }).then(inTime, told(day, after), told(after));
    given(opened, inTime, told(day, after), told(after)).when(tell, { now: '2027-01-01T00:00:00.000Z' }).then();
  });

  it('goes on while evidence waits to be judged, and past the breach', () => {
    given(opened, inTime, assigned, started, submitted, told(day, after), overdue)
      .when(tell, { now: after.at })
      .then(told(after, undefined, 'General Services'));
  });

  it('rests on a legal hold, ends with the work, and is not there without a deadline', () => {
    for (const history of [
      [opened, paused],
      [opened, withdrawn],
      [opened, assigned, started, submitted, verified],
      [{ type: 'provision.opened', data: text }] as const,
      [{ type: 'provision.opened', data: { ...text, parts: ['1a', '1b'] } }] as const,
    ])
      given(...history)
        .when(tell, { now: after.at })
        .then();
    given().when(tell, {}).refused(NO_SUCH_RECORD);
  });

  it('does not tell what came before the deadline was known', () => {
    const soon = { type: 'provision.opened', data: { clock: { steps: [{ days: 0 }, { days: 1 }] } } } as const;
    given()
      .when(enter(7), {}, signed('2026-02-10'))
      .thenLike({ type: 'provision.opened', data: { clock: { steps: [{ days: -7 }, ...soon.data.clock.steps] } } });
    given().when(enter(6), {}, signed('2026-02-10')).thenLike(soon);
  });

  it('crosses the turn of the year', () => {
    given()
      .when(enter(30), {}, signed('2026-12-02'))
      .thenLike({
        type: 'provision.opened',
        data: { clock: { steps: steps('2026-12-25T08:00:00.000Z', '2027-01-01T08:00:00.000Z', '2027-01-02T08:00:00.000Z') } },
      });
  });

  it('tells whom the rules of the place name', () => {
    given()
      .when(enter(15), { profile: profileFrom('port-alder') }, signed('2026-02-10'))
      .thenLike({
        type: 'provision.opened',
        data: {
          clock: {
            steps: [
              { days: -3, tells: 'OWNER' },
              { days: 1, tells: 'EXECUTIVE_DIRECTOR' },
            ],
          },
        },
      });
  });

  it('is not there in a log from before it was kept', () => {
    const { steps: _none, ...clock } = opened.data.clock ?? { steps: [] };
    const old = { ...opened, data: { ...opened.data, clock } } as ProvisionOpened;
    given(old).when(tell, { now: after.at }).then();
  });
});

describe('An extension', () => {
  const to = (dueOn: string) => ({ name: 'extend-provision-deadline', data: { dueOn, reason: 'Sites were added.' } }) as const;
  const liaison = { role: 'mayor-liaison', actor: 'frida', occurredAt: '2026-02-20T18:00:00.000Z' } as const;
  const AGAIN = steps('2026-03-03T08:00:00.000Z', '2026-03-10T07:00:00.000Z', '2026-03-11T07:00:00.000Z');
  const EXTENDED_AT = '2026-03-11T06:59:59.999Z';
  const extended: ProvisionEvent = {
    type: 'provision.deadline-extended',
    data: {
      ...due('2026-02-25', 13, '2026-03-10', EXTENDED_AT, AGAIN),
      was: '2026-02-25',
      reason: 'Sites were added.',
      grantedBy: 'frida',
    },
  };

  it('says who granted it, why, and the day before; the work goes on as it was', () => {
    given(opened, assigned).when(to('2026-03-10'), liaison).then(extended);
    expect(stateAfter(opened, assigned, extended)).toMatchObject({
      status: 'ASSIGNED',
      due: { on: '2026-03-10', at: EXTENDED_AT },
    });
  });

  it('sets a later day', () => {
    given(opened).when(to('2026-02-26'), liaison).thenLike({ type: 'provision.deadline-extended' });
    given(opened).when(to('2026-02-25'), liaison).refused(EXTENSION_IS_LATER);
    given({ type: 'provision.opened', data: text }).when(to('2026-02-26'), liaison).refused(NO_DEADLINE_TO_EXTEND);
  });

  it('is granted by the office that judges the evidence', () => {
    const asked: ProvisionOpened = { type: 'provision.opened', data: { ...opened.data, verb: 'REQUEST' } };
    given(opened)
      .when(to('2026-03-10'), { ...liaison, role: 'commission-staff' })
      .refused(ANOTHER_OFFICE);
    given(asked).when(to('2026-03-10'), liaison).refused(ANOTHER_OFFICE);
    given(asked)
      .when(to('2026-03-10'), { ...liaison, role: 'commission-staff' })
      .thenLike({ type: 'provision.deadline-extended' });
    for (const history of [
      [asked, assigned],
      [asked, started],
      [asked, started, submitted],
    ])
      given(...history)
        .when(to('2026-03-10'), { ...liaison, role: 'commission-staff' })
        .thenLike({ type: 'provision.deadline-extended' });
  });

  it('that comes after the deadline leaves the breach announced, and the new day can be missed too', () => {
    given(opened)
      .when(to('2026-03-10'), { ...liaison, occurredAt: A_MOMENT_LATER })
      .then(overdue, extended);
    given(opened, overdue, extended).when(announce, { now: A_MOMENT_LATER }).then();
    given(opened, overdue, extended)
      .when(announce, { now: EXTENDED_AT })
      .then({ type: 'provision.overdue', data: { dueOn: '2026-03-10', dueAt: EXTENDED_AT } });
  });
});

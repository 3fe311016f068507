import { calendarFor } from '#calendar';
import { losAngeles, profileFrom } from '#jurisdiction';
import { type EscalationStep, NO_SUCH_RECORD } from '#kernel';
import { contextOf, storiesOf } from '#testing';
import { provision } from './provision.js';
import type { ProvisionEvent, ProvisionOpened } from './provision-record.js';
import {
  ANOTHER_OFFICE,
  EXTENSION_IS_LATER,
  NO_DEADLINE_TO_EXTEND,
  HOLD_NEEDS_ITS_AUTHORITY,
  HOLD_OUTLIVES_ITS_ORDER,
  RELEASED_BEFORE_PLACED,
} from './provision-rules.js';

const { given, stateAfter } = storiesOf(provision);
const { calendar } = contextOf();

const text = { directiveId: 'directive-17', key: '1', verb: 'DIRECT', addressee: 'All departments', text: 'Plan.' } as const;
const enter = (dueInDays: number) => ({ name: 'add-provision', data: { ...text, dueInDays } }) as const;
const signed = (signedOn: string) => ({ directive: { signedOn } });
const due = (from: string, days: number, dueOn: string, dueAt: string, steps: readonly EscalationStep[]) => ({
  dueOn,
  clock: { dueAt, from, days, calendar: calendar.version, steps: [...steps] },
});

const DUE_STEPS = [
  [-7, 'OWNER'],
  [0, 'EXECUTIVE_DIRECTOR'],
  [1, 'MAYOR_LIAISON'],
] as const;
/** The steps of an escalation with their instants; the last ones where fewer instants are given. */
const steps = (...at: readonly string[]): readonly EscalationStep[] =>
  DUE_STEPS.slice(DUE_STEPS.length - at.length).map(([days, tells], index) => ({ days, tells, at: at[index] ?? '' }));
const BEFORE_25_FEBRUARY = steps('2026-02-18T08:00:00.000Z', '2026-02-25T08:00:00.000Z', '2026-02-26T08:00:00.000Z');
const BEFORE_11_MARCH = steps('2026-03-04T08:00:00.000Z', '2026-03-11T07:00:00.000Z', '2026-03-12T07:00:00.000Z');

/** Signed on 10 February 2026, due in 15 days: 23:59:59.999 of 25 February in Los Angeles, eight hours behind UTC. */
const DUE_AT = '2026-02-26T07:59:59.999Z';
const A_MOMENT_LATER = '2026-02-26T08:00:00.000Z';
const opened: ProvisionOpened = {
  type: 'provision.opened',
  data: { ...text, ...due('2026-02-10', 15, '2026-02-25', DUE_AT, BEFORE_25_FEBRUARY) },
};
const assigned: ProvisionEvent = { type: 'provision.assigned', data: { department: 'General Services' } };
const started: ProvisionEvent = { type: 'provision.started', data: {} };
const submitted: ProvisionEvent = {
  type: 'provision.evidence-submitted',
  data: { links: [{ title: 'Plan', uri: 'https://example.org/plan.pdf' }], submittedBy: 'dana' },
};
const verified: ProvisionEvent = { type: 'provision.verified', data: {} };
const withdrawn: ProvisionEvent = { type: 'provision.withdrawn', data: { reason: 'r' } };
const overdue: ProvisionEvent = { type: 'provision.overdue', data: { dueOn: '2026-02-25', dueAt: DUE_AT } };
const announce = { name: 'announce-provision-overdue', data: {} } as const;

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

const hold = { authorityId: 'sb-627', scope: 'federal officers', releaseCondition: 'The injunction is lifted.' };
const place = { name: 'place-legal-hold', data: hold } as const;
const release = { name: 'release-legal-hold', data: {} } as const;
/** Enjoined by an order of 9 February, effective on the 19th; in force again from 10 March on. */
const authority = {
  scopes: ['federal officers'],
  statusOn: (scope: string, date: string) => {
    if (scope !== 'federal officers' || date < '2026-02-19') return undefined;
    return date < '2026-03-10' ? 'ENJOINED' : 'IN_FORCE';
  },
};
const PLACED_AT = '2026-02-20T18:00:00.000Z';
const paused: ProvisionEvent = { type: 'provision.paused', data: { ...hold, pausedAt: PLACED_AT, daysLeft: 5 } };

describe('A legal hold', () => {
  it.each([
    ['OPEN', [opened]],
    ['ASSIGNED', [opened, assigned]],
    ['IN_PROGRESS', [opened, assigned, started]],
    ['EVIDENCE_SUBMITTED', [opened, assigned, started, submitted]],
  ] as const)('stops a provision that is %s, and its release restores that', (status, history) => {
    given(...history)
      .when(place, { occurredAt: PLACED_AT }, { authority })
      .then(paused);
    expect(stateAfter(...history, paused).status).toBe('LEGAL_HOLD');
    given(...history, paused)
      .when(release, { occurredAt: '2026-03-10T18:00:00.000Z' }, { authority })
      .thenLike({ type: 'provision.resumed', data: { status } });
    expect(stateAfter(...history, paused, { type: 'provision.resumed', data: { status } }).status).toBe(status);
  });

  it('names an authority whose status is recorded in its scope', () => {
    given(opened).when(place, { occurredAt: PLACED_AT }, {}).refused(HOLD_NEEDS_ITS_AUTHORITY);
    given(opened)
      .when(place, { occurredAt: PLACED_AT }, { authority: { ...authority, scopes: ['state officers'] } })
      .refused(HOLD_NEEDS_ITS_AUTHORITY);
  });

  it('is not released while its authority is enjoined there: by the local day of the release', () => {
    const lift = (occurredAt: string) => given(opened, paused).when(release, { occurredAt }, { authority });
    lift('2026-03-10T06:59:59.999Z').refused(HOLD_OUTLIVES_ITS_ORDER);
    lift('2026-03-10T07:00:00.000Z').thenLike({ type: 'provision.resumed' });
  });

  it.each([
    ['STAYED', false],
    ['VACATED', true],
    ['REPEALED', true],
    ['NOT_YET_OPERATIVE', true],
  ])('whose authority is %s may be released: %s', (status, possible) => {
    const facts = { authority: { ...authority, statusOn: () => status } };
    const answer = given(opened, paused).when(release, { occurredAt: '2026-03-10T18:00:00.000Z' }, facts);
    if (possible) answer.thenLike({ type: 'provision.resumed' });
    else answer.refused(HOLD_OUTLIVES_ITS_ORDER);
  });

  it('is not released without its authority, nor before it was placed', () => {
    given(opened, paused).when(release, { occurredAt: '2026-03-10T18:00:00.000Z' }, {}).refused(HOLD_NEEDS_ITS_AUTHORITY);
    const facts = { authority: { ...authority, statusOn: () => 'IN_FORCE' } };
    given(opened, paused).when(release, { occurredAt: '2026-02-20T17:59:59.999Z' }, facts).refused(RELEASED_BEFORE_PLACED);
    given(opened, paused).when(release, { occurredAt: PLACED_AT }, facts).thenLike({ type: 'provision.resumed' });
  });

  it('keeps the days that were left, and the deadline takes them up again', () => {
    const restarted = due(
      '2026-03-10',
      5,
      '2026-03-15',
      '2026-03-16T06:59:59.999Z',
      steps('2026-03-15T07:00:00.000Z', '2026-03-16T07:00:00.000Z'),
    );
    const resumed: ProvisionEvent = { type: 'provision.resumed', data: { status: 'OPEN', ...restarted } };
    given(opened, paused).when(release, { occurredAt: '2026-03-10T18:00:00.000Z' }, { authority }).then(resumed);
    const after = given(opened, paused, resumed);
    after.when(announce, { now: A_MOMENT_LATER }).then();
    after
      .when(announce, { now: '2026-03-16T06:59:59.999Z' })
      .then({ type: 'provision.overdue', data: { dueOn: '2026-03-15', dueAt: '2026-03-16T06:59:59.999Z' } });
  });

  it('that is released on its day changes no deadline', () => {
    const facts = { authority: { ...authority, statusOn: () => 'IN_FORCE' } };
    given(opened, paused)
      .when(release, { occurredAt: '2026-02-20T20:00:00.000Z' }, facts)
      .thenLike({ type: 'provision.resumed', data: { dueOn: '2026-02-25', clock: { dueAt: DUE_AT } } });
  });

  it('counts the days left across the change of 8 March in whole days', () => {
    const spring: ProvisionOpened = {
      type: 'provision.opened',
      data: { ...text, ...due('2026-03-01', 10, '2026-03-11', '2026-03-12T06:59:59.999Z', BEFORE_11_MARCH) },
    };
    given(spring)
      .when(place, { occurredAt: '2026-03-07T18:00:00.000Z' }, { authority })
      .thenLike({ type: 'provision.paused', data: { daysLeft: 4 } });
  });

  it('stops the clock: nothing is overdue while it is in place', () => {
    given(opened, paused).when(announce, { now: A_MOMENT_LATER }).then();
    given(opened, paused)
      .when({ name: 'withdraw-provision', data: { reason: 'r' } }, { occurredAt: A_MOMENT_LATER })
      .then(withdrawn);
  });

  it('that comes after the deadline announces the breach first, and has no days to keep', () => {
    const late = { ...hold, pausedAt: A_MOMENT_LATER };
    given(opened)
      .when(place, { occurredAt: A_MOMENT_LATER }, { authority })
      .then(overdue, { type: 'provision.paused', data: late });
    given(opened, overdue)
      .when(place, { occurredAt: A_MOMENT_LATER }, { authority })
      .then({ type: 'provision.paused', data: late });
    given(opened)
      .when(place, { occurredAt: DUE_AT }, { authority })
      .then({ type: 'provision.paused', data: { ...hold, pausedAt: DUE_AT, daysLeft: 0 } });
  });

  it('on a provision without a deadline starts none', () => {
    const open: ProvisionOpened = { type: 'provision.opened', data: text };
    const held: ProvisionEvent = { type: 'provision.paused', data: { ...hold, pausedAt: PLACED_AT } };
    given(open).when(place, { occurredAt: PLACED_AT }, { authority }).then(held);
    given(open, held)
      .when(release, { occurredAt: '2026-03-10T18:00:00.000Z' }, { authority })
      .then({ type: 'provision.resumed', data: { status: 'OPEN' } });
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

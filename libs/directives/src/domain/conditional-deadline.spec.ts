import { calendarFor } from '#calendar';
import { losAngeles } from '#jurisdiction';
import { NOT_IN_THIS_STATE } from '#kernel';
import { storiesOf } from '#testing';
import { provision } from './provision.js';
import type { ProvisionEvent, ProvisionFacts, ProvisionOpened, Verb } from './provision-record.js';
import {
  ANOTHER_OFFICE,
  AWAITED_STATUS_IS_THERE,
  HAS_A_DEADLINE,
  HOLD_NEEDS_ITS_AUTHORITY,
  NO_CONDITIONAL_DEADLINE,
  PARTS_CARRY_THE_WORK,
} from './provision-rules.js';

const { given, stateAfter } = storiesOf(provision);
const text = { directiveId: 'directive', key: '3b', addressee: 'The Board', text: 'Synthetic' };
const openedAs = (verb: Verb, over: object = {}): ProvisionOpened => ({
  type: 'provision.opened',
  data: { ...text, verb, ...over },
});
const opened = openedAs('GUIDANCE');
const awaited = { authorityId: 'sb-627', scope: 'federal officers', status: 'IN_FORCE', days: 10 };
const awaits: ProvisionEvent = { type: 'provision.deadline-awaits-status', data: awaited };
const set = { name: 'set-conditional-deadline', data: awaited } as const;
const confirm = { name: 'confirm-deadline-start', data: {} } as const;

const staff = { role: 'commission-staff', actor: 'staff' } as const;
const counsel = (occurredAt: string) => ({ role: 'city-attorney', actor: 'counsel', occurredAt }) as const;
/** The authority has the status from the first of June on. */
const authority: ProvisionFacts = {
  authority: {
    scopes: ['federal officers'],
    statusOn: (scope, date) => (scope !== 'federal officers' ? undefined : date < '2026-06-01' ? 'ENJOINED' : 'IN_FORCE'),
    effectiveOn: (_, date) => (date < '2026-06-01' ? '2026-02-19' : '2026-06-01'),
  },
};
const CONFIRMED_AT = '2026-06-05T18:00:00.000Z';
const started: ProvisionEvent = {
  type: 'provision.deadline-started',
  data: {
    ...{
      authorityId: 'sb-627',
      scope: 'federal officers',
      status: 'IN_FORCE',
      effectiveOn: '2026-06-01',
      confirmedBy: 'counsel',
    },
    dueOn: '2026-06-11',
    clock: {
      ...{ dueAt: '2026-06-12T06:59:59.999Z', from: '2026-06-01', days: 10, calendar: calendarFor(losAngeles).version },
      steps: [
        { days: 0, tells: 'EXECUTIVE_DIRECTOR', at: '2026-06-11T07:00:00.000Z' },
        { days: 1, tells: 'MAYOR_LIAISON', at: '2026-06-12T07:00:00.000Z' },
      ],
    },
  },
};

describe('A deadline that waits for a legal status', () => {
  it('is set by the office that judges the evidence, on a provision without a deadline, and set anew while it waits', () => {
    given(opened).when(set, staff, authority).then(awaits);
    given(opened, awaits)
      .when({ ...set, data: { ...awaited, days: 20 } }, staff, authority)
      .thenLike({ type: 'provision.deadline-awaits-status', data: { days: 20 } });
    given(openedAs('DIRECT')).when(set, staff, authority).refused(ANOTHER_OFFICE);
    given(openedAs('DIRECT'))
      .when(set, { ...staff, role: 'mayor-liaison' }, authority)
      .then(awaits);
    given(opened, awaits, started).when(set, staff, authority).refused(HAS_A_DEADLINE);
    given(opened).when(set, staff, {}).refused(HOLD_NEEDS_ITS_AUTHORITY);
    given(openedAs('GUIDANCE', { parts: ['3a', '3b'] }))
      .when(set, staff, authority)
      .refused(PARTS_CARRY_THE_WORK);
  });

  it('runs once the city attorney confirms that the status is there, counted from the day on which it took effect', () => {
    given(opened, awaits).when(confirm, counsel(CONFIRMED_AT), authority).then(started);
    expect(stateAfter(opened, awaits, started)).toMatchObject({ status: 'OPEN', due: { on: '2026-06-11' } });
    expect(stateAfter(opened, awaits, started)).not.toHaveProperty('awaits');
    given(opened, awaits, started)
      .when({ name: 'announce-provision-overdue', data: {} } as const, { now: '2026-06-12T06:59:59.999Z' })
      .thenLike({ type: 'provision.overdue' });
  });

  it('does not run before the status is there, in that scope', () => {
    given(opened, awaits).when(confirm, counsel('2026-06-01T06:59:59.999Z'), authority).refused(AWAITED_STATUS_IS_THERE);
    given(opened, awaits)
      .when(confirm, counsel('2026-06-01T07:00:00.000Z'), authority)
      .thenLike({ type: 'provision.deadline-started' });
    given(opened, awaits).when(confirm, counsel(CONFIRMED_AT), {}).refused(AWAITED_STATUS_IS_THERE);
    const elsewhere: ProvisionEvent = {
      type: 'provision.deadline-awaits-status',
      data: { ...awaited, scope: 'state officers' },
    };
    given(opened, elsewhere).when(confirm, counsel(CONFIRMED_AT), authority).refused(AWAITED_STATUS_IS_THERE);
  });

  it('is confirmed where there is one, and once', () => {
    given(opened).when(confirm, counsel(CONFIRMED_AT), authority).refused(NO_CONDITIONAL_DEADLINE);
    given(opened, awaits, started).when(confirm, counsel(CONFIRMED_AT), authority).refused(NO_CONDITIONAL_DEADLINE);
  });

  it('goes on waiting while work is done, and while the work itself is on hold', () => {
    const hold = { authorityId: 'sb-627', scope: 'federal officers', releaseCondition: 'The injunction is lifted.' };
    const work: ProvisionEvent[] = [
      { type: 'provision.assigned', data: { department: 'Police' } },
      { type: 'provision.started', data: {} },
    ];
    const held: ProvisionEvent = { type: 'provision.paused', data: { ...hold, pausedAt: '2026-03-10T18:00:00.000Z' } };
    const resumed: ProvisionEvent = { type: 'provision.resumed', data: { status: 'IN_PROGRESS' } };
    given(opened, awaits, ...work, held)
      .when(confirm, counsel(CONFIRMED_AT), authority)
      .refused(NOT_IN_THIS_STATE);
    given(opened, awaits, ...work, held, resumed)
      .when(confirm, counsel(CONFIRMED_AT), authority)
      .then(started);
  });

  it.each([
    [[]],
    [[{ type: 'provision.assigned', data: { department: 'Police' } }]],
    [
      [
        { type: 'provision.assigned', data: { department: 'Police' } },
        { type: 'provision.started', data: {} },
      ],
    ],
    [
      [
        { type: 'provision.assigned', data: { department: 'Police' } },
        { type: 'provision.started', data: {} },
        { type: 'provision.evidence-submitted', data: { links: [], submittedBy: 'dee' } },
      ],
    ],
  ] as readonly [ProvisionEvent[]][])('is set and confirmed in each state of the work', (work) => {
    given(opened, ...work)
      .when(set, staff, authority)
      .then(awaits);
    given(openedAs('DIRECT'), ...work)
      .when(set, { ...staff, role: 'mayor-liaison' }, authority)
      .then(awaits);
    given(opened, awaits, ...work)
      .when(confirm, counsel(CONFIRMED_AT), authority)
      .then(started);
  });
});

import { calendarFor } from '#calendar';
import { losAngeles } from '#jurisdiction';
import { storiesOf } from '#testing';
import { provision } from './provision.js';
import type { ProvisionEvent, ProvisionOpened } from './provision-record.js';
import { ANOTHER_OFFICE, DEADLINE_COUNTED_FROM_THERE } from './provision-rules.js';

const { given, stateAfter } = storiesOf(provision);
const pacific = calendarFor(losAngeles);
/** As if the zone of the place had been moved by an hour. */
const mountain = calendarFor({ ...losAngeles, version: 2, timeZone: 'America/Denver' });
const DUE_AT = '2026-02-26T07:59:59.999Z';
const AN_HOUR_EARLIER = '2026-02-26T06:59:59.999Z';
const [week, day, after] = [
  { days: -7, tells: 'OWNER', at: '2026-02-18T08:00:00.000Z' },
  { days: 0, tells: 'EXECUTIVE_DIRECTOR', at: '2026-02-25T08:00:00.000Z' },
  { days: 1, tells: 'MAYOR_LIAISON', at: '2026-02-26T08:00:00.000Z' },
] as const;
const counted = { from: '2026-02-10', days: 15 };
const opened: ProvisionOpened = {
  type: 'provision.opened',
  data: {
    ...{ directiveId: 'directive', key: '1', verb: 'DIRECT', addressee: 'All departments', text: 'Synthetic' },
    dueOn: '2026-02-25',
    clock: { dueAt: DUE_AT, ...counted, calendar: pacific.version, steps: [week, day, after] },
  },
};
const overdue: ProvisionEvent = { type: 'provision.overdue', data: { dueOn: '2026-02-25', dueAt: DUE_AT } };
const told: ProvisionEvent = {
  type: 'provision.escalated',
  data: { ...week, dueOn: '2026-02-25', departments: [], next: day },
};
const recompute = { name: 'recompute-provision-deadline', data: {} } as const;
const was = { dueOn: '2026-02-25', dueAt: DUE_AT, from: '2026-02-10', calendar: pacific.version };
const recomputed: ProvisionEvent = {
  type: 'provision.deadline-recomputed',
  data: {
    dueOn: '2026-02-25',
    clock: {
      ...{ dueAt: AN_HOUR_EARLIER, ...counted, calendar: mountain.version },
      steps: [
        { ...day, at: '2026-02-25T07:00:00.000Z' },
        { ...after, at: '2026-02-26T07:00:00.000Z' },
      ],
    },
    ...{ was, because: 'CALENDAR', reason: 'The days of the place have changed since the deadline was computed.' },
  },
};

describe('A deadline whose calendar has changed', () => {
  it('is computed anew from what it was computed from: the entry says the instant before, the one now, and why', () => {
    given(opened, told).when(recompute, { calendar: mountain }).then(recomputed);
    expect(stateAfter(opened)).toMatchObject({ departments: [], submitters: [] });
    expect(stateAfter(opened, told, recomputed)).toMatchObject({ due: { at: AN_HOUR_EARLIER, calendar: mountain.version } });
  });

  it('stays as it is where no instant changes, and leaves no entry', () => {
    const sameDays = { ...pacific, version: 'other data, the same days' };
    given(opened, told).when(recompute, { calendar: sameDays }).then();
    given(opened, told, recomputed).when(recompute, { calendar: mountain }).then();
  });

  it('is computed anew where a step alone moves', () => {
    const later = { ...pacific, startOfDay: (date: string) => pacific.startOfDay(date).replace('08:00', '09:00') };
    given(opened, told)
      .when(recompute, { calendar: later })
      .thenLike({ type: 'provision.deadline-recomputed', data: { clock: { dueAt: DUE_AT } } });
    for (const only of ['2026-02-25', '2026-02-26']) {
      const startOfDay = (date: string) => (date === only ? later : pacific).startOfDay(date);
      given(opened, told)
        .when(recompute, { calendar: { ...pacific, startOfDay } })
        .thenLike({ type: 'provision.deadline-recomputed', data: { clock: { dueAt: DUE_AT } } });
    }
  });

  it('is computed anew where no step is left to be told, and keeps no other steps than those that were', () => {
    const all: ProvisionEvent[] = [
      { type: 'provision.escalated', data: { ...day, dueOn: '2026-02-25', departments: [], next: after } },
      { type: 'provision.escalated', data: { ...after, dueOn: '2026-02-25', departments: [] } },
    ];
    given(opened, told, ...all)
      .when(recompute, { calendar: mountain })
      .thenLike({ type: 'provision.deadline-recomputed', data: { clock: { dueAt: AN_HOUR_EARLIER, steps: [] } } });
    const provisionDue = [-7, 0, 1].flatMap((days) => [
      { days, tells: 'EXECUTIVE_DIRECTOR' as const },
      { days, tells: 'MAYOR_LIAISON' as const },
    ]);
    const profile = { ...losAngeles, escalations: { ...losAngeles.escalations, provisionDue } };
    given(opened, told).when(recompute, { calendar: mountain, profile }).then(recomputed);
  });

  it('is left alone where it is over, ended, on hold or was never set', () => {
    const held: ProvisionEvent = {
      type: 'provision.paused',
      data: { authorityId: 'a', scope: 's', releaseCondition: 'r', pausedAt: '2026-02-15T18:00:00.000Z', daysLeft: 10 },
    };
    const withdrawn: ProvisionEvent = { type: 'provision.withdrawn', data: { reason: 'r' } };
    const { dueOn: _on, clock: _clock, ...text } = opened.data;
    const divided = { ...opened, data: { ...text, parts: ['1a', '1b'] } };
    for (const history of [[opened, overdue], [opened, held], [opened, withdrawn], [{ ...opened, data: text }], [divided]])
      given(...history)
        .when(recompute, { calendar: mountain })
        .then();
  });
});

describe('A deadline that is counted from a wrong day', () => {
  const correct = {
    name: 'correct-provision-deadline',
    data: { countedFrom: '2026-02-12', reason: 'Signed on the 12th.' },
  } as const;
  const liaison = { role: 'mayor-liaison', actor: 'frida', occurredAt: '2026-02-20T18:00:00.000Z' } as const;
  const corrected: ProvisionEvent = {
    type: 'provision.deadline-recomputed',
    data: {
      dueOn: '2026-02-27',
      clock: {
        ...{ dueAt: '2026-02-28T07:59:59.999Z', from: '2026-02-12', days: 15, calendar: pacific.version },
        steps: [
          { ...week, at: '2026-02-20T08:00:00.000Z' },
          { ...day, at: '2026-02-27T08:00:00.000Z' },
          { ...after, at: '2026-02-28T08:00:00.000Z' },
        ],
      },
      ...{ was, because: 'INPUTS', reason: 'Signed on the 12th.' },
    },
  };

  it('is corrected by the office that judges the evidence, with the day before and the reason', () => {
    given(opened).when(correct, liaison).then(corrected);
    given(opened)
      .when(correct, { ...liaison, role: 'commission-staff' })
      .refused(ANOTHER_OFFICE);
    given(opened)
      .when({ ...correct, data: { ...correct.data, countedFrom: '2026-02-10' } }, liaison)
      .refused(DEADLINE_COUNTED_FROM_THERE);
    const { dueOn: _on, clock: _clock, ...text } = opened.data;
    given({ ...opened, data: text })
      .when(correct, liaison)
      .refused(DEADLINE_COUNTED_FROM_THERE);
  });

  it('leaves a breach announced, and the day that is right can be missed too', () => {
    given(opened, overdue).when(correct, liaison).then(corrected);
    given(opened, overdue, corrected)
      .when({ name: 'announce-provision-overdue', data: {} }, { now: '2026-02-28T07:59:59.999Z' })
      .thenLike({ type: 'provision.overdue', data: { dueOn: '2026-02-27' } });
  });

  it.each([
    [[]],
    [[{ type: 'provision.assigned', data: { department: 'Police' } }]],
    [
      [
        { type: 'provision.assigned', data: { department: 'Police' } },
        { type: 'provision.started', data: {} },
        { type: 'provision.evidence-submitted', data: { links: [], submittedBy: 'dee' } },
      ],
    ],
  ] as readonly [ProvisionEvent[]][])('is corrected in each state of the work', (work) => {
    given(opened, ...work)
      .when(correct, liaison)
      .thenLike({ type: 'provision.deadline-recomputed' });
  });
});

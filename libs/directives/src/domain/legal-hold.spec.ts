import { storiesOf } from '#testing';
import type { ProvisionEvent, ProvisionOpened } from './provision-record.js';
import { HOLD_NEEDS_ITS_AUTHORITY, HOLD_OUTLIVES_ITS_ORDER, RELEASED_BEFORE_PLACED } from './provision-rules.js';
import { provision } from './provision.js';
import {
  A_MOMENT_LATER,
  announce,
  assigned,
  BEFORE_11_MARCH,
  due,
  DUE_AT,
  hold,
  opened,
  overdue,
  paused,
  PLACED_AT,
  started,
  steps,
  submitted,
  text,
  withdrawn,
} from './spec-deadline.js';

const { given, stateAfter } = storiesOf(provision);

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

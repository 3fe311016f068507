import { NO_SUCH_RECORD, NOT_IN_THIS_STATE } from '#kernel';
import { storiesOf } from '#testing';
import type { ReportBackEvent } from './report-back-record.js';
import { LATER_DAY_GRANTED } from './report-back-rules.js';
import { reportBack } from './report-back.js';
import { accepted, agendized, calendar, once, overdue, returned, scheduled, submitted } from './spec-report-back.js';

const { given, stateAfter } = storiesOf(reportBack);

describe('What is owed', () => {
  const IN_TIME = scheduled.data.dueAt;
  const A_MOMENT_LATER = '2026-06-01T07:00:00.000Z';
  const extend = (dueOn: string) => ({ name: 'extend-report-back', data: { dueOn, reason: 'The audit is late' } }) as const;
  const waive = { name: 'waive-report-back', data: { reason: 'Reported to the Council' } } as const;
  const end = { name: 'end-report-back', data: { reason: 'The pilot ended' } } as const;
  const lose = { name: 'record-report-back-outcome-unknown', data: { source: 'The minutes of 2019' } } as const;
  const extended: ReportBackEvent = {
    type: 'report-back.extended',
    data: {
      dueOn: '2026-06-15',
      dueAt: '2026-06-16T06:59:59.999Z',
      calendar,
      was: '2026-05-31',
      reason: 'The audit is late',
      grantedBy: 'somebody',
    },
  };
  const waived: ReportBackEvent = { type: 'report-back.waived', data: { ...waive.data, continues: true } };
  const ended: ReportBackEvent = { type: 'report-back.ended', data: end.data };
  const lost: ReportBackEvent = { type: 'report-back.outcome-unknown', data: lose.data };
  const inTime = { occurredAt: IN_TIME };

  it('is moved to a later day by an act that names who, why and the day before', () => {
    given(scheduled).when(extend('2026-06-15'), inTime).then(extended);
    given(scheduled, submitted, agendized, returned).when(extend('2026-06-15'), inTime).then(extended);
    given(scheduled).when(extend('2026-06-01'), inTime).thenLike({ type: 'report-back.extended' });
    given(scheduled).when(extend('2026-05-31'), inTime).refused(LATER_DAY_GRANTED);
    expect(stateAfter(scheduled, extended)).toMatchObject({ status: 'SCHEDULED', dueOn: '2026-06-15', firstDueOn: '2026-05-31' });
  });

  it('is waived once, and its series goes on; or ended, and its series with it', () => {
    given(scheduled).when(waive, inTime).then(waived);
    given(once)
      .when(waive, inTime)
      .thenLike({ type: 'report-back.waived', data: { continues: false } });
    given(scheduled, submitted, agendized, returned)
      .when(waive, inTime)
      .thenLike({ type: 'report-back.waived', data: { continues: false } });
    given(scheduled).when(end, inTime).then(ended);
    expect(stateAfter(scheduled, waived)).toMatchObject({ status: 'WAIVED' });
    expect(stateAfter(scheduled, ended)).toMatchObject({ status: 'ENDED' });
  });

  it.each([extend('2026-06-15'), waive, end])('that is late is announced as such with $name, once', (step) => {
    const type = { 'extend-report-back': 'extended', 'waive-report-back': 'waived', 'end-report-back': 'ended' } as const;
    const event = { type: `report-back.${type[step.name]}` } as const;
    given(scheduled).when(step, inTime).thenLike(event);
    given(scheduled).when(step, { occurredAt: A_MOMENT_LATER }).thenLike(overdue, event);
    given(scheduled, overdue).when(step, { occurredAt: A_MOMENT_LATER }).thenLike(event);
  });

  it('can be late again on its later day', () => {
    const announce = { name: 'announce-report-back-overdue', data: {} } as const;
    given(scheduled, overdue, extended)
      .when(announce, { now: '2026-06-16T06:59:59.999Z' })
      .then({ type: 'report-back.overdue', data: { dueOn: '2026-06-15' } });
    for (const end of [waived, ended, lost]) given(scheduled, end).when(announce, { now: A_MOMENT_LATER }).then();
  });

  it('is lost where nobody knows what became of it, unless it was accepted', () => {
    for (const history of [[], [submitted], [submitted, agendized], [submitted, agendized, returned]])
      given(scheduled, ...history)
        .when(lose)
        .then(lost);
    given(scheduled, submitted, agendized, accepted).when(lose).refused(NOT_IN_THIS_STATE);
  });

  it.each([extend('2026-06-15'), waive, end, lose])('takes no step more when it has ended: $name', (step) => {
    for (const last of [waived, ended, lost]) given(scheduled, last).when(step, inTime).refused(NOT_IN_THIS_STATE);
    given().when(step, inTime).refused(NO_SUCH_RECORD);
  });

  it.each([extend('2026-06-15'), waive, end])('is not there while a report is in: $name', (step) => {
    given(scheduled, submitted).when(step, inTime).refused(NOT_IN_THIS_STATE);
    given(scheduled, submitted, agendized).when(step, inTime).refused(NOT_IN_THIS_STATE);
  });

  it('names its request in every entry that changes what is owed on it', () => {
    const on: ReportBackEvent = { ...scheduled, data: { ...scheduled.data, requestId: 'request-1' } };
    for (const step of [extend('2026-06-15'), waive, end, lose])
      given(on)
        .when(step, inTime)
        .thenLike({ type: expect.any(String) as never, data: { requestId: 'request-1' } });
    given(on, submitted, agendized)
      .when({ name: 'return-report-back', data: { reason: 'A figure is missing' } })
      .thenLike({ type: 'report-back.returned', data: { requestId: 'request-1' } });
  });
});

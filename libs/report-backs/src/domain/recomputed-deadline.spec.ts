import { calendarFor } from '#calendar';
import { losAngeles } from '#jurisdiction';
import { NO_SUCH_RECORD, NOT_IN_THIS_STATE } from '#kernel';
import { storiesOf } from '#testing';
import { reportBack } from './report-back.js';
import type { ReportBackEvent, ReportBackScheduled } from './report-back-record.js';
import { DAY_COUNTED_FROM_THERE } from './report-back-rules.js';

const { given, stateAfter } = storiesOf(reportBack);
const pacific = calendarFor(losAngeles);
/** As if the zone of the place had been moved by an hour. */
const mountain = calendarFor({ ...losAngeles, version: 2, timeZone: 'America/Denver' });
const DUE_AT = '2026-04-10T06:59:59.999Z';
const AN_HOUR_EARLIER = '2026-04-10T05:59:59.999Z';
const scheduled: ReportBackScheduled = {
  type: 'report-back.scheduled',
  data: {
    ...{
      source: { type: 'board-actions', id: 'action-1' },
      subject: 'Monthly report',
      recurs: 'MONTHLY',
      requestId: 'request-1',
    },
    ...{ dueOn: '2026-04-09', dueAt: DUE_AT, calendar: pacific.version, counted: { from: '2026-03-10', days: 30 } },
    ...{ firstDueOn: '2026-04-09', ordinal: 1 },
  },
};
const { counted: _counted, ...day } = scheduled.data;
const named: ReportBackScheduled = { ...scheduled, data: day };
const overdue: ReportBackEvent = { type: 'report-back.overdue', data: { dueOn: '2026-04-09' } };
const submitted: ReportBackEvent = {
  type: 'report-back.submitted',
  data: { nothingToReport: true, submitters: ['the chief'], late: false, continues: true },
};
const agendized: ReportBackEvent = { type: 'report-back.agendized', data: { meetingId: 'meeting-1', itemNumber: '3A' } };
const returned: ReportBackEvent = {
  type: 'report-back.returned',
  data: { reason: 'A figure is missing', dueOn: '2026-04-09', dueAt: DUE_AT, calendar: pacific.version },
};
const waived: ReportBackEvent = { type: 'report-back.waived', data: { reason: 'r', continues: false } };
const extended: ReportBackEvent = {
  type: 'report-back.extended',
  data: {
    ...{ dueOn: '2026-05-09', dueAt: '2026-05-10T06:59:59.999Z', calendar: pacific.version },
    ...{ was: '2026-04-09', reason: 'The audit is late', grantedBy: 'staff' },
  },
};
const was = { dueOn: '2026-04-09', dueAt: DUE_AT, calendar: pacific.version, from: '2026-03-10' };

describe('A report-back that is counted from a wrong day', () => {
  const correct = (countedFrom: string) =>
    ({ name: 'correct-report-back-deadline', data: { countedFrom, reason: 'The Board acted on the 12th.' } }) as const;
  const corrected: ReportBackEvent = {
    type: 'report-back.deadline-recomputed',
    data: {
      ...{ dueOn: '2026-04-11', dueAt: '2026-04-12T06:59:59.999Z', calendar: pacific.version },
      ...{ counted: { from: '2026-03-12', days: 30 }, firstDueOn: '2026-04-11', requestId: 'request-1' },
      ...{ was, because: 'INPUTS', reason: 'The Board acted on the 12th.' },
    },
  };
  const staff = { role: 'commission-staff', occurredAt: '2026-03-20T18:00:00.000Z' } as const;

  it('is counted anew by the same days, with the day before and the reason', () => {
    given(scheduled).when(correct('2026-03-12'), staff).then(corrected);
    given(scheduled, submitted, agendized, returned).when(correct('2026-03-12'), staff).then(corrected);
    given(scheduled).when(correct('2026-03-10'), staff).refused(DAY_COUNTED_FROM_THERE);
    given(scheduled, corrected).when(correct('2026-03-12'), staff).refused(DAY_COUNTED_FROM_THERE);
    given().when(correct('2026-03-12'), staff).refused(NO_SUCH_RECORD);
    for (const history of [[submitted], [submitted, agendized], [waived]])
      given(scheduled, ...history)
        .when(correct('2026-03-12'), staff)
        .refused(NOT_IN_THIS_STATE);
  });

  it('is counted anew in months, to the last day of a shorter one', () => {
    given({ ...scheduled, data: { ...scheduled.data, counted: { from: '2026-03-10', months: 1 } } })
      .when(correct('2026-03-31'), staff)
      .thenLike({
        type: 'report-back.deadline-recomputed',
        data: { dueOn: '2026-04-30', counted: { from: '2026-03-31', months: 1 } },
      });
  });

  it('takes its series with it', () => {
    const before = stateAfter(scheduled, corrected);
    if (before.status === 'none') throw new Error('It is there.');
    given()
      .when({ name: 'schedule-next-report-back', data: { follows: 'report-back-1' } }, { role: 'system' }, { before })
      .thenLike({ type: 'report-back.scheduled', data: { dueOn: '2026-05-11', firstDueOn: '2026-04-11', ordinal: 2 } });
  });

  it('is not one whose day was named or granted', () => {
    given(named).when(correct('2026-03-12'), staff).refused(DAY_COUNTED_FROM_THERE);
    given(scheduled, extended).when(correct('2026-03-12'), staff).refused(DAY_COUNTED_FROM_THERE);
  });

  it('leaves a breach announced, and the day that is right can be missed too', () => {
    given(scheduled, overdue).when(correct('2026-03-12'), staff).then(corrected);
    given(scheduled, overdue, corrected)
      .when({ name: 'announce-report-back-overdue', data: {} }, { role: 'system', now: '2026-04-12T06:59:59.999Z' })
      .then({ type: 'report-back.overdue', data: { dueOn: '2026-04-11' } });
  });
});

describe('A report-back whose calendar has changed', () => {
  const recompute = { name: 'recompute-report-back-deadline', data: {} } as const;
  const by = (calendar: typeof pacific) => ({ role: 'system', calendar }) as const;
  const recomputed: ReportBackEvent = {
    type: 'report-back.deadline-recomputed',
    data: {
      ...{ dueOn: '2026-04-09', dueAt: AN_HOUR_EARLIER, calendar: mountain.version, counted: { from: '2026-03-10', days: 30 } },
      ...{ firstDueOn: '2026-04-09', requestId: 'request-1', was, because: 'CALENDAR' },
      reason: 'The days of the place have changed since the deadline was computed.',
    },
  };

  it('ends with its day as that ends now; the entry says the instant before', () => {
    for (const history of [[], [submitted, agendized, returned]])
      given(scheduled, ...history)
        .when(recompute, by(mountain))
        .then(recomputed);
    expect(stateAfter(scheduled, recomputed)).toMatchObject({ dueAt: AN_HOUR_EARLIER, calendar: mountain.version });
    const { from: _from, ...before } = was;
    given(named)
      .when(recompute, by(mountain))
      .thenLike({ type: 'report-back.deadline-recomputed', data: { dueAt: AN_HOUR_EARLIER, was: before } });
  });

  it('stays as it is where no instant changes, none is owed, or its breach was announced', () => {
    given(scheduled)
      .when(recompute, by({ ...pacific, version: 'other data, the same days' }))
      .then();
    for (const history of [[recomputed], [submitted], [submitted, agendized], [overdue], [waived]])
      given(scheduled, ...history)
        .when(recompute, by(mountain))
        .then();
    given().when(recompute, by(mountain)).refused(NO_SUCH_RECORD);
  });
});

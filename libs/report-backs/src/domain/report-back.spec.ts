import { NO_SUCH_RECORD, NOT_IN_THIS_STATE } from '#kernel';
import { storiesOf } from '#testing';
import type { Scheduled, ScheduleReportBack } from './report-back-record.js';
import { DOES_NOT_RECUR, NOT_DUE_YET, ONE_DUE_DAY } from './report-back-rules.js';
import { reportBack } from './report-back.js';
import {
  accepted,
  agendized,
  byTheChief,
  calendar,
  obligation,
  overdue,
  returned,
  scheduled,
  submitted,
} from './spec-report-back.js';

const { given } = storiesOf(reportBack);

describe('A report-back', () => {
  const schedule: ScheduleReportBack = { name: 'schedule-report-back', data: { ...obligation, dueOn: '2026-05-31' } };

  it('is scheduled on a record, until the end of its day in Los Angeles', () => {
    given().when(schedule, {}, { missing: [] }).then(scheduled);
    given(scheduled).when(schedule, {}, { missing: [] }).refused(NOT_IN_THIS_STATE);
  });

  it('names the provision and the request that it is owed on, where there are such', () => {
    const { provisionId: _provision, ...onNone } = schedule.data;
    const { provisionId: _named, ...withoutProvision } = scheduled.data;
    given()
      .when({ ...schedule, data: onNone }, {}, { missing: [] })
      .then({ ...scheduled, data: withoutProvision });
    given()
      .when(schedule, {}, { missing: [], requestId: 'request-1' })
      .then({ ...scheduled, data: { ...scheduled.data, requestId: 'request-1' } });
  });

  it('is due at the end of the day by the clock on the wall, before and after the change of 8 March 2026', () => {
    const dueOn = (day: string) => given().when({ ...schedule, data: { ...schedule.data, dueOn: day } }, {}, { missing: [] });
    dueOn('2026-03-07').thenLike({ type: 'report-back.scheduled', data: { dueAt: '2026-03-08T07:59:59.999Z' } });
    dueOn('2026-03-08').thenLike({ type: 'report-back.scheduled', data: { dueAt: '2026-03-09T06:59:59.999Z' } });
  });

  it('is due so many days or months after the action behind it, by the local day, else after the act that orders it', () => {
    const counted = (due: object, facts = {}, occurredAt = '2026-03-10T18:00:00.000Z') =>
      given().when({ ...schedule, data: { ...obligation, ...due } }, { occurredAt, now: '2026-12-31T20:00:00.000Z' }, facts);
    const adopted = { adoptedAt: '2026-02-01T07:59:59.999Z' };
    counted({ dueInDays: 30 }, adopted).then({
      type: 'report-back.scheduled',
      data: {
        ...obligation,
        dueOn: '2026-03-02',
        counted: { from: '2026-01-31', days: 30 },
        dueAt: '2026-03-03T07:59:59.999Z',
        calendar,
        firstDueOn: '2026-03-02',
        ordinal: 1,
      },
    });
    const isDue = (dueOn: string, from: string) =>
      ({ type: 'report-back.scheduled', data: { dueOn, firstDueOn: dueOn, counted: { from } } }) as const;
    counted({ dueInMonths: 1 }, adopted).thenLike(isDue('2026-02-28', '2026-01-31'));
    counted({ dueInMonths: 2 }, adopted).thenLike(isDue('2026-03-31', '2026-01-31'));
    counted({ dueInMonths: 1 }, { adoptedAt: '2028-01-31T20:00:00.000Z' }).thenLike(isDue('2028-02-29', '2028-01-31'));
    counted({ dueInDays: 1 }, { adoptedAt: '2026-03-07T20:00:00.000Z' }).thenLike({
      type: 'report-back.scheduled',
      data: { dueOn: '2026-03-08', dueAt: '2026-03-09T06:59:59.999Z' },
    });
    counted({ dueInDays: 22 }, {}, '2026-12-10T20:00:00.000Z').thenLike(isDue('2027-01-01', '2026-12-10'));
  });

  it('is due on one day: named, counted in days or counted in months', () => {
    const due = (data: object) => given().when({ ...schedule, data: { ...obligation, ...data } }, {}, { missing: [] });
    due({}).refused(ONE_DUE_DAY);
    due({ dueOn: '2026-05-31', dueInDays: 3 }).refused(ONE_DUE_DAY);
    due({ dueInDays: 3, dueInMonths: 1 }).refused(ONE_DUE_DAY);
    due({ dueOn: '2026-05-31', dueInMonths: 1 }).refused(ONE_DUE_DAY);
  });

  it('is not scheduled on a record that does not exist', () => {
    given()
      .when(schedule, {}, { missing: ['board-actions/action-1'] })
      .refused(NO_SUCH_RECORD);
  });

  it('takes no step before it is scheduled', () => {
    const report = { nothingToReport: true } as const;
    given().when({ name: 'submit-report-back', data: report }, byTheChief).refused(NO_SUCH_RECORD);
    given().when({ name: 'announce-report-back-overdue', data: {} }).refused(NO_SUCH_RECORD);
    given().when({ name: 'note-report-back-agendized', data: agendized.data }).refused(NO_SUCH_RECORD);
    given().when({ name: 'accept-report-back', data: {} }).refused(NO_SUCH_RECORD);
    given()
      .when({ name: 'return-report-back', data: { reason: 'None' } })
      .refused(NO_SUCH_RECORD);
  });
});

describe('The next of a recurring report-back', () => {
  const next = { name: 'schedule-next-report-back', data: { follows: 'report-back-1' } } as const;
  const after = (before: Partial<Scheduled>) => given().when(next, {}, { before: { ...scheduled.data, ...before } });

  it('is due a month later, on the last day where the month is shorter', () => {
    after({}).then({
      type: 'report-back.scheduled',
      data: {
        ...obligation,
        dueOn: '2026-06-30',
        dueAt: '2026-07-01T06:59:59.999Z',
        calendar,
        firstDueOn: '2026-05-31',
        ordinal: 2,
        follows: 'report-back-1',
      },
    });
  });

  it('is owed on the request of the one before', () => {
    after({ requestId: 'request-1' }).thenLike({ type: 'report-back.scheduled', data: { requestId: 'request-1' } });
  });

  it('comes back to the day of the first after a shorter month', () => {
    after({ dueOn: '2026-06-30', ordinal: 2 }).thenLike({
      type: 'report-back.scheduled',
      data: { dueOn: '2026-07-31', ordinal: 3 },
    });
    after({ firstDueOn: '2026-01-31', dueOn: '2026-01-31' }).thenLike({
      type: 'report-back.scheduled',
      data: { dueOn: '2026-02-28' },
    });
  });

  it('of a yearly one is due a year later, the 29th of February where there is one', () => {
    const leapDay = { recurs: 'YEARLY', firstDueOn: '2028-02-29' } as const;
    after(leapDay).thenLike({ type: 'report-back.scheduled', data: { dueOn: '2029-02-28', ordinal: 2 } });
    after({ ...leapDay, ordinal: 4 }).thenLike({ type: 'report-back.scheduled', data: { dueOn: '2032-02-29', ordinal: 5 } });
  });

  it('follows one that exists and recurs', () => {
    given().when(next, {}, {}).refused(NO_SUCH_RECORD);
    after({ recurs: 'NONE' }).refused(DOES_NOT_RECUR);
    given(scheduled).when(next, {}, { before: scheduled.data }).refused(NOT_IN_THIS_STATE);
  });
});

describe('The breach of a report-back', () => {
  const announce = { name: 'announce-report-back-overdue', data: {} } as const;
  const dayIsOver = { now: scheduled.data.dueAt };

  it('is announced when the day is over, not before', () => {
    given(scheduled).when(announce, dayIsOver).then(overdue);
    given(scheduled).when(announce, { now: '2026-06-01T06:59:59.998Z' }).refused(NOT_DUE_YET);
  });

  it('is announced once, also where the report is returned afterwards', () => {
    given(scheduled, overdue).when(announce, dayIsOver).then();
    given(scheduled, overdue, submitted, agendized, returned).when(announce, dayIsOver).then();
  });

  it('is none while a report is in, and is one where that was returned', () => {
    given(scheduled, submitted).when(announce, dayIsOver).then();
    given(scheduled, submitted, agendized).when(announce, dayIsOver).then();
    given(scheduled, submitted, agendized, accepted).when(announce, dayIsOver).then();
    given(scheduled, submitted, agendized, returned).when(announce, dayIsOver).then(overdue);
  });
});

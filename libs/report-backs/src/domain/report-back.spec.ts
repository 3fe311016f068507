import { NO_SUCH_RECORD, NOT_IN_THIS_STATE, OWN_WORK } from '#kernel';
import { contextOf, storiesOf } from '#testing';
import { reportBack } from './report-back.js';
import {
  type ReportBackAccepted,
  type ReportBackAgendized,
  type ReportBackOverdue,
  type ReportBackReturned,
  type ReportBackScheduled,
  type ReportBackSubmitted,
  type Scheduled,
  type ScheduleReportBack,
  type SubmitReportBack,
  type ReportBackEvent,
} from './report-back-record.js';
import {
  DOES_NOT_RECUR,
  EMPTY_REPORT,
  NOT_DUE_YET,
  NOTHING_MEANS_NO_FIGURES,
  ONE_DUE_DAY,
  PERIOD_BACKWARDS,
  LATER_DAY_GRANTED,
} from './report-back-rules.js';

const { given, stateAfter } = storiesOf(reportBack);

const calendar = contextOf().calendar.version;
const obligation = {
  source: { type: 'board-actions', id: 'action-1' },
  provisionId: 'provision-2',
  subject: 'Monthly report on federal action',
  recurs: 'MONTHLY',
} as const;
const scheduled: ReportBackScheduled = {
  type: 'report-back.scheduled',
  data: {
    ...obligation,
    dueOn: '2026-05-31',
    dueAt: '2026-06-01T06:59:59.999Z',
    calendar,
    firstDueOn: '2026-05-31',
    ordinal: 1,
  },
};
const once: ReportBackScheduled = { ...scheduled, data: { ...scheduled.data, recurs: 'NONE' } };
const overdue: ReportBackOverdue = { type: 'report-back.overdue', data: { dueOn: '2026-05-31' } };
const submitted: ReportBackSubmitted = {
  type: 'report-back.submitted',
  data: {
    periodFrom: '2026-05-01',
    periodTo: '2026-05-31',
    nothingToReport: false,
    figures: [{ label: 'Arrivals with federal agents present', value: 4 }],
    submitters: ['the chief'],
    late: false,
    continues: true,
  },
};
const agendized: ReportBackAgendized = { type: 'report-back.agendized', data: { meetingId: 'meeting-1', itemNumber: '3A' } };
const returned: ReportBackReturned = {
  type: 'report-back.returned',
  data: { reason: 'A figure is missing', dueAt: scheduled.data.dueAt, dueOn: '2026-05-31', calendar },
};
const accepted: ReportBackAccepted = { type: 'report-back.accepted', data: {} };

const byTheChief = { actor: 'the chief', role: 'chief', occurredAt: '2026-05-31T20:00:00.000Z' } as const;

describe('A report-back', () => {
  const schedule: ScheduleReportBack = { name: 'schedule-report-back', data: { ...obligation, dueOn: '2026-05-31' } };

  it('is scheduled on a record, until the end of its day in Los Angeles', () => {
    given().when(schedule, {}, { missing: [] }).then(scheduled);
    given(scheduled).when(schedule, {}, { missing: [] }).refused(NOT_IN_THIS_STATE);
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

describe('The report', () => {
  const report = (over: Partial<SubmitReportBack['data']> = {}): SubmitReportBack => ({
    name: 'submit-report-back',
    data: {
      periodFrom: '2026-05-01',
      periodTo: '2026-05-31',
      nothingToReport: false,
      figures: [{ label: 'Arrivals with federal agents present', value: 4 }],
      ...over,
    },
  });
  const nothing = report({ nothingToReport: true, figures: undefined });

  it('is submitted, and the first one of a recurring report-back schedules the next', () => {
    given(scheduled).when(report(), byTheChief).then(submitted);
    given(once)
      .when(report(), byTheChief)
      .thenLike({ type: 'report-back.submitted', data: { continues: false } });
    given(scheduled, submitted, agendized, returned)
      .when(report(), byTheChief)
      .thenLike({ type: 'report-back.submitted', data: { continues: false } });
  });

  it('is submitted while it is owed', () => {
    for (const history of [[submitted], [submitted, agendized], [submitted, agendized, accepted]])
      given(scheduled, ...history)
        .when(report(), byTheChief)
        .refused(NOT_IN_THIS_STATE);
  });

  it('is made also where there is nothing to report, with no figure above zero', () => {
    given(scheduled)
      .when(nothing, byTheChief)
      .thenLike({ type: 'report-back.submitted', data: { nothingToReport: true } });
    const counted = (value: number) =>
      given(scheduled).when(report({ nothingToReport: true, figures: [{ label: 'Complaints', value }] }), byTheChief);
    counted(0).thenLike({ type: 'report-back.submitted', data: { figures: [{ label: 'Complaints', value: 0 }] } });
    counted(1).refused(NOTHING_MEANS_NO_FIGURES);
  });

  it('says something where there is something to report', () => {
    given(scheduled)
      .when(report({ figures: [] }), byTheChief)
      .refused(EMPTY_REPORT);
    for (const content of [{ summary: 'Two briefings' }, { boardReportId: 'report-1' }])
      given(scheduled)
        .when(report({ figures: undefined, ...content }), byTheChief, { missing: [] })
        .thenLike({ type: 'report-back.submitted', data: content });
  });

  it('travels in a Board report that exists', () => {
    given(scheduled)
      .when(report({ boardReportId: 'report-1' }), byTheChief, { missing: ['board-reports/report-1'] })
      .refused(NO_SUCH_RECORD);
  });

  it('is on a period that ends on the day it begins or later, or on none', () => {
    const period = (periodFrom?: string, periodTo?: string) =>
      given(scheduled).when(report({ periodFrom, periodTo }), byTheChief);
    period('2026-05-31', '2026-05-31').thenLike({ type: 'report-back.submitted' });
    period().thenLike({ type: 'report-back.submitted' });
    period('2026-05-31', '2026-05-30').refused(PERIOD_BACKWARDS);
    period('2026-05-31').refused(PERIOD_BACKWARDS);
    period(undefined, '2026-05-31').refused(PERIOD_BACKWARDS);
  });

  it('is late from the end of its day on, by the time at which it was submitted', () => {
    const at = (occurredAt: string) => given(scheduled, overdue).when(report(), { ...byTheChief, occurredAt });
    at('2026-06-01T06:59:59.999Z').thenLike({ type: 'report-back.submitted', data: { late: false } });
    at('2026-06-01T07:00:00.000Z').thenLike({ type: 'report-back.submitted', data: { late: true } });
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

describe('A report before the Board', () => {
  const agendize = { name: 'note-report-back-agendized', data: agendized.data } as const;
  const accept = { name: 'accept-report-back', data: {} } as const;
  const giveBack = { name: 'return-report-back', data: { reason: 'A figure is missing' } } as const;
  const byStaff = { actor: 'staff' };

  it('is on an agenda after it was submitted', () => {
    given(scheduled, submitted).when(agendize).then(agendized);
    given(scheduled).when(agendize).refused(NOT_IN_THIS_STATE);
    given(scheduled, submitted, agendized, accepted).when(agendize).refused(NOT_IN_THIS_STATE);
    given(scheduled, submitted, agendized, returned).when(agendize).refused(NOT_IN_THIS_STATE);
  });

  it('is on the agenda of another meeting where it was continued, and noted once for each', () => {
    const other: ReportBackAgendized = { type: 'report-back.agendized', data: { meetingId: 'meeting-2', itemNumber: '3A' } };
    given(scheduled, submitted, agendized)
      .when({ ...agendize, data: other.data })
      .then(other);
    given(scheduled, submitted, agendized).when(agendize).then();
  });

  it('is accepted from the agenda', () => {
    given(scheduled, submitted, agendized).when(accept, byStaff).then(accepted);
    given(scheduled, submitted).when(accept, byStaff).refused(NOT_IN_THIS_STATE);
    given(scheduled, submitted, agendized, accepted).when(accept, byStaff).refused(NOT_IN_THIS_STATE);
  });

  it('is not accepted by whoever submitted or entered any report of it', () => {
    given(scheduled, submitted, agendized).when(accept, { actor: 'the chief' }).refused(OWN_WORK);
    given(scheduled, submitted, agendized).when(accept, { actor: 'the chief', performedBy: 'staff' }).refused(OWN_WORK);
    const again: ReportBackSubmitted = { ...submitted, data: { ...submitted.data, submitters: ['the deputy', 'the clerk'] } };
    for (const performedBy of ['the chief', 'the deputy', 'the clerk'])
      given(scheduled, submitted, agendized, returned, again, agendized)
        .when(accept, { actor: 'staff', performedBy })
        .refused(OWN_WORK);
  });

  it('is returned from the agenda with a reason, and stays due on its day', () => {
    given(scheduled, submitted, agendized).when(giveBack, byStaff).then(returned);
    given(scheduled, submitted).when(giveBack, byStaff).refused(NOT_IN_THIS_STATE);
    given(scheduled, submitted, agendized, returned).when(giveBack, byStaff).refused(NOT_IN_THIS_STATE);
  });
});

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

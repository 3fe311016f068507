import { NO_SUCH_RECORD, NOT_IN_THIS_STATE, OWN_WORK } from '#kernel';
import { storiesOf } from '#testing';
import type { ReportBackAgendized, ReportBackSubmitted, SubmitReportBack } from './report-back-record.js';
import { EMPTY_REPORT, NOTHING_MEANS_NO_FIGURES, PERIOD_BACKWARDS } from './report-back-rules.js';
import { reportBack } from './report-back.js';
import { accepted, agendized, byTheChief, once, overdue, returned, scheduled, submitted } from './spec-report-back.js';

const { given } = storiesOf(reportBack);

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
    given(scheduled)
      .when({ name: 'submit-report-back', data: { nothingToReport: false, summary: 'Two briefings' } }, byTheChief)
      .then({
        type: 'report-back.submitted',
        data: { nothingToReport: false, summary: 'Two briefings', submitters: ['the chief'], late: false, continues: true },
      });
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
    const onOtherItem: ReportBackAgendized = { ...agendized, data: { ...agendized.data, itemNumber: '3B' } };
    for (const next of [other, onOtherItem])
      given(scheduled, submitted, agendized)
        .when({ ...agendize, data: next.data })
        .then(next);
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

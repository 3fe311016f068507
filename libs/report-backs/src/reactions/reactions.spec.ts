import { whenAReportBackIsScheduledNoteItOwedOnItsRequest } from './when-a-report-back-is-scheduled-note-it-owed-on-its-request.js';
import { whenAReportBackIsReturnedNoteItOwedOnItsRequest } from './when-a-report-back-is-returned-note-it-owed-on-its-request.js';
import { whenAReportBackIsExtendedNoteItOwedOnItsRequest } from './when-a-report-back-is-extended-note-it-owed-on-its-request.js';
import { whenTheDeadlineOfAReportBackIsRecomputedNoteItOwedOnItsRequest } from './when-the-deadline-of-a-report-back-is-recomputed-note-it-owed-on-its-request.js';
import { whenAReportBackIsSubmittedNoteItMetOnItsRequest } from './when-a-report-back-is-submitted-note-it-met-on-its-request.js';
import { whenAReportBackIsWaivedNoteItMetOnItsRequest } from './when-a-report-back-is-waived-note-it-met-on-its-request.js';
import { whenAReportBackIsEndedNoteItMetOnItsRequest } from './when-a-report-back-is-ended-note-it-met-on-its-request.js';
import { whenAReportBackIsLostNoteItMetOnItsRequest } from './when-a-report-back-is-lost-note-it-met-on-its-request.js';
import { whenARecurringReportBackIsWaivedScheduleTheNext } from './when-a-recurring-report-back-is-waived-schedule-the-next.js';
import { whenARecurringReportBackIsSubmittedScheduleTheNext } from './when-a-recurring-report-back-is-submitted-schedule-the-next.js';
import { whenAnAgendaIsPostedNoteItsReportBacks } from './when-an-agenda-is-posted-note-its-report-backs.js';

describe('When a report-back is submitted', () => {
  const submitted = (continues: boolean) => ({ subjectId: 'report-back-1', data: { continues } }) as never;

  it('the next one is scheduled where its series goes on, and none where it does not', () => {
    const { then } = whenARecurringReportBackIsSubmittedScheduleTheNext;
    expect(then(submitted(true))).toEqual([{ name: 'schedule-next-report-back', body: { follows: 'report-back-1' } }]);
    expect(then(submitted(false))).toEqual([]);
  });
});

describe('When an agenda is posted', () => {
  it('each report-back on it is noted, and no other item', () => {
    const items = [{ number: '1' }, { number: '2A', reportBackId: 'report-back-1' }];
    expect(whenAnAgendaIsPostedNoteItsReportBacks.then({ subjectId: 'meeting-1', data: { items } } as never)).toEqual([
      {
        name: 'note-report-back-agendized',
        body: { reportBackId: 'report-back-1', meetingId: 'meeting-1', itemNumber: '2A' },
      },
    ]);
  });
});

describe('A report-back on a request', () => {
  const event = (requestId?: string) =>
    ({ subjectId: 'report-back-1', data: { requestId, dueAt: '2026-06-01T06:59:59.999Z', continues: true } }) as never;
  const obligation = 'report-backs/report-back-1';

  it.each([
    whenAReportBackIsScheduledNoteItOwedOnItsRequest,
    whenAReportBackIsReturnedNoteItOwedOnItsRequest,
    whenAReportBackIsExtendedNoteItOwedOnItsRequest,
    whenTheDeadlineOfAReportBackIsRecomputedNoteItOwedOnItsRequest,
  ])('is owed there: $name', ({ then }) => {
    const body = { requestId: 'request-1', obligation, kind: 'REPORT_BACK', dueAt: '2026-06-01T06:59:59.999Z' };
    expect(then(event('request-1'))).toEqual([{ name: 'note-obligation-opened', body }]);
    expect(then(event())).toEqual([]);
  });

  it.each([
    whenAReportBackIsSubmittedNoteItMetOnItsRequest,
    whenAReportBackIsWaivedNoteItMetOnItsRequest,
    whenAReportBackIsEndedNoteItMetOnItsRequest,
    whenAReportBackIsLostNoteItMetOnItsRequest,
  ])('is no longer owed there: $name', ({ then }) => {
    expect(then(event('request-1'))).toEqual([{ name: 'note-obligation-met', body: { requestId: 'request-1', obligation } }]);
    expect(then(event())).toEqual([]);
  });

  it('that is waived is followed by the next of its series', () => {
    expect(whenARecurringReportBackIsWaivedScheduleTheNext.then(event())).toEqual([
      { name: 'schedule-next-report-back', body: { follows: 'report-back-1' } },
    ]);
  });
});

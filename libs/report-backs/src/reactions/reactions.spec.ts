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

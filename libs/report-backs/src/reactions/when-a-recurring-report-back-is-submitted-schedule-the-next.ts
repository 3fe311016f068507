import { defineReaction } from '#command-queue';
import type { ReportBackEvent } from '../domain/report-back-record.js';

/** On the first submission only; a report that was returned and submitted again schedules nothing. */
export const whenARecurringReportBackIsSubmittedScheduleTheNext = defineReaction<ReportBackEvent, 'report-back.submitted'>({
  name: 'when-a-recurring-report-back-is-submitted-schedule-the-next',
  on: 'report-back.submitted',
  then: ({ subjectId, data: { continues } }) =>
    continues ? [{ name: 'schedule-next-report-back', body: { follows: subjectId } }] : [],
});

import { defineReaction } from '#command-queue';
import type { ReportBackEvent } from '../domain/report-back-record.js';

/** What is waived is one report, not the series. */
export const whenARecurringReportBackIsWaivedScheduleTheNext = defineReaction<ReportBackEvent, 'report-back.waived'>({
  name: 'when-a-recurring-report-back-is-waived-schedule-the-next',
  on: 'report-back.waived',
  then: ({ subjectId, data: { continues } }) =>
    continues ? [{ name: 'schedule-next-report-back', body: { follows: subjectId } }] : [],
});

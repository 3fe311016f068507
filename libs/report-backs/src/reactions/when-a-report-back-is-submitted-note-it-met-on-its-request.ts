import { defineReaction } from '#command-queue';
import type { ReportBackEvent } from '../domain/report-back-record.js';
import { metOnItsRequest } from './request-obligation.js';

export const whenAReportBackIsSubmittedNoteItMetOnItsRequest = defineReaction<ReportBackEvent, 'report-back.submitted'>({
  name: 'when-a-report-back-is-submitted-note-it-met-on-its-request',
  on: 'report-back.submitted',
  then: metOnItsRequest,
});

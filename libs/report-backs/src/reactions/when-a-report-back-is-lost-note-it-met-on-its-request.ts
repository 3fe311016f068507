import { defineReaction } from '#command-queue';
import type { ReportBackEvent } from '../domain/report-back-record.js';
import { metOnItsRequest } from './request-obligation.js';

export const whenAReportBackIsLostNoteItMetOnItsRequest = defineReaction<ReportBackEvent, 'report-back.outcome-unknown'>({
  name: 'when-a-report-back-is-lost-note-it-met-on-its-request',
  on: 'report-back.outcome-unknown',
  then: metOnItsRequest,
});

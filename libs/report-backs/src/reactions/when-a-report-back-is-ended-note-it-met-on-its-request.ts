import { defineReaction } from '#command-queue';
import type { ReportBackEvent } from '../domain/report-back-record.js';
import { metOnItsRequest } from './request-obligation.js';

export const whenAReportBackIsEndedNoteItMetOnItsRequest = defineReaction<ReportBackEvent, 'report-back.ended'>({
  name: 'when-a-report-back-is-ended-note-it-met-on-its-request',
  on: 'report-back.ended',
  then: metOnItsRequest,
});

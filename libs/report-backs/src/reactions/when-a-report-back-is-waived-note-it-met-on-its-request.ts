import { defineReaction } from '#command-queue';
import type { ReportBackEvent } from '../domain/report-back-record.js';
import { metOnItsRequest } from './request-obligation.js';

export const whenAReportBackIsWaivedNoteItMetOnItsRequest = defineReaction<ReportBackEvent, 'report-back.waived'>({
  name: 'when-a-report-back-is-waived-note-it-met-on-its-request',
  on: 'report-back.waived',
  then: metOnItsRequest,
});

import { defineReaction } from '#command-queue';
import type { ReportBackEvent } from '../domain/report-back-record.js';
import { owedOnItsRequest } from './request-obligation.js';

export const whenAReportBackIsScheduledNoteItOwedOnItsRequest = defineReaction<ReportBackEvent, 'report-back.scheduled'>({
  name: 'when-a-report-back-is-scheduled-note-it-owed-on-its-request',
  on: 'report-back.scheduled',
  then: owedOnItsRequest,
});

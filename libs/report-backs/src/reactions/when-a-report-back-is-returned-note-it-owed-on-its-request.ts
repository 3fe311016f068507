import { defineReaction } from '#command-queue';
import type { ReportBackEvent } from '../domain/report-back-record.js';
import { owedOnItsRequest } from './request-obligation.js';

export const whenAReportBackIsReturnedNoteItOwedOnItsRequest = defineReaction<ReportBackEvent, 'report-back.returned'>({
  name: 'when-a-report-back-is-returned-note-it-owed-on-its-request',
  on: 'report-back.returned',
  then: owedOnItsRequest,
});

import { defineReaction } from '#command-queue';
import type { ReportBackEvent } from '../domain/report-back-record.js';
import { owedOnItsRequest } from './request-obligation.js';

export const whenAReportBackIsExtendedNoteItOwedOnItsRequest = defineReaction<ReportBackEvent, 'report-back.extended'>({
  name: 'when-a-report-back-is-extended-note-it-owed-on-its-request',
  on: 'report-back.extended',
  then: owedOnItsRequest,
});

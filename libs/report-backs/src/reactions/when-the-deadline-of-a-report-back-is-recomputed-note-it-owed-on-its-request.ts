import { defineReaction } from '#command-queue';
import type { ReportBackEvent } from '../domain/report-back-record.js';
import { owedOnItsRequest } from './request-obligation.js';

export const whenTheDeadlineOfAReportBackIsRecomputedNoteItOwedOnItsRequest = defineReaction<
  ReportBackEvent,
  'report-back.deadline-recomputed'
>({
  name: 'when-the-deadline-of-a-report-back-is-recomputed-note-it-owed-on-its-request',
  on: 'report-back.deadline-recomputed',
  then: owedOnItsRequest,
});

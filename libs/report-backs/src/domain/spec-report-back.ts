/** A monthly report-back that is due on 31 May 2026, told in events. */
import { contextOf } from '#testing';
import type {
  ReportBackAccepted,
  ReportBackAgendized,
  ReportBackOverdue,
  ReportBackReturned,
  ReportBackScheduled,
  ReportBackSubmitted,
} from './report-back-record.js';

export const calendar = contextOf().calendar.version;
export const obligation = {
  source: { type: 'board-actions', id: 'action-1' },
  provisionId: 'provision-2',
  subject: 'Monthly report on federal action',
  recurs: 'MONTHLY',
} as const;
export const scheduled: ReportBackScheduled = {
  type: 'report-back.scheduled',
  data: {
    ...obligation,
    dueOn: '2026-05-31',
    dueAt: '2026-06-01T06:59:59.999Z',
    calendar,
    firstDueOn: '2026-05-31',
    ordinal: 1,
  },
};
export const once: ReportBackScheduled = { ...scheduled, data: { ...scheduled.data, recurs: 'NONE' } };
export const overdue: ReportBackOverdue = { type: 'report-back.overdue', data: { dueOn: '2026-05-31' } };
export const submitted: ReportBackSubmitted = {
  type: 'report-back.submitted',
  data: {
    periodFrom: '2026-05-01',
    periodTo: '2026-05-31',
    nothingToReport: false,
    figures: [{ label: 'Arrivals with federal agents present', value: 4 }],
    submitters: ['the chief'],
    late: false,
    continues: true,
  },
};
export const agendized: ReportBackAgendized = {
  type: 'report-back.agendized',
  data: { meetingId: 'meeting-1', itemNumber: '3A' },
};
export const returned: ReportBackReturned = {
  type: 'report-back.returned',
  data: { reason: 'A figure is missing', dueAt: scheduled.data.dueAt, dueOn: '2026-05-31', calendar },
};
export const accepted: ReportBackAccepted = { type: 'report-back.accepted', data: {} };
export const byTheChief = { actor: 'the chief', role: 'chief', occurredAt: '2026-05-31T20:00:00.000Z' } as const;

import { defineProjection, sql, type Statement } from '#event-log';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Figure, Recurrence, ReportBack, ReportBackEvent, SourceType } from '../domain/report-back-record.js';

/**
 * A report-back with its last report. Overdue is derived, not stored: `due_at` has passed and the status is SCHEDULED or RETURNED.
 */
@Entity({ name: 'report_backs' })
@Index(['sourceType', 'sourceId'])
@Index(['provisionId'])
export class ReportBackView {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('int')
  version!: number;

  @Column('text')
  status!: Exclude<ReportBack['status'], 'none'>;

  @Column('text', { name: 'source_type' })
  sourceType!: SourceType;

  @Column('uuid', { name: 'source_id' })
  sourceId!: string;

  /** The provision that it serves: the one named, or the source where that is a provision. */
  @Column('uuid', { name: 'provision_id', nullable: true })
  provisionId!: string | null;

  @Column('text')
  subject!: string;

  @Column('text')
  recurs!: Recurrence;

  /** Its place in its series, from 1. */
  @Column('int')
  ordinal!: number;

  /** The one before it in its series. */
  @Column('uuid', { nullable: true })
  follows!: string | null;

  @Column('date', { name: 'due_on' })
  dueOn!: string;

  @Column('timestamptz', { name: 'due_at' })
  dueAt!: string;

  /** Every other day that was granted, corrected or computed anew, by whom and why, in the order of the log. */
  @Column('jsonb', { name: 'moved_deadlines' })
  movedDeadlines!: { was: string; dueOn: string; reason: string; grantedBy: string; movedAt: string }[];

  /** The request that is not closed while it is overdue. */
  @Column('uuid', { name: 'request_id', nullable: true })
  requestId!: string | null;

  @Column('timestamptz', { name: 'overdue_announced_at', nullable: true })
  overdueAnnouncedAt!: string | null;

  @Column('timestamptz', { name: 'submitted_at', nullable: true })
  submittedAt!: string | null;

  @Column('text', { name: 'submitted_by', nullable: true })
  submittedBy!: string | null;

  @Column('boolean', { nullable: true })
  late!: boolean | null;

  @Column('uuid', { name: 'board_report_id', nullable: true })
  boardReportId!: string | null;

  @Column('date', { name: 'period_from', nullable: true })
  periodFrom!: string | null;

  @Column('date', { name: 'period_to', nullable: true })
  periodTo!: string | null;

  @Column('boolean', { name: 'nothing_to_report', nullable: true })
  nothingToReport!: boolean | null;

  @Column('jsonb')
  figures!: Figure[];

  @Column('text', { nullable: true })
  summary!: string | null;

  @Column('uuid', { name: 'meeting_id', nullable: true })
  meetingId!: string | null;

  @Column('text', { name: 'item_number', nullable: true })
  itemNumber!: string | null;

  @Column('timestamptz', { name: 'accepted_at', nullable: true })
  acceptedAt!: string | null;

  /** Why the last report was returned; empty again when another one is in. */
  @Column('text', { name: 'return_reason', nullable: true })
  returnReason!: string | null;

  /** Why it was waived or ended, or where a lost one was looked for. */
  @Column('text', { name: 'end_reason', nullable: true })
  endReason!: string | null;
}

function endAs(
  status: 'WAIVED' | 'ENDED' | 'OUTCOME_UNKNOWN',
  { subjectId, version }: { readonly subjectId: string; readonly version: number },
  reason: string,
): Statement {
  return sql`update report_backs set version = ${version}, status = ${status}, end_reason = ${reason} where id = ${subjectId}`;
}

export const reportBacksView = defineProjection<ReportBackEvent>({
  name: 'report-backs',
  version: 2,
  entities: [ReportBackView],
  on: {
    'report-back.scheduled': ({ subjectId, version, data }) =>
      sql`insert into report_backs (id, version, status, source_type, source_id, provision_id, subject, recurs, ordinal, follows,
                                    due_on, due_at, figures, request_id, moved_deadlines)
          values (${subjectId}, ${version}, 'SCHEDULED', ${data.source.type}, ${data.source.id},
                  ${data.provisionId ?? (data.source.type === 'provisions' ? data.source.id : null)}, ${data.subject},
                  ${data.recurs}, ${data.ordinal}, ${data.follows ?? null}, ${data.dueOn}, ${data.dueAt}, '[]',
                  ${data.requestId ?? null}, '[]')`,
    'report-back.overdue': ({ subjectId, version, occurredAt }) =>
      sql`update report_backs set version = ${version}, overdue_announced_at = ${occurredAt} where id = ${subjectId}`,
    'report-back.submitted': ({ subjectId, version, occurredAt, performedBy, data }) =>
      sql`update report_backs
          set version = ${version}, status = 'SUBMITTED', submitted_at = ${occurredAt}, submitted_by = ${performedBy},
              late = ${data.late}, board_report_id = ${data.boardReportId ?? null}, period_from = ${data.periodFrom ?? null},
              period_to = ${data.periodTo ?? null}, nothing_to_report = ${data.nothingToReport},
              figures = ${JSON.stringify(data.figures ?? [])}::jsonb, summary = ${data.summary ?? null}, return_reason = null
          where id = ${subjectId}`,
    'report-back.agendized': ({ subjectId, version, data }) =>
      sql`update report_backs
          set version = ${version}, status = 'AGENDIZED', meeting_id = ${data.meetingId}, item_number = ${data.itemNumber}
          where id = ${subjectId}`,
    'report-back.accepted': ({ subjectId, version, occurredAt }) =>
      sql`update report_backs set version = ${version}, status = 'ACCEPTED', accepted_at = ${occurredAt} where id = ${subjectId}`,
    'report-back.extended': ({ subjectId, version, occurredAt, data: { dueOn, dueAt, was, reason, grantedBy } }) =>
      sql`update report_backs
          set version = ${version}, due_on = ${dueOn}, due_at = ${dueAt}, overdue_announced_at = null,
              moved_deadlines = moved_deadlines || jsonb_build_array(
                ${JSON.stringify({ was, dueOn, reason, grantedBy, movedAt: occurredAt })}::jsonb)
          where id = ${subjectId}`,
    'report-back.deadline-recomputed': ({ subjectId, version, occurredAt, performedBy, data }) =>
      sql`update report_backs
          set version = ${version}, due_on = ${data.dueOn}, due_at = ${data.dueAt}, overdue_announced_at = null,
              moved_deadlines = moved_deadlines || jsonb_build_array(
                ${JSON.stringify({ was: data.was.dueOn, dueOn: data.dueOn, reason: data.reason, grantedBy: performedBy, movedAt: occurredAt })}::jsonb)
          where id = ${subjectId}`,
    'report-back.waived': (event) => endAs('WAIVED', event, event.data.reason),
    'report-back.ended': (event) => endAs('ENDED', event, event.data.reason),
    'report-back.outcome-unknown': (event) => endAs('OUTCOME_UNKNOWN', event, event.data.source),
    'report-back.returned': ({ subjectId, version, data }) =>
      sql`update report_backs set version = ${version}, status = 'RETURNED', return_reason = ${data.reason} where id = ${subjectId}`,
  },
});

import { defineProjection, sql } from '#event-log';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { BoardReportDisposed, BoardReportEvent, Reporter } from '../domain/board-report.js';

/** A report to the Board with every agenda item that it was placed with, and what became of it there. */
@Entity({ name: 'board_reports' })
export class BoardReportView {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('int')
  version!: number;

  @Column('text')
  status!: 'RECEIVED' | 'AGENDIZED' | 'DISPOSED';

  @Column('text', { name: 'bpc_number', unique: true })
  bpcNumber!: string;

  @Column('text', { name: 'reported_by' })
  reportedBy!: Reporter;

  @Column('text')
  title!: string;

  @Column('date', { name: 'reported_on' })
  reportedOn!: string;

  @Column('uuid', { nullable: true })
  follows!: string | null;

  @Column('jsonb', { nullable: true })
  about!: { type: string; id: string } | null;

  /** In the order of the log: once placed, and once more, with its disposition, decided. */
  @Column('jsonb')
  items!: { meetingId: string; itemNumber: string; disposition?: string }[];
}

/** The entry of an item that has come to something already. */
const placeOf = ({ meetingId, itemNumber, was }: BoardReportDisposed['data']): string =>
  JSON.stringify([{ meetingId, itemNumber, disposition: was ?? '' }]);

export const boardReportsView = defineProjection<BoardReportEvent>({
  name: 'board-reports',
  version: 2,
  entities: [BoardReportView],
  on: {
    'board-report.received': ({ subjectId, version, data }) =>
      sql`insert into board_reports (id, version, status, bpc_number, reported_by, title, reported_on, follows, about, items)
          values (${subjectId}, ${version}, 'RECEIVED', ${data.bpcNumber}, ${data.from}, ${data.title}, ${data.reportedOn},
                  ${data.follows ?? null}, ${data.about ? JSON.stringify(data.about) : null}::jsonb, '[]')`,
    'board-report.agendized': ({ subjectId, version, data }) =>
      sql`update board_reports
          set version = ${version}, status = 'AGENDIZED', items = items || jsonb_build_array(${JSON.stringify(data)}::jsonb)
          where id = ${subjectId}`,
    'board-report.disposed': ({ subjectId, version, data }) =>
      sql`update board_reports
          set version = ${version}, status = case when items @> ${placeOf(data)}::jsonb then status else 'DISPOSED' end, items = items || jsonb_build_array(${JSON.stringify(data)}::jsonb)
          where id = ${subjectId}`,
  },
});

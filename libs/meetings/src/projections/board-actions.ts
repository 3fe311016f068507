import { defineProjection, sql } from '#event-log';
import type { Instant } from '#kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { BoardActionEvent, Signature } from '../domain/board-action.js';
import type { MeetingEvent } from '../domain/meeting-record.js';

/** An action of the Board with its count, its attestation, and whether its vote still carries. */
@Entity({ name: 'board_actions' })
export class BoardActionView {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('int')
  version!: number;

  @Column('text')
  status!: 'ADOPTED';

  @Column('uuid', { name: 'board_id' })
  boardId!: string;

  @Column('uuid', { name: 'meeting_id' })
  meetingId!: string;

  @Column('text', { name: 'item_number' })
  itemNumber!: string;

  @Column('text')
  title!: string;

  @Column('uuid', { name: 'draft_id', nullable: true })
  draftId!: string | null;

  @Column('text', { name: 'text_hash', nullable: true })
  textHash!: string | null;

  @Column('uuid', { name: 'request_id', nullable: true })
  requestId!: string | null;

  @Column('uuid', { name: 'board_report_id', nullable: true })
  boardReportId!: string | null;

  @Column('int')
  ayes!: number;

  @Column('int')
  noes!: number;

  @Column('int')
  abstentions!: number;

  @Column('jsonb')
  recused!: string[];

  @Column('boolean')
  amended!: boolean;

  @Column('timestamptz', { name: 'adopted_at' })
  adoptedAt!: Date;

  @Column('jsonb')
  signatures!: (Signature & { at: Instant })[];

  @Column('timestamptz', { name: 'attested_at', nullable: true })
  attestedAt!: Date | null;

  /** When a late recusal became known without which the vote no longer carries. */
  @Column('timestamptz', { name: 'outcome_changed_at', nullable: true })
  outcomeChangedAt!: Date | null;
}

export const boardActionsView = defineProjection<BoardActionEvent | MeetingEvent>({
  name: 'board-actions',
  version: 1,
  entities: [BoardActionView],
  on: {
    'board-action.adopted': ({ subjectId, version, data }) =>
      sql`insert into board_actions (id, version, status, board_id, meeting_id, item_number, title, draft_id, text_hash, request_id,
            board_report_id, ayes, noes, abstentions, recused, amended, adopted_at, signatures)
          values (${subjectId}, ${version}, 'ADOPTED', ${data.boardId}, ${data.meetingId}, ${data.itemNumber}, ${data.title},
            ${data.draftId ?? null}, ${data.textHash ?? null}, ${data.requestId ?? null}, ${data.boardReportId ?? null},
            ${data.ayes}, ${data.noes}, ${data.abstentions}, ${JSON.stringify(data.recused)}::jsonb, ${data.amended},
            ${data.adoptedAt}, '[]')`,
    'board-action.attestation-signed': ({ subjectId, version, occurredAt, data }) =>
      sql`update board_actions
          set version = ${version}, signatures = signatures || jsonb_build_array(${JSON.stringify({ ...data, at: occurredAt })}::jsonb)
          where id = ${subjectId}`,
    'board-action.attested': ({ subjectId, version, data }) =>
      sql`update board_actions set version = ${version}, attested_at = ${data.attestedAt} where id = ${subjectId}`,
    'meeting.outcome-changed': ({ subjectId, occurredAt, data }) =>
      sql`update board_actions set outcome_changed_at = ${occurredAt}
          where meeting_id = ${subjectId} and item_number = ${data.number}`,
  },
});

import { defineProjection, sql } from '#event-log';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { DirectionEvent, DirectionStatus } from '../domain/direction.js';

/** What a member asked for in a meeting, and what was done about it. */
@Entity({ name: 'directions' })
@Index(['meetingId'])
export class DirectionView {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('int')
  version!: number;

  @Column('text')
  status!: DirectionStatus;

  @Column('uuid', { name: 'meeting_id' })
  meetingId!: string;

  @Column('text', { name: 'item_number', nullable: true })
  itemNumber!: string | null;

  @Column('text')
  member!: string;

  /** Whom it asks, in words. */
  @Column('text', { name: 'asked_of' })
  of!: string;

  @Column('text')
  text!: string;

  @Column('timestamptz', { name: 'given_at' })
  givenAt!: Date;

  /** What was done, or why nothing is. */
  @Column('text', { nullable: true })
  outcome!: string | null;

  @Column('uuid', { name: 'board_report_id', nullable: true })
  boardReportId!: string | null;

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt!: Date | null;
}

export const directionsView = defineProjection<DirectionEvent>({
  name: 'directions',
  version: 1,
  entities: [DirectionView],
  on: {
    'direction.recorded': ({ subjectId, version, occurredAt, data }) =>
      sql`insert into directions (id, version, status, meeting_id, item_number, member, asked_of, text, given_at)
          values (${subjectId}, ${version}, 'OPEN', ${data.meetingId}, ${data.itemNumber ?? null}, ${data.member}, ${data.of}, ${data.text},
                  ${occurredAt})`,
    'direction.followed': ({ subjectId, version, occurredAt, data }) =>
      sql`update directions
          set version = ${version}, status = 'FOLLOWED', outcome = ${data.what}, board_report_id = ${data.boardReportId ?? null},
              ended_at = ${occurredAt}
          where id = ${subjectId}`,
    'direction.set-aside': ({ subjectId, version, occurredAt, data }) =>
      sql`update directions set version = ${version}, status = 'SET_ASIDE', outcome = ${data.reason}, ended_at = ${occurredAt}
          where id = ${subjectId}`,
  },
});

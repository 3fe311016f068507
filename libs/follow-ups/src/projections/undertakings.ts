import { defineProjection, sql } from '#event-log';
import type { PlainDate } from '#kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Evidence } from '../domain/evidence.js';
import type { UndertakingEvent, UndertakingStatus } from '../domain/undertaking.js';

/** What somebody promised the Board, every day that it was given, and what became of it. */
@Entity({ name: 'undertakings' })
export class UndertakingView {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('int')
  version!: number;

  @Column('text')
  status!: UndertakingStatus;

  @Column('text', { name: 'given_by' })
  givenBy!: string;

  @Column('text')
  text!: string;

  @Column('uuid', { name: 'meeting_id', nullable: true })
  meetingId!: string | null;

  @Column('text', { name: 'item_number', nullable: true })
  itemNumber!: string | null;

  @Column('timestamptz', { name: 'given_at' })
  givenAt!: Date;

  @Column('date', { name: 'due_on', nullable: true })
  dueOn!: PlainDate | null;

  /** Each extension, with the day before. */
  @Column('jsonb')
  extensions!: { was?: PlainDate; dueOn: PlainDate; reason: string; grantedBy: string }[];

  /** Its day passed without its being kept. */
  @Column('boolean', { name: 'announced_overdue' })
  announcedOverdue!: boolean;

  /** How it was kept, or why it was released. */
  @Column('text', { nullable: true })
  outcome!: string | null;

  @Column('jsonb')
  evidence!: Evidence[];

  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt!: Date | null;
}

export const undertakingsView = defineProjection<UndertakingEvent>({
  name: 'undertakings',
  version: 1,
  entities: [UndertakingView],
  on: {
    'undertaking.recorded': ({ subjectId, version, occurredAt, data }) =>
      sql`insert into undertakings (id, version, status, given_by, text, meeting_id, item_number, given_at, due_on, extensions, announced_overdue,
                                    evidence)
          values (${subjectId}, ${version}, 'OPEN', ${data.givenBy}, ${data.text}, ${data.meetingId ?? null}, ${data.itemNumber ?? null},
                  ${occurredAt}, ${data.dueOn ?? null}, '[]', false, '[]')`,
    'undertaking.extended': ({ subjectId, version, data: { dueAt: _at, calendar: _calendar, ...extension } }) =>
      sql`update undertakings
          set version = ${version}, due_on = ${extension.dueOn}, announced_overdue = false,
              extensions = extensions || jsonb_build_array(${JSON.stringify(extension)}::jsonb)
          where id = ${subjectId}`,
    'undertaking.overdue': ({ subjectId, version }) =>
      sql`update undertakings set version = ${version}, announced_overdue = true where id = ${subjectId}`,
    'undertaking.kept': ({ subjectId, version, occurredAt, data }) =>
      sql`update undertakings
          set version = ${version}, status = 'KEPT', outcome = ${data.how}, evidence = ${JSON.stringify(data.evidence ?? [])}::jsonb,
              ended_at = ${occurredAt}
          where id = ${subjectId}`,
    'undertaking.released': ({ subjectId, version, occurredAt, data }) =>
      sql`update undertakings set version = ${version}, status = 'RELEASED', outcome = ${data.reason}, ended_at = ${occurredAt}
          where id = ${subjectId}`,
  },
});

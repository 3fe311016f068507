import { defineProjection, sql } from '#event-log';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { IrregularActEvent, IrregularActRecord } from '../domain/irregular-act.js';

/** What happened in spite of a rule, and what became of it. */
@Entity({ name: 'irregular_acts' })
@Index(['recordType', 'recordId'])
export class IrregularActView {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('int')
  version!: number;

  @Column('text')
  status!: Exclude<IrregularActRecord['status'], 'none'>;

  @Column('text', { name: 'record_type' })
  recordType!: string;

  @Column('uuid', { name: 'record_id' })
  recordId!: string;

  @Column('text', { name: 'item_number', nullable: true })
  itemNumber!: string | null;

  /** The number of the rule among the refusals. */
  @Column('int')
  rule!: number;

  @Column('text')
  act!: string;

  @Column('text')
  source!: string;

  @Column('timestamptz', { name: 'recorded_at' })
  recordedAt!: Date;

  /** Why counsel concurred, or did not. */
  @Column('text', { nullable: true })
  reason!: string | null;

  @Column('timestamptz', { name: 'cure_by', nullable: true })
  cureBy!: Date | null;

  @Column('text', { nullable: true })
  cure!: string | null;
}

export const irregularActsView = defineProjection<IrregularActEvent>({
  name: 'irregular-acts',
  version: 2,
  entities: [IrregularActView],
  on: {
    'irregular-act.recorded': ({ subjectId, version, occurredAt, data }) =>
      sql`insert into irregular_acts (id, version, status, record_type, record_id, item_number, rule, act, source, recorded_at)
          values (${subjectId}, ${version}, 'RECORDED', ${data.recordType}, ${data.recordId}, ${data.itemNumber ?? null},
                  ${data.rule}, ${data.act}, ${data.source}, ${occurredAt})`,
    'irregular-act.reviewed': ({ subjectId, version, data }) =>
      sql`update irregular_acts
          set version = ${version}, status = ${data.outcome}, reason = ${data.reason},
              cure_by = ${data.outcome === 'STANDS' ? data.cureBy : null}
          where id = ${subjectId}`,
    'irregular-act.cured': ({ subjectId, version, data }) =>
      sql`update irregular_acts set version = ${version}, status = 'CURED', cure = ${data.how} where id = ${subjectId}`,
    'irregular-act.uncured': ({ subjectId, version }) =>
      sql`update irregular_acts set version = ${version}, status = 'UNCURED' where id = ${subjectId}`,
  },
});

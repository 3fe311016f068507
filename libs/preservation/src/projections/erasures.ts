import { defineProjection, sql } from '#event-log';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ErasureEvent, ErasureOrdered } from '../domain/erasure.js';

/** An erasure: which entries lost their data, by which authority, and whether that is done. */
@Entity({ name: 'erasures' })
export class ErasureView {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('int')
  version!: number;

  @Column('text')
  status!: 'ORDERED' | 'CARRIED_OUT';

  /** The places in the log of the entries. */
  @Column('jsonb')
  positions!: readonly number[];

  @Column('text')
  ground!: ErasureOrdered['data']['ground'];

  @Column('text')
  authority!: string;

  @Column('text')
  reason!: string;

  /** The place of the order itself. */
  @Column('int')
  position!: number;

  @Column('text', { name: 'ordered_by' })
  orderedBy!: string;

  @Column('timestamptz', { name: 'ordered_at' })
  orderedAt!: string;

  @Column('timestamptz', { name: 'carried_out_at', nullable: true })
  carriedOutAt!: string | null;
}

export const erasuresView = defineProjection<ErasureEvent>({
  name: 'erasures',
  version: 1,
  entities: [ErasureView],
  on: {
    'erasure.ordered': ({ subjectId, version, position, performedBy, occurredAt, data }) =>
      sql`insert into erasures (id, version, status, positions, ground, authority, reason, position, ordered_by, ordered_at)
          values (${subjectId}, ${version}, 'ORDERED', ${JSON.stringify(data.positions)}::jsonb, ${data.ground}, ${data.authority},
            ${data.reason}, ${position}, ${performedBy}, ${occurredAt})`,
    'erasure.carried-out': ({ subjectId, version, recordedAt }) =>
      sql`update erasures set version = ${version}, status = 'CARRIED_OUT', carried_out_at = ${recordedAt} where id = ${subjectId}`,
  },
});

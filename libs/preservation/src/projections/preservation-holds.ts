import { defineProjection, sql } from '#event-log';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { HoldScope } from '../domain/covering.js';
import type { PreservationHoldEvent } from '../domain/preservation-hold.js';

/** A preservation hold: what may not be erased, since when, and why. */
@Entity({ name: 'preservation_holds' })
export class PreservationHoldView {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('int')
  version!: number;

  @Column('text')
  status!: 'PLACED' | 'RELEASED';

  @Column('jsonb')
  scope!: HoldScope;

  @Column('text')
  authority!: string;

  @Column('text')
  reason!: string;

  @Column('text', { name: 'placed_by' })
  placedBy!: string;

  @Column('timestamptz', { name: 'placed_at' })
  placedAt!: string;

  @Column('text', { name: 'released_by', nullable: true })
  releasedBy!: string | null;

  @Column('timestamptz', { name: 'released_at', nullable: true })
  releasedAt!: string | null;

  @Column('text', { name: 'release_reason', nullable: true })
  releaseReason!: string | null;
}

export const preservationHoldsView = defineProjection<PreservationHoldEvent>({
  name: 'preservation-holds',
  version: 1,
  entities: [PreservationHoldView],
  on: {
    'preservation-hold.placed': ({ subjectId, version, performedBy, occurredAt, data }) =>
      sql`insert into preservation_holds (id, version, status, scope, authority, reason, placed_by, placed_at)
          values (${subjectId}, ${version}, 'PLACED', ${JSON.stringify(data.scope)}::jsonb, ${data.authority}, ${data.reason}, ${performedBy}, ${occurredAt})`,
    'preservation-hold.released': ({ subjectId, version, performedBy, occurredAt, data }) =>
      sql`update preservation_holds
          set version = ${version}, status = 'RELEASED', released_by = ${performedBy}, released_at = ${occurredAt}, release_reason = ${data.reason}
          where id = ${subjectId}`,
  },
});

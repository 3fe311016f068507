import { defineProjection, sql } from '#event-log';
import type { Role } from '#kernel';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Correction, CorrectionEvent, CorrectionVisibility } from '../domain/correction.js';

/** A correction with what it says of its entry; `was`, `is`, `reason` and `source` are read as `visibility` allows. */
@Entity({ name: 'corrections' })
@Index(['position'])
@Index(['entryStream'])
export class CorrectionView {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('int')
  version!: number;

  @Column('text')
  status!: Exclude<Correction['status'], 'none'>;

  /** The place of the corrected entry in the log. */
  @Column('int')
  position!: number;

  @Column('text', { name: 'entry_stream' })
  entryStream!: string;

  @Column('text', { name: 'entry_type' })
  entryType!: string;

  /** The role under which the entry was made, and under which the correction is decided. */
  @Column('text', { name: 'entry_role' })
  entryRole!: Role;

  @Column('text')
  visibility!: CorrectionVisibility;

  /** A JSON pointer into the entry's data. */
  @Column('text')
  field!: string;

  @Column('text')
  was!: string;

  @Column('text', { name: 'is_now' })
  is!: string;

  @Column('text')
  reason!: string;

  @Column('text')
  source!: string;

  @Column('text', { name: 'proposed_by' })
  proposedBy!: string;

  @Column('timestamptz', { name: 'proposed_at' })
  proposedAt!: string;

  /** Who confirmed or declined it. */
  @Column('text', { name: 'decided_by', nullable: true })
  decidedBy!: string | null;

  @Column('timestamptz', { name: 'decided_at', nullable: true })
  decidedAt!: string | null;

  @Column('text', { name: 'decline_reason', nullable: true })
  declineReason!: string | null;
}

export const correctionsView = defineProjection<CorrectionEvent>({
  name: 'corrections',
  version: 3,
  entities: [CorrectionView],
  on: {
    'correction.proposed': ({ subjectId, version, occurredAt, performedBy, data }) =>
      sql`insert into corrections (id, version, status, position, entry_stream, entry_type, entry_role, visibility, field, was, is_now, reason,
                                   source, proposed_by, proposed_at)
          values (${subjectId}, ${version}, 'PROPOSED', ${data.position}, ${data.entryStream}, ${data.entryType},
                  ${data.entryRole}, ${data.entryVisibility}, ${data.field}, ${data.was}, ${data.is}, ${data.reason}, ${data.source}, ${performedBy},
                  ${occurredAt})`,
    'correction.confirmed': ({ subjectId, version, occurredAt, performedBy }) =>
      sql`update corrections
          set version = ${version}, status = 'CONFIRMED', decided_by = ${performedBy}, decided_at = ${occurredAt}
          where id = ${subjectId}`,
    'correction.vote-corrected': ({ subjectId, version }) =>
      sql`update corrections set version = ${version} where id = ${subjectId}`,
    'correction.declined': ({ subjectId, version, occurredAt, performedBy, data }) =>
      sql`update corrections
          set version = ${version}, status = 'DECLINED', decided_by = ${performedBy}, decided_at = ${occurredAt},
              decline_reason = ${data.reason}
          where id = ${subjectId}`,
  },
});

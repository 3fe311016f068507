import { defineProjection, sql } from '#event-log';
import type { PartialDate } from '#kernel';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Evidence } from '../domain/evidence.js';
import type { ExternalStepEvent, ExternalStepStatus, StepSubject } from '../domain/external-step.js';

/** What another body did, where that can be read, and whether it was verified. */
@Entity({ name: 'external_steps' })
@Index(['aboutId'])
export class ExternalStepView {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('int')
  version!: number;

  @Column('text')
  status!: ExternalStepStatus;

  @Column('text')
  body!: string;

  @Column('text')
  act!: string;

  /** As far as it is known. */
  @Column('text', { name: 'done_on' })
  on!: PartialDate;

  @Column('jsonb', { nullable: true })
  tally!: { ayes: number; noes: number } | null;

  @Column('text')
  source!: string;

  @Column('text', { name: 'about_type', nullable: true })
  aboutType!: StepSubject | null;

  @Column('uuid', { name: 'about_id', nullable: true })
  aboutId!: string | null;

  @Column('jsonb')
  evidence!: Evidence[];

  /** Who recorded it or its evidence: they do not verify it. */
  @Column('text', { array: true })
  recorders!: string[];

  @Column('timestamptz', { name: 'verified_at', nullable: true })
  verifiedAt!: Date | null;

  @Column('text', { name: 'verified_how', nullable: true })
  verifiedHow!: string | null;

  @Column('text', { name: 'withdrawal_reason', nullable: true })
  withdrawalReason!: string | null;
}

export const externalStepsView = defineProjection<ExternalStepEvent>({
  name: 'external-steps',
  version: 1,
  entities: [ExternalStepView],
  on: {
    'external-step.recorded': ({ subjectId, version, data }) =>
      sql`insert into external_steps (id, version, status, body, act, done_on, tally, source, about_type, about_id, evidence, recorders)
          values (${subjectId}, ${version}, 'UNVERIFIED', ${data.body}, ${data.act}, ${data.on},
                  ${data.tally ? JSON.stringify(data.tally) : null}::jsonb, ${data.source}, ${data.about?.type ?? null},
                  ${data.about?.id ?? null}, ${JSON.stringify(data.evidence)}::jsonb, ${data.recorders}::text[])`,
    'external-step.evidence-added': ({ subjectId, version, data }) =>
      sql`update external_steps
          set version = ${version}, evidence = evidence || ${JSON.stringify(data.evidence)}::jsonb,
              recorders = recorders || ${data.recorders}::text[]
          where id = ${subjectId}`,
    'external-step.verified': ({ subjectId, version, occurredAt, data }) =>
      sql`update external_steps
          set version = ${version}, status = 'VERIFIED', verified_at = ${occurredAt}, verified_how = ${data.how}
          where id = ${subjectId}`,
    'external-step.withdrawn': ({ subjectId, version, data }) =>
      sql`update external_steps set version = ${version}, status = 'WITHDRAWN', withdrawal_reason = ${data.reason} where id = ${subjectId}`,
  },
});

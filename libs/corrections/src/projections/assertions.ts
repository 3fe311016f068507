import { defineProjection, sql } from '#event-log';
import type { AssertionRecorded } from '#kernel';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { AssertedStep, AssertionEvent } from '../domain/assertion.js';

type Recorded = AssertionRecorded['data'];

/** A step of the past as it was entered; `source`, `notEvaluated` and `declineReason` are read as `visibility` allows. */
@Entity({ name: 'assertions' })
@Index(['subject'])
@Index(['status'])
export class AssertionView {
  /** The id of the command that was asserted. */
  @PrimaryColumn('uuid')
  id!: string;

  @Column('int')
  version!: number;

  @Column('text')
  status!: Exclude<AssertedStep['status'], 'none'>;

  @Column('text')
  command!: string;

  /** The record that the step was taken on: `orders/{id}`. */
  @Column('text')
  subject!: string;

  @Column('text')
  visibility!: Recorded['entryVisibility'];

  @Column('text')
  source!: string;

  @Column('timestamptz', { name: 'occurred_at' })
  occurredAt!: string;

  /** When it was, where that is not known to the instant: `1979`, `2022-02`. */
  @Column('text', { nullable: true })
  date!: string | null;

  @Column('jsonb', { name: 'not_evaluated' })
  notEvaluated!: Recorded['notEvaluated'];

  /** UNKNOWN where nobody knows. */
  @Column('text', { name: 'performed_by' })
  performedBy!: string;

  @Column('text', { name: 'entered_by' })
  enteredBy!: string;

  @Column('timestamptz', { name: 'entered_at' })
  enteredAt!: string;

  /** Who confirmed or declined it. */
  @Column('text', { name: 'decided_by', nullable: true })
  decidedBy!: string | null;

  @Column('timestamptz', { name: 'decided_at', nullable: true })
  decidedAt!: string | null;

  @Column('text', { name: 'decline_reason', nullable: true })
  declineReason!: string | null;
}

export const assertionsView = defineProjection<AssertionEvent>({
  name: 'assertions',
  version: 1,
  entities: [AssertionView],
  on: {
    'assertion.recorded': ({ commandId, version, occurredAt, recordedAt, actor, performedBy, data }) =>
      sql`insert into assertions (id, version, status, command, subject, visibility, source, occurred_at, date, not_evaluated,
                                  performed_by, entered_by, entered_at)
          values (${commandId}, ${version}, 'RECORDED', ${data.command}, ${data.subject}, ${data.entryVisibility}, ${data.source},
                  ${occurredAt}, ${data.date ?? null}, ${JSON.stringify(data.notEvaluated)}, ${performedBy}, ${actor}, ${recordedAt})`,
    'assertion.confirmed': ({ subjectId, version, occurredAt, performedBy }) =>
      sql`update assertions
          set version = ${version}, status = 'CONFIRMED', decided_by = ${performedBy}, decided_at = ${occurredAt}
          where id = ${subjectId}`,
    'assertion.declined': ({ subjectId, version, occurredAt, performedBy, data }) =>
      sql`update assertions
          set version = ${version}, status = 'DECLINED', decided_by = ${performedBy}, decided_at = ${occurredAt},
              decline_reason = ${data.reason}
          where id = ${subjectId}`,
  },
});

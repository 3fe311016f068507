import { defineProjection, sql } from '#event-log';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { DirectiveEvent, DirectiveStatus } from '../domain/directive.js';

@Entity({ name: 'directives' })
export class DirectiveView {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('int')
  version!: number;

  @Column('text')
  status!: DirectiveStatus;

  @Column('int')
  number!: number;

  @Column('text')
  label!: string;

  @Column('text', { name: 'issued_by' })
  issuedBy!: string;

  @Column('date', { name: 'signed_on' })
  signedOn!: string;

  @Column('boolean')
  synthetic!: boolean;

  /** When it was closed, superseded or rescinded. */
  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt!: Date | null;

  /** Why it was superseded or rescinded. */
  @Column('text', { name: 'end_reason', nullable: true })
  endReason!: string | null;

  /** The directive that stands in its place. */
  @Column('uuid', { name: 'superseded_by', nullable: true })
  supersededBy!: string | null;
}

export const directivesView = defineProjection<DirectiveEvent>({
  name: 'directives',
  version: 2,
  entities: [DirectiveView],
  on: {
    'directive.registered': ({ subjectId, version, data }) =>
      sql`insert into directives (id, version, status, number, label, issued_by, signed_on, synthetic)
          values (${subjectId}, ${version}, 'REGISTERED', ${data.number}, ${data.label}, ${data.issuedBy}, ${data.signedOn},
                  ${data.synthetic ?? false})`,
    'directive.activated': ({ subjectId, version }) =>
      sql`update directives set version = ${version}, status = 'ACTIVE' where id = ${subjectId}`,
    'directive.closed': ({ subjectId, version, occurredAt }) =>
      sql`update directives set version = ${version}, status = 'CLOSED', ended_at = ${occurredAt} where id = ${subjectId}`,
    'directive.superseded': ({ subjectId, version, occurredAt, data }) =>
      sql`update directives
          set version = ${version}, status = 'SUPERSEDED', ended_at = ${occurredAt}, end_reason = ${data.reason},
              superseded_by = ${data.byDirectiveId}
          where id = ${subjectId}`,
    'directive.rescinded': ({ subjectId, version, occurredAt, data }) =>
      sql`update directives
          set version = ${version}, status = 'RESCINDED', ended_at = ${occurredAt}, end_reason = ${data.reason}
          where id = ${subjectId}`,
  },
});

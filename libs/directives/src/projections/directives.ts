import { defineProjection, sql } from '#event-log';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { DirectiveEvent } from '../domain/directive.js';

@Entity({ name: 'directives' })
export class DirectiveView {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('int')
  version!: number;

  @Column('text')
  status!: 'REGISTERED' | 'ACTIVE';

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
}

export const directivesView = defineProjection<DirectiveEvent>({
  name: 'directives',
  version: 1,
  entities: [DirectiveView],
  on: {
    'directive.registered': ({ subjectId, version, data }) =>
      sql`insert into directives (id, version, status, number, label, issued_by, signed_on, synthetic)
          values (${subjectId}, ${version}, 'REGISTERED', ${data.number}, ${data.label}, ${data.issuedBy}, ${data.signedOn},
                  ${data.synthetic ?? false})`,
    'directive.activated': ({ subjectId, version }) =>
      sql`update directives set version = ${version}, status = 'ACTIVE' where id = ${subjectId}`,
  },
});

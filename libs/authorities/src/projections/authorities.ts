import { defineProjection, sql } from '#event-log';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { AuthorityEvent, StatusEntry } from '../domain/authority.js';

/** An authority with every status that was recorded of it, in the order of the log. */
@Entity({ name: 'authorities' })
export class AuthorityView {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('int')
  version!: number;

  @Column('text')
  citation!: string;

  @Column('text')
  title!: string;

  @Column('jsonb')
  standing!: StatusEntry[];
}

export const authoritiesView = defineProjection<AuthorityEvent>({
  name: 'authorities',
  version: 1,
  entities: [AuthorityView],
  on: {
    'authority.registered': ({ subjectId, version, data }) =>
      sql`insert into authorities (id, version, citation, title, standing)
          values (${subjectId}, ${version}, ${data.citation}, ${data.title}, '[]')`,
    'authority.status-recorded': ({ subjectId, version, data }) =>
      sql`update authorities set version = ${version}, standing = standing || jsonb_build_array(${JSON.stringify(data)}::jsonb)
          where id = ${subjectId}`,
  },
});

import { defineProjection, sql } from '#event-log';
import type { PlainDate } from '#kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { CouncilDaysEvent } from '../domain/council-days.js';

/** The regular days of the Council that reviews the actions of a board, under the board's id. */
@Entity({ name: 'council_days' })
export class CouncilDaysView {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('int')
  version!: number;

  /** In the order in which they were entered. */
  @Column('jsonb')
  days!: PlainDate[];

  /** The actions whose review has begun, also those whose review is over. */
  @Column('jsonb')
  actions!: string[];
}

export const councilDaysView = defineProjection<CouncilDaysEvent>({
  name: 'council-days',
  version: 2,
  entities: [CouncilDaysView],
  on: {
    'council-days.review-begun': ({ subjectId, version, data }) =>
      sql`insert into council_days (id, version, days, actions)
          values (${subjectId}, ${version}, '[]', jsonb_build_array(${data.boardActionId}::text))
          on conflict (id) do update
          set version = excluded.version, actions = council_days.actions || excluded.actions`,
    'council-days.recorded': ({ subjectId, version, data }) =>
      sql`update council_days set version = ${version}, days = days || jsonb_build_array(${data.on}::text) where id = ${subjectId}`,
    'council-days.struck': ({ subjectId, version, data }) =>
      sql`update council_days set version = ${version}, days = days - ${data.on}::text where id = ${subjectId}`,
  },
});

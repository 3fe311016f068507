import { defineProjection, sql } from '#event-log';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { BoardEvent, Election, SeatTerm } from '../domain/board.js';

/** A board with every term of its seats and every election of its officers, in the order of the log. */
@Entity({ name: 'boards' })
export class BoardView {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('int')
  version!: number;

  @Column('text')
  name!: string;

  @Column('jsonb')
  seats!: SeatTerm[];

  @Column('jsonb')
  officers!: Election[];
}

export const boardsView = defineProjection<BoardEvent>({
  name: 'boards',
  version: 1,
  entities: [BoardView],
  on: {
    'board.constituted': ({ subjectId, version, data }) =>
      sql`insert into boards (id, version, name, seats, officers) values (${subjectId}, ${version}, ${data.name}, '[]', '[]')`,
    'board.seat-filled': ({ subjectId, version, data }) =>
      sql`update boards set version = ${version}, seats = seats || jsonb_build_array(${JSON.stringify(data)}::jsonb)
          where id = ${subjectId}`,
    // The term that the vacancy ends gets its last day; one that would end before it began was never held.
    'board.seat-vacated': ({ subjectId, version, data }) =>
      sql`update boards set version = ${version}, seats = (
            select coalesce(jsonb_agg(kept.term order by kept.place), '[]')
            from (
              select place,
                     case when term ->> 'holder' = ${data.holder} and (term ->> 'seat')::int = ${data.seat}
                               and term ->> 'from' <= ${data.on} and coalesce(term ->> 'until', '9999-12-31') >= ${data.on}
                          then term || jsonb_build_object('until', ${data.lastDay}::text) else term end as term
              from jsonb_array_elements(seats) with ordinality as held (term, place)
            ) as kept
            where coalesce(kept.term ->> 'until', '9999-12-31') >= kept.term ->> 'from'
          )
          where id = ${subjectId}`,
    'board.officer-elected': ({ subjectId, version, data }) =>
      sql`update boards set version = ${version}, officers = officers || jsonb_build_array(${JSON.stringify(data)}::jsonb)
          where id = ${subjectId}`,
  },
});

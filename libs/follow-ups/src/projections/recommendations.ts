import { defineProjection, type Logged, sql, type Statement } from '#event-log';
import type { Instant } from '#kernel';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Evidence } from '../domain/evidence.js';
import type { Addressee, Answer, RecommendationEvent, RecommendationStatus } from '../domain/recommendation.js';

/** A recommendation of the Inspector General beside every answer to it and what was done about it. */
@Entity({ name: 'recommendations' })
@Index(['draftId'])
export class RecommendationView {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('int')
  version!: number;

  @Column('text')
  status!: RecommendationStatus;

  @Column('text', { name: 'addressee' })
  to!: Addressee;

  @Column('text')
  text!: string;

  @Column('uuid', { name: 'board_report_id', nullable: true })
  boardReportId!: string | null;

  @Column('text', { nullable: true })
  number!: string | null;

  @Column('uuid', { name: 'draft_id', nullable: true })
  draftId!: string | null;

  @Column('uuid', { name: 'provision_id', nullable: true })
  provisionId!: string | null;

  @Column('timestamptz', { name: 'recorded_at' })
  recordedAt!: Date;

  /** In the order of the log; the last one stands. */
  @Column('jsonb')
  answers!: { answer: Answer; reason: string; at: Instant; by: string }[];

  /** What was reported to have been done, each with what the Inspector General found or asked for still. */
  @Column('jsonb')
  implementation!: { what: string; evidence: Evidence[]; at: Instant; by: string; returned?: string; finding?: string }[];

  /** Who reported it: they do not verify it. */
  @Column('text', { array: true })
  reporters!: string[];

  @Column('text', { name: 'withdrawal_reason', nullable: true })
  withdrawalReason!: string | null;
}

type Step = Pick<Logged<RecommendationEvent>, 'subjectId' | 'version'>;

/** Adds to the last report of what was done. */
const found = ({ subjectId, version }: Step, status: RecommendationStatus, said: object): Statement =>
  sql`update recommendations
      set version = ${version}, status = ${status},
          implementation = jsonb_set(implementation, '{-1}', (implementation -> -1) || ${JSON.stringify(said)}::jsonb)
      where id = ${subjectId}`;

export const recommendationsView = defineProjection<RecommendationEvent>({
  name: 'recommendations',
  version: 1,
  entities: [RecommendationView],
  on: {
    'recommendation.recorded': ({ subjectId, version, occurredAt, data }) =>
      sql`insert into recommendations (id, version, status, addressee, text, board_report_id, number, draft_id, provision_id, recorded_at,
                                       answers, implementation, reporters)
          values (${subjectId}, ${version}, 'OPEN', ${data.to}, ${data.text}, ${data.boardReportId ?? null}, ${data.number ?? null},
                  ${data.draftId ?? null}, ${data.provisionId ?? null}, ${occurredAt}, '[]', '[]', '{}')`,
    'recommendation.answered': ({ subjectId, version, occurredAt, performedBy, data }) =>
      sql`update recommendations
          set version = ${version}, status = ${data.answer === 'REJECTED' ? 'REJECTED' : 'ACCEPTED'},
              answers = answers || jsonb_build_array(${JSON.stringify({ ...data, at: occurredAt, by: performedBy })}::jsonb)
          where id = ${subjectId}`,
    'recommendation.implementation-reported': ({ subjectId, version, occurredAt, performedBy, data }) => {
      const { reporters, ...said } = data;
      return sql`update recommendations
          set version = ${version}, status = 'IMPLEMENTED', reporters = reporters || ${reporters}::text[],
              implementation = implementation || jsonb_build_array(${JSON.stringify({ ...said, at: occurredAt, by: performedBy })}::jsonb)
          where id = ${subjectId}`;
    },
    'recommendation.verified': (event) => found(event, 'VERIFIED', { finding: event.data.finding }),
    'recommendation.implementation-returned': (event) => found(event, 'ACCEPTED', { returned: event.data.reason }),
    'recommendation.withdrawn': ({ subjectId, version, data }) =>
      sql`update recommendations set version = ${version}, status = 'WITHDRAWN', withdrawal_reason = ${data.reason} where id = ${subjectId}`,
  },
});

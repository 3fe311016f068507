import { defineProjection, sql } from '#event-log';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Anchor } from '../domain/anchors.js';
import type { CommentSource, Inclusion, ReviewCommentEvent } from '../domain/review-comment.js';

/** A response as it is shown; of several by the same respondent the last. */
export interface CommentResponse {
  readonly inclusion: Inclusion;
  readonly reason: string;
  readonly inVersion?: number;
  readonly at: string;
}

/** A comment on a version of a draft, and the responses to it. */
@Entity({ name: 'review_comments' })
export class ReviewCommentView {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('int')
  version!: number;

  @Index()
  @Column('uuid', { name: 'draft_id' })
  draftId!: string;

  /** The version of the draft that it is on. */
  @Column('int', { name: 'draft_version' })
  draftVersion!: number;

  @Column('text')
  source!: CommentSource;

  /** It came after the public's period. */
  @Column('boolean')
  late!: boolean;

  @Column('text')
  comment!: string;

  @Column('jsonb', { nullable: true })
  anchor!: Anchor | null;

  /** As a member of the public wants to be called. */
  @Column('text', { nullable: true })
  name!: string | null;

  /** Everybody behind it who is known; nobody for an anonymous one. */
  @Column('jsonb')
  by!: readonly string[];

  @Column('text')
  status!: 'RECEIVED' | 'ANSWERED';

  /** What the department answered. */
  @Column('jsonb', { nullable: true })
  department!: CommentResponse | null;

  /** What the Inspector General answered. */
  @Column('jsonb', { nullable: true })
  oig!: CommentResponse | null;

  @Column('timestamptz', { name: 'received_at' })
  receivedAt!: Date;

  /** Since its first response: what nobody here has looked at is not published. Null for comments of reviewers too. */
  @Column('timestamptz', { name: 'public_since', nullable: true })
  publicSince!: Date | null;
}

export const commentsView = defineProjection<ReviewCommentEvent>({
  name: 'comments',
  version: 2,
  entities: [ReviewCommentView],
  on: {
    'comment.received': ({ subjectId, version, occurredAt, data }) =>
      sql`insert into review_comments
            (id, version, draft_id, draft_version, source, late, comment, anchor, name, by, status, received_at)
          values (${subjectId}, ${version}, ${data.draftId}, ${data.version}, ${data.source}, ${data.late}, ${data.comment},
            ${data.anchor ? JSON.stringify(data.anchor) : null}::jsonb, ${data.name ?? null}, ${JSON.stringify(data.by)}::jsonb,
            'RECEIVED', ${occurredAt})`,
    'comment.answered': ({ subjectId, version, occurredAt: at, data }) => {
      const { inclusion, reason, inVersion, respondent, source } = data;
      const response = JSON.stringify({ inclusion, reason, inVersion, at });
      const published = sql`update review_comments
                            set version = ${version},
                              public_since = case when ${source === 'PUBLIC'}::boolean then coalesce(public_since, ${at}) end
                            where id = ${subjectId}`;
      return respondent === 'OIG'
        ? [sql`update review_comments set oig = ${response}::jsonb where id = ${subjectId}`, published]
        : [
            sql`update review_comments set status = 'ANSWERED', department = ${response}::jsonb where id = ${subjectId}`,
            published,
          ];
    },
  },
  // What remains of a comment is its entry: which draft it was on is gone with what it said.
  erased: {
    'comment.received': ({ subjectId }) => sql`delete from review_comments where id = ${subjectId}`,
  },
});

import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ItemKind, ItemOutcome, ItemRef, ItemSection, ItemStatus } from '../domain/agenda-item.js';
import type { ExceptionGround } from '../domain/meeting-record.js';

/** An item of an agenda and what became of it; the count is the last one, with late recusals taken out. */
@Entity({ name: 'meeting_items' })
export class MeetingItemView {
  @PrimaryColumn('uuid', { name: 'meeting_id' })
  meetingId!: string;

  @PrimaryColumn('text')
  number!: string;

  @Column('text')
  status!: ItemStatus;

  /** It was posted, or raised in the room. */
  @Column('boolean', { name: 'is_public' })
  isPublic!: boolean;

  /** It was revised since the agenda was posted last. */
  @Column('boolean')
  revised!: boolean;

  @Column('text')
  title!: string;

  @Column('text')
  kind!: ItemKind;

  @Column('text')
  section!: ItemSection;

  @Column('uuid', { name: 'draft_id', nullable: true })
  draftId!: string | null;

  /** Of the posted text. */
  @Column('text', { name: 'text_hash', nullable: true })
  textHash!: string | null;

  @Column('uuid', { name: 'request_id', nullable: true })
  requestId!: string | null;

  @Column('uuid', { name: 'board_report_id', nullable: true })
  boardReportId!: string | null;

  @Column('uuid', { name: 'report_back_id', nullable: true })
  reportBackId!: string | null;

  /** The item that was continued, and came back as this one. */
  @Column('jsonb', { nullable: true })
  continues!: ItemRef | null;

  @Column('jsonb', { nullable: true })
  reconsiders!: ItemRef | null;

  @Column('uuid', { name: 'minutes_of', nullable: true })
  minutesOf!: string | null;

  /** When it was posted or last changed, from which its hours of notice count. */
  @Column('timestamptz', { name: 'noticed_at', nullable: true })
  noticedAt!: Date | null;

  @Column('timestamptz', { name: 'pulled_at', nullable: true })
  pulledAt!: Date | null;

  @Column('timestamptz', { name: 'called_at', nullable: true })
  calledAt!: Date | null;

  @Column('timestamptz', { name: 'comment_heard_at', nullable: true })
  commentHeardAt!: Date | null;

  @Column('timestamptz', { name: 'decided_at', nullable: true })
  decidedAt!: Date | null;

  /** The exception to notice under which the Board acted. */
  @Column('text', { nullable: true })
  exception!: ExceptionGround | null;

  /** The words of the amendment with which it was approved. */
  @Column('text', { nullable: true })
  amendment!: string | null;

  /** How it ended without a decision. */
  @Column('timestamptz', { name: 'disposed_at', nullable: true })
  disposedAt!: Date | null;

  @Column('text', { name: 'disposed_by', nullable: true })
  disposedBy!: 'CHAIR' | 'MOTION' | null;

  @Column('uuid', { name: 'continued_to', nullable: true })
  continuedTo!: string | null;

  @Column('date', { name: 'continued_until', nullable: true })
  continuedUntil!: string | null;

  @Column('text', { name: 'referred_to', nullable: true })
  referredTo!: string | null;

  @Column('text', { name: 'withdrawal_reason', nullable: true })
  withdrawalReason!: string | null;

  /** Of the text that the vote adopted, where it is known. */
  @Column('text', { name: 'adopted_hash', nullable: true })
  adoptedHash!: string | null;

  @Column('int', { nullable: true })
  ayes!: number | null;

  @Column('int', { nullable: true })
  noes!: number | null;

  @Column('int', { nullable: true })
  abstentions!: number | null;

  @Column('jsonb')
  recused!: string[];

  /** Members in attendance at the vote. */
  @Column('jsonb', { nullable: true })
  present!: string[] | null;

  /** The outcome of the vote, where a late recusal or a vote put right has changed it since. */
  @Column('text', { name: 'outcome_was', nullable: true })
  outcomeWas!: ItemOutcome | null;
}

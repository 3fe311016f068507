import { defineProjection, sql, type Statement } from '#event-log';
import type { MeetingKind } from '#kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type {
  AttendanceRecorded,
  CommentHeard,
  ItemKind,
  ItemOutcome,
  ItemSection,
  MeetingEvent,
  MotionMade,
  PostingEvidence,
  RecusalRecorded,
  RollCallRecorded,
} from '../domain/meeting-record.js';

/** A meeting with everything that was recorded of it; its items stand in {@link MeetingItemView}. */
@Entity({ name: 'meetings' })
export class MeetingView {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('int')
  version!: number;

  @Column('text')
  status!: 'SCHEDULED' | 'POSTED' | 'CONVENED' | 'ADJOURNED' | 'NO_QUORUM';

  @Column('uuid', { name: 'board_id' })
  boardId!: string;

  @Column('text')
  kind!: MeetingKind;

  @Column('timestamptz', { name: 'starts_at' })
  startsAt!: Date;

  @Column('text')
  place!: string;

  @Column('timestamptz', { name: 'posted_at', nullable: true })
  postedAt!: Date | null;

  @Column('jsonb', { nullable: true })
  evidence!: PostingEvidence | null;

  @Column('timestamptz', { name: 'convened_at', nullable: true })
  convenedAt!: Date | null;

  @Column('timestamptz', { name: 'adjourned_at', nullable: true })
  adjournedAt!: Date | null;

  @Column('jsonb')
  attendance!: AttendanceRecorded['data'][];

  @Column('jsonb')
  comments!: CommentHeard['data'][];

  @Column('jsonb')
  recusals!: RecusalRecorded['data'][];

  @Column('jsonb')
  motions!: MotionMade['data'][];

  @Column('jsonb', { name: 'roll_calls' })
  rollCalls!: RollCallRecorded['data'][];
}

/** An item of an agenda and what became of it; the count is the last one, with late recusals taken out. */
@Entity({ name: 'meeting_items' })
export class MeetingItemView {
  @PrimaryColumn('uuid', { name: 'meeting_id' })
  meetingId!: string;

  @PrimaryColumn('text')
  number!: string;

  @Column('text')
  status!: 'PLACED' | 'POSTED' | 'MOVED' | ItemOutcome;

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

  /** When it was posted or last changed, from which its hours of notice count. */
  @Column('timestamptz', { name: 'noticed_at', nullable: true })
  noticedAt!: Date | null;

  @Column('timestamptz', { name: 'comment_heard_at', nullable: true })
  commentHeardAt!: Date | null;

  @Column('timestamptz', { name: 'decided_at', nullable: true })
  decidedAt!: Date | null;

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

  /** The outcome of the vote, where a late recusal has changed it since. */
  @Column('text', { name: 'outcome_was', nullable: true })
  outcomeWas!: ItemOutcome | null;
}

export const meetingsView = defineProjection<MeetingEvent>({
  name: 'meetings',
  version: 1,
  entities: [MeetingView, MeetingItemView],
  on: {
    'meeting.scheduled': ({ subjectId, version, data }) =>
      sql`insert into meetings (id, version, status, board_id, kind, starts_at, place, attendance, comments, recusals, motions, roll_calls)
          values (${subjectId}, ${version}, 'SCHEDULED', ${data.boardId}, ${data.kind}, ${data.startsAt}, ${data.place},
            '[]', '[]', '[]', '[]', '[]')`,
    'meeting.item-placed': ({ subjectId, version, data }) => [
      sql`update meetings set version = ${version} where id = ${subjectId}`,
      sql`insert into meeting_items (meeting_id, number, status, title, kind, section, draft_id, text_hash, request_id,
            board_report_id, report_back_id, recused)
          values (${subjectId}, ${data.number}, 'PLACED', ${data.title}, ${data.kind}, ${data.section}, ${data.draftId ?? null},
            ${data.textHash ?? null}, ${data.requestId ?? null}, ${data.boardReportId ?? null}, ${data.reportBackId ?? null}, '[]')`,
    ],
    'meeting.item-revised': ({ subjectId, version, data }) => [
      sql`update meetings set version = ${version} where id = ${subjectId}`,
      // Before the posting there is no notice to run anew.
      sql`update meeting_items set title = ${data.title}, section = ${data.section},
            noticed_at = case when noticed_at < ${data.revisedAt}::timestamptz then ${data.revisedAt}::timestamptz else noticed_at end
          where meeting_id = ${subjectId} and number = ${data.number}`,
    ],
    'meeting.agenda-posted': ({ subjectId, version, data }) => [
      sql`update meetings set version = ${version}, status = 'POSTED', posted_at = ${data.postedAt},
            evidence = ${JSON.stringify(data.evidence)}::jsonb
          where id = ${subjectId}`,
      sql`update meeting_items set status = 'POSTED', noticed_at = ${data.postedAt} where meeting_id = ${subjectId}`,
    ],
    'meeting.convened': ({ subjectId, version, data }) =>
      sql`update meetings set version = ${version}, status = 'CONVENED', convened_at = ${data.convenedAt} where id = ${subjectId}`,
    'meeting.attendance-recorded': ({ subjectId, version, data }) =>
      sql`update meetings set version = ${version}, attendance = attendance || jsonb_build_array(${JSON.stringify(data)}::jsonb)
          where id = ${subjectId}`,
    'meeting.comment-heard': ({ subjectId, version, data }) => [
      sql`update meetings set version = ${version}, comments = comments || jsonb_build_array(${JSON.stringify(data)}::jsonb)
          where id = ${subjectId}`,
      sql`update meeting_items set comment_heard_at = ${data.heardAt}
          where meeting_id = ${subjectId} and number = any(${data.items}::text[])`,
    ],
    'meeting.recusal-recorded': ({ subjectId, version, data }) => [
      sql`update meetings set version = ${version}, recusals = recusals || jsonb_build_array(${JSON.stringify(data)}::jsonb)
          where id = ${subjectId}`,
      sql`update meeting_items set recused = recused || jsonb_build_array(${data.member}::text)
          where meeting_id = ${subjectId} and number = any(${data.items}::text[])`,
      ...data.recounts.map(
        ({ number, ayes, noes, abstentions }): Statement =>
          sql`update meeting_items set ayes = ${ayes}, noes = ${noes}, abstentions = ${abstentions}
              where meeting_id = ${subjectId} and number = ${number}`,
      ),
    ],
    'meeting.motion-made': ({ subjectId, version, data }) => [
      sql`update meetings set version = ${version}, motions = motions || jsonb_build_array(${JSON.stringify(data)}::jsonb)
          where id = ${subjectId}`,
      sql`update meeting_items set status = 'MOVED' where meeting_id = ${subjectId} and number = any(${data.items}::text[])`,
    ],
    'meeting.roll-call-recorded': ({ subjectId, version, data }) =>
      sql`update meetings set version = ${version}, roll_calls = roll_calls || jsonb_build_array(${JSON.stringify(data)}::jsonb)
          where id = ${subjectId}`,
    'meeting.item-decided': ({ subjectId, version, data }) => [
      sql`update meetings set version = ${version} where id = ${subjectId}`,
      sql`update meeting_items set status = ${data.outcome}, ayes = ${data.ayes}, noes = ${data.noes},
            abstentions = ${data.abstentions}, recused = ${JSON.stringify(data.recused)}::jsonb,
            present = ${JSON.stringify(data.present)}::jsonb, decided_at = ${data.decidedAt},
            adopted_hash = ${data.outcome === 'FAILED' ? null : (data.textHash ?? null)}
          where meeting_id = ${subjectId} and number = ${data.number}`,
    ],
    'meeting.outcome-changed': ({ subjectId, version, data }) => [
      sql`update meetings set version = ${version} where id = ${subjectId}`,
      sql`update meeting_items set status = ${data.is}, outcome_was = ${data.was}, adopted_hash = null
          where meeting_id = ${subjectId} and number = ${data.number}`,
    ],
    'meeting.adjourned': ({ subjectId, version, data }) =>
      sql`update meetings set version = ${version}, status = ${data.ending}, adjourned_at = ${data.adjournedAt} where id = ${subjectId}`,
  },
});

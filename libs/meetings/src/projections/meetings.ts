import { defineProjection, type LoggedEvent, sql, type Statement } from '#event-log';
import type { MeetingKind } from '#kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { ItemRef } from '../domain/agenda-item.js';
import {
  type AgendaPosted,
  type AttendanceRecorded,
  type CommentHeard,
  itemsNoticed,
  type Meeting,
  type MeetingEvent,
  type MinutesStatus,
  type NoticeExceptionRecorded,
  type PostingEvidence,
  type Recount,
  type RecusalRecorded,
  type RollCallRecorded,
  type StandingMotion,
  type VoteCorrected,
} from '../domain/meeting-record.js';
import { MeetingItemView } from './meeting-items.js';

/** A meeting with everything that was recorded of it; its items stand in {@link MeetingItemView}. */
@Entity({ name: 'meetings' })
export class MeetingView {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('int')
  version!: number;

  @Column('text')
  status!: Exclude<Meeting['status'], 'none'>;

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

  /** Every posting in the order of the log; an amended agenda names the items whose notice runs anew. */
  @Column('jsonb')
  postings!: Omit<AgendaPosted['data'], 'items'>[];

  @Column('timestamptz', { name: 'cancelled_at', nullable: true })
  cancelledAt!: Date | null;

  @Column('text', { name: 'cancel_reason', nullable: true })
  cancelReason!: string | null;

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
  motions!: StandingMotion[];

  @Column('jsonb', { name: 'roll_calls' })
  rollCalls!: RollCallRecorded['data'][];

  /** Votes that had been entered wrongly, each with what it was. */
  @Column('jsonb', { name: 'vote_corrections' })
  voteCorrections!: VoteCorrected['data'][];

  /** Findings that let the Board act on items whose notice was short, those included that fell short. */
  @Column('jsonb')
  exceptions!: NoticeExceptionRecorded['data'][];

  @Column('text', { name: 'minutes_status' })
  minutesStatus!: MinutesStatus;

  /** What the secretary adds to the minutes; not public before they are approved. */
  @Column('text', { name: 'minutes_draft', nullable: true })
  minutesDraft!: string | null;

  @Column('timestamptz', { name: 'minutes_drafted_at', nullable: true })
  minutesDraftedAt!: Date | null;

  @Column('timestamptz', { name: 'minutes_approved_at', nullable: true })
  minutesApprovedAt!: Date | null;

  /** The item of a later meeting by which the Board approved them. */
  @Column('jsonb', { name: 'minutes_approved_by', nullable: true })
  minutesApprovedBy!: ItemRef | null;

  @Column('text', { name: 'minutes_remarks', nullable: true })
  minutesRemarks!: string | null;

  @Column('text', { name: 'minutes_corrections', nullable: true })
  minutesCorrections!: string | null;
}

/** Another thing that was recorded of a meeting, in the list of its kind. */
function add(
  list: 'attendance' | 'comments' | 'recusals' | 'motions' | 'roll_calls' | 'vote_corrections' | 'exceptions' | 'postings',
  { subjectId, version }: Of,
  entry: object,
): Statement {
  const text = `update meetings set version = $1, ${list} = ${list} || jsonb_build_array($2::jsonb) where id = $3`;
  return { text, values: [version, JSON.stringify(entry), subjectId] };
}

function recounted(meetingId: string, recounts: readonly Recount[]): readonly Statement[] {
  return recounts.map(
    ({ number, ayes, noes, abstentions }) =>
      sql`update meeting_items set ayes = ${ayes}, noes = ${noes}, abstentions = ${abstentions}
          where meeting_id = ${meetingId} and number = ${number}`,
  );
}

const moveOn = ({ subjectId, version }: Of): Statement => sql`update meetings set version = ${version} where id = ${subjectId}`;

const ref = (link: ItemRef | undefined): string | null => (link === undefined ? null : JSON.stringify(link));

type Of = Pick<LoggedEvent, 'subjectId' | 'version'>;

export const meetingsView = defineProjection<MeetingEvent>({
  name: 'meetings',
  version: 3,
  entities: [MeetingView, MeetingItemView],
  on: {
    'meeting.scheduled': ({ subjectId, version, data }) =>
      sql`insert into meetings (id, version, status, board_id, kind, starts_at, place, attendance, comments, recusals, motions, roll_calls,
            vote_corrections, exceptions, postings, minutes_status)
          values (${subjectId}, ${version}, 'SCHEDULED', ${data.boardId}, ${data.kind}, ${data.startsAt}, ${data.place},
            '[]', '[]', '[]', '[]', '[]', '[]', '[]', '[]', 'NONE')`,
    'meeting.item-placed': (event) => {
      const { subjectId, data } = event;
      return [
        moveOn(event),
        sql`insert into meeting_items (meeting_id, number, status, is_public, revised, title, kind, section, draft_id, text_hash,
              request_id, board_report_id, report_back_id, continues, reconsiders, minutes_of, recused)
            values (${subjectId}, ${data.number}, 'PLACED', ${data.fromTheFloor ?? false}, false, ${data.title}, ${data.kind},
              ${data.section}, ${data.draftId ?? null}, ${data.textHash ?? null}, ${data.requestId ?? null},
              ${data.boardReportId ?? null}, ${data.reportBackId ?? null}, ${ref(data.continues)}::jsonb,
              ${ref(data.reconsiders)}::jsonb, ${data.minutesOf ?? null}, '[]')`,
      ];
    },
    'meeting.item-revised': (event) => {
      const { subjectId, data } = event;
      return [
        moveOn(event),
        // Before the posting there is no notice to run anew.
        sql`update meeting_items set title = ${data.title}, section = ${data.section}, revised = ${data.posted},
              noticed_at = case when noticed_at < ${data.revisedAt}::timestamptz then ${data.revisedAt}::timestamptz else noticed_at end
            where meeting_id = ${subjectId} and number = ${data.number}`,
      ];
    },
    'meeting.agenda-posted': (event) => {
      const { subjectId, data } = event;
      const { items: _items, ...posting } = data;
      const numbers = itemsNoticed(data).map(({ number }) => number);
      return [
        add('postings', event, posting),
        sql`update meetings set status = 'POSTED', posted_at = coalesce(posted_at, ${data.postedAt}::timestamptz),
              evidence = ${JSON.stringify(data.evidence)}::jsonb
            where id = ${subjectId}`,
        sql`update meeting_items set status = 'POSTED', is_public = true, revised = false,
              noticed_at = greatest(noticed_at, ${data.postedAt}::timestamptz)
            where meeting_id = ${subjectId} and number = any(${numbers}::text[])`,
      ];
    },
    'meeting.item-withdrawn': (event) => [
      moveOn(event),
      sql`update meeting_items set status = 'WITHDRAWN', withdrawal_reason = ${event.data.reason}
          where meeting_id = ${event.subjectId} and number = ${event.data.number}`,
    ],
    'meeting.cancelled': ({ subjectId, version, data }) =>
      sql`update meetings set version = ${version}, status = 'CANCELLED', cancelled_at = ${data.cancelledAt},
            cancel_reason = ${data.reason}
          where id = ${subjectId}`,
    'meeting.convened': ({ subjectId, version, data }) =>
      sql`update meetings set version = ${version}, status = 'CONVENED', convened_at = ${data.convenedAt} where id = ${subjectId}`,
    'meeting.attendance-recorded': (event) => add('attendance', event, event.data),
    'meeting.item-pulled': (event) => [
      moveOn(event),
      sql`update meeting_items set section = 'REGULAR', pulled_at = ${event.data.pulledAt},
            status = case when status in ('MOVED', 'SECONDED') then 'CALLED' else status end
          where meeting_id = ${event.subjectId} and number = ${event.data.number}`,
    ],
    'meeting.item-called': (event) => [
      moveOn(event),
      sql`update meeting_items set status = 'CALLED', called_at = ${event.data.calledAt}
          where meeting_id = ${event.subjectId} and number = any(${event.data.items}::text[])`,
    ],
    'meeting.comment-heard': (event) => [
      add('comments', event, event.data),
      sql`update meeting_items set comment_heard_at = ${event.data.heardAt}
          where meeting_id = ${event.subjectId} and number = any(${event.data.items}::text[])`,
    ],
    'meeting.recusal-recorded': (event) => {
      const { subjectId, data } = event;
      return [
        add('recusals', event, data),
        sql`update meeting_items set recused = recused || jsonb_build_array(${data.member}::text)
            where meeting_id = ${subjectId} and number = any(${data.items}::text[])`,
        ...recounted(subjectId, data.recounts),
      ];
    },
    'meeting.vote-corrected': (event) => [
      add('vote_corrections', event, event.data),
      ...recounted(event.subjectId, event.data.recounts),
    ],
    'meeting.action-noted': (event) => moveOn(event),
    'meeting.notice-exception-recorded': (event) => add('exceptions', event, event.data),
    'meeting.motion-made': (event) => [
      add('motions', event, event.data),
      sql`update meeting_items set status = ${event.data.seconder === undefined ? 'MOVED' : 'SECONDED'}
          where meeting_id = ${event.subjectId} and number = any(${event.data.items}::text[])`,
    ],
    'meeting.motion-seconded': ({ subjectId, version, data: { items, ...second } }) => [
      // The motion that stands is the last one on these items.
      sql`update meetings set version = ${version}, motions = (
            select jsonb_agg(case when place = last.of then motion || ${JSON.stringify(second)}::jsonb else motion end order by place)
            from jsonb_array_elements(motions) with ordinality as made (motion, place),
                 (select max(at) as of from jsonb_array_elements(motions) with ordinality as each (one, at)
                  where one -> 'items' @> ${JSON.stringify(items)}::jsonb) as last
          )
          where id = ${subjectId}`,
      sql`update meeting_items set status = 'SECONDED' where meeting_id = ${subjectId} and number = any(${items}::text[])`,
    ],
    'meeting.roll-call-recorded': (event) => add('roll_calls', event, event.data),
    'meeting.motion-failed': (event) => [
      moveOn(event),
      ...event.data.stand.map(
        ({ number, status }): Statement =>
          sql`update meeting_items set status = ${status} where meeting_id = ${event.subjectId} and number = ${number}`,
      ),
    ],
    'meeting.item-decided': (event) => {
      const { subjectId, data } = event;
      return [
        moveOn(event),
        sql`update meeting_items set status = ${data.outcome}, ayes = ${data.ayes ?? null}, noes = ${data.noes ?? null},
              abstentions = ${data.abstentions ?? null}, recused = ${JSON.stringify(data.recused)}::jsonb,
              present = ${JSON.stringify(data.present)}::jsonb, decided_at = ${data.decidedAt},
              exception = ${data.exception ?? null}, amendment = ${data.amendment ?? null},
              adopted_hash = ${data.outcome === 'FAILED' ? null : (data.textHash ?? null)}
            where meeting_id = ${subjectId} and number = ${data.number}`,
      ];
    },
    'meeting.item-disposed': (event) => {
      const { subjectId, data } = event;
      return [
        moveOn(event),
        sql`update meeting_items set status = ${data.disposition}, disposed_at = ${data.disposedAt}, disposed_by = ${data.by},
              continued_to = ${data.continuedTo ?? null}, continued_until = ${data.continuedUntil ?? null},
              referred_to = ${data.referredTo ?? null}
            where meeting_id = ${subjectId} and number = ${data.number}`,
      ];
    },
    'meeting.outcome-changed': (event) => [
      moveOn(event),
      sql`update meeting_items set status = ${event.data.is}, outcome_was = ${event.data.was},
            adopted_hash = case when ${event.data.is} = 'APPROVED' then text_hash end
          where meeting_id = ${event.subjectId} and number = ${event.data.number}`,
    ],
    'meeting.adjourned': ({ subjectId, version, data }) =>
      sql`update meetings set version = ${version}, status = ${data.ending}, adjourned_at = ${data.adjournedAt} where id = ${subjectId}`,
    'meeting.minutes-drafted': ({ subjectId, version, data }) =>
      sql`update meetings set version = ${version}, minutes_status = 'DRAFTED', minutes_drafted_at = ${data.draftedAt},
            minutes_draft = ${data.remarks ?? null}
          where id = ${subjectId}`,
    'meeting.minutes-approved': ({ subjectId, version, data }) =>
      sql`update meetings set version = ${version}, minutes_status = 'APPROVED', minutes_approved_at = ${data.approvedAt},
            minutes_approved_by = ${ref(data.approvedBy)}::jsonb, minutes_remarks = ${data.remarks ?? null},
            minutes_corrections = ${data.corrections ?? null}
          where id = ${subjectId}`,
    'meeting.approval-failed': ({ subjectId, version }) =>
      sql`update meetings set version = ${version}, minutes_status = 'DRAFTED', minutes_approved_at = null, minutes_approved_by = null,
            minutes_corrections = null
          where id = ${subjectId}`,
  },
});

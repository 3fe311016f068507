import { defineProjection, type Logged, sql, type Statement } from '#event-log';
import type { Instant, PlainDate } from '#kernel';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import type { Signature } from '../domain/attestation.js';
import type { BoardActionEvent } from '../domain/board-action.js';
import type { Condition } from '../domain/conditions.js';
import type { CouncilReviewStatus } from '../domain/council-review-record.js';
import type { CureDemand } from '../domain/cure-demand.js';
import type { MeetingEvent } from '../domain/meeting-record.js';
import type { Standing } from '../domain/standing.js';

/** An action of the Board with its count, its attestation, and whether its vote still carries. */
@Entity({ name: 'board_actions' })
export class BoardActionView {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('int')
  version!: number;

  @Column('text')
  status!: 'ADOPTED';

  @Column('uuid', { name: 'board_id' })
  boardId!: string;

  @Column('uuid', { name: 'meeting_id' })
  meetingId!: string;

  @Column('text', { name: 'item_number' })
  itemNumber!: string;

  @Column('text')
  title!: string;

  @Column('uuid', { name: 'draft_id', nullable: true })
  draftId!: string | null;

  @Column('text', { name: 'text_hash', nullable: true })
  textHash!: string | null;

  @Column('uuid', { name: 'request_id', nullable: true })
  requestId!: string | null;

  @Column('uuid', { name: 'board_report_id', nullable: true })
  boardReportId!: string | null;

  /** Unknown of some votes of the past, as what follows. */
  @Column('int', { nullable: true })
  ayes!: number | null;

  @Column('int', { nullable: true })
  noes!: number | null;

  @Column('int', { nullable: true })
  abstentions!: number | null;

  /** Of the past: nobody is known to have voted otherwise, by however many votes. */
  @Column('boolean')
  unanimous!: boolean;

  @Column('jsonb')
  recused!: string[];

  @Column('boolean')
  amended!: boolean;

  @Column('timestamptz', { name: 'adopted_at' })
  adoptedAt!: Date;

  @Column('jsonb')
  signatures!: (Signature & { at: Instant })[];

  @Column('timestamptz', { name: 'attested_at', nullable: true })
  attestedAt!: Date | null;

  /** When it became known that the vote does not carry: by a late recusal, or a vote put right; null where it does. */
  @Column('timestamptz', { name: 'outcome_changed_at', nullable: true })
  outcomeChangedAt!: Date | null;

  /** Whether its vote carries, and whether the Board has acted where it does not. */
  @Column('text')
  standing!: Standing['status'];

  /** The later action by which the Board rescinded it. */
  @Column('uuid', { name: 'rescinded_by', nullable: true })
  rescindedBy!: string | null;

  @Column('text', { name: 'council_review' })
  councilReview!: CouncilReviewStatus;

  /** The regular days of the Council that count toward its review. */
  @Column('jsonb', { name: 'council_days' })
  councilDays!: PlainDate[];

  /** What the Council did with it, in the order of the log. */
  @Column('jsonb', { name: 'council_acts' })
  councilActs!: CouncilAct[];

  /** The last instant for a veto, where the Council brought the action before it. */
  @Column('timestamptz', { name: 'veto_by', nullable: true })
  vetoBy!: Date | null;

  /** From when on the Council can no longer undo it; null while it can, or has. */
  @Column('timestamptz', { name: 'final_from', nullable: true })
  finalFrom!: Date | null;

  @Column('jsonb', { name: 'cure_demands' })
  cureDemands!: (CureDemand & { demand: number; reference: string; alleges: string; answer?: string })[];

  @Column('jsonb')
  conditions!: (Pick<Condition, 'status'> & { condition: number; text: string; dueOn?: PlainDate; how?: string; by?: string })[];

  /** The orders that rest on it. */
  @Column('jsonb')
  orders!: string[];

  /** Which legal advice the Board opened by it. */
  @Column('jsonb', { name: 'privilege_waived' })
  privilegeWaived!: { draftId?: string; scope: string }[];

  /** The requested provisions that the Board declined by it, each with the reason. */
  @Column('jsonb', { name: 'provisions_declined' })
  provisionsDeclined!: { provisionId: string; reason: string }[];
}

type CouncilAct = { act: 'WAIVED' | 'JURISDICTION_ASSERTED' | 'VETOED' | 'REMANDED'; at: Instant } & Record<string, unknown>;

type Step = Pick<Logged<BoardActionEvent>, 'subjectId' | 'version' | 'occurredAt'>;

function councilActed({ subjectId, version, occurredAt }: Step, act: CouncilAct['act'], said: object): Statement {
  const entry: CouncilAct = { ...said, act, at: occurredAt };
  return sql`update board_actions
             set version = ${version}, council_review = ${act},
                 council_acts = council_acts || jsonb_build_array(${JSON.stringify(entry)}::jsonb)
             where id = ${subjectId}`;
}

/** Adds to the entry of a list that has the number; lists of an action are numbered from 1. */
function addTo(list: 'conditions' | 'cure_demands', { subjectId, version }: Step, number: number, said: object): Statement {
  const place = number - 1;
  const added = JSON.stringify(said);
  return list === 'conditions'
    ? sql`update board_actions
          set version = ${version}, conditions = jsonb_set(conditions, array[${place}::int::text], (conditions -> ${place}::int) || ${added}::jsonb)
          where id = ${subjectId}`
    : sql`update board_actions
          set version = ${version},
              cure_demands = jsonb_set(cure_demands, array[${place}::int::text], (cure_demands -> ${place}::int) || ${added}::jsonb)
          where id = ${subjectId}`;
}

/** The first days after the adoption, as many as the review has, in their order. */
function daysCounted(
  id: string,
  { struck, days, of }: { readonly struck: PlainDate | null; readonly days: readonly PlainDate[]; readonly of: number },
): Statement {
  return sql`
    update board_actions
    set council_days = (
      select coalesce(jsonb_agg(day order by day), '[]')
      from (select day from jsonb_array_elements_text(council_days || ${JSON.stringify(days)}::jsonb) day
            where day is distinct from ${struck}::text order by day limit ${of}::int) first)
    where id = ${id}`;
}

export const boardActionsView = defineProjection<BoardActionEvent | MeetingEvent>({
  name: 'board-actions',
  version: 5,
  entities: [BoardActionView],
  on: {
    'board-action.adopted': ({ subjectId, version, data }) =>
      sql`insert into board_actions (id, version, status, board_id, meeting_id, item_number, title, draft_id, text_hash, request_id,
            board_report_id, ayes, noes, abstentions, unanimous, recused, amended, adopted_at, signatures, standing, council_review,
            council_days, council_acts, final_from, cure_demands, conditions, orders, privilege_waived, provisions_declined)
          values (${subjectId}, ${version}, 'ADOPTED', ${data.boardId}, ${data.meetingId}, ${data.itemNumber}, ${data.title},
            ${data.draftId ?? null}, ${data.textHash ?? null}, ${data.requestId ?? null}, ${data.boardReportId ?? null},
            ${data.ayes ?? null}, ${data.noes ?? null}, ${data.abstentions ?? null}, ${data.unanimous ?? false},
            ${JSON.stringify(data.recused)}::jsonb, ${data.amended},
            ${data.adoptedAt}, '[]', 'STANDS', 'NOT_SUBJECT', '[]', '[]', ${data.adoptedAt}, '[]', '[]', '[]', '[]', '[]')`,
    'board-action.attestation-signed': ({ subjectId, version, occurredAt, data }) =>
      sql`update board_actions
          set version = ${version}, signatures = signatures || jsonb_build_array(${JSON.stringify({ ...data, at: occurredAt })}::jsonb)
          where id = ${subjectId}`,
    'board-action.attested': ({ subjectId, version, data }) =>
      sql`update board_actions set version = ${version}, attested_at = ${data.attestedAt} where id = ${subjectId}`,
    'meeting.outcome-changed': ({ subjectId, occurredAt, data }) =>
      sql`update board_actions set outcome_changed_at = ${data.is === 'FAILED' ? occurredAt : null}::timestamptz
          where meeting_id = ${subjectId} and item_number = ${data.number}`,
    'board-action.rescission-required': ({ subjectId, version }) =>
      sql`update board_actions set version = ${version}, standing = 'RESCISSION_REQUIRED' where id = ${subjectId}`,
    'board-action.stands-again': ({ subjectId, version }) =>
      sql`update board_actions set version = ${version}, standing = 'STANDS' where id = ${subjectId}`,
    'board-action.rescinded': ({ subjectId, version, data }) =>
      sql`update board_actions set version = ${version}, standing = 'RESCINDED', rescinded_by = ${data.byActionId} where id = ${subjectId}`,
    'board-action.council-review-opened': ({ subjectId, version }) =>
      sql`update board_actions set version = ${version}, council_review = 'PENDING', final_from = null where id = ${subjectId}`,
    'board-action.council-days-counted': ({ subjectId, version, data }) => [
      daysCounted(subjectId, { struck: null, days: data.days, of: data.of }),
      sql`update board_actions set version = ${version}, final_from = ${data.passedAt ?? null} where id = ${subjectId}`,
    ],
    'board-action.council-days-recounted': ({ subjectId, version, data }) => [
      daysCounted(subjectId, data),
      // What the Council did, or the end of the review, tells otherwise from when on it is final.
      sql`update board_actions
          set version = ${version}, final_from = case when council_review = 'PENDING' then ${data.passedAt ?? null}::timestamptz else final_from end
          where id = ${subjectId}`,
    ],
    'board-action.finality-withdrawn': ({ subjectId, version, data }) =>
      sql`update board_actions
          set version = ${version}, council_review = 'PENDING', final_from = ${data.passedAt ?? null} where id = ${subjectId}`,
    'board-action.council-review-nears-its-end': ({ subjectId, version }) =>
      sql`update board_actions set version = ${version} where id = ${subjectId}`,
    'board-action.veto-period-escalated': ({ subjectId, version }) =>
      sql`update board_actions set version = ${version} where id = ${subjectId}`,
    'board-action.cure-demand-escalated': ({ subjectId, version }) =>
      sql`update board_actions set version = ${version} where id = ${subjectId}`,
    'board-action.council-review-waived': (event) => [
      councilActed(event, 'WAIVED', event.data),
      sql`update board_actions set final_from = ${event.data.waivedAt} where id = ${event.subjectId}`,
    ],
    'board-action.jurisdiction-asserted': (event) => [
      councilActed(event, 'JURISDICTION_ASSERTED', event.data),
      sql`update board_actions set veto_by = ${event.data.vetoBy}, final_from = null where id = ${event.subjectId}`,
    ],
    'board-action.final': ({ subjectId, version, data }) =>
      sql`update board_actions set version = ${version}, council_review = 'FINAL', final_from = ${data.finalAt} where id = ${subjectId}`,
    'board-action.vetoed': (event) => [
      councilActed(event, 'VETOED', event.data),
      sql`update board_actions set final_from = null where id = ${event.subjectId}`,
    ],
    'board-action.remanded': (event) => councilActed(event, 'REMANDED', event.data),
    'board-action.cure-demand-received': ({ subjectId, version, data }) =>
      sql`update board_actions
          set version = ${version}, cure_demands = cure_demands || jsonb_build_array(${JSON.stringify({ ...data, status: 'RECEIVED' })}::jsonb)
          where id = ${subjectId}`,
    'board-action.cure-demand-recomputed': (event) => {
      const { receivedAt, answerBy, days, calendar, steps } = event.data;
      return addTo('cure_demands', event, event.data.demand, { status: 'RECEIVED', receivedAt, answerBy, days, calendar, steps });
    },
    'board-action.cured': (event) =>
      addTo('cure_demands', event, event.data.demand, {
        status: 'CURED',
        answer: event.data.answer,
        answeredAt: event.occurredAt,
      }),
    'board-action.cure-refused': (event) =>
      addTo('cure_demands', event, event.data.demand, {
        status: 'REFUSED',
        answer: event.data.answer,
        answeredAt: event.occurredAt,
      }),
    'board-action.cure-deemed-refused': (event) => addTo('cure_demands', event, event.data.demand, { status: 'DEEMED_REFUSED' }),
    'board-action.condition-set': ({ subjectId, version, data }) =>
      sql`update board_actions
          set version = ${version}, conditions = conditions || jsonb_build_array(${JSON.stringify({ ...data, status: 'OPEN' })}::jsonb)
          where id = ${subjectId}`,
    'board-action.condition-met': (event) =>
      addTo('conditions', event, event.data.condition, {
        ...{ status: 'MET', how: event.data.how, by: event.data.by, metAt: event.occurredAt },
      }),
    'board-action.order-signed': ({ subjectId, version, data }) =>
      sql`update board_actions set version = ${version}, orders = orders || jsonb_build_array(${data.orderId}::text) where id = ${subjectId}`,
    'board-action.privilege-waived': ({ subjectId, version, data }) =>
      sql`update board_actions
          set version = ${version}, privilege_waived = privilege_waived || jsonb_build_array(${JSON.stringify(data)}::jsonb)
          where id = ${subjectId}`,
    'board-action.provision-declined': ({ subjectId, version, data }) =>
      sql`update board_actions
          set version = ${version}, provisions_declined = provisions_declined || jsonb_build_array(${JSON.stringify(data)}::jsonb)
          where id = ${subjectId}`,
  },
});

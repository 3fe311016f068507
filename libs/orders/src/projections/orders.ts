import { defineProjection, sql, type Statement } from '#event-log';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Suspension } from '#kernel';
import type { BoardActionEvent } from '#meetings';
import { resumed, suspended } from '#protocols';
import type {
  BoardApproval,
  Order,
  OrderErratumAnnotated,
  OrderEvent,
  OrderHeading,
  OrderMilestoneRecorded,
  OrderRescissionRequired,
  OrderSubject,
} from '../domain/order-record.js';
import type { OrderChange } from '../domain/signing.js';

/** A department order from its number or its opening on; what the signature adds is null until then. */
@Entity({ name: 'orders' })
@Index(['orderType', 'office', 'year', 'number'])
export class OrderView {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('int')
  version!: number;

  @Column('text')
  status!: Exclude<Order['status'], 'none'>;

  @Column('text', { name: 'order_type' })
  orderType!: string;

  @Column('text')
  office!: string;

  /** Null where the type is not numbered and the order is not signed yet. */
  @Column('int', { nullable: true })
  year!: number | null;

  /** Null where the type is not numbered. */
  @Column('int', { nullable: true })
  number!: number | null;

  /** As a numbered order is cited. */
  @Column('text', { nullable: true })
  designation!: string | null;

  @Column('text')
  subject!: string;

  @Column('timestamptz', { name: 'reserved_at' })
  reservedAt!: string;

  /** Why the number was given up. */
  @Column('text', { name: 'void_reason', nullable: true })
  voidReason!: string | null;

  @Column('text', { name: 'file_code', nullable: true })
  fileCode!: string | null;

  @Column('text', { nullable: true })
  signer!: string | null;

  @Column('timestamptz', { name: 'signed_at', nullable: true })
  signedAt!: string | null;

  /** The instant that the signed order names; it has come where the status is EFFECTIVE. */
  @Column('timestamptz', { name: 'effective_at', nullable: true })
  effectiveAt!: string | null;

  @Column('text', { name: 'board_approval', nullable: true })
  boardApproval!: BoardApproval | null;

  @Column('text', { name: 'approval_reason', nullable: true })
  approvalReason!: string | null;

  @Column('uuid', { name: 'board_action_id', nullable: true })
  boardActionId!: string | null;

  /** Signed before the Board's action was attested. */
  @Column('boolean', { name: 'attestation_warning' })
  attestationWarning!: boolean;

  /** Signed while the Council could still undo the Board's action; that may have come out later. */
  @Column('boolean', { name: 'finality_warning', default: false })
  finalityWarning!: boolean;

  @Column('jsonb')
  changes!: OrderChange[];

  /** In the order in which they were recorded. */
  @Column('jsonb')
  milestones!: OrderMilestoneRecorded['data'][];

  /** The orders that it supersedes. */
  @Column('jsonb')
  supersedes!: string[];

  @Column('uuid', { name: 'superseded_by', nullable: true })
  supersededBy!: string | null;

  /** When it was superseded or rescinded. */
  @Column('timestamptz', { name: 'ended_at', nullable: true })
  endedAt!: string | null;

  @Column('text', { name: 'rescission_reason', nullable: true })
  rescissionReason!: string | null;

  /** What requires that it be rescinded, in the order in which that was noted. */
  @Column('jsonb', { name: 'rescission_required_by' })
  rescissionRequiredBy!: OrderRescissionRequired['data'][];

  /** What a legal status suspends of it. */
  @Column('jsonb')
  suspensions!: Suspension[];

  /** Errors in its issued text. */
  @Column('jsonb')
  errata!: OrderErratumAnnotated['data'][];

  /** Why a city attorney concurs that the Board's approval is not required. */
  @Column('text', { name: 'concurrence_reason', nullable: true })
  concurrenceReason!: string | null;
}

export const ordersView = defineProjection<OrderEvent | BoardActionEvent>({
  name: 'orders',
  version: 4,
  entities: [OrderView],
  on: {
    'order.number-reserved': ({ subjectId, version, occurredAt, data }) =>
      opened(subjectId, version, { status: 'NUMBER_RESERVED', at: occurredAt, heading: data }),
    'order.opened': ({ subjectId, version, occurredAt, data }) =>
      opened(subjectId, version, { status: 'OPENED', at: occurredAt, heading: data }),
    'order.approval-reviewed': ({ subjectId, version, data }) =>
      sql`update orders set version = ${version}, concurrence_reason = ${data.reason} where id = ${subjectId}`,
    'order.number-voided': ({ subjectId, version, data }) =>
      sql`update orders set version = ${version}, status = 'NUMBER_VOIDED', void_reason = ${data.reason} where id = ${subjectId}`,
    'order.signed': ({ subjectId, version, data }) =>
      sql`update orders
          set version = ${version}, status = 'SIGNED', year = ${data.year}, supersedes = ${JSON.stringify(data.supersedes ?? [])}::jsonb,
              file_code = ${data.fileCode ?? null}, signer = ${data.signer},
              signed_at = ${data.signedAt}, effective_at = ${data.effectiveAt}, board_approval = ${data.boardApproval},
              approval_reason = ${data.approvalReason ?? null}, board_action_id = ${data.boardActionId ?? null},
              attestation_warning = ${data.attestationWarning ?? false}, finality_warning = ${data.finalityWarning ?? false}, changes = ${JSON.stringify(data.changes)}::jsonb
          where id = ${subjectId}`,
    'board-action.finality-withdrawn': ({ data: { orders, finalWas, passedAt } }) =>
      sql`update orders set finality_warning = true
          where id = any (${orders}::uuid[]) and signed_at >= ${finalWas} and signed_at < coalesce(${passedAt ?? null}::timestamptz, 'infinity')`,
    'order.effective': ({ subjectId, version }) =>
      sql`update orders set version = ${version}, status = 'EFFECTIVE' where id = ${subjectId}`,
    'order.milestone-recorded': ({ subjectId, version, data }) => added(subjectId, version, 'milestones', data),
    'order.erratum-annotated': ({ subjectId, version, data }) => added(subjectId, version, 'errata', data),
    'order.rescission-required': ({ subjectId, version, data }) => added(subjectId, version, 'rescission_required_by', data),
    'order.supersession-recorded': ({ subjectId, version, data }) => added(subjectId, version, 'supersedes', data.supersedes),
    'order.superseded': ({ subjectId, version, data }) =>
      sql`update orders
          set version = ${version}, status = 'SUPERSEDED', superseded_by = ${data.byOrderId}, ended_at = ${data.effectiveAt}
          where id = ${subjectId}`,
    'order.rescinded': ({ subjectId, version, data }) =>
      sql`update orders
          set version = ${version}, status = 'RESCINDED', rescission_reason = ${data.reason}, ended_at = ${data.rescindedAt}
          where id = ${subjectId}`,
    'order.paused': ({ subjectId: id, version, data }) => suspended({ table: 'orders', id, version }, data),
    'order.resumed': ({ subjectId: id, version, data }) => resumed({ table: 'orders', id, version }, data),
  },
});

function opened(
  id: string,
  version: number,
  { status, at, heading }: { status: OrderView['status']; at: string; heading: OrderSubject & Partial<OrderHeading> },
): Statement {
  const { orderType, office, year, number, subject, designation } = heading;
  return sql`insert into orders (id, version, status, order_type, office, year, number, designation, subject, reserved_at,
                                 attestation_warning, changes, milestones, supersedes, rescission_required_by, suspensions, errata)
             values (${id}, ${version}, ${status}, ${orderType}, ${office}, ${year ?? null}, ${number ?? null},
                     ${designation ?? null}, ${subject}, ${at}, false, '[]', '[]', '[]', '[]', '[]', '[]')`;
}

type List = 'milestones' | 'errata' | 'rescission_required_by' | 'supersedes';

function added(id: string, version: number, list: List, entry: object | string): Statement {
  return {
    text: `update orders set version = $2, ${list} = ${list} || jsonb_build_array($3::jsonb) where id = $1`,
    values: [id, version, JSON.stringify(entry)],
  };
}

import { defineProjection, sql } from '#event-log';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { BoardApproval, Order, OrderEvent, OrderMilestoneRecorded, OrderType } from '../domain/order.js';
import type { OrderChange } from '../domain/signing.js';

/** A department order from its number on; what the signature adds is null until then. */
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
  orderType!: OrderType;

  @Column('text')
  office!: string;

  @Column('int')
  year!: number;

  @Column('int')
  number!: number;

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

  @Column('jsonb')
  changes!: OrderChange[];

  /** In the order in which they were recorded. */
  @Column('jsonb')
  milestones!: OrderMilestoneRecorded['data'][];
}

export const ordersView = defineProjection<OrderEvent>({
  name: 'orders',
  version: 1,
  entities: [OrderView],
  on: {
    'order.number-reserved': ({ subjectId, version, occurredAt, data }) =>
      sql`insert into orders (id, version, status, order_type, office, year, number, subject, reserved_at, attestation_warning,
                              changes, milestones)
          values (${subjectId}, ${version}, 'NUMBER_RESERVED', ${data.orderType}, ${data.office}, ${data.year}, ${data.number},
                  ${data.subject}, ${occurredAt}, false, '[]', '[]')`,
    'order.number-voided': ({ subjectId, version, data }) =>
      sql`update orders set version = ${version}, status = 'NUMBER_VOIDED', void_reason = ${data.reason} where id = ${subjectId}`,
    'order.signed': ({ subjectId, version, data }) =>
      sql`update orders
          set version = ${version}, status = 'SIGNED', file_code = ${data.fileCode}, signer = ${data.signer},
              signed_at = ${data.signedAt}, effective_at = ${data.effectiveAt}, board_approval = ${data.boardApproval},
              approval_reason = ${data.approvalReason ?? null}, board_action_id = ${data.boardActionId ?? null},
              attestation_warning = ${data.attestationWarning ?? false}, changes = ${JSON.stringify(data.changes)}::jsonb
          where id = ${subjectId}`,
    'order.effective': ({ subjectId, version }) =>
      sql`update orders set version = ${version}, status = 'EFFECTIVE' where id = ${subjectId}`,
    'order.milestone-recorded': ({ subjectId, version, data }) =>
      sql`update orders set version = ${version}, milestones = milestones || jsonb_build_array(${JSON.stringify(data)}::jsonb)
          where id = ${subjectId}`,
  },
});

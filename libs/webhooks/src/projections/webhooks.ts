import { defineProjection, sql } from '#event-log';
import type { Role } from '#kernel';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { DisabledFor, Webhook, WebhookEvent } from '../domain/webhook.js';

/** The webhooks as their owners have set them. How far each has come is no matter of the log and stands beside it. */
@Entity({ name: 'webhooks' })
@Index(['owner'])
export class WebhookView {
  @PrimaryColumn('uuid')
  id!: string;

  @Column('int')
  version!: number;

  @Column('text')
  status!: Exclude<Webhook['status'], 'none'>;

  @Column('text')
  owner!: string;

  /** The role that it was registered in: what is sent is what is read in it. */
  @Column('text')
  role!: Role;

  @Column('text')
  url!: string;

  /** Null: of every type. */
  @Column('jsonb', { nullable: true })
  types!: string[] | null;

  /** Null: about every record. */
  @Column('jsonb', { nullable: true })
  subjects!: string[] | null;

  /** Of the secret, from 1. */
  @Column('int')
  generation!: number;

  /** Until then the secret before it signs too. */
  @Column('timestamptz', { name: 'both_until', nullable: true })
  bothUntil!: string | null;

  /** The entry behind which it began. */
  @Column('bigint', { name: 'registered_at' })
  registeredAt!: number;

  /** The position from which everything was last ordered to be sent again, and that of the order. */
  @Column('bigint', { name: 'redeliver_from', nullable: true })
  redeliverFrom!: number | null;

  @Column('bigint', { name: 'redelivery_ordered_at', nullable: true })
  redeliveryOrderedAt!: number | null;

  /** The entry that began the present status. */
  @Column('bigint', { name: 'status_since' })
  statusSince!: number;

  @Column('text', { name: 'disabled_for', nullable: true })
  disabledFor!: DisabledFor | null;

  @Column('text', { nullable: true })
  reason!: string | null;
}

const list = (values: readonly string[] | undefined): string | null => (values === undefined ? null : JSON.stringify(values));

export const webhooksView = defineProjection<WebhookEvent>({
  name: 'webhooks',
  version: 1,
  entities: [WebhookView],
  on: {
    'webhook.registered': ({ subjectId, version, position, actorRole, data }) =>
      sql`insert into webhooks (id, version, status, owner, role, url, types, subjects, generation, registered_at, status_since)
          values (${subjectId}, ${version}, 'ACTIVE', ${data.owner}, ${actorRole}, ${data.url}, ${list(data.types)}, ${list(data.subjects)}, 1, ${position}, ${position})`,
    'webhook.changed': ({ subjectId, version, data }) =>
      sql`update webhooks set version = ${version}, url = ${data.url}, types = ${list(data.types)}, subjects = ${list(data.subjects)} where id = ${subjectId}`,
    'webhook.secret-rotated': ({ subjectId, version, data }) =>
      sql`update webhooks set version = ${version}, generation = ${data.generation}, both_until = ${data.bothUntil} where id = ${subjectId}`,
    'webhook.paused': ({ subjectId, version, position, data }) =>
      sql`update webhooks set version = ${version}, status = 'PAUSED', status_since = ${position}, reason = ${data.reason} where id = ${subjectId}`,
    'webhook.resumed': ({ subjectId, version, position }) =>
      sql`update webhooks set version = ${version}, status = 'ACTIVE', status_since = ${position}, disabled_for = null, reason = null where id = ${subjectId}`,
    'webhook.redelivery-ordered': ({ subjectId, version, position, data }) =>
      sql`update webhooks set version = ${version}, redeliver_from = ${data.from}, redelivery_ordered_at = ${position} where id = ${subjectId}`,
    'webhook.disabled': ({ subjectId, version, position, data }) =>
      sql`update webhooks set version = ${version}, status = 'DISABLED', status_since = ${position}, disabled_for = ${data.because} where id = ${subjectId}`,
    'webhook.removed': ({ subjectId, version, position, data }) =>
      sql`update webhooks set version = ${version}, status = 'REMOVED', status_since = ${position}, reason = ${data.reason} where id = ${subjectId}`,
  },
});

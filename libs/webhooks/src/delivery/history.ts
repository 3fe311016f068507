/** What owners are told of the deliveries of their webhooks. */
import type { Queryable } from '#event-log';
import type { Instant } from '#kernel';
import { messageId } from './secrets.js';

export const DELIVERY_STATES = ['WAITING', 'DELIVERED'] as const;

/** How far a webhook has come. */
export interface Standing {
  readonly position: number;
  readonly waiting: number;
  readonly failures: number;
  readonly parkedUntil: Instant | null;
  readonly lastDeliveredAt: Instant | null;
}

/** One entry of the log on its way to a webhook, with its last try. */
export interface Delivery {
  readonly position: number;
  /** The id that it is sent under. */
  readonly webhookId: string;
  readonly type: string;
  readonly subject: string;
  readonly state: (typeof DELIVERY_STATES)[number];
  readonly attempts: number;
  readonly attemptedAt: Instant | null;
  /** Of what waits. */
  readonly nextAt: Instant | null;
  readonly status: number | null;
  readonly tookMs: number | null;
  readonly fault: string | null;
}

/** How far each of these has come; one that nothing was looked up for yet is left out. */
export async function standingOf(database: Queryable, webhooks: readonly string[]): Promise<ReadonlyMap<string, Standing>> {
  const { rows } = await database.query<Standing & { webhook: string }>({
    name: 'webhooks-standing',
    text: `select p.webhook, p.position, p.failures, p.parked_until as "parkedUntil",
             (select count(*)::int from webhook_deliveries d where d.webhook = p.webhook and d.state = 'WAITING') as waiting,
             (select max(attempted_at) from webhook_deliveries d where d.webhook = p.webhook and d.state = 'DELIVERED') as "lastDeliveredAt"
           from webhook_places p where p.webhook = any ($1::uuid[])`,
    values: [webhooks],
  });
  return new Map(rows.map(({ webhook, ...standing }) => [webhook, standing]));
}

/** At most `limit` deliveries of a webhook, the newest position first; `before`: only those of positions below it. */
export async function deliveriesOf(
  database: Queryable,
  webhook: string,
  {
    state,
    subject,
    before,
  }: { state?: Delivery['state'] | undefined; subject?: string | undefined; before?: number | undefined },
  limit: number,
): Promise<Delivery[]> {
  const { rows } = await database.query<Omit<Delivery, 'webhookId'>>({
    name: 'webhooks-deliveries',
    text: `select position, type, subject, state, attempts, attempted_at as "attemptedAt",
             case state when 'WAITING' then next_at end as "nextAt", status, took_ms as "tookMs", fault
           from webhook_deliveries
           where webhook = $1 and ($2::text is null or state = $2) and ($3::text is null or subject = $3) and position < coalesce($4::bigint, 9223372036854775807)
           order by position desc limit $5`,
    values: [webhook, state ?? null, subject ?? null, before ?? null, limit],
  });
  return rows.map(({ position, ...rest }) => ({ position, webhookId: messageId(webhook, position), ...rest }));
}

/**
 * What PostgreSQL holds of deliveries. A webhook has a place in the log: up to there every entry that it asks for has a row, and a row waits
 * until its receiver has taken the entry. The rows that wait are bounded for each webhook; beyond that its place waits.
 */
import type { Pool } from '#event-log';
import { type FeedPage, insightOf, pageOf } from '#feed';
import type { Role } from '#kernel';
import type { WebhookView } from '../projections/webhooks.js';

/** Positions that one take looks at for a webhook, so that one which asks for little never has the whole log looked through at once. */
const SPAN = 10_000;
const TYPE_PREFIX = 'gov.commission.';
/** Rows that one statement deletes. */
const PRUNED_AT_ONCE = 5_000;

export interface Place {
  readonly position: number;
  /** The version of the webhook that was heeded last. */
  readonly heeded: number;
  readonly failures: number;
  readonly parkedUntil: string | null;
}

export type Registered = Pick<
  WebhookView,
  | 'id'
  | 'version'
  | 'status'
  | 'role'
  | 'url'
  | 'types'
  | 'subjects'
  | 'generation'
  | 'bothUntil'
  | 'registeredAt'
  | 'redeliverFrom'
  | 'redeliveryOrderedAt'
> & { readonly place: Place | undefined };

/** An entry that waits to be taken. */
export interface WaitingRow {
  readonly position: number;
  readonly subject: string;
  readonly attempts: number;
  /** Not before this instant, ms. */
  readonly nextAt: number;
}

export interface Taken {
  readonly webhook: string;
  /** Where its place is now. */
  readonly upTo: number;
  readonly rows: readonly Pick<WaitingRow, 'position' | 'subject'>[];
}

/** What came of a try. */
export interface Outcome {
  readonly webhook: string;
  readonly position: number;
  readonly delivered: boolean;
  readonly attempts: number;
  readonly nextAt: number;
  readonly attemptedAt: number;
  readonly tookMs: number;
  readonly status: number | undefined;
  readonly fault: string | undefined;
}

const instant = (ms: number): string => new Date(ms).toISOString();

/** The stored names of types as a webhook asks for them. */
const storedNames = (types: readonly string[] | null): readonly string[] | null =>
  types?.map((type) => type.slice(TYPE_PREFIX.length)) ?? null;

export class DeliveryStore {
  constructor(private readonly pool: Pool) {}

  /** The end of the log, every webhook that is not removed, and what time it is (ms). */
  async look(): Promise<{ head: number; now: number; webhooks: Registered[] }> {
    const { rows } = await this.pool.query<{ head: number; now: number } & Registered & Place>({
      name: 'webhooks-look',
      text: `select l.head, extract(epoch from clock_timestamp())::float8 * 1000 as now, w.id, w.version, w.status, w.role, w.url, w.types, w.subjects, w.generation, w.both_until as "bothUntil",
               w.registered_at as "registeredAt", w.redeliver_from as "redeliverFrom", w.redelivery_ordered_at as "redeliveryOrderedAt",
               p.position, p.heeded, p.failures, p.parked_until as "parkedUntil"
             from (select coalesce(max(position), 0) as head from log) l
             left join webhooks w on w.status <> 'REMOVED'
             left join webhook_places p on p.webhook = w.id`,
    });
    const webhooks = rows.flatMap(({ head: _head, now: _now, position, heeded, failures, parkedUntil, ...webhook }) =>
      webhook.id === null
        ? []
        : [{ ...webhook, place: heeded === null ? undefined : { position, heeded, failures, parkedUntil } }],
    );
    const [{ head, now } = { head: 0, now: 0 }] = rows;
    return { head, now, webhooks };
  }

  /**
   * Heeds what was done about a webhook since: it begins, goes back to where it is to send again from, and tries all that waits anew.
   * False: somebody else has heeded it.
   */
  async heed({ id, version, registeredAt, redeliverFrom, redeliveryOrderedAt }: Registered, now: number): Promise<boolean> {
    const { rows } = await this.pool.query<{ heeded: boolean }>({
      name: 'webhooks-heed',
      text: `with heeded as (
               insert into webhook_places as p (webhook, heeded, position, redelivery)
               values ($1, $2, least($3::bigint, $4::bigint - 1), $5)
               on conflict (webhook) do update set heeded = excluded.heeded, redelivery = excluded.redelivery, failures = 0, parked_until = null,
                 position = case when p.redelivery < excluded.redelivery then least(p.position, $4::bigint - 1) else p.position end
               where p.heeded < excluded.heeded
               returning webhook
             ), anew as (
               update webhook_deliveries d set attempts = 0, next_at = $6 from heeded where d.webhook = heeded.webhook and d.state = 'WAITING'
             )
             select exists (select from heeded) as heeded`,
      values: [id, version, registeredAt, redeliverFrom, redeliveryOrderedAt ?? 0, instant(now)],
    });
    return rows[0]?.heeded === true;
  }

  /** What waits of a webhook, the oldest first. */
  async waiting(webhook: string): Promise<WaitingRow[]> {
    const { rows } = await this.pool.query<Omit<WaitingRow, 'nextAt'> & { nextAt: string }>({
      name: 'webhooks-waiting',
      text: `select position, subject, attempts, next_at as "nextAt" from webhook_deliveries
             where webhook = $1 and state = 'WAITING' order by position`,
      values: [webhook],
    });
    return rows.map((row) => ({ ...row, nextAt: Date.parse(row.nextAt) }));
  }

  /**
   * Writes a row for each entry behind their places that they ask for, at most as many as each has room for, and moves the places.
   * A row that was delivered before waits again. Who is not in the answer was moved by somebody else.
   */
  async take(
    webhooks: readonly {
      id: string;
      position: number;
      room: number;
      types: readonly string[] | null;
      subjects: readonly string[] | null;
    }[],
    head: number,
    now: number,
  ): Promise<Taken[]> {
    const asked = webhooks.map(({ id, types, ...rest }) => ({ webhook: id, types: storedNames(types), ...rest }));
    const { rows } = await this.pool.query<{ webhook: string; upTo: number; position: number | null; subject: string }>({
      name: 'webhooks-take',
      text: TAKE,
      values: [JSON.stringify(asked), head, SPAN, instant(now)],
    });
    return [...Map.groupBy(rows, ({ webhook }) => webhook)].map(([webhook, own]) => ({
      webhook,
      upTo: own[0]?.upTo ?? 0,
      rows: own.flatMap(({ position, subject }) => (position === null ? [] : [{ position, subject }])),
    }));
  }

  /** The entries at these positions as they are sent to whoever registered a webhook in this role: never what is privileged. */
  bodies(positions: readonly number[], role: Role): Promise<FeedPage> {
    const insight = insightOf({ roles: [role] }) === 'PUBLIC' ? 'PUBLIC' : 'INTERNAL';
    const after = Math.min(...positions) - 1;
    // Without a role: what the Board has opened to some of them is not sent either.
    return pageOf(this.pool, { after, limit: positions.length, filter: { positions }, insight, roles: [] });
  }

  /** Notes what came of tries. A row that another process has seen delivered stays so. */
  async note(outcomes: readonly Outcome[]): Promise<void> {
    await this.pool.query({
      name: 'webhooks-note',
      text: `update webhook_deliveries d set state = case when o.delivered then 'DELIVERED' else 'WAITING' end,
               attempts = o.attempts, next_at = o.next_at, attempted_at = o.attempted_at, took_ms = o.took_ms, status = o.status, fault = o.fault
             from unnest($1::uuid[], $2::bigint[], $3::boolean[], $4::int[], $5::timestamptz[], $6::timestamptz[], $7::int[], $8::int[], $9::text[])
               as o (webhook, position, delivered, attempts, next_at, attempted_at, took_ms, status, fault)
             where d.webhook = o.webhook and d.position = o.position and d.state = 'WAITING'`,
      values: [
        outcomes.map(({ webhook }) => webhook),
        outcomes.map(({ position }) => position),
        outcomes.map(({ delivered }) => delivered),
        outcomes.map(({ attempts }) => attempts),
        outcomes.map(({ nextAt }) => instant(nextAt)),
        outcomes.map(({ attemptedAt }) => instant(attemptedAt)),
        outcomes.map(({ tookMs }) => Math.round(tookMs)),
        outcomes.map(({ status }) => status ?? null),
        outcomes.map(({ fault }) => fault ?? null),
      ],
    });
  }

  /** Notes that a receiver is parked after so many tries in a row that failed. */
  async park(webhook: string, failures: number, until: number): Promise<void> {
    await this.pool.query('update webhook_places set failures = $2, parked_until = $3 where webhook = $1', [
      webhook,
      failures,
      instant(until),
    ]);
  }

  /** Notes that a receiver takes entries again; what waits is due at once. */
  async unpark(webhook: string, now: number): Promise<void> {
    await this.pool.query(
      `with place as (update webhook_places set failures = 0, parked_until = null where webhook = $1)
       update webhook_deliveries set next_at = $2 where webhook = $1 and state = 'WAITING' and next_at > $2`,
      [webhook, instant(now)],
    );
  }

  /** Deletes what was delivered before an instant, and whatever there is of webhooks that are removed; a bounded part at a time. */
  async prune(before: number): Promise<void> {
    await this.pool.query(
      `with old as (
         select webhook, position from webhook_deliveries where state = 'DELIVERED' and attempted_at < $1 limit $2
       )
       delete from webhook_deliveries d using old where d.webhook = old.webhook and d.position = old.position and d.state = 'DELIVERED'`,
      [instant(before), PRUNED_AT_ONCE],
    );
    await this.pool.query(
      `with gone as (
         select d.webhook, d.position from webhook_deliveries d join webhooks w on w.id = d.webhook and w.status = 'REMOVED' limit $1
       )
       delete from webhook_deliveries d using gone where d.webhook = gone.webhook and d.position = gone.position`,
      [PRUNED_AT_ONCE],
    );
  }
}

/**
 * Input: the webhooks with place, room and what each asks for; the end of the log; how far to look; now.
 * Output: each that was moved, with its new place, once for each entry that waits for it since.
 */
const TAKE = `
  with asked as (
    select * from jsonb_to_recordset($1::jsonb) as a (webhook uuid, position bigint, room int, types jsonb, subjects jsonb)
  ), found as (
    select a.webhook, f.*, count(*) over (partition by a.webhook) = a.room as full_up
    from asked a cross join lateral (
      select l.position, e.type, e.subject from log l join events e using (global_position)
      where l.position > a.position and l.position <= least($2::bigint, a.position + $3::bigint)
        and (a.types is null or a.types ? e.type)
        and (a.subjects is null or a.subjects ? e.subject or a.subjects ? split_part(e.subject, '/', 1))
      order by l.position limit a.room
    ) f
  ), moved as (
    update webhook_places p set position = coalesce(
      (select max(f.position) from found f where f.webhook = p.webhook and f.full_up), least($2::bigint, a.position + $3::bigint))
    from asked a where p.webhook = a.webhook and p.position = a.position
    returning p.webhook, p.position
  ), written as (
    insert into webhook_deliveries (webhook, position, type, subject, next_at)
    select f.webhook, f.position, f.type, f.subject, $4 from found f join moved using (webhook)
    on conflict (webhook, position) do update set state = 'WAITING', attempts = 0, next_at = excluded.next_at
  )
  select m.webhook, m.position as "upTo", f.position, f.subject from moved m left join found f using (webhook) order by m.webhook, f.position`;

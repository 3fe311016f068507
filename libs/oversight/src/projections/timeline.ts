import type { Instant, Role } from '#kernel';
import type { EntityManager } from 'typeorm';
import type { Along } from './trace-chain.js';

/** An entry of the log on the way of a record. */
export interface TimelineEntry {
  readonly position: number;
  readonly occurredAt: Instant;
  readonly recordedAt: Instant;
  readonly actor: string;
  readonly actorRole: Role;
  /** The full CloudEvents type. */
  readonly type: string;
  readonly subject: string;
  /** What happened, for people. */
  readonly sentence: string;
}

/**
 * The entries along a chain in the order of the log, refusals included, behind the position `after`. Of a meeting those that are about
 * the meeting itself or about an item of the chain; a meeting that the question begins at is told whole.
 */
export async function timelineOf(
  database: Pick<EntityManager, 'query'>,
  { root, chain }: Along,
  { after, limit, internal }: { readonly after: number; readonly limit: number; readonly internal: boolean },
): Promise<TimelineEntry[]> {
  const subjects = [...new Set(chain.map(({ type, id }) => `${type}/${id}`))];
  const items = chain.filter(({ step }) => step === 'vote' || step === 'hearing').map(({ key }) => key);
  return await database.query<TimelineEntry[]>(
    `select e.position, e.occurred_at as "occurredAt", e.recorded_at as "recordedAt", e.actor, e.actor_role as "actorRole", e.type, e.subject,
            case when $3 then e.sentence else e.public_sentence end as sentence
     from trace_entries e
     where e.subject = any ($1::text[]) and e.position > $4
       and (e.items is null or e.subject = $5
            or exists (select from jsonb_array_elements_text(e.items) item where e.subject || '#' || item = any ($2::text[])))
     order by e.position limit $6`,
    [subjects, items, internal, after, root.key, limit],
  );
}

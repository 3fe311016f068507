/** The statements that the trace is written with. */
import { type LoggedEvent, sql, type Statement } from '#event-log';

/**
 * The steps of the process, in its order. A vote on a request comes before the draft that answers it, a vote on the draft after,
 * and so do the actions that follow from them. What was said on an item, and what another body did about a record, comes right after it.
 */
const STEPS = {
  directive: 0,
  provision: 10,
  'board-report': 20,
  recommendation: 25,
  request: 30,
  protocol: 50,
  draft: 60,
  clearances: 70,
  meeting: 75,
  vote: 80,
  hearing: 80,
  direction: 81,
  undertaking: 81,
  'board-action': 85,
  order: 90,
  'version-in-force': 100,
  'report-back': 110,
  'external-step': 120,
} as const;
export type TraceStep = keyof typeof STEPS;
/** Of items and actions on a request, and on a report-back. */
export const ON_A_REQUEST = { item: 35, action: 37 } as const;
/** Advice on a draft stands beside its reviews. */
export const ON_A_DRAFT = { recommendation: 72 } as const;
export const ON_A_REPORT_BACK = { item: 115, action: 117 } as const;

export interface NewNode {
  /** `drafts/{id}`; of a part of a record `meetings/{id}#3A`. */
  readonly key: string;
  readonly step: TraceStep;
  readonly rank?: number;
  readonly label: string;
  readonly status: string;
  /** Whether everybody may know of it; false: only who reads what is internal, until a later step opens it. */
  readonly isPublic?: boolean;
  readonly details?: object;
  /** What only readers of internal data are shown, beside or in place of `details`; a `status` in it stands in place of the other. */
  readonly internal?: object;
}

type Envelope = Pick<LoggedEvent, 'position' | 'occurredAt' | 'actor' | 'actorRole'>;

export function addNode(event: Envelope, node: NewNode): Statement {
  const { key, step, rank = STEPS[step], label, status, isPublic = true, details = {}, internal = {} } = node;
  const record = key.split('#', 1)[0] ?? key;
  const slash = record.indexOf('/');
  return sql`
    insert into trace_nodes (key, type, record_id, step, rank, label, status, is_public, details, internal, began_at, position,
                             occurred_at, actor, actor_role)
    values (${key}, ${record.slice(0, slash)}, ${record.slice(slash + 1)}, ${step}, ${rank}, ${label}, ${status}, ${isPublic},
            ${JSON.stringify(details)}::jsonb, ${JSON.stringify(internal)}::jsonb, ${event.position}, ${event.position},
            ${event.occurredAt}, ${event.actor}, ${event.actorRole})`;
}

/** A step of a record: what it changes, and that it was the last one. What is not named stays. */
export function moveOn(
  event: Envelope,
  key: string,
  { status, isPublic = false, details = {}, internal = {} }: Partial<Omit<NewNode, 'key' | 'step' | 'rank'>> = {},
): Statement {
  return sql`
    update trace_nodes
    set status = coalesce(${status ?? null}::text, status), is_public = is_public or ${isPublic}::boolean,
        details = details || ${JSON.stringify(details)}::jsonb, internal = internal || ${JSON.stringify(internal)}::jsonb,
        position = ${event.position}, occurred_at = ${event.occurredAt}, actor = ${event.actor}, actor_role = ${event.actorRole}
    where key = ${key}`;
}

/** Adds to a list among the details. */
export function addDetail(key: string, list: string, entry: object): Statement {
  return sql`
    update trace_nodes
    set details = jsonb_set(details, array[${list}::text],
                            coalesce(details -> ${list}::text, '[]') || jsonb_build_array(${JSON.stringify(entry)}::jsonb))
    where key = ${key}`;
}

/** Adds to a list among what readers of internal data are shown. */
export function addInternal(key: string, list: string, entry: object): Statement {
  return sql`
    update trace_nodes
    set internal = jsonb_set(internal, array[${list}::text],
                             coalesce(internal -> ${list}::text, '[]') || jsonb_build_array(${JSON.stringify(entry)}::jsonb))
    where key = ${key}`;
}

/** `of`: the child stems from the parent, and the chain goes on there; `with`: the child refers to it, and the chain ends there. */
export function link(child: string, parent: string | undefined, kind: 'of' | 'with' = 'of'): Statement[] {
  if (parent === undefined || child === parent) return [];
  return [sql`insert into trace_edges (child, parent, kind) values (${child}, ${parent}, ${kind}) on conflict do nothing`];
}

/** A key of the named type, or nothing where the record is not named. */
export function keyOf(type: string, id: string | undefined): string | undefined {
  return id === undefined ? undefined : `${type}/${id}`;
}

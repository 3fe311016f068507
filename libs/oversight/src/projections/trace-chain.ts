/** The chain in which a record stands, both ways. */
import type { Instant, Role } from '#kernel';
import type { EntityManager } from 'typeorm';
import type { TraceStep } from './trace-writing.js';

/** The records that a chain can be asked for. */
export const TRACEABLE = [
  'directives',
  'provisions',
  'requests',
  'board-reports',
  'protocols',
  'drafts',
  'meetings',
  'board-actions',
  'orders',
  'report-backs',
  'recommendations',
  'directions',
  'undertakings',
  'external-steps',
] as const;

export interface ChainNode {
  /** What edges name it by: `drafts/{id}`, and of a part of a record `meetings/{id}#3A`. */
  readonly key: string;
  readonly step: TraceStep;
  readonly type: string;
  readonly id: string;
  readonly label: string;
  readonly status: string;
  /** Of its last event, as what follows. */
  readonly occurredAt: Instant;
  readonly position: number;
  readonly actor: string;
  readonly actorRole: Role;
  readonly details: Readonly<Record<string, unknown>>;
}

export interface Edge {
  /** The later step. */
  readonly from: string;
  /** What it stems from, or refers to. */
  readonly to: string;
}

export interface Chain {
  readonly root: ChainNode;
  /** In the order of the process. */
  readonly chain: readonly ChainNode[];
  readonly edges: readonly Edge[];
}

type Database = Pick<EntityManager, 'query'>;

/** No chain is longer: a directive with hundreds of provisions is read provision by provision. */
const LONGEST = 2_000;
/** What many records share: it is shown beside them, and nothing is followed through it unless the question begins there. */
const SHARED: ReadonlySet<string> = new Set(['board-reports', 'protocols', 'meetings']);

/** The records of a chain, without what joins them. */
export type Along = Pick<Chain, 'root' | 'chain'>;

/**
 * The records along the chain of a record: what it stems from, what stems from it, and what was voted, cleared and reported on the way.
 * Undefined where there is no such record, or the reader may not know of it. `internal`: the reader reads internal data.
 */
export async function nodesAlong(database: Database, type: string, id: string, internal: boolean): Promise<Along | undefined> {
  const key = `${type}/${id}`;
  const chain = await nodesOf(database, { root: key, isShared: SHARED.has(type), internal });
  const root = chain.find((node) => node.key === key);
  return root && { root, chain };
}

/** The same with the edges between them. */
export async function chainOf(database: Database, type: string, id: string, internal: boolean): Promise<Chain | undefined> {
  const along = await nodesAlong(database, type, id, internal);
  if (!along) return undefined;
  const edges = await database.query<Edge[]>(
    `select child as "from", parent as "to" from trace_edges where child = any ($1::text[]) and parent = any ($1::text[]) order by 1, 2`,
    [along.chain.map(({ key }) => key)],
  );
  return { ...along, edges };
}

/** For a statement that goes on from there: the keys of what a record ($1) stems from, up to the directive. */
export const STEMS_FROM = `
  with recursive above as (
    select parent as key from trace_edges where child = $1 and kind = 'of'
    union
    select e.parent from above join trace_edges e on e.child = above.key and e.kind = 'of'
  ), stems_from as materialized (select key from above limit ${LONGEST})`;

/**
 * The keys of a chain, in one statement: `line` is what the record ($1; where it is shared, $2, whatever names it) stems from and what stems from
 * that; beside it stands what belongs to a step wherever the question came from: its reviews, its votes and hearings, the actions that follow, its
 * report-backs, what was recommended, asked for, promised and done elsewhere about it; last come the records that those name. Meetings are told
 * in their votes: the one named is shown where what was said in it is asked for, and belongs to no item.
 */
const CHAIN = `
  with recursive seeds as materialized (
    select $1::text as key union (select child from trace_edges where $2 and parent = $1 and kind = 'with' limit ${LONGEST})
  ), down as (
    select key from seeds union select e.child from down join trace_edges e on e.parent = down.key and e.kind = 'of'
  ), up as (
    select key from seeds union select e.parent from up join trace_edges e on e.child = up.key and e.kind = 'of'
  ), line as materialized (
    select array((select key from down limit ${LONGEST}) union (select key from up limit ${LONGEST})) as keys
  ), beside as (
    select unnest(keys) as key from line
    union
    select n.key from beside join trace_edges e on e.parent = beside.key and e.kind = 'of' join trace_nodes n on n.key = e.child
    where n.step in ('clearances', 'vote', 'hearing', 'board-action', 'report-back', 'recommendation', 'direction', 'undertaking',
                     'external-step')
  ), members as materialized (
    select array(select key from beside limit ${3 * LONGEST}) as keys
  ), chain as materialized (
    select array(
      select unnest(keys)
      union
      (select e.parent from trace_edges e join trace_nodes n on n.key = e.parent
       where e.child = any (keys) and e.kind = 'with' and (n.step <> 'meeting' or e.child = $1) limit ${LONGEST})
    ) as keys
    from members
  )`;

interface Asked {
  readonly root: string;
  readonly isShared: boolean;
  readonly internal: boolean;
}

async function nodesOf(database: Database, { root, isShared, internal }: Asked): Promise<ChainNode[]> {
  const rows = await database.query<
    (Omit<ChainNode, 'details'> & { details: Record<string, unknown>; internal: Record<string, unknown> })[]
  >(
    `${CHAIN}
     select key, step, type, record_id as id, label, status, occurred_at as "occurredAt", position, actor, actor_role as "actorRole",
            details, internal
     from trace_nodes where key = any ((select keys from chain)::text[]) and (is_public or $3)
     order by key <> $1 or step <> 'meeting', rank, began_at, key`,
    [root, isShared, internal],
  );
  return rows.map(({ details, internal: hidden, ...node }) =>
    internal ? seenInside(node, details, hidden) : { ...node, details: listed(details) },
  );
}

function seenInside(
  node: Omit<ChainNode, 'details'>,
  details: Record<string, unknown>,
  { status, ...hidden }: Record<string, unknown>,
): ChainNode {
  return { ...node, status: typeof status === 'string' ? status : node.status, details: listed({ ...details, ...hidden }) };
}

/** Versions are kept by their number and told as a list. */
function listed(details: Record<string, unknown>): Record<string, unknown> {
  const { versions, ...rest } = details;
  return typeof versions === 'object' && versions !== null ? { ...rest, versions: Object.values(versions) } : rest;
}

/**
 * What a record refers to, and what refers to it, a step away: its edges in the graph of records, the authorities that it cites, what was
 * recorded about it, and the texts that cite a protocol.
 */
import { AuthorityView } from '#authorities';
import { AssertionView, CorrectionView } from '#corrections';
import { IrregularActView } from '#meetings';
import { cites, DraftView, ProtocolView } from '#protocols';
import type { EntityManager } from 'typeorm';
import { CitationView } from './citations.js';
import { TRACEABLE } from './trace-chain.js';
import { TraceNodeView } from './trace.js';

/** The records whose references can be asked for. */
export const REFERENCED = [...TRACEABLE, 'authorities'] as const;

/** Of the entities whose views are read. */
export const REFERENCE_VIEWS = [
  TraceNodeView,
  CitationView,
  AuthorityView,
  CorrectionView,
  AssertionView,
  IrregularActView,
  ProtocolView,
  DraftView,
];

export const HOW_REFERRED = ['STEMS_FROM', 'REFERS_TO', 'CITES', 'IS_ABOUT'] as const;

export interface Reference {
  readonly type: string;
  readonly id: string;
  /** Of a part of the record: the number of an item, or of a version in force; of an authority the scope in which it is cited. */
  readonly part: string | null;
  readonly label: string;
  /** Null of an authority, which stands in each scope for itself. */
  readonly status: string | null;
  /**
   * STEMS_FROM: the one that refers would not be without the other; REFERS_TO: it names it; CITES: it is held or suspended by the law that
   * it names; IS_ABOUT: it corrects it, tells a step of its past, or an act on it in spite of a rule.
   */
  readonly how: (typeof HOW_REFERRED)[number];
}

/** A text in which a protocol is cited: the version in force of another one, or the last version of a draft. */
export interface Citation {
  readonly type: 'protocols' | 'drafts';
  readonly id: string;
  readonly version: number;
  readonly title: string;
  readonly status: string;
}

export interface References {
  readonly record: Pick<Reference, 'type' | 'id' | 'label' | 'status'>;
  readonly refersTo: readonly Reference[];
  readonly referredToBy: readonly Reference[];
  /** Of a protocol. */
  readonly citedIn: readonly Citation[];
  /** False where one of the lists was cut off: the lists of records, asked for by what they name, have the rest. */
  readonly complete: boolean;
}

type Database = Pick<EntityManager, 'query'>;

/** The most that a list of an answer holds. */
const MOST = 1_000;

// Of all statements: $1 the type, $2 the id, $3 whether the reader reads internal data.
const KEY = `$1::text || '/' || $2::uuid`;
const STATUS = (node: string): string => `coalesce(case when $3 then ${node}.internal ->> 'status' end, ${node}.status)`;

const RECORD = `
  select type, record_id as id, label, ${STATUS('n')} as status from trace_nodes n where key = ${KEY} and (is_public or $3)
  union all
  select 'authorities', id, citation || ', ' || title, null from authorities where $1 = 'authorities' and id = $2`;

/** The edges of a record and its parts to other records, away from it or towards it, as far as both ends may be known of. */
const edges = (own: 'child' | 'parent', other: 'child' | 'parent'): string => `
  select o.type, o.record_id as id, nullif(split_part(o.key, '#', 2), '') as part, o.label, ${STATUS('o')} as status,
    case e.kind when 'of' then 'STEMS_FROM' else 'REFERS_TO' end as how, o.rank, o.began_at as place
  from trace_nodes s join trace_edges e on e.${own} = s.key join trace_nodes o on o.key = e.${other}
  where s.type = $1 and s.record_id = $2 and (o.type, o.record_id) <> ($1, $2) and (s.is_public or $3) and (o.is_public or $3)
  group by o.key, e.kind`;

const REFERS_TO = `
  ${edges('child', 'parent')}
  union all
  select 'authorities', a.id, c.scope, a.citation || ', ' || a.title, null, 'CITES', 200, 0
  from citations c join authorities a on a.id = c.authority_id where c.subject = ${KEY} and (c.is_public or $3)
  union all
  select 'authorities', a.id, null, a.citation || ', ' || a.title, null, 'STEMS_FROM', 200, 0
  from trace_edges e join trace_nodes s on s.key = e.child join authorities a on e.parent = 'authorities/' || a.id
  where e.child = ${KEY} and (s.is_public or $3)`;

const REFERRED_TO_BY = `
  ${edges('parent', 'child')}
  union all
  select n.type, n.record_id, c.scope, n.label, ${STATUS('n')}, 'CITES', 200, n.began_at
  from citations c join trace_nodes n on n.key = c.subject
  where $1 = 'authorities' and c.authority_id = $2 and (c.is_public or $3) and (n.is_public or $3)
  union all
  select n.type, n.record_id, null, n.label, ${STATUS('n')}, 'STEMS_FROM', n.rank, n.began_at
  from trace_edges e join trace_nodes n on n.key = e.child
  where $1 = 'authorities' and e.parent = ${KEY} and (n.is_public or $3)
  union all
  select 'corrections', id, null, 'Correction of entry ' || position, status, 'IS_ABOUT', 210, position
  from corrections where entry_stream = ${KEY}
  union all
  select 'assertions', id, null, 'Step of the past, entered from a source', status, 'IS_ABOUT', 220, 0
  from assertions where subject = ${KEY}
  union all
  select 'irregular-acts', id, item_number, 'Act in spite of rule ' || rule, status, 'IS_ABOUT', 230, 0
  from irregular_acts where record_type = $1 and record_id = $2 and (status in ('STANDS', 'CURED', 'UNCURED') or $3)`;

/** In force, or in the last version of a draft that is still to be decided on or put in force, as far as the reader may read it. */
const CITED_IN = `
  select 'protocols' as type, o.id, v.number as version, o.identifier || ', ' || o.title as title, v.status
  from protocols p, protocols o join protocol_versions v on v.protocol_id = o.id and v.status = 'EFFECTIVE'
  where p.id = $1 and o.id <> p.id and ${cites('v.text', 'p.identifier')}
  union all
  select 'drafts', d.id, v.number, d.title, d.status
  from protocols p, drafts d join lateral (
    select number, text from draft_versions where draft_id = d.id and (public_since is not null or $2) order by number desc limit 1) v on true
  where p.id = $1 and d.protocol_id <> p.id and d.status not in ('NOT_ADOPTED', 'WITHDRAWN') and (d.public_since is not null or $2)
    and ${cites('v.text', 'p.identifier')} and not exists (select from protocol_versions e where e.draft_id = d.id)
  order by 1, 4, 2 limit ${MOST + 1}`;

const listed = (rows: string): string => `
  select type, id, part, label, status, how from (${rows}) as reference order by rank, place, type, id, part, how limit ${MOST + 1}`;

/** Undefined where there is no such record, or the reader may not know of it. `internal`: the reader reads internal data. */
export async function referencesOf(
  database: Database,
  type: (typeof REFERENCED)[number],
  id: string,
  internal: boolean,
): Promise<References | undefined> {
  const asked = [type, id, internal];
  const [record] = await database.query<References['record'][]>(RECORD, asked);
  if (!record) return undefined;
  const refersTo = await database.query<Reference[]>(listed(REFERS_TO), asked);
  const referredToBy = await database.query<Reference[]>(listed(REFERRED_TO_BY), asked);
  const citedIn = type === 'protocols' ? await database.query<Citation[]>(CITED_IN, [id, internal]) : [];
  return {
    record,
    ...{ refersTo: refersTo.slice(0, MOST), referredToBy: referredToBy.slice(0, MOST), citedIn: citedIn.slice(0, MOST) },
    complete: [refersTo, referredToBy, citedIn].every(({ length }) => length <= MOST),
  };
}

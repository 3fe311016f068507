/** What people ask, each in one call, and beside it the SQL that answers it with nothing around it. */
import { catalog } from '#commission';
import { losAngeles } from '#jurisdiction';
import { MACHINES, Tasks } from '#oversight';

export interface Statement {
  readonly text: string;
  readonly values: readonly unknown[];
}

/** What a question is asked about: a row of its `about`. */
export type About = Readonly<Record<string, string>>;

export interface Question {
  readonly asked: string;
  /** Who asks. */
  readonly as: string;
  /** A statement for rows to ask about, the same for the same seed (`$1`). */
  readonly about: string;
  readonly path: (about: About) => string;
  /** The statements that answer it, one after the other. */
  readonly bare: (about: About) => readonly Statement[];
}

const sql = (text: string, ...values: readonly unknown[]): Statement => ({ text, values });
const some = (from: string, columns = 'id'): string =>
  `select ${columns} from ${from} order by md5(id::text || $1::text) limit 20`;

const STEPS = `('clearances', 'vote', 'hearing', 'board-action', 'report-back')`;
/** The keys of the chain of a record, $1: both ways, with what belongs to its steps and what they refer to. */
const CHAIN = `
  with recursive down as (
    select $1::text as key union select e.child from down d join trace_edges e on e.parent = d.key and e.kind = 'of'
  ), up as (
    select $1::text as key union select e.parent from up u join trace_edges e on e.child = u.key and e.kind = 'of'
  ), line as materialized (select array(select key from down union select key from up) as keys),
  beside as (
    select unnest(keys) as key from line
    union
    select n.key from beside b join trace_edges e on e.parent = b.key and e.kind = 'of' join trace_nodes n on n.key = e.child and n.step in ${STEPS}
  ), members as materialized (select array_agg(key) as keys from beside),
  chain as materialized (
    select array(
      select unnest(keys)
      union
      select e.parent from trace_edges e join trace_nodes n on n.key = e.parent
      where e.child = any (keys) and e.kind = 'with' and n.step <> 'meeting') as keys
    from members
  )`;
const traced = (key: string): readonly Statement[] => [
  sql(
    `${CHAIN} select n.* from trace_nodes n where key = any ((select keys from chain)::text[]) order by rank, began_at, key`,
    key,
  ),
  sql(
    `${CHAIN} select e.* from trace_edges e where child = any ((select keys from chain)::text[]) and parent = any ((select keys from chain)::text[])`,
    key,
  ),
];

const ofATrace = (type: string, asked: string): Question => ({
  asked,
  as: 'oversight',
  about: some(type),
  path: ({ id }) => `/v1/trace/${type}/${id}`,
  bare: ({ id }) => traced(`${type}/${id}`),
});

/** The statement of the tasks of a role, as the product makes it out of its tables of states: nobody would write it by hand. */
function tasksOf(role: 'commission-staff'): Statement {
  let made: Statement | undefined;
  const database = {
    query: (text: string, values: readonly unknown[]) => {
      made = { text, values };
      return Promise.resolve([]);
    },
  };
  const now = new Date().toISOString();
  void new Tasks(catalog.lifecycles, losAngeles).of(database as never, {
    ...{ hats: [{ role }], person: role, now, today: now.slice(0, 10), limit: 51 },
  });
  if (!made) throw new Error(`There are no tasks of ${MACHINES.length} machines for ${role}.`);
  return made;
}

const CITED = String.raw`~ ('(?<![\w./])' || regexp_replace(p.identifier, '([^\w\s])', '\\\1', 'g') || '(?!\w|[./]\w)')`;

export const QUESTIONS: readonly Question[] = [
  ofATrace('orders', 'Where does an order come from, and what became of it?'),
  ofATrace('provisions', 'What became of a provision?'),
  {
    asked: 'The same in sentences, refusals included: who did what when, and every moved deadline',
    as: 'oversight',
    about: some('provisions'),
    path: ({ id }) => `/v1/trace/provisions/${id}/timeline`,
    bare: ({ id }) => [
      sql(
        `${CHAIN}, subjects as materialized (select array(select distinct split_part(unnest(keys), '#', 1)) as names from chain)
         select e.* from trace_entries e where subject = any ((select names from subjects)::text[]) order by position limit 1000`,
        `provisions/${id}`,
      ),
    ],
  },
  {
    asked: 'Where does each provision of a directive stand, as of an instant?',
    as: 'oversight',
    about: some('directives', `id, (signed_on + 20)::text as day`),
    path: ({ id, day }) => `/v1/coverage?directive=${id}&asOf=${day}T00:00:00Z`,
    bare: ({ id, day }) => [
      sql('select * from directives where id = $1', id),
      sql('select * from coverage_provisions where directive_id = $1', id),
      sql(
        `select c.* from coverage_changes c join coverage_provisions p on p.id = c.provision_id
         where p.directive_id = $1 and c.occurred_at <= $2::timestamptz order by c.provision_id, c.version`,
        ...[id, `${day}T00:00:00Z`],
      ),
    ],
  },
  {
    asked: 'Which text was in force at an instant, as it was known then?',
    as: 'public',
    about: `select protocol_id as id, to_char(effective_at + interval '1 day', 'YYYY-MM-DD') as day from protocol_versions
            order by md5(protocol_id::text || $1::text) limit 20`,
    path: ({ id, day }) => `/v1/protocols/${id}/text?asOf=${day}T00:00:00Z&knownAt=2099-01-01T00:00:00Z`,
    bare: ({ id, day }) => [
      sql(
        `select v.*, c.change from text_changes c join text_versions v on v.protocol_id = c.protocol_id and v.number = (c.change ->> 'version')::int
         where c.protocol_id = $1 and c.change ->> 'kind' = 'EFFECTIVE' and (c.change ->> 'effectiveAt')::timestamptz <= $2::timestamptz
           and c.recorded_at <= '2099-01-01T00:00:00Z' order by (c.change ->> 'effectiveAt')::timestamptz desc limit 1`,
        ...[id, `${day}T00:00:00Z`],
      ),
    ],
  },
  {
    asked: 'Which text was before the Board?',
    as: 'public',
    about: `select draft_id as id, number::text from draft_versions where public_since is not null order by md5(draft_id::text || $1::text) limit 20`,
    path: ({ id, number }) => `/v1/drafts/${id}/versions/${number}`,
    bare: ({ id, number }) => [sql('select * from draft_versions where draft_id = $1 and number = $2::int', id, number)],
  },
  {
    asked: 'What changed between two versions of a draft?',
    as: 'oversight',
    about: `select draft_id as id from draft_versions where number = 2 order by md5(draft_id::text || $1::text) limit 20`,
    path: ({ id }) => `/v1/drafts/${id}/diff?from=1&to=2`,
    bare: ({ id }) => [sql('select * from draft_versions where draft_id = $1 and number in (1, 2) order by number', id)],
  },
  {
    asked: 'How was it voted: who, recusals, quorum, evidence of the posting?',
    as: 'public',
    about: some(`meetings where status = 'ADJOURNED'`),
    path: ({ id }) => `/v1/meetings/${id}/votes`,
    bare: ({ id }) => [
      sql('select * from meetings where id = $1', id),
      sql('select * from meeting_items where meeting_id = $1 order by number', id),
    ],
  },
  {
    asked: 'How did the law stand when an order took effect?',
    as: 'oversight',
    about: some(`orders where status in ('EFFECTIVE', 'SUPERSEDED')`),
    path: ({ id }) => `/v1/orders/${id}/legal-status`,
    bare: ({ id }) => [
      sql('select * from orders where id = $1', id),
      sql(
        `with recursive up as (
           select 'orders/' || $1::text as key union select e.parent from up u join trace_edges e on e.child = u.key and e.kind = 'of'
         ), subjects as (
           select key from up union select 'protocols/' || (change ->> 'protocolId') from orders, jsonb_array_elements(changes) as change where id = $1::uuid
         ) select c.scope, a.* from citations c join authorities a on a.id = c.authority_id where c.subject = any (array(select key from subjects))`,
        id,
      ),
    ],
  },
  {
    asked: 'What was refused, waived, corrected or irregular in a year?',
    as: 'oversight',
    about: `select to_char(min(occurred_at), 'YYYY') as year from exceptions where $1::text is not null group by date_trunc('year', occurred_at) order by 1 limit 20`,
    path: ({ year }) => `/v1/exceptions?from=${year}-01-01T00:00:00Z&to=${Number(year) + 1}-01-01T00:00:00Z&limit=50`,
    bare: ({ year }) => [
      sql(
        'select * from exceptions where occurred_at >= $1::timestamptz and occurred_at < $2::timestamptz order by position limit 51',
        ...[`${year}-01-01T00:00:00Z`, `${Number(year) + 1}-01-01T00:00:00Z`],
      ),
    ],
  },
  {
    asked: 'What does a meeting need, and who owes it?',
    as: 'commission-staff',
    about: some('meetings'),
    path: ({ id }) => `/v1/meetings/${id}/packet`,
    bare: ({ id }) => [
      sql(
        `select i.*, d.title, d.status, d.tracks, v.number, r.title, r.status, b.bpc_number, b.title, b.status, k.subject, k.status, k.due_on
         from meetings m left join meeting_items i on i.meeting_id = m.id
           left join drafts d on d.id = i.draft_id left join draft_versions v on v.draft_id = d.id and v.text_hash = i.text_hash
           left join requests r on r.id = i.request_id left join board_reports b on b.id = i.board_report_id
           left join report_backs k on k.id = i.report_back_id
         where m.id = $1 order by i.number`,
        id,
      ),
      sql(
        `select k.* from meetings m join report_backs k on k.status in ('SCHEDULED', 'RETURNED') and k.due_at < m.starts_at where m.id = $1
         order by k.due_at, k.id`,
        id,
      ),
      sql(
        `select i.meeting_id, i.number, i.title, i.continued_to, i.continued_until
         from meetings m join meetings e on e.board_id = m.board_id and e.starts_at < m.starts_at
           join meeting_items i on i.meeting_id = e.id and i.status = 'CONTINUED'
         where m.id = $1 and not exists (
           select from meeting_items l where l.continues ->> 'meetingId' = i.meeting_id::text and l.continues ->> 'itemNumber' = i.number)`,
        id,
      ),
      sql(
        `select e.id, e.starts_at, e.minutes_status from meetings m join meetings e on e.board_id = m.board_id and e.starts_at < m.starts_at
         where m.id = $1 and e.status in ('ADJOURNED', 'NO_QUORUM') and e.minutes_status <> 'APPROVED' order by e.starts_at, e.id`,
        id,
      ),
    ],
  },
  {
    asked: 'What waits for me?',
    as: 'commission-staff',
    about: `select $1::text as id`,
    path: () => '/v1/tasks?limit=50',
    bare: () => [tasksOf('commission-staff')],
  },
  {
    asked: 'What is overdue?',
    as: 'commission-staff',
    about: `select $1::text as id`,
    path: () => '/v1/clocks?state=overdue&limit=50',
    bare: () => [sql(`select * from clocks where state = 'RUNNING' and due_at <= now() order by due_at, stream, kind limit 51`)],
  },
  {
    asked: 'What still stands between a text and the Board?',
    as: 'policy-author',
    about: some('drafts'),
    path: ({ id }) => `/v1/drafts/${id}/readiness`,
    bare: ({ id }) => [
      sql(
        `select e.type, e.schema_version, d.data from promulgate.events e join promulgate.event_data d using (stream, version)
         where stream = 'drafts/' || $1::text order by version`,
        id,
      ),
    ],
  },
  {
    asked: 'What points at a protocol, and what does it point at?',
    as: 'policy-author',
    about: some('protocols'),
    path: ({ id }) => `/v1/protocols/${id}/references`,
    bare: ({ id }) => [
      sql(
        `select o.*, e.kind from trace_nodes s join trace_edges e on e.parent = s.key join trace_nodes o on o.key = e.child
         where s.type = 'protocols' and s.record_id = $1::uuid
         union all
         select o.*, e.kind from trace_nodes s join trace_edges e on e.child = s.key join trace_nodes o on o.key = e.parent
         where s.type = 'protocols' and s.record_id = $1::uuid`,
        id,
      ),
      sql(
        `select o.*, v.number from protocols p join protocols o on o.id <> p.id
           join protocol_versions v on v.protocol_id = o.id and v.status = 'EFFECTIVE'
         where p.id = $1 and strpos(v.text, p.identifier) > 0 and v.text ${CITED}`,
        id,
      ),
      sql(
        `select d.*, v.number from protocols p join drafts d on d.protocol_id <> p.id and d.status not in ('NOT_ADOPTED', 'WITHDRAWN')
           join lateral (select number, text from draft_versions where draft_id = d.id order by number desc limit 1) v on true
         where p.id = $1 and strpos(v.text, p.identifier) > 0 and v.text ${CITED}`,
        id,
      ),
    ],
  },
  {
    asked: 'Which drafts touch a protocol?',
    as: 'policy-author',
    about: some('protocols'),
    path: ({ id }) => `/v1/drafts?touches=${id}`,
    bare: ({ id }) => [
      sql(
        `select d.* from protocols p join drafts d on true
           left join lateral (select text from draft_versions where draft_id = d.id order by number desc limit 1) v on true
         where p.id = $1 and (d.protocol_id = p.id or strpos(v.text, p.identifier) > 0 and v.text ${CITED}) order by d.id limit 51`,
        id,
      ),
    ],
  },
  {
    asked: 'Which requests were opened last?',
    as: 'commission-staff',
    about: `select $1::text as id`,
    path: () => '/v1/requests?sort=-openedAt&limit=50',
    bare: () => [sql('select * from requests order by opened_at desc nulls last, id desc limit 51')],
  },
  {
    asked: 'What was written of …?',
    as: 'oversight',
    about: `select word as id from unnest(array['video', 'evidence', 'supervisor', 'medical', 'report']) as word where $1::text is not null`,
    path: ({ id }) => `/v1/search?q=${id}&limit=20`,
    bare: ({ id }) => [
      sql(
        `select key, title, occurred_at, ts_headline('english', title || E'\\n' || body, q, 'StartSel=«, StopSel=», MaxFragments=2, MaxWords=30, MinWords=10')
         from (select d.*, q, ts_rank(words, q) as rank from search_documents d, websearch_to_tsquery('english', $1) as q
               where words @@ q and visibility in ('PUBLIC', 'INTERNAL') order by rank desc, occurred_at desc, key limit 20) as best
         order by rank desc, occurred_at desc, key`,
        id,
      ),
    ],
  },
  {
    asked: 'The log of one record',
    as: 'oversight',
    about: some('drafts'),
    path: ({ id }) => `/v1/events?subject=drafts/${id}&limit=50`,
    bare: ({ id }) => [
      sql(
        `select l.position, e.*, d.data from promulgate.events e join promulgate.log l using (global_position) join promulgate.event_data d using (stream, version)
         where e.subject = 'drafts/' || $1::text order by l.position limit 51`,
        id,
      ),
    ],
  },
];

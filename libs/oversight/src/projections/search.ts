/** Full-text search over records and every version of their texts, each found by those who may read it. */
import { defineProjection, type LoggedEvent, sql, type Statement, type Visibility } from '#event-log';
import { Column, Entity, type EntityManager, Index, PrimaryColumn } from 'typeorm';
import type { OversightEvent } from '../oversight-event.js';

/** What can be found: a record, or a text that belongs to it. */
@Entity({ name: 'search_documents' })
@Index(['words'], { type: 'gin' })
export class SearchDocumentView {
  /** `drafts/{id}`; of a version of its text `drafts/{id}#v3`. */
  @PrimaryColumn('text')
  key!: string;

  /** The first segment of the record's name: `drafts`. */
  @Column('text')
  type!: string;

  @Column('uuid', { name: 'record_id' })
  recordId!: string;

  @Column('text')
  title!: string;

  @Column('text')
  body!: string;

  @Column('text')
  visibility!: Visibility;

  @Column('tsvector')
  words!: string;

  @Column('timestamptz', { name: 'occurred_at' })
  occurredAt!: string;
}

interface Document {
  /** Of a text that belongs to the record; none for the record itself. */
  readonly part?: string;
  readonly title: string;
  readonly body?: readonly (string | undefined)[];
  readonly visibility?: Visibility;
}

/** The title counts more than the body. */
function put(event: LoggedEvent, { part, title, body = [], visibility = event.visibility }: Document): Statement {
  const [type = '', id] = event.subject.split('/', 2);
  const key = part === undefined ? event.subject : `${event.subject}#${part}`;
  const text = body.filter((each) => each !== undefined).join('\n\n');
  return sql`
    insert into search_documents (key, type, record_id, title, body, visibility, words, occurred_at)
    values (${key}, ${type}, ${id}, ${title}, ${text}, ${visibility},
            setweight(to_tsvector('english', ${title}::text), 'A') || setweight(to_tsvector('english', left(${text}::text, 500000)), 'B'),
            ${event.occurredAt})
    on conflict (key) do update set title = excluded.title, body = excluded.body, visibility = excluded.visibility,
      words = excluded.words, occurred_at = excluded.occurred_at`;
}

/** A version of a draft may be read by everybody, and with it the draft may be found. */
const publish = ({ subject }: LoggedEvent, which: string): Statement => sql`
  update search_documents set visibility = 'PUBLIC' where key in (${subject}, ${`${subject}#${which}`})`;

export const searchView = defineProjection<OversightEvent>({
  name: 'search',
  version: 3,
  entities: [SearchDocumentView],
  on: {
    'authority.registered': (event) => put(event, { title: `${event.data.citation}: ${event.data.title}` }),
    'directive.registered': (event) => put(event, { title: event.data.label, body: [event.data.issuedBy] }),
    'provision.opened': (event) => {
      const { key, addressee, text, elements = [] } = event.data;
      return put(event, { title: `Provision ${key}, ${addressee}`, body: [text, ...elements] });
    },
    'board-report.received': (event) => put(event, { title: `${event.data.bpcNumber} ${event.data.title}` }),
    'request.opened': (event) => put(event, { title: `${event.data.bpcNumber} ${event.data.title}`, body: event.data.asks }),
    'protocol.registered': (event) => put(event, { title: `${event.data.identifier} ${event.data.title}` }),
    'protocol.version-effective': (event) => {
      const { version, text, source } = event.data;
      return put(event, { part: `v${version}`, title: `Version ${version} in force`, body: [text, source] });
    },
    'draft.opened': (event) => put(event, { title: event.data.title }),
    'draft.version-saved': (event) => {
      const { number, text, changeSummary, rationale } = event.data;
      return put(event, { part: `v${number}`, title: changeSummary, body: [text, rationale] });
    },
    'draft.comment-opened': (event) => publish(event, `v${event.data.version}`),
    'draft.posted': (event) => publish(event, `v${event.data.version}`),
    'draft.adopted': (event) => publish(event, `v${event.data.version}`),
    'draft.comment-summarised': (event) =>
      put(event, { part: 'summary', title: 'Summary of the public comment', body: [event.data.summary] }),
    'meeting.agenda-posted': (event) =>
      event.data.items.map((item) => put(event, { part: item.number, title: `Item ${item.number}: ${item.title}` })),
    'board-action.adopted': (event) => put(event, { title: event.data.title }),
    'order.signed': (event) => {
      const { orderType, number, year, designation, subject, fileCode } = event.data;
      const cited =
        designation ?? [orderType.replaceAll('_', ' '), ...(number === undefined ? [] : [number]), 'of', year].join(' ');
      return put(event, { title: `${cited}: ${subject}`, body: fileCode === undefined ? [] : [fileCode] });
    },
    'recommendation.recorded': (event) => put(event, { title: 'Recommendation', body: [event.data.text] }),
    'direction.recorded': (event) => put(event, { title: 'Direction', body: [event.data.text] }),
    'undertaking.recorded': (event) => put(event, { title: 'Undertaking', body: [event.data.text] }),
    'external-step.recorded': (event) => put(event, { title: event.data.body, body: [event.data.act] }),
    'report-back.submitted': (event) =>
      put(event, { part: `at-${event.version}`, title: 'Report-back', body: [event.data.summary] }),
  },
});

export interface Found {
  readonly type: string;
  readonly id: string;
  /** Of a text that belongs to the record: `v3`. */
  readonly part: string | null;
  readonly title: string;
  /** Around what was found, which stands between « and ». */
  readonly snippet: string;
  readonly occurredAt: string;
}

/** What is found by a phrase in the grammar of web search engines, the best first. */
export async function searched(
  database: Pick<EntityManager, 'query'>,
  { phrase, type, readable, limit }: { phrase: string; type?: string; readable: readonly Visibility[]; limit: number },
): Promise<Found[]> {
  return await database.query<Found[]>(
    `select type, record_id as id, nullif(split_part(key, '#', 2), '') as part, title, occurred_at as "occurredAt",
            ts_headline('english', title || E'\\n' || left(body, 100000), q, 'StartSel=«, StopSel=», MaxFragments=2, MaxWords=30, MinWords=10') as snippet
     from (select d.*, q, ts_rank(words, q) as rank
           from search_documents d, websearch_to_tsquery('english', $1) as q
           where words @@ q and visibility = any ($2::text[]) and ($3::text is null or type = $3)
           order by rank desc, occurred_at desc, key limit $4) as best
     order by rank desc, occurred_at desc, key`,
    [phrase, readable, type ?? null, limit],
  );
}

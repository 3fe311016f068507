/** The texts that a package's reader may see, each a file: versions of drafts, and of protocols. */
import type { Queryable, Visibility } from '#event-log';
import { csvHead, csvRows } from '../queries/csv.js';
import { fileOf, type PackageFile } from './package-file.js';

/** So many are read at once; a text has at most a megabyte. */
const PAGE = 8;
const COLUMNS = ['path', 'record', 'number', 'sha256', 'since'];

/** A text, and where it lies. */
export interface PackagedDocument {
  readonly path: string;
  /** `drafts/{id}` or `protocols/{id}`. */
  readonly record: string;
  readonly number: number;
  readonly text: string;
  /** As its events name it. */
  readonly sha256: string | null;
  /** When a draft’s version was saved, or a protocol’s became effective. */
  readonly since: string;
}

type Row = Omit<PackagedDocument, 'path' | 'record'> & { readonly id: string };

/** The public sees of drafts what was opened to it. */
const SOURCES: Readonly<Record<string, string>> = {
  drafts: `
    select v.draft_id as id, v.number, v.text, v.text_hash as sha256, v.saved_at as since
    from views.draft_versions v join views.drafts d on d.id = v.draft_id
    where (v.draft_id, v.number) > ($1::uuid, $2::int) and not v.unavailable
      and ($3::text <> 'PUBLIC' or (v.public_since is not null and d.public_since is not null)) and ($4::uuid is null or v.draft_id = $4)
    order by v.draft_id, v.number limit ${PAGE}`,
  protocols: `
    select protocol_id as id, number, text, text_hash as sha256, effective_at as since from views.protocol_versions
    where (protocol_id, number) > ($1::uuid, $2::int) and text is not null and $3::text <> '' and ($4::uuid is null or protocol_id = $4)
    order by protocol_id, number limit ${PAGE}`,
};
const BEFORE_ALL = '00000000-0000-0000-0000-000000000000';

/** All of them, or those of one record; `subject` is of any kind, and most have no texts. */
export async function* documentsOf(
  database: Queryable,
  insight: Visibility,
  subject: string | undefined,
): AsyncGenerator<PackagedDocument> {
  for (const [kind, text] of Object.entries(SOURCES)) {
    const only = subject === undefined ? null : new RegExp(`^${kind}/([0-9a-f-]{36})$`).exec(subject)?.[1];
    if (only === undefined) continue;
    for (let after: readonly [string, number] | undefined = [BEFORE_ALL, 0]; after;) {
      const { rows }: { rows: Row[] } = await database.query<Row>({
        name: `texts-of-${kind}`,
        text,
        values: [...after, insight, only],
      });
      for (const { id, ...row } of rows)
        yield { ...row, record: `${kind}/${id}`, path: `documents/${kind}/${id}/${row.number}.txt` };
      const last: Row | undefined = rows.length === PAGE ? rows.at(-1) : undefined;
      after = last && [last.id, last.number];
    }
  }
}

export async function* documentFiles(documents: AsyncIterable<PackagedDocument>): AsyncGenerator<PackageFile> {
  for await (const { path, text } of documents) yield fileOf(path, text);
}

/** The list of them, for a spreadsheet. */
export async function* documentList(documents: AsyncIterable<PackagedDocument>): AsyncGenerator<string> {
  yield csvHead(COLUMNS);
  for await (const document of documents) yield csvRows(COLUMNS, [document]);
}

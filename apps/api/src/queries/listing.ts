/** Lists, which come as JSON for programs and as a table for spreadsheets, as `Accept` prefers. */
import { preferredOf } from '../http/accept.js';
import { csvOf } from './csv.js';
import { listOf, type Schema } from './docs.js';
import type { Exchange } from './reading.js';

const FORMS = ['application/json', 'text/csv'] as const;
type Form = (typeof FORMS)[number];

/** How many a page holds where no `limit` is given. Whoever takes a list to a spreadsheet wants the whole of it, and sees no `Link`. */
const USUAL: Readonly<Record<Form, number>> = { 'application/json': 50, 'text/csv': 5_000 };

/** What a list says of its forms in OpenAPI. */
export const listForms = (items: Schema): Readonly<Record<Form, Schema>> => ({
  'application/json': listOf(items),
  'text/csv': {
    type: 'string',
    description:
      'RFC 4180 in UTF-8 with a byte order mark: a line of names, then a line for each item, up to 5,000 without `limit`. What has parts is JSON ' +
      'in its cell; before text that a spreadsheet would take for a formula stands an apostrophe.',
  },
});

/** The form that is asked for, and the most items that a page of it holds. */
export function formOfList({ request }: Exchange, limit: number | undefined): { form: Form; most: number } {
  const form = preferredOf(request.headers.accept, FORMS);
  return { form, most: limit ?? USUAL[form] };
}

/** The items in their form. `file` is the name of the table without its ending, `columns` are the properties that have a column, in their order. */
export function sentAs(
  form: Form,
  { reply }: Exchange,
  { file, columns }: { readonly file: string; readonly columns: readonly string[] },
  items: readonly object[],
): unknown {
  if (form === 'application/json') return { items };
  void reply.type('text/csv; charset=utf-8; header=present').header('content-disposition', `attachment; filename="${file}.csv"`);
  return csvOf(columns, items);
}

/** The properties of a schema, for a table of what it describes. */
export const columnsOf = (schema: Schema): readonly string[] => Object.keys(schema['properties'] ?? {});

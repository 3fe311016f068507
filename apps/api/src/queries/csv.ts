/** Rows for a spreadsheet, as RFC 4180 has them. */

/** Without it spreadsheets take the bytes for those of another encoding than UTF-8. */
const BYTE_ORDER_MARK = '\u{feff}';

/**
 * A spreadsheet takes text that begins with one of these, or with their full-width forms, for a formula, which could call out of it
 * (OWASP, CSV Injection).
 */
const LIKE_A_FORMULA = /^[=+\-@\t\r\n\u{ff1d}\u{ff0b}\u{ff0d}\u{ff20}]/u;

/** `columns` in their order, each headed by its name; what a row lacks is empty. */
export const csvOf = (columns: readonly string[], rows: readonly object[]): string => csvHead(columns) + csvRows(columns, rows);

/** What a table begins with. */
export const csvHead = (columns: readonly string[]): string => BYTE_ORDER_MARK + lineOf(columns);

/** More rows of a table that has begun. */
export const csvRows = (columns: readonly string[], rows: readonly object[]): string =>
  rows.map((row) => lineOf(columns.map((name) => (row as Readonly<Record<string, unknown>>)[name]))).join('');

const lineOf = (values: readonly unknown[]): string => `${values.map(cell).join(',')}\r\n`;

function cell(value: unknown): string {
  const text = textOf(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (value instanceof Date) return value.toISOString();
  const text = typeof value === 'string' ? value : composed(value);
  return LIKE_A_FORMULA.test(text) ? `'${text}` : text;
}

/** Words as a list of them; what has parts as JSON, and nothing where it is empty. */
function composed(value: unknown): string {
  if (Array.isArray(value) && value.every((part) => typeof part === 'string')) return value.join('; ');
  return Object.keys(value as object).length === 0 ? '' : JSON.stringify(value);
}

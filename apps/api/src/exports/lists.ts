/** A package's entries as tables for a spreadsheet: all of them, and those whose data are not in it. */
import type { Envelope } from '#event-log';
import type { DeliveredEntry } from '#feed';
import { csvHead, csvRows } from '../queries/csv.js';
import type { Records } from './records.js';

const COLUMNS = ['position', 'time', 'type', 'subject', 'actor', 'actorrole', 'performedby', 'visibility', 'withheld', 'erased'];
const WITHHELD = ['position', 'time', 'type', 'subject', 'withheld', 'erased'];

/** A line of the index: what the envelope tells, and why data are withheld. */
export type IndexLine = Pick<Envelope, 'time' | 'type' | 'subject' | 'actor' | 'actorrole' | 'performedby' | 'visibility'> &
  Pick<DeliveredEntry, 'position' | 'withheld' | 'erased'>;

export function indexLine({ entry, position, withheld, erased }: DeliveredEntry): IndexLine {
  return { ...(JSON.parse(entry) as Envelope), position, withheld, erased };
}

export async function* indexList(records: Records): AsyncGenerator<string> {
  yield csvHead(COLUMNS);
  for await (const entry of records.entries()) yield csvRows(COLUMNS, [indexLine(entry)]);
}

export async function* withheldList(records: Records): AsyncGenerator<string> {
  yield csvHead(WITHHELD);
  for await (const entry of records.entries()) if (!entry.given) yield csvRows(WITHHELD, [indexLine(entry)]);
}

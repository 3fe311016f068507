/** The page that a package is opened with: it needs no script and no network, and says what is in the package and what is not. */
import type { PublishedCheckpoint, Visibility } from '#event-log';
import type { FeedFilter } from '#feed';
import { parseCheckpoint, parseNote } from '#tlog';
import { escapeHtml } from '../docs/html.js';
import type { Tally } from './data-lines.js';
import type { PackagedDocument } from './documents.js';
import { type IndexLine, indexLine } from './lists.js';
import type { Records } from './records.js';

/** More rows than this are for a spreadsheet, not for a page. */
const MOST_ROWS = 2_000;

const FOR_WHOM: Readonly<Record<Visibility, string>> = {
  PUBLIC: 'the public',
  INTERNAL: 'those who work for the commission',
  PRIVILEGED: 'those whom privileged advice is written by and for',
};
const STYLE = `body{font:1rem/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;padding:0 1rem}
table{border-collapse:collapse}td,th{text-align:left;padding:.2rem .8rem .2rem 0;vertical-align:top}th{border-bottom:1px solid}
code{overflow-wrap:anywhere}`;

export interface IndexPage {
  readonly checkpoint: PublishedCheckpoint;
  readonly records: Records;
  /** Of all entries: the page is written when these have been counted. */
  readonly tally: Tally;
  readonly documents: AsyncIterable<PackagedDocument>;
}

export async function* indexPage({ checkpoint, records, tally, documents }: IndexPage): AsyncGenerator<string> {
  const { filter, insight } = records.question;
  const total = tally.given + tally.erased + sum(tally.withheld.values());
  yield `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Records package</title><style>${STYLE}</style></head>
<body><h1>Records package</h1>
<p>${total} entries of the log ${code(checkpoint.origin)}${filterWords(filter)}, with the data that are open to ${FOR_WHOM[insight]}.
<a href="VERIFY.txt">How to verify it</a>, without us and without a network.</p>
<h2>The checkpoint</h2>
<table><tbody>${rows(checkpointFacts(checkpoint))}</tbody></table>
<h2>What is in it, and what is not</h2>
<table><thead><tr><th>Entries</th><th></th></tr></thead><tbody>${rows(counts(tally))}</tbody></table>
<p>Every entry is in the package, whatever is withheld: its envelope, and a hash of its data. <a href="withheld.csv">Each that is without its
data</a>, <a href="index.csv">all of them</a>, as tables.</p>
`;
  yield* documentPart(documents);
  yield* entryPart(records, total);
  yield '</body>\n</html>\n';
}

function checkpointFacts({ note, publishedAt, cosignatures }: PublishedCheckpoint): [string, string][] {
  const { origin, size, root } = parseCheckpoint(parseNote(note).text);
  return [
    ['Log', code(origin)],
    ['Entries', String(size)],
    ['Root', code(root.toString('base64'))],
    ['Published', new Date(publishedAt).toISOString()],
    ['Cosigned by', String(cosignatures.length)],
  ];
}

const counts = ({ given, erased, withheld }: Tally): [string, string][] => [
  [String(given), 'with their data'],
  ...[...withheld]
    .sort(([one], [other]) => (one < other ? -1 : 1))
    .map(([why, count]): [string, string] => [String(count), `withheld: ${escapeHtml(why)}`]),
  ...(erased > 0 ? [[String(erased), 'erased by an order that is an entry of the log'] as [string, string]] : []),
];

async function* documentPart(documents: AsyncIterable<PackagedDocument>): AsyncGenerator<string> {
  yield '<h2>Documents</h2>\n<table><thead><tr><th>Text</th><th>Since</th><th>SHA-256</th></tr></thead><tbody>\n';
  let count = 0;
  for await (const { path, record, number, sha256, since } of documents) {
    if (++count > MOST_ROWS) break;
    const name = `${record}, version ${number}`;
    yield `<tr><td><a href="${escapeHtml(path)}">${escapeHtml(name)}</a></td><td>${escapeHtml(since)}</td><td>${code(sha256 ?? '')}</td></tr>\n`;
  }
  yield `</tbody></table>\n<p>${count > MOST_ROWS ? 'These are the first. ' : ''}<a href="documents/index.csv">All of them</a> as a table.</p>\n`;
}

async function* entryPart(records: Records, total: number): AsyncGenerator<string> {
  if (total > MOST_ROWS) return;
  yield '<h2>Entries</h2>\n<table><thead><tr><th></th><th>Time</th><th>Type</th><th>About</th><th>By</th><th>Withheld</th></tr></thead><tbody>\n';
  for await (const entry of records.entries()) yield entryRow(indexLine(entry));
  yield '</tbody></table>\n';
}

const entryRow = ({ position, time, type, subject, performedby, actorrole, withheld = '' }: IndexLine): string =>
  `<tr>${[String(position), time, type, subject, `${performedby} (${actorrole})`, withheld].map((cell) => `<td>${escapeHtml(cell)}</td>`).join('')}</tr>\n`;

function filterWords(filter: FeedFilter): string {
  const parts = Object.entries(filter).map(([name, value]) => `${name} ${code(String(value))}`);
  return parts.length === 0 ? '' : `, those of ${parts.join(', ')}`;
}

const rows = (facts: readonly (readonly [string, string])[]): string =>
  facts.map(([name, value]) => `<tr><td>${name}</td><td>${value}</td></tr>`).join('\n');
const code = (text: string): string => `<code>${escapeHtml(text)}</code>`;
const sum = (numbers: Iterable<number>): number => [...numbers].reduce((total, each) => total + each, 0);

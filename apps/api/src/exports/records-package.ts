/** The files of a records package, in the order in which they are made: what the counts of the last ones rest on comes first. */
import { checkpointAt, logKeys, type PublishedCheckpoint, type Queryable, spreadCheckpoints } from '#event-log';
import { TILE_WIDTH } from '#tlog';
import { servedNote } from '../log/published.js';
import { dataLines, provenLines, Tally } from './data-lines.js';
import { documentFiles, documentList, documentsOf } from './documents.js';
import { indexPage } from './index-page.js';
import { indexList, withheldList } from './lists.js';
import { fileOf, type PackageFile } from './package-file.js';
import type { Records } from './records.js';
import { dataPath, treeFiles } from './tree-files.js';
import { verifyText } from './verify-text.js';

/** Of the earlier checkpoints, which a busy log publishes every second, so many are taken along. */
const MOST_CHECKPOINTS = 256;

export interface PackageSource {
  readonly database: Queryable;
  readonly checkpoint: PublishedCheckpoint;
  readonly records: Records;
}

export async function* recordsPackage({ database, checkpoint, records }: PackageSource): AsyncGenerator<PackageFile> {
  const { origin, size } = checkpoint;
  const { isFiltered } = records;
  const { filter, insight } = records.question;
  const tally = new Tally();
  const documents = () => documentsOf(database, insight, isFiltered ? (filter.subject ?? '') : undefined);

  yield fileOf('checkpoint', servedNote(checkpoint));
  yield* earlierCheckpoints(database, checkpoint);
  yield fileOf('keys.json', `${JSON.stringify({ origin, keys: await logKeys(database) })}\n`);
  yield fileOf('VERIFY.txt', verifyText(origin, size, isFiltered));
  if (isFiltered) yield { path: 'entries.jsonl', bytes: provenLines(records, database, tally) };
  else {
    yield* treeFiles(database, size);
    for (let first = 0; first < size; first += TILE_WIDTH)
      yield {
        path: dataPath(first / TILE_WIDTH),
        bytes: dataLines(records, first, Math.min(size, first + TILE_WIDTH), tally),
      };
  }
  yield { path: 'index.csv', bytes: indexList(records) };
  yield { path: 'withheld.csv', bytes: withheldList(records) };
  yield* documentFiles(documents());
  yield { path: 'documents/index.csv', bytes: documentList(documents()) };
  yield { path: 'index.html', bytes: indexPage({ checkpoint, records, tally, documents: documents() }) };
}

async function* earlierCheckpoints(database: Queryable, { origin, size }: PublishedCheckpoint): AsyncGenerator<PackageFile> {
  for (const earlier of await spreadCheckpoints(database, { origin, below: size, most: MOST_CHECKPOINTS })) {
    const checkpoint = await checkpointAt(database, earlier);
    if (checkpoint) yield fileOf(`checkpoints/${earlier}`, servedNote(checkpoint));
  }
}

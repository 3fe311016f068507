/** What a package says of each position: its data with their salt, or why they are not there. One line of JSON a position. */
import { TileStore, type Queryable } from '#event-log';
import { type DeliveredEntry, MISSING } from '#feed';
import { encodeBase64, inclusionProof, KeptTiles } from '#tlog';
import type { Records } from './records.js';

/** Proofs of entries that stand near each other are made of the same tiles: these are kept, of 8 kB at most. */
const MOST_TILES = 64;

/** What the reader is given, and what not and why: how many of each. */
export class Tally {
  given = 0;
  erased = 0;
  /** By the exemption. */
  readonly withheld = new Map<string, number>();

  count({ given, erased, withheld = '' }: DeliveredEntry): void {
    if (given) this.given++;
    else if (erased !== undefined) this.erased++;
    else this.withheld.set(withheld, (this.withheld.get(withheld) ?? 0) + 1);
  }
}

/** The lines behind a position, up to another. */
export async function* dataLines(records: Records, after: number, upTo: number, tally: Tally): AsyncGenerator<string> {
  for await (const entry of records.entries(after, upTo)) {
    tally.count(entry);
    yield `{${partsOf(entry)}}\n`;
  }
}

/** The same of the entries that a filter lets through, each with its own bytes and the proof that it stands in the checkpoint's tree. */
export async function* provenLines(records: Records, database: Queryable, tally: Tally): AsyncGenerator<string> {
  const tiles = new KeptTiles(new TileStore(database), { most: MOST_TILES });
  const { size } = records.question;
  for await (const entry of records.entries()) {
    tally.count(entry);
    const proof = (await inclusionProof(tiles, entry.position - 1, size)).map((hash) => encodeBase64(hash));
    yield `{${partsOf(entry)},"entry":${JSON.stringify(entry.entry)},"proof":${JSON.stringify(proof)}}\n`;
  }
}

/** Data are canonical JSON, and put in as they are, so that nobody rounds or reorders them. */
function partsOf({ position, given, erased, withheld }: DeliveredEntry): string {
  const at = `"position":${position}`;
  if (given) return `${at},"data":${given.data},"datasalt":${JSON.stringify(given.salt)}`;
  if (erased !== undefined) return `${at},"erased":${erased}`;
  // Neither data nor an order that erased them: whoever verifies is to find that.
  return withheld === MISSING ? at : `${at},"withheld":${JSON.stringify(withheld)}`;
}

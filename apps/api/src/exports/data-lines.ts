/** What a package says of each position: its data with their salt, or why they are not there. One line of JSON a position. */
import { TileStore, type Queryable } from '#event-log';
import { type DeliveredEntry, MISSING } from '#feed';
import { encodeBase64, inclusionProof, type TileCoordinates, tilePath, type TileReader } from '#tlog';
import type { Records } from './records.js';

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
  const tiles = new KeptTiles(new TileStore(database));
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

/** Proofs of entries that stand near each other are made of the same tiles: the last few are kept. */
class KeptTiles implements TileReader {
  private readonly kept = new Map<string, Uint8Array>();

  constructor(private readonly tiles: TileReader) {}

  async readTiles(wanted: readonly TileCoordinates[]): Promise<Uint8Array[]> {
    const missing = wanted.filter((tile) => !this.kept.has(tilePath(tile)));
    const read = missing.length > 0 ? await this.tiles.readTiles(missing) : [];
    missing.forEach((tile, at) => this.kept.set(tilePath(tile), read[at] ?? Buffer.alloc(0)));
    const found = wanted.map((tile) => this.kept.get(tilePath(tile)) ?? Buffer.alloc(0));
    for (const [path] of this.kept) {
      if (this.kept.size <= MOST_TILES) break;
      this.kept.delete(path);
    }
    return found;
  }
}
/** Of 8 kB at most. */
const MOST_TILES = 64;

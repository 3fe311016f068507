/**
 * Records of a fixed length that are put aside on disk and looked at again part by part, so that memory does not grow with the log.
 *
 * Each thread appends to files of its own, one for each part; all records with one key fall into one part.
 */
import { appendFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What a part should have at most: it is read as a whole. */
const PART_BYTES = 48 * 1024 * 1024;
const MOST_PARTS = 4096;

/** How many parts to make for so many records, should each entry bring one. */
export const partsFor = (records: number, recordBytes: number): number =>
  Math.min(MOST_PARTS, Math.max(1, Math.ceil((records * recordBytes) / PART_BYTES)));

/** Gathers records in memory until they are put aside. */
export class Partitions {
  private readonly waiting = new Map<number, Buffer[]>();

  constructor(
    private readonly folder: string,
    private readonly name: string,
    private readonly parts: number,
    private readonly writer: string,
  ) {}

  /** `key` is any whole number that the same things share. */
  add(key: number, record: Buffer): void {
    const part = key % this.parts;
    const records = this.waiting.get(part);
    if (records) records.push(record);
    else this.waiting.set(part, [record]);
  }

  /** Appends what was gathered to the files. */
  putAside(): void {
    for (const [part, records] of this.waiting) {
      appendFileSync(join(this.folder, `${this.name}-${part}-${this.writer}`), Buffer.concat(records));
    }
    this.waiting.clear();
  }
}

/** The records of a part, of all threads. */
export function readPart(folder: string, name: string, part: number): Buffer {
  if (!existsSync(folder)) return Buffer.alloc(0);
  const files = readdirSync(folder).filter((file) => file.startsWith(`${name}-${part}-`));
  return Buffer.concat(files.map((file) => readFileSync(join(folder, file))));
}

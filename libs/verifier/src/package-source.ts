/**
 * A records package, as a folder or as the ZIP that it was: `checkpoint`, `checkpoints/{size}`, `keys.json`, `tile/…` and `data/{N}.jsonl`, or
 * for a filtered one `entries.jsonl` in place of the last two.
 */
import { type TileCoordinates, TILE_WIDTH, tilePath } from '#tlog';
import { isObject, parseJson } from './canonical.js';
import { dataLineIn } from './data-line.js';
import { Unreadable } from './findings.js';
import { linesOf, type Pieces } from './lines.js';
import type { Room } from './room.js';
import type { Delivered, LogSource, PublishedNote } from './source.js';

/** Files by their names in a package, whatever they lie in. */
export interface Files {
  /** For messages. */
  readonly name: string;
  has(path: string): Promise<boolean>;
  /** The names right below a folder; none where there is no such folder. */
  names(folder: string): Promise<readonly string[]>;
  /** Undefined where there is no such file. Throws {@link Unreadable} where it has more bytes. What is read into a room stays until it is used again. */
  read(path: string, mostBytes: number, room?: Room): Promise<Buffer | undefined>;
  /** A file in pieces, each good until the next one is asked for; undefined where there is none. */
  pieces(path: string): Promise<Pieces | undefined>;
  close(): Promise<void>;
}

const MOST_NOTE_BYTES = 1_000_000;
const MOST_KEYS_BYTES = 10_000_000;
/** A bundle of 256 entries of 65,535 bytes; a tile has 8 kB. */
const MOST_TILE_BYTES = TILE_WIDTH * (2 + 65_535);

export class PackageSource implements LogSource {
  readonly grows = false;
  private sizes: Promise<Float64Array> | undefined;

  constructor(private readonly files: Files) {}

  async checkpoint(): Promise<Buffer> {
    const note = await this.files.read('checkpoint', MOST_NOTE_BYTES);
    if (!note) throw new Unreadable(`${this.files.name} holds no file “checkpoint”: it is no records package.`);
    return note;
  }

  async *checkpoints(after: number, upTo: number): AsyncGenerator<PublishedNote[]> {
    this.sizes ??= this.checkpointSizes();
    for (const size of await this.sizes) {
      if (size > upTo) return;
      const bytes = size > after ? await this.files.read(`checkpoints/${size}`, MOST_NOTE_BYTES) : undefined;
      if (bytes) yield [{ size, bytes }];
    }
  }

  private async checkpointSizes(): Promise<Float64Array> {
    const names = await this.files.names('checkpoints');
    return Float64Array.from(names.filter((name) => /^(0|[1-9]\d{0,15})$/.test(name)).map(Number)).sort();
  }

  keys(): Promise<Buffer | undefined> {
    return this.files.read('keys.json', MOST_KEYS_BYTES);
  }

  async tile(tile: TileCoordinates, room?: Room): Promise<Buffer | undefined> {
    const asked = await this.files.read(tilePath(tile), MOST_TILE_BYTES, room);
    if (asked) return asked;
    const full = tilePath({ ...tile, width: TILE_WIDTH });
    const widths = (await this.files.names(`${full}.p`)).filter((name) => /^[1-9]\d{0,2}$/.test(name)).map(Number);
    const widest = Math.max(0, ...widths);
    if (tile.width < TILE_WIDTH && widest < tile.width) {
      const wider = await this.files.read(full, MOST_TILE_BYTES, room);
      if (wider) return wider;
    }
    return widest > 0 ? this.files.read(`${full}.p/${widest}`, MOST_TILE_BYTES, room) : undefined;
  }

  /** A folder of tiles alone, such as a mirror of the log keeps, names no keys and has no data. */
  async deliversData(): Promise<boolean> {
    return (await this.files.has('keys.json')) || (await this.files.names('data')).length > 0;
  }

  async *delivered(first: number, count: number): AsyncGenerator<Delivered[]> {
    for (let bundle = Math.floor(first / TILE_WIDTH); bundle * TILE_WIDTH < first + count; bundle++) {
      const pieces = await this.files.pieces(dataPath(bundle));
      if (pieces) for await (const lines of linesOf(pieces)) yield lines.map(deliveredIn);
    }
  }

  async filtered(): Promise<AsyncIterable<string[]> | undefined> {
    const pieces = await this.files.pieces('entries.jsonl');
    return pieces && textsOf(linesOf(pieces));
  }

  close(): Promise<void> {
    return this.files.close();
  }
}

/** `data/x001/234.jsonl`: the numbers of bundles as tlog-tiles spells them. */
export function dataPath(bundle: number): string {
  return `${tilePath({ level: 'entries', index: bundle, width: TILE_WIDTH }).replace('tile/entries', 'data')}.jsonl`;
}

/** A line that cannot be read has no position and no fields; the line is there to be judged. */
function deliveredIn(bytes: Buffer): Delivered {
  const written = dataLineIn(bytes);
  if (written) return written;
  const line = bytes.toString();
  try {
    const fields = parseJson(line);
    if (isObject(fields) && typeof fields['position'] === 'number') return { position: fields['position'], fields, line };
  } catch {
    // Judged below as a line without a position.
  }
  return { position: undefined, fields: {}, line };
}

async function* textsOf(lines: AsyncIterable<readonly Buffer[]>): AsyncGenerator<string[]> {
  for await (const some of lines) yield some.map((line) => line.toString());
}

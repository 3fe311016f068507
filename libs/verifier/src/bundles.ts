/** Bundles of entries with the hash tiles that stand beside them. */
import { decodeBundle, HASH_BYTES, tileAt, TILE_WIDTH } from '#tlog';
import type { Finding } from './findings.js';
import { Room } from './room.js';
import type { LogSource } from './source.js';

/** The entries and the hashes that a bundle and its tile hold, as far as they are there: good until the next bundle is asked for. */
export interface Bundle {
  /** The first leaf, from 0. */
  readonly first: number;
  readonly width: number;
  readonly entries: readonly Buffer[];
  /** Leaf hashes side by side, at most as many as the bundle is wide; none where there is no tile. */
  readonly tile: Buffer;
  readonly findings: readonly Finding[];
}

/** Leaves from `first` on, from 0, of a tree of `size` of them. */
interface Stretch {
  readonly first: number;
  readonly count: number;
  readonly size: number;
}

const BUNDLES_AHEAD = 4;
const NO_TILE = Buffer.alloc(0);

/** Reads bundles with their tiles, some ahead of the one that is looked at. */
export async function* bundlesOf(source: LogSource, { first, count, size }: Stretch): AsyncGenerator<Bundle, void> {
  const under: Promise<Bundle>[] = [];
  // The one that was looked at last is done with when the next is begun: so many rooms are enough.
  const rooms = Array.from({ length: BUNDLES_AHEAD }, () => ({ entries: new Room(), tile: new Room() }));
  let begun = 0;
  const bundles = Math.ceil(count / TILE_WIDTH);
  const begin = (): void => {
    const reading = readBundle(source, first + begun * TILE_WIDTH, size, rooms[begun % BUNDLES_AHEAD]);
    // Thrown where it is awaited.
    reading.catch(() => undefined);
    under.push(reading);
    begun++;
  };
  while (begun < bundles || under.length > 0) {
    while (begun < bundles && under.length < BUNDLES_AHEAD) begin();
    const bundle = await under.shift();
    if (bundle) yield bundle;
  }
}

/** What one bundle and its tile are read into. */
interface Rooms {
  readonly entries: Room;
  readonly tile: Room;
}

async function readBundle(source: LogSource, first: number, size: number, rooms: Rooms): Promise<Bundle> {
  const place = tileAt('entries', first / TILE_WIDTH, size);
  const [bundle, tile] = await Promise.all([source.tile(place, rooms.entries), source.tile({ ...place, level: 0 }, rooms.tile)]);
  const { entries, findings } = entriesIn(bundle, place.width, first);
  return { first, width: place.width, entries, tile: hashesIn(tile, place.width), findings };
}

/** A bundle may hold more than was asked for, when the log has grown since; a broken one counts as far as it can be read. */
function entriesIn(bundle: Buffer | undefined, width: number, first: number): Pick<Bundle, 'entries' | 'findings'> {
  if (!bundle) return { entries: [], findings: [] };
  for (let count = 0, at = 0; ; count++) {
    const rest = bundle.length - at;
    if (rest === 0 || count === width) return { entries: decodeBundle(bundle.subarray(0, at), count), findings: [] };
    const length = rest < 2 ? rest : 2 + bundle.readUInt16BE(at);
    if (rest < 2 || rest < length) {
      const position = first + count + 1;
      const says = `Position ${position}: its bundle ends within the entry.`;
      return { entries: decodeBundle(bundle.subarray(0, at), count), findings: [{ kind: 'malformed', position, says }] };
    }
    at += length;
  }
}

function hashesIn(tile: Buffer | undefined, width: number): Buffer {
  return tile && tile.length % HASH_BYTES === 0 ? tile.subarray(0, width * HASH_BYTES) : NO_TILE;
}

/** The hash that a bundle's tile has at a place, to keep; undefined where it has none. */
export function hashIn({ tile }: Bundle, at: number): Buffer | undefined {
  const hash = tile.subarray(at * HASH_BYTES, (at + 1) * HASH_BYTES);
  return hash.length > 0 ? Buffer.from(hash) : undefined;
}

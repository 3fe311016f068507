import { type TileCoordinates, type TileReader, TILE_WIDTH } from '#tlog';
import type { Queryable } from '../database.js';

/** The hash tiles of the log's tree. What the tree does not have comes too short, which whoever asked for it refuses. */
export class TileStore implements TileReader {
  constructor(private readonly database: Queryable) {}

  async readTiles(tiles: readonly TileCoordinates[]): Promise<Buffer[]> {
    const { rows } = await this.database.query<{ hashes: Buffer }>({
      name: 'tiles',
      text: TILES,
      values: [
        tiles.map(({ level }) => (level === 'entries' ? -1 : level)),
        tiles.map(({ index }) => index * TILE_WIDTH),
        tiles.map(({ width }) => width),
      ],
    });
    return rows.map(({ hashes }) => hashes);
  }
}

/** How many leaves the committed tree has: as many as the log has positions. */
export async function treeSize(database: Queryable): Promise<number> {
  const { rows } = await database.query<{ size: string }>('select coalesce(max(position), 0) as size from log');
  return Number(rows[0]?.size ?? 0);
}

/** The exact bytes of entries, from the leaf `first` (from 0) on. */
export async function readEntries(database: Queryable, first: number, count: number): Promise<Buffer[]> {
  const { rows } = await database.query<{ entry: Buffer }>({
    name: 'entries',
    text: 'select entry from log join events using (global_position) where position > $1 and position <= $1::bigint + $2 order by position',
    values: [first, count],
  });
  return rows.map(({ entry }) => entry);
}

/** Input: levels, the first hash of each tile, their widths. Leaf indexes count from 0, positions from 1. */
const TILES = `
  select coalesce(
    case when level = 0
      then (select string_agg(leaf_hash, ''::bytea order by position) from log where position > first and position <= first + width)
      else (select string_agg(hash, ''::bytea order by number) from tile_roots r where r.level = tile.level and number >= first and number < first + width)
    end, '') as hashes
  from unnest($1::smallint[], $2::bigint[], $3::int[]) with ordinality as tile (level, first, width, at)
  order by at`;

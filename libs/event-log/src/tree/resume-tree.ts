import { type Frontier, grow, hashesAtLevel, readFrontier, splitHashes, TILE_WIDTH, type TileGrowth } from '#tlog';
import type { Queryable } from '../database.js';
import { TileStore } from './tile-store.js';

/** The tree in the database cannot be that of its log: somebody has changed one of them. */
export class TreeDamaged extends Error {
  override readonly name = 'TreeDamaged';
}

/** How many leaves are read at once where roots are missing: those of 64 tiles. */
const LEAVES_AT_ONCE = 64 * TILE_WIDTH;

/**
 * The right edge of the tree over the log up to `position`, from the roots that are kept and the leaves behind the last of them.
 * Roots that are missing, of a log that is older than its tree, are added, in batches.
 */
export async function resumeTree(database: Queryable, position: number): Promise<Frontier> {
  let tree = await keptTree(database, position);
  while (tree.size < position) {
    const wanted = Math.min(position - tree.size, LEAVES_AT_ONCE);
    const leaves = await leafHashes(database, tree.size, wanted);
    if (leaves.length !== wanted) {
      throw new TreeDamaged(`Of the positions ${tree.size + 1} to ${tree.size + wanted} the log has ${leaves.length} only.`);
    }
    const { frontier, growth } = grow(tree, leaves);
    await addRoots(database, growth);
    tree = frontier;
  }
  return tree;
}

/** What a growth adds to `tile_roots`, column by column; leaves are kept in the log. */
export function rootColumns(growth: readonly TileGrowth[]): [levels: number[], numbers: number[], hashes: Buffer[]] {
  const roots = growth
    .filter(({ level }) => level > 0)
    .flatMap(({ level, index, offset, hashes }) =>
      splitHashes(hashes).map((hash, at) => ({ level, number: index * TILE_WIDTH + offset + at, hash })),
    );
  return [roots.map(({ level }) => level), roots.map(({ number }) => number), roots.map(({ hash }) => hash)];
}

async function addRoots(database: Queryable, growth: readonly TileGrowth[]): Promise<void> {
  const [levels, numbers, hashes] = rootColumns(growth);
  if (hashes.length === 0) return;
  // Another leader may be doing the same: what it adds is the same.
  await database.query(
    'insert into tile_roots (level, number, hash) select * from unnest($1::smallint[], $2::bigint[], $3::bytea[]) on conflict do nothing',
    [levels, numbers, hashes],
  );
}

async function leafHashes(database: Queryable, first: number, count: number): Promise<Buffer[]> {
  const { rows } = await database.query<{ hashes: Buffer }>(
    `select coalesce(string_agg(leaf_hash, ''::bytea order by position), '') as hashes
     from log where position > $1 and position <= $1::bigint + $2`,
    [first, count],
  );
  return splitHashes(rows[0]?.hashes ?? Buffer.alloc(0));
}

/** The tree over the leaves whose tiles are full and have their root; refuses roots that the log cannot have. */
async function keptTree(database: Queryable, position: number): Promise<Frontier> {
  const { rows } = await database.query<{ level: number; roots: string; beyond: string; head: string }>(`
    select level, count(*) as roots, max(number) + 1 as beyond, (select coalesce(max(position), 0) from log) as head
    from tile_roots group by level order by level`);
  const counts = rows.map(({ level, roots, beyond, head }) => ({
    level,
    roots: Number(roots),
    beyond: Number(beyond),
    head: Number(head),
  }));
  const size = (counts[0]?.roots ?? 0) * TILE_WIDTH;
  for (const [at, { level, roots, beyond, head }] of counts.entries()) {
    if (level !== at + 1 || roots !== beyond || roots !== hashesAtLevel(level, size) || size > head) {
      throw new TreeDamaged(
        `Of level ${level} the tree has ${roots} roots up to number ${beyond - 1}, over a log of ${head} entries: one of the two was changed.`,
      );
    }
  }
  if (hashesAtLevel(counts.length + 1, size) > 0)
    throw new TreeDamaged(`The tree lacks the roots of level ${counts.length + 1}.`);
  // Since `position` was read, another leader may have gone on.
  const kept = Math.min(size, hashesAtLevel(1, position) * TILE_WIDTH);
  return readFrontier(new TileStore(database), kept);
}

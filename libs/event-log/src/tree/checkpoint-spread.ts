import type { Queryable } from '../database.js';

/** The sizes of at most so many published checkpoints below a size, the smallest first: of each part of the log the last one. */
export async function spreadCheckpoints(
  database: Queryable,
  { origin, below, most }: { readonly origin: string; readonly below: number; readonly most: number },
): Promise<number[]> {
  const { rows } = await database.query<{ size: number }>(
    `select max(size) as size from signed_checkpoints where origin = $1 and size < $2
     group by (size * $3::bigint) / $2::bigint order by 1`,
    [origin, below, most],
  );
  return rows.map(({ size }) => size);
}

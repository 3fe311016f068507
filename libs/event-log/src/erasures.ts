/** Which entries have lost their data lawfully: what an order of erasure names, from the transaction on that appends the order. */
import { VersionConflict } from './append.js';
import type { Queryable } from './database.js';

/** The entry that orders an erasure; its data has the `positions` of those that it names, and everybody may read it. */
export const ERASURE_ORDERED = 'erasure.ordered';

/** In the transaction of the order `erasures/{id}`: from its commit on nobody is given the data of these entries. */
export async function nameErased(database: Queryable, id: string, positions: readonly number[]): Promise<void> {
  const { rowCount } = await database.query(
    `insert into promulgate.erased_entries (stream, version, position, erasure)
     select e.stream, e.version, l.position, $1 from promulgate.log l join promulgate.events e using (global_position)
     where l.position = any ($2::bigint[])
     on conflict do nothing`,
    [`erasures/${id}`, positions],
  );
  if (rowCount !== positions.length) throw new VersionConflict('One of the entries was named by another erasure meanwhile.');
}

/**
 * Of these positions, those that an erasure names, each with the position of the entry that ordered it: where data is given to anybody,
 * this is asked first. Undefined instead of a position: the order has none yet.
 */
export async function erasuresOf(
  database: Queryable,
  positions: readonly number[],
): Promise<ReadonlyMap<number, number | undefined>> {
  if (positions.length === 0) return new Map();
  const { rows } = await database.query<{ position: number; by: number | null }>({
    name: 'erasures-of',
    text: `select x.position, l.position as by from promulgate.erased_entries x
           join promulgate.events e on e.stream = x.erasure and e.type = '${ERASURE_ORDERED}'
           left join promulgate.log l using (global_position)
           where x.position = any ($1::bigint[])`,
    values: [positions],
  });
  return new Map(rows.map(({ position, by }) => [position, by ?? undefined]));
}

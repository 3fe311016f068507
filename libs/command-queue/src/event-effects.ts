import type { NewEvent, Queryable } from '#event-log';
import type { Catalog } from './catalog.js';

/** The id of a stream's record: the last segment. */
export const recordIdOf = (stream: string): string => stream.slice(stream.indexOf('/') + 1);

/** Does what these events do to the machinery, in their order; in the transaction that appends them. */
export async function applyEffects(
  database: Queryable,
  catalog: Catalog,
  stream: string,
  events: readonly NewEvent[],
): Promise<void> {
  for (const { type, data } of events) await catalog.eventSpec(type).effect?.(database, data, recordIdOf(stream));
}

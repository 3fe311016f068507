/** The order of a list: by one of its properties, then by id, with a cursor that says where its page ended in that order. */
import type { SelectQueryBuilder } from 'typeorm';
import { problem } from '../errors/problem.js';
import { keysOf } from './cursor.js';
import { columnType } from './docs.js';
import { oneOf, type Parameter, UUID } from './parameters.js';
import type { Entity } from './views.js';

export interface Order {
  /** Undefined: by id, which is by age. */
  readonly by: string | undefined;
  readonly descending: boolean;
}

/** Where a page ended: at this value of what it is sorted by, null for none, and at this id. */
export interface Place {
  readonly value: string | null;
  readonly id: string;
}

/** `?sort=`: each of the properties, and each with a minus sign before it. */
export function sortParameter(properties: readonly string[]): Parameter<string> {
  const ways = properties.flatMap((name) => [name, `-${name}`]);
  return oneOf(ways, 'By this property, with `-` the last first; what lacks it comes at the end. By age where it is left out.');
}

export function orderOf(sort: string | undefined): Order {
  return { by: sort?.replace(/^-/, ''), descending: sort?.startsWith('-') ?? false };
}

/** The keys of a page's end for its cursor. They begin with the order: a cursor of one order has no meaning in another. */
export function keysOfPlace({ by, descending }: Order, { value, id }: Place): readonly string[] {
  if (by === undefined) return [id];
  return [`${descending ? '-' : ''}${by}`, value === null ? '' : `=${value}`, id];
}

/** The place that a cursor of this order names. Throws the problem of one that this query did not give out. */
export function placeOf({ by, descending }: Order, cursor: string, entity: Entity): Place {
  if (by === undefined) {
    const [id = ''] = keysOf(cursor, [UUID]);
    return { value: null, id };
  }
  const [, kept = '', id = ''] = keysOf(cursor, [new RegExp(`^${descending ? '-' : ''}${by}$`), /^(=[^\0]*)?$/, UUID]);
  if (kept === '') return { value: null, id };
  const value = kept.slice(1);
  if (!isOf(columnType(entity, by), value))
    throw problem('invalid-parameter', 'after must be a cursor that this query gave out.');
  return { value, id };
}

const LARGEST_INT = 2_147_483_647;

/** Whether PostgreSQL takes the text for a value of the type. */
function isOf(type: string, text: string): boolean {
  switch (type) {
    case 'int':
      return /^-?\d{1,10}$/.test(text) && Math.abs(Number(text)) <= LARGEST_INT;
    case 'boolean':
      return text === 'true' || text === 'false';
    case 'date':
      return /^(?!0000)\d{4}-\d\d-\d\d$/.test(text) && isCalendared(`${text}T00:00:00.000`);
    case 'timestamptz':
      return /^(?!0000)\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/.test(text) && isCalendared(text.slice(0, 23));
    default:
      return true;
  }
}

function isCalendared(text: string): boolean {
  const at = new Date(`${text}Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString() === `${text}Z`;
}

/** What the value of a row is read as for the cursor: as text, so that nothing of it is lost on the way. */
const AS_TEXT: Readonly<Record<string, (column: string) => string>> = {
  timestamptz: (column) => `to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`,
};

/** The rows of `r` in this order, from behind a place on, each with the place where it stands. */
export async function inOrder<Row extends { id: string }>(
  query: SelectQueryBuilder<Row>,
  entity: Entity,
  order: Order,
  { behind, limit }: { readonly behind: Place | undefined; readonly limit: number },
): Promise<{ row: Row; place: Place }[]> {
  const { by, descending } = order;
  const [direction, beyond] = descending ? (['DESC', '<'] as const) : (['ASC', '>'] as const);
  query.limit(limit);
  if (by === undefined) {
    if (behind) query.andWhere('r.id > :behindId', { behindId: behind.id });
    const rows = await query.orderBy('r.id', 'ASC').getMany();
    return rows.map((row) => ({ row, place: { value: null, id: row.id } }));
  }
  const column = `r.${by}`;
  if (behind?.value === null) query.andWhere(`(${column} is null and r.id ${beyond} :behindId)`, { behindId: behind.id });
  if (behind !== undefined && behind.value !== null)
    query.andWhere(
      `(${column} ${beyond} :behindValue or (${column} = :behindValue and r.id ${beyond} :behindId) or ${column} is null)`,
      { behindId: behind.id, behindValue: behind.value },
    );
  const asText = AS_TEXT[columnType(entity, by)]?.(column) ?? `cast(${column} as text)`;
  const { entities, raw } = await query
    .addSelect(asText, 'sorted_by')
    .orderBy(column, direction, 'NULLS LAST')
    .addOrderBy('r.id', direction)
    .getRawAndEntities<{ sorted_by: string | null }>();
  return entities.map((row, at) => ({ row, place: { value: raw[at]?.sorted_by ?? null, id: row.id } }));
}

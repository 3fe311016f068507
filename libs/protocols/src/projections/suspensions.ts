/** What a suspension and its end do to a row that lists what is suspended: of a protocol, and of an order. */
import type { Statement } from '#event-log';
import { type SuspensionBegun, type SuspensionEnded, withSuspension } from '#kernel';

interface Row {
  readonly table: 'protocols' | 'orders';
  readonly id: string;
  readonly version: number;
}

export function suspended({ table, id, version }: Row, begun: SuspensionBegun): Statement {
  return {
    text: `update ${table} set version = $2, suspensions = suspensions || $3::jsonb where id = $1`,
    values: [id, version, JSON.stringify(withSuspension([], begun))],
  };
}

/** Without sections all that was suspended under the authority and the scope is resumed. */
export function resumed({ table, id, version }: Row, { authorityId, scope, sections }: SuspensionEnded): Statement {
  return {
    text: `
      update ${table} set version = $2, suspensions = (
        select coalesce(jsonb_agg(each order by place), '[]')
        from jsonb_array_elements(suspensions) with ordinality listed (each, place)
        where each ->> 'authorityId' <> $3 or each ->> 'scope' <> $4
          or ($5::jsonb is not null and not coalesce($5::jsonb ? (each ->> 'section'), false)))
      where id = $1`,
    values: [id, version, authorityId, scope, sections ? JSON.stringify(sections) : null],
  };
}

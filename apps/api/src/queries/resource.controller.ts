import type { Visibility } from '#event-log';
import { Controller, Get, Inject, Param, type Type } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import type { EntityManager } from 'typeorm';
import { problem } from '../errors/problem.js';
import { Asked } from './asked.js';
import { keysOf } from './cursor.js';
import { columnType, DescribeQuery, listOf, schemaOf } from './docs.js';
import { pageOf } from './page.js';
import { ApiParameters, flag, PAGING, type Parameter, readParameters, recordId, UUID, whole, words } from './parameters.js';
import { type Exchange, Reading } from './reading.js';
import { type Resource, rowOf, shownOf } from './resources.js';
import type { Entity } from './views.js';

const LARGEST_INT = 2_147_483_647;

function filterOf(entity: Entity, property: string): Parameter<unknown> {
  const about = `Only those with this \`${property}\`.`;
  switch (columnType(entity, property)) {
    case 'uuid':
      return recordId(about);
    case 'int':
      return whole(0, LARGEST_INT, about);
    case 'boolean':
      return flag(about);
    default:
      return words(about);
  }
}

/** The problem of a record that is not there; what may not be read is not there either. */
export const noSuch = (one: string): ReturnType<typeof problem> =>
  problem('not-found', `There is no ${one} of this id, or it is not public.`);

/** The id of a path in the form in which it is stored; what is no id names nothing. */
export function idOf(text: string, one: string): string {
  if (!UUID.test(text)) throw noSuch(one);
  return text.toLowerCase();
}

/** The list and the single record of a resource. */
export function resourceController(resource: Resource): Type {
  const { path, one, many, entity, filters, conditions = {}, parts } = resource;
  const known = {
    ...PAGING,
    ...Object.fromEntries(filters.map((name) => [name, filterOf(entity, name)])),
    ...Object.fromEntries(Object.entries(conditions).map(([name, { asked }]) => [name, asked])),
  };
  const row = schemaOf(entity);
  const single = parts ? { ...row, additionalProperties: true } : row;

  @ApiTags('Queries')
  @Controller(`v1/${path}`)
  class ResourceController {
    constructor(@Inject(Reading) readonly reading: Reading) {}

    @Get()
    @DescribeQuery({ id: `list-${path}`, summary: `The ${many}, oldest first.` }, listOf(row), { paged: true })
    @ApiParameters(known)
    async list(@Asked() exchange: Exchange): Promise<unknown> {
      const { limit = 50, after, ...wanted } = readParameters(exchange.request.query, known);
      const behind = after === undefined ? undefined : keysOf(after, [UUID])[0];
      return this.reading.answer(exchange, {
        of: [entity],
        read: async (database, insight) => {
          const rows = await listed(database, resource, { wanted, behind, limit: limit + 1, insight });
          const page = pageOf(rows, limit, exchange, ({ id }) => [id]);
          return { items: page.map((each) => shownOf(resource, each, insight)) };
        },
      });
    }

    @Get(':id')
    @DescribeQuery({ id: `read-${path}`, summary: `One ${one}.` }, single)
    @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
    async read(@Param('id') id: string, @Asked() exchange: Exchange): Promise<unknown> {
      const key = idOf(id, one);
      readParameters(exchange.request.query, {});
      return this.reading.answer(exchange, {
        of: [entity],
        read: async (database, insight) => {
          const found = await rowOf(database, resource, key, insight);
          if (!found) throw noSuch(one);
          return { ...shownOf(resource, found, insight), ...(await parts?.(database, found, insight)) };
        },
      });
    }
  }
  return ResourceController;
}

interface Page {
  readonly wanted: Readonly<Record<string, unknown>>;
  readonly behind: string | undefined;
  readonly limit: number;
  readonly insight: Visibility;
}

async function listed(
  database: EntityManager,
  { entity, publicIf, conditions = {} }: Resource,
  page: Page,
): Promise<{ id: string }[]> {
  const query = database
    .createQueryBuilder(entity as Entity, 'r')
    .orderBy('r.id', 'ASC')
    .limit(page.limit);
  if (page.insight === 'PUBLIC' && publicIf) query.andWhere(publicIf);
  if (page.behind !== undefined) query.andWhere('r.id > :behind', { behind: page.behind });
  for (const [name, value] of Object.entries(page.wanted))
    query.andWhere(conditions[name]?.on(page.insight) ?? `r.${name} = :${name}`, { [name]: value });
  return (await query.getMany()) as { id: string }[];
}

import type { Visibility } from '#event-log';
import { Controller, Get, Inject, Param, type Type } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import type { EntityManager } from 'typeorm';
import { problem } from '../errors/problem.js';
import { Asked } from './asked.js';
import { columnType, DescribeQuery, schemaOf } from './docs.js';
import { columnsOf, formOfList, listForms, sentAs } from './listing.js';
import { pageOf } from './page.js';
import { ApiParameters, flag, PAGING, type Parameter, readParameters, recordId, UUID, whole, words } from './parameters.js';
import { type Exchange, Reading } from './reading.js';
import { type Resource, rowOf, shownOf } from './resources.js';
import { inOrder, keysOfPlace, type Order, orderOf, type Place, placeOf, sortParameter } from './sorting.js';
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
  const { path, one, many, entity, filters, sorts = [], conditions = {}, internal = [], parts } = resource;
  const known = {
    ...PAGING,
    ...(sorts.length > 0 ? { sort: sortParameter(sorts) } : {}),
    ...Object.fromEntries(filters.map((name) => [name, filterOf(entity, name)])),
    ...Object.fromEntries(Object.entries(conditions).map(([name, { asked }]) => [name, asked])),
  } as typeof PAGING & { readonly sort: Parameter<string> };
  const row = schemaOf(entity);
  const columnsFor = (insight: Visibility): readonly string[] =>
    columnsOf(row).filter((name) => insight !== 'PUBLIC' || !(internal as readonly string[]).includes(name));
  const single = parts ? { ...row, additionalProperties: true } : row;

  @ApiTags('Queries')
  @Controller(`v1/${path}`)
  class ResourceController {
    constructor(@Inject(Reading) readonly reading: Reading) {}

    @Get()
    @DescribeQuery({ id: `list-${path}`, summary: `The ${many}, oldest first unless sorted.` }, listForms(row), { paged: true })
    @ApiParameters(known)
    async list(@Asked() exchange: Exchange): Promise<unknown> {
      const { limit, after, sort, ...wanted } = readParameters(exchange.request.query, known);
      const { form, most } = formOfList(exchange, limit);
      const order = orderOf(sort);
      const behind = after === undefined ? undefined : placeOf(order, after, entity);
      const found = await this.reading.answer(exchange, {
        of: [entity],
        form,
        read: async (database, insight) => {
          const rows = await listed(database, resource, { wanted, order, behind, limit: most + 1, insight });
          const page = pageOf(rows, most, exchange, ({ place }) => keysOfPlace(order, place));
          return { insight, items: page.map((each) => shownOf(resource, each.row, insight)) };
        },
      });
      return found && sentAs(form, exchange, { file: path, columns: columnsFor(found.insight) }, found.items);
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
  readonly order: Order;
  readonly behind: Place | undefined;
  readonly limit: number;
  readonly insight: Visibility;
}

function listed(
  database: EntityManager,
  { entity, publicIf, conditions = {} }: Resource,
  { wanted, insight, order, behind, limit }: Page,
): Promise<{ row: { id: string }; place: Place }[]> {
  const query = database.createQueryBuilder(entity, 'r');
  if (insight === 'PUBLIC' && publicIf) query.andWhere(publicIf);
  for (const [name, value] of Object.entries(wanted))
    query.andWhere(conditions[name]?.on(insight) ?? `r.${name} = :${name}`, { [name]: value });
  return inOrder(query, entity, order, { behind, limit });
}

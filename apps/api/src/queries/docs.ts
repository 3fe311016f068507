/** What the queries say of themselves in OpenAPI. */
import { applyDecorators } from '@nestjs/common';
import { ApiExtraModels, ApiHeader, ApiOperation, ApiResponse, getSchemaPath } from '@nestjs/swagger';
import { getMetadataArgsStorage } from 'typeorm';
import { PROBLEM_JSON, ProblemDetails } from '../errors/problem.js';
import type { Entity } from './views.js';

export type Schema = Readonly<Record<string, unknown>>;

const OF_COLUMNS: Readonly<Record<string, Schema>> = {
  uuid: { type: 'string', format: 'uuid' },
  int: { type: 'integer' },
  boolean: { type: 'boolean' },
  date: { type: 'string', format: 'date' },
  timestamptz: { type: 'string', format: 'date-time' },
  jsonb: {},
};

/** The type of a property of a view, as its table has it. */
export function columnType(entity: Entity, property: string): string {
  const column = columnsOf(entity).find(({ propertyName }) => propertyName === property);
  if (!column) throw new Error(`${entity.name} has no column ${property}.`);
  return String(column.options.type);
}

const columnsOf = (entity: Entity) => getMetadataArgsStorage().columns.filter(({ target }) => target === entity);

/** The schema of a row of a view: what its table says. `parts` are properties beside. */
export function schemaOf(entity: Entity, parts: Readonly<Record<string, Schema>> = {}): Schema {
  const properties = columnsOf(entity).map(({ propertyName, options }) => {
    const schema = OF_COLUMNS[String(options.type)] ?? { type: 'string' };
    return [propertyName, options.nullable && 'type' in schema ? { ...schema, type: [schema['type'], 'null'] } : schema] as const;
  });
  return { type: 'object', properties: { ...Object.fromEntries(properties), ...parts } };
}

export const listOf = (items: Schema): Schema => ({
  type: 'object',
  required: ['items'],
  properties: { items: { type: 'array', items } },
});

const header = (description: string) => ({ description, schema: { type: 'string' as const } });

/** A query: what it answers with, and the problems that it can have. */
export function DescribeQuery(
  { id, summary, description }: { id: string; summary: string; description?: string },
  content: Schema | Readonly<Record<string, Schema>>,
  { paged = false, cached = true, forSome = false }: { paged?: boolean; cached?: boolean; forSome?: boolean } = {},
): MethodDecorator {
  const forms = Object.keys(content).some((key) => key.includes('/'))
    ? (content as Record<string, Schema>)
    : { 'application/json': content };
  const problems: Record<number, string> = {
    400: 'A parameter or a header has no meaning here.',
    401: forSome ? 'No token, or one that is not to be trusted.' : 'A token that is not to be trusted.',
    404: 'There is no such record, or it may not be read.',
    503: 'The views are away, or have not come as far as `Consistent-With` asks.',
  };
  if (forSome) problems[403] = 'Not for the roles of the token.';
  return applyDecorators(
    ApiExtraModels(ProblemDetails),
    ApiOperation({ operationId: id, summary, ...(description ? { description } : {}) }),
    ...(cached
      ? [
          ApiHeader({
            name: 'If-None-Match',
            required: false,
            schema: { type: 'string' },
            description: 'The `ETag` of an answer that is kept.',
          }),
          ApiHeader({
            name: 'Consistent-With',
            required: false,
            schema: { type: 'string', format: 'uuid' },
            description: 'The id of a command: waits up to 5 s until its result can be read here.',
          }),
          ApiResponse({ status: 304, description: 'The answer that is kept still holds.' }),
        ]
      : []),
    ApiResponse({
      status: 200,
      description: summary,
      headers: {
        ...(cached ? { ETag: header('The state of the views that was read; weak, and no version of a record.') } : {}),
        ...(cached
          ? {
              'Lacking-Positions': header(
                'Only where a view that was read was led past an entry which it could not digest: its name and the positions, ' +
                  '`trace=(17 23)` (RFC 9651). The log has them.',
              ),
            }
          : {}),
        ...(paged ? { Link: header('`rel="next"`: the next page, where there is one.') } : {}),
      },
      content: Object.fromEntries(Object.entries(forms).map(([type, schema]) => [type, { schema }])),
    }),
    ...Object.entries(problems).map(([status, text]) =>
      ApiResponse({
        status: Number(status),
        description: text,
        content: { [PROBLEM_JSON]: { schema: { $ref: getSchemaPath(ProblemDetails) } } },
      }),
    ),
  );
}

import { Catalog } from '#command-queue';
import type { INestApplication } from '@nestjs/common';
import { DocumentBuilder, type OpenAPIObject, SwaggerModule } from '@nestjs/swagger';
import { SENT } from './sent-webhooks.js';

/** Holds the description once the application stands: it is made from the controllers themselves. */
export class OpenApi {
  text = '{}';

  describe(app: INestApplication): void {
    this.text = JSON.stringify(openApiOf(app, app.get(Catalog)));
  }
}

const DESCRIPTION = `Records software for rule-making by a police commission. Every write is a command: it is taken into a durable ledger, decided
by a worker, and ends in events or in a refusal; both are entries of one verifiable log. Errors are problem details (RFC 9457), each
documented at the path that its \`type\` names: [all of them](/problems).`;

/** OpenAPI 3.1 of all controllers. */
export function openApiOf(app: INestApplication, catalog: Catalog): OpenAPIObject {
  const config = new DocumentBuilder()
    .setOpenAPIVersion('3.1.0')
    .setTitle('Promulgate')
    .setDescription(DESCRIPTION)
    .setVersion('1')
    .setLicense('Apache-2.0', 'https://www.apache.org/licenses/LICENSE-2.0')
    .addServer('/')
    .addBearerAuth({
      type: 'http',
      scheme: 'bearer',
      bearerFormat: 'JWT',
      description: 'An access token (RFC 9068) of the configured issuer.',
    })
    .addTag('Commands', 'The only way to write.')
    .addTag('Problems', 'What each error means.')
    .build();
  const document = SwaggerModule.createDocument(app, config);
  leaveOutThePast(document, catalog);
  closeBodies(document);
  shareResponses(document);
  // The router has a colon that is none of a parameter written twice, and no name for what takes several segments.
  document.paths = Object.fromEntries(
    Object.entries(document.paths).map(([path, item]) => [path.replace('::', ':').replace('/*', '/{path}'), item]),
  );
  return { ...document, webhooks: SENT };
}

interface Schema {
  readonly $ref?: string;
  readonly type?: unknown;
  additionalProperties?: unknown;
  readonly [key: string]: unknown;
}

/** The field of a step of the past is one of every body's class; the door refuses it where the record has no past. */
function leaveOutThePast(document: OpenAPIObject, { commands }: Catalog): void {
  for (const { spec, lifecycle } of commands) {
    const schema = document.components?.schemas?.[spec.body.name];
    if (!lifecycle.past && schema !== undefined && 'properties' in schema) delete schema.properties?.['asserted'];
  }
}

/** Says of every schema that a request body reaches that it takes no other fields: the door refuses them. */
function closeBodies(document: OpenAPIObject): void {
  const seen = new Set<string>();
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { $ref } = node as Schema;
    if ($ref !== undefined) {
      const name = $ref.slice($ref.lastIndexOf('/') + 1);
      if (seen.has(name)) return;
      seen.add(name);
      const schema = document.components?.schemas?.[name] as Schema | undefined;
      if (schema?.type === 'object') schema.additionalProperties ??= false;
      visit(schema);
    }
    for (const child of Object.values(node)) visit(child);
  };
  for (const path of Object.values(document.paths))
    for (const operation of Object.values(path as Record<string, { requestBody?: unknown } | undefined>))
      visit(operation?.requestBody);
}

/** Responses that so many operations have are written once. */
const SHARED_FROM = 4;
/** Of the words of a description, in the name of a response. */
const NAMING_WORDS = 8;

type Operations = Record<string, { responses?: Record<string, unknown> } | undefined>;

/** Writes what operations answer alike once, under a name made of its status and its words: most of the document was the same problems again. */
function shareResponses(document: OpenAPIObject): void {
  const answered = Object.values(document.paths)
    .flatMap((path) => Object.values(path as Operations))
    .flatMap((operation) => (operation?.responses ? [operation.responses] : []));
  const texts = answered.flatMap((responses) => Object.entries(responses).map(([status, each]) => textOf(status, each)));
  const shared = new Map([...Map.groupBy(texts, (text) => text)].filter(([, { length }]) => length >= SHARED_FROM));
  const named: Record<string, unknown> = {};
  const names = new Map<string, string>();
  for (const text of shared.keys()) {
    const [status, response] = JSON.parse(text) as [string, { description?: string }];
    const words = (response.description ?? '').toLowerCase().match(/[a-z]+/g) ?? [];
    const name = [status, ...words.slice(0, NAMING_WORDS)].join('-');
    // Whoever comes second of a name is written out.
    if (name in named) continue;
    named[name] = response;
    names.set(text, name);
  }
  for (const responses of answered)
    for (const [status, response] of Object.entries(responses)) {
      const name = names.get(textOf(status, response));
      if (name !== undefined) responses[status] = { $ref: `#/components/responses/${name}` };
    }
  document.components = { ...document.components, responses: named as NonNullable<OpenAPIObject['components']>['responses'] };
}

const textOf = (status: string, response: unknown): string => JSON.stringify([status, response]);

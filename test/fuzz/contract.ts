/** The api's own description, read as what may be sent to it. */

export interface Schema {
  readonly $ref?: string;
  readonly allOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly type?: string;
  readonly format?: string;
  readonly uniqueItems?: boolean;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly items?: Schema;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
}

export interface Parameter {
  readonly in: 'path' | 'query' | 'header';
  readonly name: string;
  readonly required?: boolean;
  readonly schema: Schema;
}

export interface Operation {
  readonly id: string;
  readonly method: string;
  /** `/v1/drafts/{id}` */
  readonly path: string;
  readonly parameters: readonly Parameter[];
  /** Of a command's body. */
  readonly body: Schema | undefined;
  /** Who may send it, where it says so. */
  readonly roles: readonly string[];
  /** Anybody may send it. */
  readonly open: boolean;
  /** It can be entered of the past. */
  readonly past: boolean;
}

interface OpenApi {
  readonly paths: Readonly<Record<string, Readonly<Record<string, RawOperation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> };
}

interface RawOperation {
  readonly operationId: string;
  readonly description?: string;
  readonly parameters?: readonly Parameter[];
  readonly responses?: Readonly<Record<string, { readonly content?: Readonly<Record<string, unknown>> }>>;
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
}

export class Contract {
  readonly operations: readonly Operation[];
  readonly commands: readonly Operation[];
  readonly queries: readonly Operation[];

  constructor(private readonly document: OpenApi) {
    this.operations = Object.entries(document.paths).flatMap(([path, methods]) =>
      Object.entries(methods)
        .filter(([, raw]) => !neverEnds(raw))
        .map(([method, raw]) => operationOf(path, method, raw)),
    );
    // A batch is answered otherwise than each of its commands: it is among the operations only.
    this.commands = this.operations.filter(({ body, path }) => body && path.startsWith('/v1/commands/'));
    this.queries = this.operations.filter(({ body }) => !body);
    if (this.commands.length === 0 || this.queries.length === 0) throw new Error('The description lists no operations.');
  }

  /** The schema itself: references followed, and what stands beside them put together. Throws where a reference leads nowhere. */
  resolve(schema: Schema): Schema {
    if (schema.allOf)
      return { ...schema, ...(Object.assign({}, ...schema.allOf.map((part) => this.resolve(part))) as Schema), allOf: undefined };
    if (schema.$ref === undefined) return schema;
    const found = this.document.components.schemas[schema.$ref.slice('#/components/schemas/'.length)];
    if (!found) throw new Error(`The description names ${JSON.stringify(schema.$ref)}, and there is none.`);
    return this.resolve(found);
  }
}

/** An answer that goes on for as long as somebody listens says nothing by its end; its wrong cursors and filters are tried by hand. */
function neverEnds({ responses }: RawOperation): boolean {
  return responses?.['200']?.content?.['text/event-stream'] !== undefined;
}

function operationOf(path: string, method: string, raw: RawOperation): Operation {
  const list = /\*\*Roles:\*\* ([^\n]*)/.exec(raw.description ?? '')?.[1] ?? '';
  const roles = [...list.matchAll(/`([^`]+)`/g)].map(([, role]) => String(role));
  return {
    id: raw.operationId,
    method: method.toUpperCase(),
    path,
    parameters: raw.parameters ?? [],
    body: raw.requestBody?.content['application/json']?.schema,
    // Somebody with another role may say more than the public does.
    roles: roles.filter((role) => role !== 'public'),
    open: roles.includes('public'),
    past: raw.description?.includes('**Of the past**') ?? false,
  };
}

import { type Catalog, Catalog as CatalogToken } from '#command-queue';
import type { Caller } from '#identity';
import { Controller, HttpCode, Inject, Post, Req } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiQuery, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { Problem, problem } from '../errors/problem.js';
import { Metrics } from '../health/metrics.js';
import { CurrentCaller, NeedsToken } from '../identity/current-caller.js';
import { isForClients } from './commands.controller.js';
import { Door } from './door.js';
import { checkMediaType } from './request-headers.js';
import { RequestBody } from './request-body.js';

const MOST_COMMANDS = 1_000;
/** What a command of a batch may say for itself; the other headers are those of the request. */
const OWN_HEADERS = { idempotencyKey: 'idempotency-key', ifMatch: 'if-match' } as const;
const FIELDS: readonly string[] = ['name', 'body', ...Object.keys(OWN_HEADERS)];

interface Item {
  readonly name: string;
  readonly body: unknown;
  readonly idempotencyKey?: string;
  readonly ifMatch?: string;
}

/** What a command would have been answered by itself. */
interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

@ApiTags('Commands')
@NeedsToken()
@Controller('v1')
export class BatchController {
  constructor(
    @Inject(Door) private readonly door: Door,
    @Inject(Metrics) private readonly metrics: Metrics,
    @Inject(CatalogToken) private readonly catalog: Catalog,
  ) {}

  /** The path ends in `commands:batch`; a colon that is none of a parameter is written twice. */
  @Post('commands::batch')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'send-batch',
    summary: `Up to ${MOST_COMMANDS} commands in one request, each accepted, settled and audited by itself.`,
    description:
      'They enter the ledger in their order. Each is answered as it would have been by itself: one that is refused keeps no other from being taken.',
  })
  @ApiBody({
    required: true,
    schema: {
      type: 'object',
      required: ['commands'],
      additionalProperties: false,
      properties: {
        commands: {
          type: 'array',
          minItems: 1,
          maxItems: MOST_COMMANDS,
          items: {
            type: 'object',
            required: ['name', 'body'],
            additionalProperties: false,
            properties: {
              name: { type: 'string', description: 'As in the path of the single command.' },
              body: { type: 'object' },
              idempotencyKey: { type: 'string', description: 'As the header Idempotency-Key of the single command.' },
              ifMatch: { type: 'string', description: 'As the header If-Match of the single command.' },
            },
          },
        },
      },
    },
  })
  @ApiHeader({ name: 'Prefer', required: false, description: '`wait=N`: wait up to N (at most 30) seconds for the results.' })
  @ApiQuery({ name: 'dryRun', required: false, schema: { type: 'boolean', default: false } })
  @ApiResponse({
    status: 200,
    description: 'What became of each, in their order.',
    content: {
      'application/json': {
        schema: {
          type: 'object',
          properties: {
            items: {
              type: 'array',
              items: {
                type: 'object',
                properties: { status: { type: 'integer' }, headers: { type: 'object' }, body: { type: 'object' } },
              },
            },
          },
        },
      },
    },
  })
  async send(@Req() request: FastifyRequest, @CurrentCaller() caller: Caller): Promise<{ items: readonly Answered[] }> {
    checkMediaType(request.headers['content-type'], request.headers['content-encoding']);
    const items = readItems(request.body);
    const taken = items.map((item) => () => this.answered(item, caller, request));
    // All that start in one turn go into the ledger in that order; what has to be looked up before is done one by one.
    const waits = items.some(({ body }) => typeof body === 'object' && body !== null && 'actingUnder' in body);
    if (!waits) return { items: await Promise.all(taken.map((take) => take())) };
    const answers: Answered[] = [];
    for (const take of taken) answers.push(await take());
    return { items: answers };
  }

  private async answered({ name, body, ...own }: Item, caller: Caller, { headers, query }: FastifyRequest): Promise<Answered> {
    const command = this.catalog.find(name);
    try {
      if (!command || !isForClients(command)) throw problem('not-found', 'There is no command of this name.');
      const answer = await this.door.take(command, caller, {
        headers: { ...headers, ...headersOf(own) },
        query: query as Readonly<Record<string, unknown>>,
        body: RequestBody.of(body),
      });
      this.metrics.countCommand(answer.outcome);
      return { status: answer.status, headers: answer.headers, body: answer.body };
    } catch (error) {
      this.metrics.countCommand('refused');
      if (!(error instanceof Problem)) throw error;
      return { status: error.body.status, headers: error.headers, body: { ...error.body, instance: `/v1/commands/${name}` } };
    }
  }
}

function headersOf(own: Omit<Item, 'name' | 'body'>): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(OWN_HEADERS).map(([field, header]) => [header, own[field as keyof typeof own]]));
}

function readItems(bytes: unknown): readonly Item[] {
  const value = new RequestBody(bytes).value();
  const commands = isObject(value) && Object.keys(value).length === 1 ? value['commands'] : undefined;
  if (!Array.isArray(commands) || commands.length === 0 || commands.length > MOST_COMMANDS)
    throw problem('invalid-body', `The body is not a batch: it holds "commands", a list of 1 to ${MOST_COMMANDS}.`, [
      { pointer: '/commands', detail: `must be a list of 1 to ${MOST_COMMANDS} commands` },
    ]);
  const faults = commands.flatMap((item: unknown, at) => (isItem(item) ? [] : [{ pointer: `/commands/${at}`, detail: FORM }]));
  if (faults.length > 0) throw problem('invalid-body', 'The body is not a batch.', faults);
  return commands as Item[];
}

const FORM = `must hold a name and a body, and may hold ${Object.keys(OWN_HEADERS).join(' and ')} as text`;

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function isItem(item: unknown): boolean {
  return (
    isObject(item) &&
    Object.keys(item).every((field) => FIELDS.includes(field)) &&
    typeof item['name'] === 'string' &&
    isObject(item['body']) &&
    Object.keys(OWN_HEADERS).every((field) => item[field] === undefined || typeof item[field] === 'string')
  );
}

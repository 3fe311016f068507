import { type Catalog, type CatalogCommand, Catalog as CatalogToken } from '#command-queue';
import { type CommandReport, type Pool, reportsOf } from '#event-log';
import type { Caller } from '#identity';
import type { Role } from '#kernel';
import { Controller, Get, Header, HttpCode, Inject, Param, Post, Req, Res, type Type } from '@nestjs/common';
import { ApiExcludeEndpoint, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problem } from '../errors/problem.js';
import { Metrics } from '../health/metrics.js';
import { ANYBODY, CurrentCaller, NeedsNoToken, NeedsToken, WritableByAnybody } from '../identity/current-caller.js';
import { notAuthenticated } from '../identity/bearer.js';
import { POOL } from '../tokens.js';
import { describeCommand } from './command-docs.js';
import { Door } from './door.js';
import { UUID } from './incoming.js';
import { RequestBody } from './request-body.js';
import { type CommandStatusReport, CommandStatusReport as CommandStatusReportSchema, statusReport } from './presentation.js';

/** Sends a command through the door and writes its answer. */
async function takeCommand(
  { door, metrics }: { readonly door: Door; readonly metrics: Metrics },
  command: CatalogCommand,
  { request, reply, caller }: { readonly request: FastifyRequest; readonly reply: FastifyReply; readonly caller: Caller },
): Promise<unknown> {
  const { headers, query } = request;
  try {
    const answer = await door.take(command, caller, {
      headers,
      query: query as Readonly<Record<string, unknown>>,
      body: new RequestBody(request.body),
    });
    metrics.countCommand(answer.outcome);
    void reply.status(answer.status).headers(answer.headers);
    return answer.body;
  } catch (error) {
    metrics.countCommand('refused');
    throw error;
  }
}

/** Commands that somebody outside may send; the others belong to reactions and clocks, and nobody is told of them. */
export const isForClients = ({ spec }: CatalogCommand): boolean => spec.roles.some((role) => role !== 'system');

/** A controller with one operation for each command of the catalog: a new command is here by being in the catalog. */
export function commandsController(catalog: Catalog): Type {
  @ApiTags('Commands')
  @NeedsToken()
  @Controller('v1/commands')
  class CommandsController {
    constructor(
      @Inject(Door) readonly door: Door,
      @Inject(Metrics) readonly metrics: Metrics,
    ) {}
  }
  for (const command of catalog.commands.filter(isForClients)) addOperation(CommandsController, command);
  return CommandsController;
}

function addOperation(controller: Type<{ door: Door; metrics: Metrics }>, command: CatalogCommand): void {
  const { name } = command;
  const prototype = controller.prototype as Record<string, unknown>;
  prototype[name] = function (
    this: { door: Door; metrics: Metrics },
    request: FastifyRequest,
    reply: FastifyReply,
    caller: Caller,
  ) {
    return takeCommand(this, command, { request, reply, caller });
  };
  Reflect.defineMetadata('design:paramtypes', [Object, Object, Object], prototype, name);
  Req()(prototype, name, 0);
  Res({ passthrough: true })(prototype, name, 1);
  CurrentCaller()(prototype, name, 2);
  const descriptor = Object.getOwnPropertyDescriptor(prototype, name);
  if (!descriptor) throw new Error(`The operation ${name} was not made.`);
  const open = command.spec.roles.includes('public') ? [WritableByAnybody()] : [];
  for (const decorate of [Post(name), HttpCode(202), describeCommand(command), ...open]) decorate(prototype, name, descriptor);
}

/** Who may ask what became of other people's commands. */
const READERS_OF_ALL: ReadonlySet<Role> = new Set(['commission-staff', 'board-secretary', 'oversight', 'administrator']);

@ApiTags('Commands')
@NeedsToken()
@Controller('v1/commands')
export class CommandStatusController {
  constructor(
    @Inject(POOL) private readonly pool: Pool,
    @Inject(CatalogToken) private readonly catalog: Catalog,
  ) {}

  @Get(':id')
  @NeedsNoToken()
  @Header('cache-control', 'no-store')
  @ApiOperation({
    operationId: 'read-command',
    summary: 'What became of a command.',
    description:
      'Own commands; any for commission-staff, board-secretary, oversight and administrator. Of one that was sent without a token whoever knows its id.',
  })
  @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
  @ApiOkResponse({ type: CommandStatusReportSchema })
  async read(@Param('id') id: string, @CurrentCaller() caller: Caller): Promise<CommandStatusReport> {
    if (this.catalog.find(id)) throw problem('method-not-allowed', 'A command is sent by POST.', undefined, { allow: 'POST' });
    const [report] = UUID.test(id) ? await reportsOf(this.pool, [id]) : [];
    const mayRead = report?.actor === caller.subject || caller.roles.some((role) => READERS_OF_ALL.has(role));
    if (!mayRead && caller === ANYBODY) throw notAuthenticated('This needs a bearer token.');
    if (!report || !mayRead) throw problem('not-found', 'There is no command of this id, or it is not yours.');
    const fault = caller.roles.includes('administrator') ? await this.faultOf(report) : undefined;
    return { ...statusReport(report), ...(fault ? { fault } : {}) };
  }

  /** What is posted to a name that no command has. */
  @Post(':name')
  @ApiExcludeEndpoint()
  unknown(): never {
    throw problem('not-found', 'There is no command of this name.');
  }

  private async faultOf({ id, status }: CommandReport): Promise<string | undefined> {
    if (status !== 'failed') return undefined;
    const { rows } = await this.pool.query<{ fault: string | null }>('select fault from commands where id = $1', [id]);
    return rows[0]?.fault ?? undefined;
  }
}

import { findIncident, type Incident, INCIDENT_KINDS, INCIDENT_STATES, listIncidents, type Pool } from '#event-log';
import type { Caller } from '#identity';
import type { Role } from '#kernel';
import { Controller, Get, Header, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problem } from '../errors/problem.js';
import { CurrentCaller, NeedsToken } from '../identity/current-caller.js';
import { POOL } from '../tokens.js';
import { keysOf } from './cursor.js';
import { DescribeQuery, listOf, type Schema } from './docs.js';
import { pageOf } from './page.js';
import { ApiParameters, oneOf, PAGING, readParameters, UUID } from './parameters.js';

const READERS: ReadonlySet<Role> = new Set(['administrator', 'oversight']);

const KNOWN = {
  ...PAGING,
  state: oneOf(INCIDENT_STATES, 'Only those in this state; what waits for somebody is OPEN.'),
  kind: oneOf(INCIDENT_KINDS, 'Only those of this kind.'),
};

const text = (description: string): Schema => ({ type: 'string', description });
const at = { type: 'string', format: 'date-time' };

const INCIDENT: Schema = {
  type: 'object',
  required: ['id', 'kind', 'state', 'fault', 'tries', 'beganAt', 'lastTriedAt', 'endedAt'],
  properties: {
    id: { type: 'string', format: 'uuid' },
    kind: { type: 'string', enum: [...INCIDENT_KINDS] },
    state: {
      type: 'string',
      enum: [...INCIDENT_STATES],
      description: 'RESOLVED: a later try succeeded by itself. The others but OPEN are acts of somebody, and entries of the log.',
    },
    commandId: { type: 'string', format: 'uuid', description: 'Of a COMMAND: the failed command.' },
    command: text('Of a COMMAND: its name.'),
    stream: text('Of a COMMAND: the record that it was to change, `drafts/{id}`.'),
    consumer: text('Of a VIEW or a REACTION: its name, `view:trace`.'),
    position: { type: 'integer', description: 'Of a VIEW or a REACTION: the entry of the log that it could not digest.' },
    eventType: text('Of a VIEW or a REACTION: the kind of that entry, `order.signed`.'),
    standing: { type: 'boolean', description: 'Of a VIEW or a REACTION: whether it still stands before that entry.' },
    fault: text('The class and the first line of the error, without values.'),
    tries: { type: 'integer' },
    beganAt: at,
    lastTriedAt: at,
    endedAt: { type: ['string', 'null'], format: 'date-time' },
  },
};

/** What the machine could not do. Read from the ledger's side, not from a view: a view may be what stands still. */
@ApiTags('Queries')
@NeedsToken()
@Controller('v1/incidents')
export class IncidentsController {
  constructor(@Inject(POOL) private readonly pool: Pool) {}

  @Get()
  @Header('cache-control', 'no-store')
  @DescribeQuery(
    { id: 'list-incidents', summary: 'Incidents, the oldest first.', description: 'For administrator and oversight.' },
    listOf(INCIDENT),
    { paged: true, cached: false, forSome: true },
  )
  @ApiParameters(KNOWN)
  async list(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentCaller() caller: Caller,
  ): Promise<{ items: Incident[] }> {
    admit(caller);
    const { limit = 50, after, state, kind } = readParameters(request.query, KNOWN);
    const behind = after === undefined ? undefined : Number(keysOf(after, [/^\d{1,15}$/])[0]);
    const found = await listIncidents(this.pool, { state, kind, after: behind }, limit + 1);
    const page = pageOf(found, limit, { request, reply }, ({ place }) => [String(place)]);
    return { items: page.map(({ incident }) => incident) };
  }

  @Get(':id')
  @Header('cache-control', 'no-store')
  @DescribeQuery({ id: 'read-incidents', summary: 'One incident.', description: 'For administrator and oversight.' }, INCIDENT, {
    cached: false,
    forSome: true,
  })
  @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
  async read(@Param('id') id: string, @Req() request: FastifyRequest, @CurrentCaller() caller: Caller): Promise<Incident> {
    admit(caller);
    readParameters(request.query, {});
    const found = UUID.test(id) ? await findIncident(this.pool, id) : undefined;
    if (!found) throw problem('not-found', 'There is no incident of this id.');
    return found;
  }
}

function admit({ roles }: Caller): void {
  if (!roles.some((role) => READERS.has(role)))
    throw problem('not-for-this-role', `Incidents are read by ${[...READERS].join(' and ')}.`);
}

import type { Caller } from '#identity';
import { chainOf, nodesAlong, TRACEABLE, timelineOf, TraceNodeView } from '#oversight';
import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentCaller } from '../identity/current-caller.js';
import { keysOf } from './cursor.js';
import { DescribeQuery, listOf, type Schema } from './docs.js';
import { pageOf } from './page.js';
import { ApiParameters, PAGING, readParameters, whole } from './parameters.js';
import { Reading } from './reading.js';
import { idOf, noSuch } from './resource.controller.js';

const MOST_ENTRIES = 1_000;
const TIMELINE = { ...PAGING, limit: whole(1, MOST_ENTRIES, 'The most entries to answer with.', MOST_ENTRIES) };

const NODE: Schema = {
  type: 'object',
  properties: {
    key: { type: 'string', description: 'What edges name it by: `drafts/{id}`; of a part of a record `meetings/{id}#3A`.' },
    step: {
      type: 'string',
      description:
        'directive, provision, board-report, recommendation, request, protocol, draft, clearances, meeting, vote, hearing, direction, undertaking, ' +
        'board-action, order, version-in-force, report-back, external-step',
    },
    type: { type: 'string' },
    id: { type: 'string', format: 'uuid' },
    label: { type: 'string' },
    status: { type: 'string' },
    occurredAt: { type: 'string', format: 'date-time', description: 'Of its last event, as what follows.' },
    position: { type: 'integer' },
    actor: { type: 'string' },
    actorRole: { type: 'string' },
    details: {
      type: 'object',
      description: 'What the step is about: versions, reviews, tally, recusals, posting, changes, figures.',
    },
  },
};
const CHAIN: Schema = {
  type: 'object',
  properties: {
    root: NODE,
    chain: { type: 'array', items: NODE, description: 'In the order of the process.' },
    edges: {
      type: 'array',
      description: 'From the later step to what it stems from or refers to, by their keys.',
      items: { type: 'object', properties: { from: { type: 'string' }, to: { type: 'string' } } },
    },
  },
};
const ENTRY: Schema = {
  type: 'object',
  properties: {
    position: { type: 'integer' },
    occurredAt: { type: 'string', format: 'date-time' },
    recordedAt: { type: 'string', format: 'date-time' },
    actor: { type: 'string' },
    actorRole: { type: 'string' },
    type: { type: 'string', examples: ['gov.commission.order.signed.v1'] },
    subject: { type: 'string' },
    sentence: { type: 'string', description: 'What happened, for people; as far as the reader may know.' },
  },
};

@ApiTags('Queries')
@Controller('v1/trace')
export class TraceController {
  constructor(@Inject(Reading) private readonly reading: Reading) {}

  @Get(':type/:id')
  @DescribeQuery(
    {
      id: 'read-trace',
      summary: 'The chain in which a record stands, both ways.',
      description:
        'From the provision over request, draft, reviews and vote to the order in force and its report-backs, with what was recommended, asked for, ' +
        'promised and done by other bodies on the way.',
    },
    CHAIN,
  )
  @ApiParam({ name: 'type', schema: { type: 'string', enum: [...TRACEABLE] } })
  @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
  async trace(
    @Param() { type = '', id = '' }: Readonly<Record<string, string>>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentCaller() caller: Caller,
  ): Promise<unknown> {
    const key = traceable(type, id);
    readParameters(request.query, {});
    return this.reading.answer(
      { request, reply, caller },
      {
        of: [TraceNodeView],
        read: async (database, insight) => {
          const chain = await chainOf(database, type, key, insight !== 'PUBLIC');
          if (!chain) throw noSuch('record');
          return chain;
        },
      },
    );
  }

  @Get(':type/:id/timeline')
  @DescribeQuery(
    {
      id: 'read-timeline',
      summary: 'The entries of the log along the chain of a record, a sentence each; refusals included.',
    },
    listOf(ENTRY),
    { paged: true },
  )
  @ApiParameters(TIMELINE)
  @ApiParam({ name: 'type', schema: { type: 'string', enum: [...TRACEABLE] } })
  @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
  async timeline(
    @Param() { type = '', id = '' }: Readonly<Record<string, string>>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentCaller() caller: Caller,
  ): Promise<unknown> {
    const key = traceable(type, id);
    const { limit = MOST_ENTRIES, after } = readParameters(request.query, TIMELINE);
    const behind = after === undefined ? 0 : Number(keysOf(after, [/^\d{1,15}$/])[0]);
    return this.reading.answer(
      { request, reply, caller },
      {
        of: [TraceNodeView],
        read: async (database, insight) => {
          const internal = insight !== 'PUBLIC';
          const along = await nodesAlong(database, type, key, internal);
          if (!along) throw noSuch('record');
          const entries = await timelineOf(database, along, { after: behind, limit: limit + 1, internal });
          return { items: pageOf(entries, limit, { request, reply }, ({ position }) => [String(position)]) };
        },
      },
    );
  }
}

function traceable(type: string, id: string): string {
  if (!TRACEABLE.some((known) => known === type)) throw noSuch('kind of record');
  return idOf(id, 'record');
}

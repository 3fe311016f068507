import { Catalog, Decisions } from '#command-queue';
import type { Pool } from '#event-log';
import { insightOf } from '#feed';
import type { Caller } from '#identity';
import { draft, factsOfText, readinessOf, versionOfDraft } from '#protocols';
import { Controller, Get, Header, Inject, Param, Req } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { problem } from '../errors/problem.js';
import { CurrentCaller, NeedsToken } from '../identity/current-caller.js';
import { POOL } from '../tokens.js';
import { DescribeQuery, type Schema } from './docs.js';
import { readParameters } from './parameters.js';
import { idOf, noSuch } from './resource.controller.js';

const text: Schema = { type: 'string' };
const STEPS: Schema = {
  type: 'array',
  items: {
    type: 'object',
    required: ['command', 'roles'],
    properties: { command: text, roles: { type: 'array', items: text } },
  },
};
const READINESS: Schema = {
  type: 'object',
  required: ['draftId', 'status', 'ready', 'next', 'obstacles'],
  properties: {
    draftId: { type: 'string', format: 'uuid' },
    status: text,
    ready: { type: 'boolean', description: 'Whether a transmittal of the text would be taken now, of somebody who may send it.' },
    text: { type: 'object', properties: { version: { type: 'integer' }, textHash: text } },
    next: { ...STEPS, description: 'What leads on from here, and who may do it.' },
    obstacles: {
      type: 'array',
      description: 'The rules that would refuse the transmittal, in their order, and what lifts each.',
      items: { type: 'object', properties: { code: text, title: text, detail: text, remedy: text, liftedBy: STEPS } },
    },
    later: {
      type: 'object',
      description:
        'What keeps no text from the Board, but an order or the vote: labor, conditions of the clearance, the other reviews.',
      properties: {
        labor: { type: 'string', enum: ['SETTLED', 'PERMITTED', 'OPEN'] },
        openConditions: { type: 'array', items: { type: 'object', properties: { id: text, text } } },
        ...{ publicComment: text, oig: text, accessibility: text },
      },
    },
  },
};

/** What still stands between a draft and the Board. Asked of the deciders, not of a view: it is what they would answer. */
@ApiTags('Queries')
@NeedsToken()
@Controller('v1/drafts')
export class ReadinessController {
  constructor(
    @Inject(POOL) private readonly pool: Pool,
    @Inject(Decisions) private readonly decisions: Decisions,
    @Inject(Catalog) private readonly catalog: Catalog,
  ) {}

  @Get(':id/readiness')
  @Header('cache-control', 'no-store')
  @DescribeQuery(
    {
      id: 'read-draft-readiness',
      summary: 'What still stands between this text and the Board, and who can lift it.',
      description: 'For those who work here.',
    },
    READINESS,
    { cached: false, forSome: true },
  )
  @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
  async readiness(@Param('id') id: string, @Req() request: FastifyRequest, @CurrentCaller() caller: Caller): Promise<unknown> {
    if (insightOf(caller) === 'PUBLIC')
      throw problem('not-for-this-role', 'The readiness of a draft is for those who work on it.');
    const draftId = idOf(id, 'draft');
    readParameters(request.query, {});
    const read = this.decisions.reading(this.pool);
    const state = await read.state(draft, draftId);
    if (!state) throw noSuch('draft');
    const facts = await factsOfText(read, undefined, state);
    const { next, obstacles, ...rest } = readinessOf(state, this.decisions.profileOf(versionOfDraft(state)), facts);
    return {
      ...{ draftId, status: state.status, ready: state.status === 'READY' && obstacles.length === 0, ...rest },
      next: next.map((command) => this.step(command)),
      obstacles: obstacles.map(({ refusal: { rule, detail }, liftedBy }) => ({
        ...{ code: rule.code, title: rule.sentence, detail, remedy: rule.remedy },
        liftedBy: liftedBy.map((command) => this.step(command)),
      })),
    };
  }

  private step(command: string): { readonly command: string; readonly roles: readonly string[] } {
    return { command, roles: this.catalog.command(command).spec.roles };
  }
}

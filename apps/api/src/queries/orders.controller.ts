import { AuthorityView } from '#authorities';
import { calendarFor } from '#calendar';
import type { Settings } from '#commission';
import type { Caller } from '#identity';
import type { Calendar } from '#kernel';
import { OrderView } from '#orders';
import { CitationView, lawOf, TraceNodeView } from '#oversight';
import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problem } from '../errors/problem.js';
import { CurrentCaller } from '../identity/current-caller.js';
import { SETTINGS } from '../tokens.js';
import { DescribeQuery, type Schema } from './docs.js';
import { readParameters } from './parameters.js';
import { Reading } from './reading.js';
import { idOf, noSuch } from './resource.controller.js';
import { RESOURCES, rowOf } from './resources.js';

const AUTHORITY: Schema = {
  type: 'object',
  properties: {
    authorityId: { type: 'string', format: 'uuid' },
    citation: { type: 'string' },
    title: { type: 'string' },
    scopes: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          scope: { type: 'string' },
          status: { type: 'string' },
          orderedOn: { type: 'string', format: 'date' },
          effectiveOn: { type: 'string', format: 'date' },
          source: { type: 'string' },
          cited: { type: 'boolean', description: 'Whether the chain cites the authority in this scope.' },
        },
      },
    },
  },
};

@ApiTags('Queries')
@Controller('v1/orders')
export class OrdersController {
  private readonly calendar: Calendar;

  constructor(
    @Inject(Reading) private readonly reading: Reading,
    @Inject(SETTINGS) { profile }: Settings,
  ) {
    this.calendar = calendarFor(profile);
  }

  @Get(':id/legal-status')
  @DescribeQuery(
    {
      id: 'read-order-legal-status',
      summary: "The legal status, on an order's effective date, of the authorities that its chain cites.",
      description:
        'The chain: the order, the protocols that it changes, and the provisions that it stems from. What a hold on a provision cites is ' +
        'for readers of internal data.',
    },
    {
      type: 'object',
      properties: {
        orderId: { type: 'string', format: 'uuid' },
        on: { type: 'string', format: 'date', description: 'The local date on which the order takes effect.' },
        authorities: { type: 'array', items: AUTHORITY },
      },
    },
  )
  @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
  async legalStatus(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentCaller() caller: Caller,
  ): Promise<unknown> {
    const orderId = idOf(id, 'department order');
    readParameters(request.query, {});
    return this.reading.answer(
      { request, reply, caller },
      {
        of: [OrderView, AuthorityView, CitationView, TraceNodeView],
        read: async (database, insight) => {
          const order = (await rowOf(database, ORDERS, orderId, insight)) as OrderView | null;
          if (!order) throw noSuch('department order');
          if (order.effectiveAt === null) throw problem('not-found', 'The order is not signed yet, and has no effective date.');
          const on = this.calendar.dateOf(new Date(order.effectiveAt).toISOString());
          return { orderId, on, authorities: await lawOf(database, order, { on, internal: insight !== 'PUBLIC' }) };
        },
      },
    );
  }
}

const ORDERS = resourceAt('orders');

function resourceAt(path: string) {
  const found = RESOURCES.find((each) => each.path === path);
  if (!found) throw new Error(`No resource is read at /v1/${path}.`);
  return found;
}

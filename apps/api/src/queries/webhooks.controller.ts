import type { Settings } from '#commission';
import type { Pool } from '#event-log';
import type { Caller } from '#identity';
import { deliveriesOf, type Delivery, DELIVERY_STATES, secretsFor, standingOf, type Standing, WebhookView } from '#webhooks';
import { Controller, Get, Header, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { unavailable } from '../errors/problem.js';
import { CurrentCaller, NeedsToken } from '../identity/current-caller.js';
import { POOL, SETTINGS } from '../tokens.js';
import { Asked } from './asked.js';
import { keysOf } from './cursor.js';
import { DescribeQuery, listOf, type Schema, schemaOf } from './docs.js';
import { pageOf } from './page.js';
import { ApiParameters, oneOf, PAGING, readParameters, words } from './parameters.js';
import { type Exchange, Reading } from './reading.js';
import { idOf, noSuch } from './resource.controller.js';

const STATUSES = ['ACTIVE', 'PAUSED', 'DISABLED', 'REMOVED'] as const;
const OF_WEBHOOKS = { ...PAGING, status: oneOf(STATUSES, 'Only those in this state.') };
const OF_DELIVERIES = {
  ...PAGING,
  state: oneOf(DELIVERY_STATES, 'Only those in this state.'),
  subject: words('Only those about this record: `drafts/{id}`.'),
};

const at = { type: ['string', 'null'], format: 'date-time' };
const STANDING: Schema = {
  type: 'object',
  description: 'How far it has come.',
  properties: {
    position: { type: 'integer', description: 'Up to here in the log everything that it asks for was sent, or waits.' },
    waiting: { type: 'integer', description: 'Entries that its receiver has not taken.' },
    failures: { type: 'integer', description: 'Of a receiver that takes nothing: the probes in a row that failed.' },
    parkedUntil: { ...at, description: 'Of a receiver that takes nothing: when it is probed again.' },
    lastDeliveredAt: at,
  },
};
const WEBHOOK = schemaOf(WebhookView, { delivery: STANDING });
const DELIVERY: Schema = {
  type: 'object',
  properties: {
    position: { type: 'integer' },
    webhookId: { type: 'string', description: 'The `webhook-id` that it is sent under.' },
    type: { type: 'string', description: 'The stored name of its type: `draft.submitted`.' },
    subject: { type: 'string' },
    state: { type: 'string', enum: [...DELIVERY_STATES] },
    attempts: {
      type: 'integer',
      description: 'Tries since it began to wait, or since its owner last did something about the webhook.',
    },
    attemptedAt: at,
    nextAt: { ...at, description: 'Of what waits: when it is tried again at the earliest.' },
    status: { type: ['integer', 'null'], description: 'What the last try was answered with.' },
    tookMs: { type: ['integer', 'null'] },
    fault: { type: ['string', 'null'], description: 'Why the last try was not answered.' },
  },
};
const SECRET: Schema = {
  type: 'object',
  required: ['secrets'],
  properties: {
    secrets: {
      type: 'array',
      items: { type: 'string', pattern: '^whsec_' },
      description: 'The secrets that sign now, the newest first; one is enough to verify by.',
    },
  },
};

/** Webhooks as their owners see them; administrators and oversight see all. */
@ApiTags('Queries')
@NeedsToken()
@Controller('v1/webhooks')
export class WebhooksController {
  constructor(
    @Inject(Reading) private readonly reading: Reading,
    @Inject(POOL) private readonly pool: Pool,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Get()
  @DescribeQuery(
    { id: 'list-webhooks', summary: 'Your webhooks; of administrators and oversight, all of them.' },
    listOf(WEBHOOK),
    { paged: true, forSome: true },
  )
  @ApiParameters(OF_WEBHOOKS)
  async list(@Asked() exchange: Exchange): Promise<unknown> {
    const { limit = 50, after, status } = readParameters(exchange.request.query, OF_WEBHOOKS);
    const [behind] = after === undefined ? [] : keysOf(after, [/^[0-9a-f-]{36}$/]);
    const { caller } = exchange;
    return this.reading.answer(exchange, {
      of: [WebhookView],
      changesWithTime: true,
      read: async (database) => {
        const query = database.createQueryBuilder(WebhookView, 'w').orderBy('w.id');
        if (!seesAll(caller)) query.andWhere('w.owner = :owner', { owner: caller.subject });
        if (status !== undefined) query.andWhere('w.status = :status', { status });
        if (behind !== undefined) query.andWhere('w.id > :behind', { behind });
        const found = pageOf(await query.limit(limit + 1).getMany(), limit, exchange, ({ id }) => [id]);
        const standing = await standingOf(
          this.pool,
          found.map(({ id }) => id),
        );
        return { items: found.map((webhook) => shown(webhook, standing.get(webhook.id))) };
      },
    });
  }

  @Get(':id')
  @DescribeQuery({ id: 'read-webhooks', summary: 'One webhook, and how far it has come.' }, WEBHOOK, { forSome: true })
  @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
  async read(@Param('id') id: string, @Asked() exchange: Exchange): Promise<unknown> {
    readParameters(exchange.request.query, {});
    return this.reading.answer(exchange, {
      of: [WebhookView],
      changesWithTime: true,
      read: async (database) => {
        const webhook = await database.findOneBy(WebhookView, { id: idOf(id, 'webhook') });
        if (!webhook || !(seesAll(exchange.caller) || webhook.owner === exchange.caller.subject)) throw noSuch('webhook');
        return shown(webhook, (await standingOf(this.pool, [webhook.id])).get(webhook.id));
      },
    });
  }

  @Get(':id/deliveries')
  @Header('cache-control', 'no-store')
  @DescribeQuery(
    {
      id: 'list-webhook-deliveries',
      summary: 'What was sent to a webhook and what waits, the newest position first.',
      description: 'Each entry once, with its last try. What was delivered is kept for 30 days.',
    },
    listOf(DELIVERY),
    { paged: true, cached: false, forSome: true },
  )
  @ApiParameters(OF_DELIVERIES)
  @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
  async deliveries(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentCaller() caller: Caller,
  ): Promise<{ items: readonly Delivery[] }> {
    const { limit = 50, after, state, subject } = readParameters(request.query, OF_DELIVERIES);
    const before = after === undefined ? undefined : Number(keysOf(after, [/^\d{1,15}$/])[0]);
    const webhook = await this.ownedBy(caller, id, seesAll(caller));
    const found = await deliveriesOf(this.pool, webhook.id, { state, subject, before }, limit + 1);
    return { items: pageOf(found, limit, { request, reply }, ({ position }) => [String(position)]) };
  }

  @Get(':id/secret')
  @Header('cache-control', 'no-store')
  @DescribeQuery(
    {
      id: 'read-webhook-secret',
      summary: 'What the deliveries of a webhook are signed with.',
      description: 'For its owner and administrators. After `rotate-webhook-secret` two sign for 24 hours.',
    },
    SECRET,
    { cached: false, forSome: true },
  )
  @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
  async secret(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @CurrentCaller() caller: Caller,
  ): Promise<{ secrets: readonly string[] }> {
    readParameters(request.query, {});
    const webhook = await this.ownedBy(caller, id, caller.roles.includes('administrator'));
    const { webhooks } = this.settings;
    if (!webhooks) throw unavailable('This installation sends no webhooks: its operator has set no WEBHOOK_KEY.', 600);
    return { secrets: secretsFor(webhooks.key, webhook) };
  }

  /** Whoever may not see a webhook is not told that there is one. */
  private async ownedBy(caller: Caller, id: string, all: boolean): Promise<WebhookView> {
    const { rows } = await this.pool.query<WebhookView>(
      `select id, owner, generation, both_until as "bothUntil" from webhooks where id = $1`,
      [idOf(id, 'webhook')],
    );
    const [webhook] = rows;
    if (!webhook || !(all || webhook.owner === caller.subject)) throw noSuch('webhook');
    return webhook;
  }
}

function seesAll({ roles }: Caller): boolean {
  return roles.includes('administrator') || roles.includes('oversight');
}

const shown = (webhook: WebhookView, delivery: Standing | undefined) => ({ ...webhook, delivery: delivery ?? null });

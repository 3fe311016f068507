import type { Pool } from '#event-log';
import { insightOf, pageOf } from '#feed';
import { type Caller, InvalidToken, TokenVerifier } from '#identity';
import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problem, unavailable } from '../errors/problem.js';
import { bearerToken } from '../identity/bearer.js';
import { CurrentCaller } from '../identity/current-caller.js';
import { nextLink } from '../queries/cursor.js';
import { DescribeQuery } from '../queries/docs.js';
import { ApiParameters, MOST_ITEMS, readParameters, whole } from '../queries/parameters.js';
import { POOL } from '../tokens.js';
import { EVENT, EVENT_JSON } from './event-schema.js';
import { EventStreams } from './event-streams.js';
import { OF_FEED } from './filter.js';
import { PrivilegedReadings } from './privileged-readings.js';

const KNOWN = {
  after: whole(0, Number.MAX_SAFE_INTEGER, 'Only events behind this position.', 0),
  limit: whole(1, MOST_ITEMS, 'The most events to answer with; a page also ends at about 4 MB.', 100),
  ...OF_FEED,
};

const { limit: _, ...OF_A_STREAM } = KNOWN;

const EVENT_STREAM = 'text/event-stream';
const BATCH_JSON = 'application/cloudevents-batch+json';

@ApiTags('Events')
@Controller('v1/events')
export class EventsController {
  constructor(
    @Inject(POOL) private readonly pool: Pool,
    @Inject(EventStreams) private readonly streams: EventStreams,
    @Inject(TokenVerifier) private readonly verifier: TokenVerifier,
    @Inject(PrivilegedReadings) private readonly readings: PrivilegedReadings,
  ) {}

  @Get()
  @DescribeQuery(
    {
      id: 'list-events',
      summary: 'The log, from its first entry on, as CloudEvents 1.0; refusals included.',
      description: 'Everybody sees every position; data that a reader may not see is withheld, with the exemption named.',
    },
    { [BATCH_JSON]: { type: 'array', items: EVENT } },
    { paged: true, cached: false },
  )
  @ApiParameters(KNOWN)
  async page(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentCaller() caller: Caller,
  ): Promise<string> {
    const { after = 0, limit = 100, ...filter } = readParameters(request.query, KNOWN);
    const page = await pageOf(this.pool, { after, limit, filter, insight: insightOf(caller), roles: caller.roles });
    await this.readings.note(caller, page.privileged);
    if (page.next !== undefined) void reply.header('link', nextLink(request.url, String(page.next)));
    void reply.header('cache-control', 'no-cache').header('vary', 'Authorization').type(`${BATCH_JSON}; charset=utf-8`);
    return `[${page.events.join(',\n')}]`;
  }

  @Get('stream')
  @DescribeQuery(
    {
      id: 'stream-events',
      summary: 'The log as server-sent events: what there is behind the cursor, then what is added.',
      description:
        'The `id` of each is its position, its `data` a CloudEvent on one line. A connection that broke is taken up again by `Last-Event-ID`, at any api, and nothing is missed. While nothing is added a comment comes every 15 seconds, with the position up to which the filter let nothing through. It ends when the token does, when nothing is taken from it for a minute, and when the process ends.',
    },
    { [EVENT_STREAM]: { type: 'string' } },
    { cached: false },
  )
  @ApiParameters(OF_A_STREAM)
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'Only events behind this position; before `after`, because it is what a browser sends again by itself.',
    schema: { type: 'integer', minimum: 0 },
  })
  stream(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @CurrentCaller() caller: Caller): void {
    const { after = 0, ...filter } = readParameters(request.query, OF_A_STREAM);
    const from = lastEventId(request.headers['last-event-id']) ?? after;
    if (!this.streams.hasRoom) throw unavailable('As many as can be served are following the log already.', 5);
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const stream = this.streams.follow(
      {
        after: from,
        question: { filter, insight: insightOf(caller), roles: caller.roles },
        admitted: () => this.isStillAdmitted(request.headers.authorization),
        onPage: (page) => this.readings.note(caller, page.privileged),
      },
      gone.signal,
    );
    // A proxy that collects an answer before it passes it on would keep everything back.
    void reply.header('cache-control', 'no-cache').header('vary', 'Authorization').header('x-accel-buffering', 'no');
    void reply.type(`${EVENT_STREAM}; charset=utf-8`).send(stream);
  }

  /** False once the token that a reader came with is none any more. While that cannot be told, who was let in stays. */
  private async isStillAdmitted(authorization: string | undefined): Promise<boolean> {
    const token = bearerToken(authorization);
    if (token === undefined) return true;
    return this.verifier.verify(token).then(
      () => true,
      (error: unknown) => !(error instanceof InvalidToken),
    );
  }

  @Get(':position')
  @DescribeQuery({ id: 'read-event', summary: 'The entry at a position of the log.' }, { [EVENT_JSON]: EVENT }, { cached: false })
  @ApiParam({ name: 'position', schema: { type: 'integer', minimum: 1 } })
  async one(
    @Param('position') text: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentCaller() caller: Caller,
  ): Promise<string> {
    readParameters(request.query, {});
    const position = /^[1-9]\d{0,14}$/.test(text) ? Number(text) : undefined;
    const page =
      position === undefined
        ? undefined
        : await pageOf(this.pool, { after: position - 1, limit: 1, filter: {}, insight: insightOf(caller), roles: caller.roles });
    const event = page?.events[0];
    // The positions have no gap: what lies behind the one before is this one, or there is none.
    if (!page || event === undefined) throw problem('not-found', 'The log has no entry at this position.');
    await this.readings.note(caller, page.privileged);
    void reply.header('cache-control', 'no-cache').header('vary', 'Authorization').type(`${EVENT_JSON}; charset=utf-8`);
    return event;
  }
}

/** Undefined where it is absent or empty, as a browser has it before the first event. */
function lastEventId(header: string | readonly string[] | undefined): number | undefined {
  if (header === undefined || header === '') return undefined;
  if (typeof header !== 'string' || !/^\d{1,15}$/.test(header))
    throw problem('invalid-header', 'Last-Event-ID must be the position of an event, a whole number from 0 on.');
  return Number(header);
}

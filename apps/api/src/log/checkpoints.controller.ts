import { checkpointAt, listCheckpoints, logKeys, type Pool } from '#event-log';
import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problem } from '../errors/problem.js';
import { nextLink } from '../queries/cursor.js';
import { DescribeQuery, listOf, type Schema } from '../queries/docs.js';
import { ApiParameters, MOST_ITEMS, readParameters, whole } from '../queries/parameters.js';
import { POOL } from '../tokens.js';
import { KEYS_EXAMPLE, NOTE_EXAMPLE } from './examples.js';
import { askedAgain, newestCheckpoint, servedNote } from './published.js';

const TEXT = 'text/plain; charset=utf-8';
const NOTE: Readonly<Record<string, Schema>> = { 'text/plain': { type: 'string', examples: [NOTE_EXAMPLE] } };
const size: Schema = { type: 'integer', minimum: 0, examples: [1_224] };
const vkey: Schema = { type: 'string', description: 'A verifier key in note form: `name+id+key`.' };

const LISTED: Schema = {
  type: 'object',
  required: ['size', 'publishedAt', 'note'],
  properties: {
    size,
    publishedAt: { type: 'string', format: 'date-time' },
    note: { type: 'string', description: 'As `/v1/log/checkpoints/{size}` answers with it.', examples: [NOTE_EXAMPLE] },
  },
};
const KEYS: Schema = {
  type: 'object',
  required: ['origin', 'keys'],
  properties: {
    origin: { type: 'string', description: 'The first line of the newest checkpoint.' },
    keys: {
      type: 'array',
      items: {
        type: 'object',
        required: ['origin', 'vkey', 'firstSize'],
        properties: {
          origin: { type: 'string' },
          vkey,
          firstSize: { ...size, description: 'The size of the first checkpoint that it signed.' },
          lastSize: { ...size, description: 'The size up to which it signed; the key in use has none.' },
        },
      },
    },
  },
  examples: [KEYS_EXAMPLE],
};

const OF_CHECKPOINTS = {
  after: whole(0, Number.MAX_SAFE_INTEGER, 'Only checkpoints of more entries than this.'),
  limit: whole(1, MOST_ITEMS, 'The most to answer with.', 100),
};

/** What the log signed, and by which key it is verified. */
@ApiTags('Log')
@Controller('v1/log')
export class CheckpointsController {
  constructor(@Inject(POOL) private readonly pool: Pool) {}

  @Get('checkpoint')
  @DescribeQuery(
    {
      id: 'read-checkpoint',
      summary: 'The newest checkpoint of the log: a C2SP signed note, with the cosignatures of its witnesses.',
      description:
        'Its origin, how many entries it counts, and the root of their tree (c2sp.org/tlog-checkpoint). Keep it: by one that was kept anybody can show later that an entry was changed.',
    },
    NOTE,
    { cached: false },
  )
  async newest(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<Buffer> {
    readParameters(request.query, {});
    const checkpoint = await newestCheckpoint(this.pool);
    void askedAgain(reply).type(TEXT);
    return servedNote(checkpoint);
  }

  @Get('checkpoints')
  @DescribeQuery(
    {
      id: 'list-checkpoints',
      summary: 'The checkpoints that were published, the smallest first.',
      description: 'With their notes, so that whoever verifies all of them, of months with one a second, need not ask for each.',
    },
    listOf(LISTED),
    { paged: true, cached: false },
  )
  @ApiParameters(OF_CHECKPOINTS)
  async list(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<unknown> {
    const { after = -1, limit = 100 } = readParameters(request.query, OF_CHECKPOINTS);
    const { origin } = await newestCheckpoint(this.pool);
    const found = await listCheckpoints(this.pool, { origin, after, limit: limit + 1 });
    const items = found.slice(0, limit).map((checkpoint) => ({
      size: checkpoint.size,
      publishedAt: checkpoint.publishedAt,
      note: servedNote(checkpoint).toString(),
    }));
    const last = items.at(-1);
    if (last && found.length > limit) void reply.header('link', nextLink(request.url, String(last.size)));
    void askedAgain(reply);
    return { items };
  }

  /** A witness may cosign it later: it is asked for again, though the log's own signature never changes. */
  @Get('checkpoints/:size')
  @DescribeQuery({ id: 'read-checkpoint-of-size', summary: 'The checkpoint of so many entries, as it was published.' }, NOTE, {
    cached: false,
  })
  @ApiParam({ name: 'size', schema: { type: 'integer', minimum: 0 } })
  async ofSize(
    @Param('size') text: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    readParameters(request.query, {});
    const checkpoint = /^(?:0|[1-9]\d{0,14})$/.test(text) ? await checkpointAt(this.pool, Number(text)) : undefined;
    if (!checkpoint) throw problem('not-found', 'No checkpoint of this size was published; /v1/log/checkpoints lists them.');
    void askedAgain(reply).type(TEXT);
    return servedNote(checkpoint);
  }

  @Get('key')
  @DescribeQuery(
    {
      id: 'read-log-key',
      summary: 'The verifier keys of the log, each with the sizes of the checkpoints that it signed.',
      description: 'Have them from somebody else too: whoever changes the log could change this answer as well.',
    },
    KEYS,
    { cached: false },
  )
  async keys(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<unknown> {
    readParameters(request.query, {});
    const { origin } = await newestCheckpoint(this.pool);
    const keys = await logKeys(this.pool);
    void askedAgain(reply);
    return { origin, keys };
  }
}

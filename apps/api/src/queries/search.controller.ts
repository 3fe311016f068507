import { readableWith } from '#feed';
import type { Caller } from '#identity';
import { SearchDocumentView, searched } from '#oversight';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problem } from '../errors/problem.js';
import { CurrentCaller } from '../identity/current-caller.js';
import { DescribeQuery, listOf } from './docs.js';
import { ApiParameters, MOST_ITEMS, readParameters, whole, words } from './parameters.js';
import { Reading } from './reading.js';

const KNOWN = {
  q: words('Words, "a phrase", `or`, and `-without`, in English.'),
  type: words('Only records of this kind, by the first segment of their path: `drafts`.'),
  limit: whole(1, MOST_ITEMS, 'The most items to answer with.', 50),
};

@ApiTags('Queries')
@Controller('v1/search')
export class SearchController {
  constructor(@Inject(Reading) private readonly reading: Reading) {}

  @Get()
  @DescribeQuery(
    {
      id: 'search',
      summary: 'Records, and every version of their texts, in which these words stand; the best first.',
      description: 'Only what the reader may read is looked at.',
    },
    listOf({
      type: 'object',
      properties: {
        type: { type: 'string', description: 'drafts, protocols, meetings, …: with `id` the path of the record.' },
        id: { type: 'string', format: 'uuid' },
        part: { type: ['string', 'null'], description: 'Of a text of the record: `v3`; of an item on an agenda its number.' },
        title: { type: 'string' },
        snippet: { type: 'string', description: 'Around what was found, which stands between « and ».' },
        occurredAt: { type: 'string', format: 'date-time' },
      },
    }),
  )
  @ApiParameters(KNOWN, 'q')
  async search(
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentCaller() caller: Caller,
  ): Promise<unknown> {
    const { q: phrase, type, limit = 50 } = readParameters(request.query, KNOWN);
    if (phrase === undefined) throw problem('invalid-parameter', 'q must be given.');
    return this.reading.answer(
      { request, reply, caller },
      {
        of: [SearchDocumentView],
        read: async (database, insight) => ({
          items: await searched(database, { phrase, ...(type ? { type } : {}), readable: readableWith(insight), limit }),
        }),
      },
    );
  }
}

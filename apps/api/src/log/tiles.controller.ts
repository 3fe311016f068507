import { type Pool, readBundle, readEntries, TileStore } from '#event-log';
import { hashesAtLevel, parseTilePath, TILE_WIDTH, type TileCoordinates, TlogError } from '#tlog';
import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Readable } from 'node:stream';
import { problem } from '../errors/problem.js';
import { pathOf } from '../errors/send-problem.js';
import { DescribeQuery, type Schema } from '../queries/docs.js';
import { readParameters } from '../queries/parameters.js';
import { POOL } from '../tokens.js';
import { ENTRY_EXAMPLE } from './examples.js';
import { cachedForEver, publishedSize } from './published.js';

const BYTES = 'application/octet-stream';
const PREFIX = '/v1/log/';
const binary: Readonly<Record<string, Schema>> = { [BYTES]: { type: 'string', format: 'binary' } };

/**
 * The tree and its entries as static files (c2sp.org/tlog-tiles). What is given is what the log holds, a bundle or a tile that comes too
 * short included: an api that answered a damaged log with a fault would hide from its verifiers where it is damaged.
 */
@ApiTags('Log')
@Controller('v1/log')
export class TilesController {
  private readonly tiles: TileStore;

  constructor(@Inject(POOL) private readonly pool: Pool) {
    this.tiles = new TileStore(pool);
  }

  @Get('tile/*')
  @DescribeQuery(
    {
      id: 'read-tile',
      summary: 'A tile of hashes, or a bundle of entries, of the log’s tree.',
      description:
        '`tile/{level}/{index}` holds 256 hashes of 32 bytes, `tile/entries/{index}` 256 entries, each behind its length as a big-endian uint16. The index is written in groups of three digits, all but the last behind an x; a partial one, of any width that the newest checkpoint counts, ends in `.p/{width}` (c2sp.org/tlog-tiles).',
    },
    binary,
    { cached: false },
  )
  @ApiParam({ name: 'path', schema: { type: 'string', examples: ['0/000.p/7', 'entries/x001/234', '1/000'] } })
  async tile(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<Buffer | Readable> {
    readParameters(request.query, {});
    const tile = tileOf(pathOf(request).slice(PREFIX.length));
    const { level, index, width } = tile;
    const size = await publishedSize(this.pool);
    if (hashesAtLevel(level === 'entries' ? 0 : level, size) < index * TILE_WIDTH + width)
      throw problem('not-found', `The newest checkpoint counts ${size} entries, whose tree has no such tile yet.`);
    if (level !== 'entries') {
      const [hashes = Buffer.alloc(0)] = await this.tiles.readTiles([tile]);
      void cachedForEver(reply).type(BYTES);
      return hashes;
    }
    const { length, slices } = await readBundle(this.pool, index * TILE_WIDTH, width);
    void cachedForEver(reply).type(BYTES).header('content-length', length);
    return Readable.from(slices, { objectMode: false });
  }

  @Get('entries/:position')
  @DescribeQuery(
    {
      id: 'read-entry',
      summary: 'The exact bytes of the entry at a position: the leaf of the tree.',
      description: 'The event’s envelope in its RFC 8785 form, without position and data.',
    },
    { [BYTES]: { type: 'string', format: 'binary', examples: [ENTRY_EXAMPLE] } },
    { cached: false },
  )
  @ApiParam({ name: 'position', schema: { type: 'integer', minimum: 1 } })
  async entry(
    @Param('position') text: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<Buffer> {
    readParameters(request.query, {});
    const position = /^[1-9]\d{0,14}$/.test(text) ? Number(text) : NaN;
    const size = await publishedSize(this.pool);
    const [entry] = position <= size ? await readEntries(this.pool, position - 1, 1) : [];
    if (!entry) throw problem('not-found', `Entries are served from position 1 to ${size}, which the newest checkpoint counts.`);
    void cachedForEver(reply).type(BYTES);
    return entry;
  }
}

function tileOf(path: string): TileCoordinates {
  try {
    return parseTilePath(path);
  } catch (fault) {
    if (fault instanceof TlogError) throw problem('not-found', fault.message);
    throw fault;
  }
}

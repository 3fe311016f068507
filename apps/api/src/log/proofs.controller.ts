import { type Pool, ProofTiles, TileStore } from '#event-log';
import { consistencyProof, encodeBase64, inclusionProof, type TileReader } from '#tlog';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problem } from '../errors/problem.js';
import { DescribeQuery, type Schema } from '../queries/docs.js';
import { ApiParameters, readParameters, whole } from '../queries/parameters.js';
import { POOL } from '../tokens.js';
import { PROOF_EXAMPLE } from './examples.js';
import { askedAgain, cachedForEver, newestCheckpoint } from './published.js';

const MOST = Number.MAX_SAFE_INTEGER;
const OF_INCLUSION = {
  position: whole(1, MOST, 'Of this entry; positions count from 1, leaf indexes of the tree from 0.'),
  size: whole(1, MOST, 'In the tree of so many entries; without it that of the newest checkpoint.'),
};
const OF_CONSISTENCY = {
  from: whole(0, MOST, 'That the tree of so many entries …'),
  to: whole(0, MOST, '… is the beginning of that of so many; without it that of the newest checkpoint.'),
};
const PROOF: Schema = {
  type: 'object',
  required: ['hashes'],
  properties: { hashes: { type: 'array', items: { type: 'string', format: 'byte' }, description: 'From the leaves up.' } },
  examples: [PROOF_EXAMPLE],
};
const WHICH = 'Where the newest size was taken, `Content-Location` names it.';

interface Proof {
  readonly hashes: readonly string[];
}

/** Proofs for those who do not read tiles. Whoever is given one verifies it against a signed root (RFC 9162, 2.1.3.2 and 2.1.4.2). */
@ApiTags('Log')
@Controller('v1/log/proofs')
export class ProofsController {
  private readonly tiles: ProofTiles;

  constructor(@Inject(POOL) private readonly pool: Pool) {
    this.tiles = new ProofTiles(new TileStore(pool));
  }

  @Get('inclusion')
  @DescribeQuery(
    { id: 'prove-inclusion', summary: 'The proof that an entry stands in the log (RFC 6962, 2.1.1).', description: WHICH },
    PROOF,
    { cached: false },
  )
  @ApiParameters(OF_INCLUSION, 'position')
  async inclusion(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<Proof> {
    const { position, size: asked } = readParameters(request.query, OF_INCLUSION);
    if (position === undefined) throw problem('invalid-parameter', 'position must say of which entry.');
    const { size, tiles } = await this.treeOf(asked);
    if (position > size) throw problem('not-found', `The tree of ${size} entries has none at position ${position}.`);
    note(reply, asked, `inclusion?position=${position}&size=${size}`);
    return proofOf(await inclusionProof(tiles, position - 1, size));
  }

  @Get('consistency')
  @DescribeQuery(
    {
      id: 'prove-consistency',
      summary: 'The proof that the log was only added to between two sizes (RFC 6962, 2.1.2).',
      description: WHICH,
    },
    PROOF,
    { cached: false },
  )
  @ApiParameters(OF_CONSISTENCY, 'from')
  async consistency(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<Proof> {
    const { from, to: asked } = readParameters(request.query, OF_CONSISTENCY);
    if (from === undefined) throw problem('invalid-parameter', 'from must say of how many entries the earlier tree is.');
    const { size: to, tiles } = await this.treeOf(asked);
    if (from > to) throw problem('not-found', `The tree of ${from} entries is not the beginning of one of ${to}.`);
    note(reply, asked, `consistency?from=${from}&to=${to}`);
    return proofOf(await consistencyProof(tiles, from, to));
  }

  /** The tree of the size that is asked for, else the newest; nothing is proven of what is not signed. */
  private async treeOf(asked: number | undefined): Promise<{ readonly size: number; readonly tiles: TileReader }> {
    const newest = await newestCheckpoint(this.pool);
    if (asked !== undefined && asked > newest.size)
      throw problem('not-found', `The newest checkpoint counts ${newest.size} entries.`);
    return { size: asked ?? newest.size, tiles: this.tiles.under(newest) };
  }
}

/** The proof of two numbers never changes; that of the newest size is soon another one, and names it. */
function note(reply: FastifyReply, asked: number | undefined, location: string): void {
  if (asked !== undefined) void cachedForEver(reply);
  else void askedAgain(reply).header('content-location', `/v1/log/proofs/${location}`);
}

const proofOf = (hashes: readonly Buffer[]): Proof => ({ hashes: hashes.map((hash) => encodeBase64(hash)) });

import type { Caller } from '#identity';
import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { OF_FEED } from '../events/filter.js';
import { CurrentCaller } from '../identity/current-caller.js';
import { DescribeQuery } from '../queries/docs.js';
import { ApiParameters, readParameters } from '../queries/parameters.js';
import { Exports } from './exports.js';

const ZIP = 'application/zip';

@ApiTags('Log')
@Controller('v1/exports')
export class RecordsController {
  constructor(@Inject(Exports) private readonly exports: Exports) {}

  @Get('records')
  @DescribeQuery(
    {
      id: 'export-records',
      summary: 'The log as a package that verifies offline: a ZIP, with what its reader may see and a count of what is withheld.',
      description:
        'Up to the newest checkpoint. Without parameters the whole log with its tree; with them the entries that they let through, each with its proof. `VERIFY.txt` in it says how it is verified, `index.html` what is in it. It is made while it is sent: an answer that breaks off is no package.',
    },
    { [ZIP]: { type: 'string', format: 'binary' } },
    { cached: false },
  )
  @ApiParameters(OF_FEED)
  async records(@Req() request: FastifyRequest, @Res() reply: FastifyReply, @CurrentCaller() caller: Caller): Promise<void> {
    const { size, zip } = await this.exports.open(readParameters(request.query, OF_FEED), caller);
    // Who has gone meanwhile will take nothing.
    if (reply.raw.destroyed) zip.destroy();
    void reply.header('cache-control', 'private, no-store').header('vary', 'Authorization').type(ZIP);
    void reply.header('content-disposition', `attachment; filename="records-${size}.zip"`).send(zip);
  }
}

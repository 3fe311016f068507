import type { Caller } from '#identity';
import { ProtocolVersionView, ProtocolView } from '#protocols';
import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentCaller } from '../identity/current-caller.js';
import { problem } from '../errors/problem.js';
import { DescribeQuery, schemaOf } from './docs.js';
import { ApiParameters, instant, readParameters } from './parameters.js';
import { Reading } from './reading.js';
import { idOf, noSuch } from './resource.controller.js';

const AS_OF = { asOf: instant('The instant at which the text was in force; now where it is left out.') };

@ApiTags('Queries')
@Controller('v1/protocols')
export class ProtocolsController {
  constructor(@Inject(Reading) private readonly reading: Reading) {}

  @Get(':id/text')
  @DescribeQuery(
    {
      id: 'read-protocol-text',
      summary: 'The version of a protocol that was in force at an instant, with its text.',
      description: 'The text of a version of the past may be unavailable: then it is null.',
    },
    schemaOf(ProtocolVersionView),
  )
  @ApiParameters(AS_OF)
  @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
  async text(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentCaller() caller: Caller,
  ): Promise<unknown> {
    const protocolId = idOf(id, 'protocol');
    const { asOf } = readParameters(request.query, AS_OF);
    const at = asOf ?? new Date().toISOString();
    return this.reading.answer(
      { request, reply, caller },
      {
        of: [ProtocolView],
        changesWithTime: true,
        read: async (database) => {
          if (!(await database.existsBy(ProtocolView, { id: protocolId }))) throw noSuch('protocol');
          const found = await database
            .createQueryBuilder(ProtocolVersionView, 'v')
            .where('v.protocolId = :protocolId and v.effectiveAt <= :at', { protocolId, at })
            .andWhere('(v.endedAt is null or v.endedAt > :at)', { at })
            .orderBy('v.number', 'DESC')
            .getOne();
          if (!found) throw problem('not-found', `No version of the protocol was in force at ${at}.`);
          return found;
        },
      },
    );
  }
}

import type { Caller } from '#identity';
import { TextChangeView, textInForce, TextVersionView } from '#oversight';
import { ProtocolView } from '#protocols';
import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { CurrentCaller } from '../identity/current-caller.js';
import { problem } from '../errors/problem.js';
import { DescribeQuery, type Schema, schemaOf } from './docs.js';
import { ApiParameters, instant, readParameters } from './parameters.js';
import { Reading } from './reading.js';
import { idOf, noSuch } from './resource.controller.js';
import { SECTIONS, shownSections } from './sections.js';

const TIMES = {
  asOf: instant('The instant at which the text was in force; now where it is left out.'),
  knownAt: instant('Of what had been recorded and corrected up to this instant; all of it where it is left out.'),
};

const OF_THAT_TIME: Readonly<Record<string, Schema>> = {
  sections: SECTIONS,
  status: { type: 'string', enum: ['EFFECTIVE', 'SUPERSEDED', 'RESCINDED', 'EXPIRED'] },
  effectiveAt: { type: 'string', format: 'date-time' },
  endedAt: { type: ['string', 'null'], format: 'date-time', description: 'The end of its effect, as far as it was known.' },
  expiresAt: { type: ['string', 'null'], format: 'date-time', description: 'Of a pilot.' },
  suspensions: {
    type: 'array',
    items: { type: 'object' },
    description: 'What a legal status suspended of it at that instant: the authority, its scope, and the section, or the whole.',
  },
  corrections: {
    type: 'array',
    items: { type: 'string', format: 'uuid' },
    description: 'The corrections behind these instants.',
  },
  asOf: { type: 'string', format: 'date-time' },
  knownAt: { type: 'string', format: 'date-time' },
};

@ApiTags('Queries')
@Controller('v1/protocols')
export class ProtocolsController {
  constructor(@Inject(Reading) private readonly reading: Reading) {}

  @Get(':id/text')
  @DescribeQuery(
    {
      id: 'read-protocol-text',
      summary: 'The version of a protocol that was in force at an instant, with its text, as it was known at another.',
      description:
        'An order that was entered late, or a correction, changes the answer for instants before it: `knownAt` tells what was known when. ' +
        'The text of a version of the past may be unavailable: then it is null.',
    },
    schemaOf(TextVersionView, OF_THAT_TIME),
  )
  @ApiParameters(TIMES)
  @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
  async text(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentCaller() caller: Caller,
  ): Promise<unknown> {
    const protocolId = idOf(id, 'protocol');
    const times = readParameters(request.query, TIMES);
    const { asOf = new Date().toISOString(), knownAt } = times;
    return this.reading.answer(
      { request, reply, caller },
      {
        of: [ProtocolView, TextChangeView],
        changesWithTime: true,
        read: async (database) => {
          if (!(await database.existsBy(ProtocolView, { id: protocolId }))) throw noSuch('protocol');
          const found = await textInForce(database, protocolId, { asOf, knownAt });
          if (!found)
            throw problem(
              'not-found',
              `No version of the protocol was in force at ${asOf}${knownAt ? `, as known at ${knownAt}` : ''}.`,
            );
          return { ...found, sections: shownSections(found.sections), ...times };
        },
      },
    );
  }
}

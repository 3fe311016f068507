import { calendarFor } from '#calendar';
import type { Settings } from '#commission';
import type { Caller } from '#identity';
import type { Calendar } from '#kernel';
import { TextChangeView, textInForce, textsInForce, type TextThen, TextVersionView } from '#oversight';
import { ProtocolView } from '#protocols';
import { Controller, Get, Inject, Param, Req, Res } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { EntityManager } from 'typeorm';
import { CurrentCaller } from '../identity/current-caller.js';
import { problem } from '../errors/problem.js';
import { SETTINGS } from '../tokens.js';
import { DescribeQuery, type Schema, schemaOf } from './docs.js';
import { readable } from './draft-texts.js';
import { ApiParameters, dayOrInstant, instant, readParameters } from './parameters.js';
import { Reading } from './reading.js';
import { formOf } from './redline-forms.js';
import { redlineForms, redlineIn } from './redlines.js';
import { idOf, noSuch } from './resource.controller.js';
import { SECTIONS, shownSections } from './sections.js';

const TIMES = {
  asOf: instant('The instant at which the text was in force; now where it is left out.'),
  knownAt: instant('Of what had been recorded and corrected up to this instant; all of it where it is left out.'),
};

const BETWEEN = {
  from: dayOrInstant(
    'The instant whose text is the earlier one; of a day its first instant, by the local time of the jurisdiction.',
  ),
  to: dayOrInstant('The instant whose text is the later one; of a day its last instant.'),
  knownAt: TIMES.knownAt,
};
const INSTANT: Schema = { type: 'string', format: 'date-time' };
const REF: Schema = {
  type: ['object', 'null'],
  description: 'The version in force then; null where none was.',
  properties: { number: { type: 'integer' }, textHash: { type: ['string', 'null'] }, effectiveAt: INSTANT },
};
const OF_PROTOCOL: Readonly<Record<string, Schema>> = {
  protocolId: { type: 'string', format: 'uuid' },
  fromAt: INSTANT,
  toAt: INSTANT,
  knownAt: INSTANT,
  from: REF,
  to: REF,
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
  private readonly calendar: Calendar;

  constructor(
    @Inject(Reading) private readonly reading: Reading,
    @Inject(SETTINGS) { profile }: Settings,
  ) {
    this.calendar = calendarFor(profile);
  }

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
          const found = await textInForce(database, protocolId, { asOf, knownAt });
          if (!found) throw await nothingInForce(database, protocolId, `at ${asOf}${knownAt ? `, as known at ${knownAt}` : ''}`);
          const { isDivided: _isDivided, ...shown } = found;
          return { ...shown, sections: shownSections(found.sections), ...times };
        },
      },
    );
  }

  @Get(':id/redline')
  @DescribeQuery(
    {
      id: 'redline-protocol',
      summary: 'The redline of the texts of a protocol that were in force at two instants, as they were known at a third.',
      description:
        'Section by section, and of the whole; where nothing was in force at one of them, all is added or removed. As JSON, as a page for ' +
        'people, or as text with `+` and `-`, as `Accept` prefers. Where a text is unavailable: 404.',
    },
    redlineForms(OF_PROTOCOL),
  )
  @ApiParameters(BETWEEN, 'from', 'to')
  @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
  async redline(
    @Param('id') id: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
    @CurrentCaller() caller: Caller,
  ): Promise<unknown> {
    const protocolId = idOf(id, 'protocol');
    const { from, to, knownAt } = readParameters(request.query, BETWEEN);
    if (from === undefined || to === undefined) throw problem('invalid-parameter', 'from and to must both be given.');
    const fromAt = typeof from === 'string' ? from : this.calendar.startOfDay(from.day);
    const toAt = typeof to === 'string' ? to : this.calendar.endOfDay(to.day);
    const form = formOf(request.headers.accept);
    const found = await this.reading.answer(
      { request, reply, caller },
      {
        of: [ProtocolView, TextChangeView],
        form,
        read: async (database) => {
          const times = [fromAt, toAt].map((asOf) => ({ asOf, knownAt }));
          const [before, after] = await textsInForce(database, protocolId, times);
          if (!before && !after) throw await nothingInForce(database, protocolId, `at ${fromAt} or at ${toAt}`);
          return { before: before && { ...before, text: readable(before) }, after: after && { ...after, text: readable(after) } };
        },
      },
    );
    if (!found) return undefined;
    const { before, after } = found;
    const versionOf = (then: TextThen | undefined) => (then ? `version ${then.number}` : 'nothing');
    return redlineIn(form, reply, {
      title: `In force at ${fromAt}: ${versionOf(before)} → at ${toAt}: ${versionOf(after)}`,
      about: { protocolId, fromAt, toAt, ...(knownAt === undefined ? {} : { knownAt }), from: refOf(before), to: refOf(after) },
      before,
      after,
    });
  }
}

async function nothingInForce(database: EntityManager, id: string, when: string): Promise<Error> {
  if (!(await database.existsBy(ProtocolView, { id }))) return noSuch('protocol');
  return problem('not-found', `No version of the protocol was in force ${when}.`);
}

const refOf = (then: TextThen | undefined) =>
  then ? { number: then.number, textHash: then.textHash, effectiveAt: then.effectiveAt } : null;

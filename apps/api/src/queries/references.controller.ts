import { HOW_REFERRED, REFERENCE_VIEWS, REFERENCED, referencesOf } from '#oversight';
import { Controller, Get, Inject, Param, type Type } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { Asked } from './asked.js';
import { DescribeQuery, type Schema } from './docs.js';
import { readParameters } from './parameters.js';
import { type Exchange, Reading } from './reading.js';
import { idOf, noSuch } from './resource.controller.js';

const text: Schema = { type: 'string' };
const uuid: Schema = { type: 'string', format: 'uuid' };
const perhaps: Schema = { type: ['string', 'null'] };
const REFERENCES: Schema = {
  type: 'array',
  items: {
    type: 'object',
    properties: {
      ...{ type: text, id: uuid, label: text, status: perhaps },
      part: {
        ...perhaps,
        description: 'The number of an item, or of a version in force; of an authority the scope in which it is cited.',
      },
      how: {
        ...{ type: 'string', enum: [...HOW_REFERRED] },
        description:
          'STEMS_FROM: the one that refers would not be without the other; REFERS_TO: it names it; CITES: it is held or suspended by the law ' +
          'that it names; IS_ABOUT: it corrects it, tells a step of its past, or an act on it in spite of a rule.',
      },
    },
  },
};
const ANSWER: Schema = {
  type: 'object',
  required: ['record', 'refersTo', 'referredToBy', 'citedIn', 'complete'],
  properties: {
    record: { type: 'object', properties: { type: text, id: uuid, label: text, status: perhaps } },
    refersTo: REFERENCES,
    referredToBy: REFERENCES,
    citedIn: {
      type: 'array',
      description:
        'Of a protocol: the texts that cite it by its identifier. Versions in force of other protocols, and the last versions of drafts on others ' +
        'that have not ended, as far as the reader may read them.',
      items: { type: 'object', properties: { type: text, id: uuid, version: { type: 'integer' }, title: text, status: text } },
    },
    complete: { type: 'boolean', description: 'False where one of the lists was cut off after 1,000.' },
  },
};

/** `GET /v1/{type}/{id}/references` of one kind of record: what names it and what it names, a step away; the chain itself is the trace. */
function referencesController(type: (typeof REFERENCED)[number]): Type {
  @ApiTags('Queries')
  @Controller(`v1/${type}`)
  class ReferencesController {
    constructor(@Inject(Reading) readonly reading: Reading) {}

    @Get(':id/references')
    @DescribeQuery({ id: `read-${type}-references`, summary: 'What the record refers to, and what refers to it.' }, ANSWER)
    @ApiParam({ name: 'id', schema: { type: 'string', format: 'uuid' } })
    async references(@Param('id') id: string, @Asked() exchange: Exchange): Promise<unknown> {
      const key = idOf(id, 'record');
      readParameters(exchange.request.query, {});
      return this.reading.answer(exchange, {
        of: REFERENCE_VIEWS,
        read: async (database, insight) => {
          const found = await referencesOf(database, type, key, insight !== 'PUBLIC');
          if (!found) throw noSuch('record');
          return found;
        },
      });
    }
  }
  return ReferencesController;
}

export const referencesControllers: Type[] = REFERENCED.map(referencesController);

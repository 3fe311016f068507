import { DirectiveView } from '#directives';
import type { Visibility } from '#event-log';
import { CoverageChangeView, coverageOf, type CoverageRow, DISPOSITIONS } from '#oversight';
import { Controller, Get, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { problem } from '../errors/problem.js';
import { Asked } from './asked.js';
import { DescribeQuery, type Schema, schemaOf } from './docs.js';
import { columnsOf, formOfList, listForms, sentAs } from './listing.js';
import { ApiParameters, instant, readParameters, words } from './parameters.js';
import { type Exchange, Reading } from './reading.js';
import { idOf, noSuch } from './resource.controller.js';

const KNOWN = {
  directive: words('The id of the directive.'),
  asOf: instant('From what had happened up to this instant; now where it is left out.'),
};

const ROW: Schema = {
  type: 'object',
  properties: {
    provisionId: { type: 'string', format: 'uuid' },
    key: { type: 'string' },
    verb: { type: 'string', enum: ['DIRECT', 'REQUEST', 'GUIDANCE'] },
    addressee: { type: 'string' },
    text: { type: 'string' },
    disposition: { type: 'string', enum: [...DISPOSITIONS] },
    since: { type: 'string', format: 'date-time' },
    assignments: { type: 'array', items: { type: 'object' } },
    hold: { type: 'object', description: 'Of a provision under legal hold; for readers of internal data.' },
    dueOn: { type: 'string', format: 'date' },
    overdue: { type: 'boolean' },
    mixed: { type: 'boolean', description: 'The parts differ: the disposition is that of the part with most left to do.' },
    parts: { type: 'array', items: { type: 'object' }, description: 'Of a divided provision; rows like this one.' },
  },
};

/** In a table the parts of a provision are lines of their own, below it. */
const lines = (rows: readonly CoverageRow[]) => rows.flatMap((row) => [row, ...(row.parts ?? [])]);
const columnsFor = (insight: Visibility): readonly string[] =>
  columnsOf(ROW).filter((name) => name !== 'parts' && (name !== 'hold' || insight !== 'PUBLIC'));

@ApiTags('Queries')
@Controller('v1/coverage')
export class CoverageController {
  constructor(@Inject(Reading) private readonly reading: Reading) {}

  @Get()
  @DescribeQuery(
    {
      id: 'read-coverage',
      summary: 'Each provision of a directive, once, with its one current disposition.',
      description: 'A provision with parts is one row; its disposition comes from its parts.',
    },
    {
      ...listForms(ROW),
      'application/json': {
        type: 'object',
        properties: {
          directive: schemaOf(DirectiveView),
          asOf: { type: 'string', format: 'date-time' },
          items: { type: 'array', items: ROW },
        },
      },
    },
  )
  @ApiParameters(KNOWN, 'directive')
  async coverage(@Asked() exchange: Exchange): Promise<unknown> {
    const { directive: asked, asOf } = readParameters(exchange.request.query, KNOWN);
    if (asked === undefined) throw problem('invalid-parameter', 'directive must be given.');
    const directiveId = idOf(asked, 'directive');
    const { form } = formOfList(exchange, undefined);
    const found = await this.reading.answer(exchange, {
      of: [DirectiveView, CoverageChangeView],
      form,
      changesWithTime: true,
      read: async (database, insight) => {
        const directive = await database.findOneBy(DirectiveView, { id: directiveId });
        if (!directive) throw noSuch('directive');
        const rows = await coverageOf(database, directiveId, asOf ?? new Date().toISOString());
        const items = insight === 'PUBLIC' ? rows.map(withoutHold) : rows;
        return { insight, answer: { directive, ...(asOf === undefined ? {} : { asOf }), items } };
      },
    });
    if (form === 'application/json') return found?.answer;
    return found && sentAs(form, exchange, { file: 'coverage', columns: columnsFor(found.insight) }, lines(found.answer.items));
  }
}

/** That the work waits for the law is public; under which order and until when is for those inside. */
function withoutHold({ hold: _hold, parts, ...row }: CoverageRow): CoverageRow {
  return { ...row, ...(parts ? { parts: parts.map(withoutHold) } : {}) };
}

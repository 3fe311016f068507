import type { Visibility } from '#event-log';
import { readableWith } from '#feed';
import { EXCEPTION_KINDS, ExceptionView } from '#oversight';
import { Controller, Get, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Asked } from './asked.js';
import { keysOf } from './cursor.js';
import { DescribeQuery, type Schema } from './docs.js';
import { columnsOf, formOfList, listForms, sentAs } from './listing.js';
import { pageOf } from './page.js';
import { ApiParameters, instant, oneOf, PAGING, readParameters, words } from './parameters.js';
import { type Exchange, Reading } from './reading.js';

const KNOWN = {
  ...PAGING,
  from: instant('What occurred at this instant or later.'),
  to: instant('What occurred before this instant.'),
  kind: oneOf(EXCEPTION_KINDS, 'Only those of this kind.'),
  subject: words('Only those about this record: `drafts/{id}`.'),
  actor: words('Only those by this person.'),
};

const EXCEPTION: Schema = {
  type: 'object',
  properties: {
    position: { type: 'integer' },
    kind: { type: 'string', enum: [...EXCEPTION_KINDS] },
    subject: { type: 'string' },
    type: { type: 'string' },
    occurredAt: { type: 'string', format: 'date-time' },
    recordedAt: { type: 'string', format: 'date-time' },
    actor: { type: 'string' },
    actorRole: { type: 'string' },
    rule: {
      type: ['string', 'null'],
      description: 'The last segment of its page under /problems; withheld with the data of the entry.',
    },
    ruleNumber: { type: ['integer', 'null'] },
    sentence: { type: 'string', description: 'What happened, for people; as far as the reader may know.' },
  },
};

@ApiTags('Queries')
@Controller('v1/exceptions')
export class ExceptionsController {
  constructor(@Inject(Reading) private readonly reading: Reading) {}

  @Get()
  @DescribeQuery(
    {
      id: 'list-exceptions',
      summary:
        'What was refused, waived, corrected, irregular, asserted of the past or turned out otherwise, in the order of the log.',
    },
    listForms(EXCEPTION),
    { paged: true },
  )
  @ApiParameters(KNOWN)
  async list(@Asked() exchange: Exchange): Promise<unknown> {
    const { limit, after, from, to, ...equal } = readParameters(exchange.request.query, KNOWN);
    const behind = after === undefined ? undefined : keysOf(after, [/^\d{1,15}$/])[0];
    const { form, most } = formOfList(exchange, limit);
    const found = await this.reading.answer(exchange, {
      of: [ExceptionView],
      form,
      read: async (database, insight) => {
        const query = database
          .createQueryBuilder(ExceptionView, 'e')
          .orderBy('e.position', 'ASC')
          .limit(most + 1);
        if (behind !== undefined) query.andWhere('e.position > :behind', { behind });
        if (from !== undefined) query.andWhere('e.occurredAt >= :from', { from });
        if (to !== undefined) query.andWhere('e.occurredAt < :to', { to });
        for (const [name, value] of Object.entries(equal)) query.andWhere(`e.${name} = :${name}`, { [name]: value });
        const rows = await query.getMany();
        const page = pageOf(rows, most, exchange, ({ position }) => [String(position)]);
        return page.map((row) => shown(row, insight));
      },
    });
    return found && sentAs(form, exchange, { file: 'exceptions', columns: columnsOf(EXCEPTION) }, found);
  }
}

/** Every reader sees every line; what the entry's data says is for those who may read it. */
function shown({ visibility, sentence, publicSentence, rule, ruleNumber, ...line }: ExceptionView, insight: Visibility) {
  return readableWith(insight).includes(visibility)
    ? { ...line, rule, ruleNumber, sentence }
    : { ...line, rule: null, ruleNumber: null, sentence: publicSentence };
}

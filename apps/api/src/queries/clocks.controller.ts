import { ClockView } from '#command-queue';
import { Controller, Get, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { SelectQueryBuilder } from 'typeorm';
import { Asked } from './asked.js';
import { keysOf } from './cursor.js';
import { DescribeQuery, type Schema } from './docs.js';
import { columnsOf, formOfList, listForms, sentAs } from './listing.js';
import { pageOf } from './page.js';
import { ApiParameters, oneOf, PAGING, readParameters, words } from './parameters.js';
import { type Exchange, Reading } from './reading.js';

const STATES = ['running', 'overdue', 'stopped'] as const;

const KNOWN = {
  ...PAGING,
  state: oneOf(STATES, 'Overdue is running and due; stopped is what needs nobody any more.'),
  subject: words('Only the clocks of this record: `provisions/{id}`.'),
};

/** Clocks whose start everybody may read. */
const PUBLIC_KINDS = [
  'provision-due',
  'provision-escalation',
  'order-effect',
  'report-back-due',
  'public-comment-closes',
  'council-review',
  'veto',
  'veto-escalation',
];

const CLOCK: Schema = {
  type: 'object',
  properties: {
    subject: { type: 'string', description: 'The record that it belongs to.' },
    kind: { type: 'string' },
    state: { type: 'string', enum: [...STATES] },
    dueAt: { type: 'string', format: 'date-time' },
    rule: { type: 'string', description: 'In words, and where it stands.' },
    inputs: {
      type: 'object',
      description: 'What the instant was computed from; `steps` of a deadline: who is told of it, and when.',
    },
  },
};

@ApiTags('Queries')
@Controller('v1/clocks')
export class ClocksController {
  constructor(@Inject(Reading) private readonly reading: Reading) {}

  @Get()
  @DescribeQuery({ id: 'list-clocks', summary: 'Deadlines and appointed instants, the earliest first.' }, listForms(CLOCK), {
    paged: true,
  })
  @ApiParameters(KNOWN)
  async clocks(@Asked() exchange: Exchange): Promise<unknown> {
    const { limit, after, state, subject } = readParameters(exchange.request.query, KNOWN);
    const behind =
      after === undefined
        ? undefined
        : keysOf(after, [/^\d{4}-\d\d-\d\dT[\d:.]{12}Z$/, /^[a-z-]+\/[0-9a-f-]{36}$/, /^[a-z0-9:-]+$/]);
    const now = new Date().toISOString();
    const { form, most } = formOfList(exchange, limit);
    const found = await this.reading.answer(exchange, {
      of: [ClockView],
      form,
      changesWithTime: true,
      read: async (database, insight) => {
        const query = database
          .createQueryBuilder(ClockView, 'c')
          .orderBy({ 'c.dueAt': 'ASC', 'c.stream': 'ASC', 'c.kind': 'ASC' });
        if (insight === 'PUBLIC') query.andWhere('c.kind in (:...kinds)', { kinds: PUBLIC_KINDS });
        if (subject !== undefined) query.andWhere('c.stream = :subject', { subject });
        if (state !== undefined) narrow(query, state, now);
        if (behind) query.andWhere('(c.due_at, c.stream, c.kind) > (:dueAt::timestamptz, :stream, :kind)', keysToBind(behind));
        const rows = await query.limit(most + 1).getMany();
        const lines = rows.map((row) => shown(row, now));
        return pageOf(lines, most, exchange, ({ dueAt, subject, kind }) => [dueAt, subject, kind]);
      },
    });
    return found && sentAs(form, exchange, { file: 'clocks', columns: columnsOf(CLOCK) }, found);
  }
}

const keysToBind = ([dueAt, stream, kind]: readonly string[]) => ({ dueAt, stream, kind });

function narrow(query: SelectQueryBuilder<ClockView>, state: (typeof STATES)[number], now: string): void {
  query.andWhere('c.state = :stored', { stored: state === 'stopped' ? 'STOPPED' : 'RUNNING' });
  if (state === 'overdue') query.andWhere('c.dueAt <= :now', { now });
  if (state === 'running') query.andWhere('c.dueAt > :now', { now });
}

function shown({ stream, kind, state, dueAt, rule, inputs }: ClockView, now: string) {
  const at = new Date(dueAt).toISOString();
  const told = state === 'STOPPED' ? ('stopped' as const) : at <= now ? ('overdue' as const) : ('running' as const);
  return { subject: stream, kind, state: told, dueAt: at, rule, inputs };
}

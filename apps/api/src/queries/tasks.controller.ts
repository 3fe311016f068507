import { calendarFor } from '#calendar';
import { catalog, type Settings } from '#commission';
import { ClockView } from '#command-queue';
import { DelegationView, rolesLentTo } from '#delegations';
import { type Calendar, ROLES } from '#kernel';
import { MACHINES, type Hat, type Task, Tasks } from '#oversight';
import { Controller, Get, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { NeedsToken } from '../identity/current-caller.js';
import { SETTINGS } from '../tokens.js';
import { Asked } from './asked.js';
import { keysOf } from './cursor.js';
import { DescribeQuery, type Schema } from './docs.js';
import { formOfList, listForms, sentAs } from './listing.js';
import { pageOf } from './page.js';
import { ApiParameters, oneOf, PAGING, readParameters } from './parameters.js';
import { type Exchange, Reading } from './reading.js';
import { RESOURCES } from './resources.js';

const KNOWN = {
  ...PAGING,
  type: oneOf([...new Set(MACHINES.map(({ record }) => record))], 'Only what waits on records of this kind.'),
};

const text = (description: string): Schema => ({ type: 'string', description });
const roles: Schema = { type: 'array', items: { type: 'string', enum: ROLES.filter((role) => role !== 'system') } };
const TASK: Schema = {
  type: 'object',
  required: ['command', 'or', 'summary', 'record', 'why', 'due', 'next', 'rules'],
  properties: {
    command: text('What is to be done: the name under /v1/commands.'),
    or: { type: 'array', items: { type: 'string' }, description: 'Steps that the same person may take in its stead.' },
    summary: text('What the command does.'),
    record: {
      type: 'object',
      required: ['type', 'id', 'title', 'state'],
      properties: {
        type: text('With `id` the path of the record: `drafts`.'),
        id: { type: 'string', format: 'uuid' },
        title: { type: 'string' },
        state: text('The state that asks for it: of the record, or of the part of it that is named.'),
        part: text('A review of a draft, `LEGAL`; an item, the minutes, a condition: the machine inside the record.'),
        number: text('Which of several parts.'),
      },
    },
    why: {
      type: 'object',
      required: ['as', 'role'],
      properties: {
        as: {
          type: 'string',
          enum: ['ROLE', 'PERSON'],
          description: 'PERSON: of those in the role it waits for this one, or this department.',
        },
        role: { type: 'string' },
        department: { type: 'string' },
        actingUnder: {
          type: 'string',
          format: 'uuid',
          description: 'The delegation to name with the command, where the role is lent.',
        },
        onBehalfOf: { type: 'array', items: { type: 'string' } },
      },
    },
    due: {
      type: ['object', 'null'],
      required: ['at', 'rule'],
      properties: { at: { type: 'string', format: 'date-time' }, rule: text('What sets it, and where that stands.') },
    },
    next: {
      type: 'array',
      description: 'The states that it can lead to, with whom each waits for, or what it says where it waits for nobody.',
      items: {
        type: 'object',
        properties: {
          state: { type: 'string' },
          waitsFor: { type: 'array', items: { type: 'object', properties: { command: { type: 'string' }, roles } } },
          says: { type: 'string' },
        },
      },
    },
    rules: {
      type: 'array',
      description: 'The rules that can refuse it; `code` is the last segment of its page under /problems.',
      items: {
        type: 'object',
        properties: {
          code: { type: 'string' },
          sentence: { type: 'string' },
          source: { type: 'string' },
          refusal: { type: 'integer' },
        },
      },
    },
  },
};

const COLUMNS = ['dueAt', 'command', 'summary', 'type', 'id', 'title', 'state', 'part', 'number', 'role', 'rule'] as const;

/** What a table has of a task: what to do, on what, and by when. */
function lineOf({ command, summary, record, why, due }: Task): Readonly<Record<string, unknown>> {
  return { dueAt: due?.at, command, summary, ...record, role: why.role, rule: due?.rule };
}

/** What waits for the caller, in the roles of the token and in those that were lent to them. */
@ApiTags('Queries')
@NeedsToken()
@Controller('v1/tasks')
export class TasksController {
  private readonly tasks: Tasks;
  private readonly calendar: Calendar;

  constructor(
    @Inject(Reading) private readonly reading: Reading,
    @Inject(SETTINGS) { profile }: Settings,
  ) {
    this.tasks = new Tasks(catalog.lifecycles, profile);
    this.calendar = calendarFor(profile);
  }

  @Get()
  @DescribeQuery(
    {
      id: 'list-tasks',
      summary: 'What waits for me, why, by when, and what comes next; the first due first.',
      description:
        'A line for each step that a record waits for, as far as the caller may take it; own work of which somebody else has to judge is left ' +
        'out. A role that was lent comes with the delegation to act under.',
    },
    listForms(TASK),
    { paged: true, forSome: true },
  )
  @ApiParameters(KNOWN)
  async list(@Asked() exchange: Exchange): Promise<unknown> {
    const { limit, after, type } = readParameters(exchange.request.query, KNOWN);
    const [due, key] = after === undefined ? [] : keysOf(after, [DUE, KEY]);
    const behind = due === undefined || key === undefined ? undefined : { due, key };
    const now = new Date().toISOString();
    const { form, most } = formOfList(exchange, limit);
    const found = await this.reading.answer(exchange, {
      of: TASK_VIEWS,
      form,
      changesWithTime: true,
      read: async (database) => {
        const { subject: person, department, roles: ownRoles } = exchange.caller;
        const own = ownRoles.map((role): Hat => ({ role, ...(department === undefined ? {} : { department }) }));
        const hats = [...own, ...(await rolesLentTo(database, person, now))];
        const today = this.calendar.dateOf(now);
        const found = await this.tasks.of(database, { hats, person, now, today, type, behind, limit: most + 1 });
        const page = pageOf(found, most, exchange, ({ place }) => [place.due, place.key]);
        return page.map(({ task }) => task);
      },
    });
    if (form === 'application/json') return found && { items: found };
    return found && sentAs(form, exchange, { file: 'tasks', columns: COLUMNS }, found.map(lineOf));
  }
}

const DUE = /^(infinity|\d{4}-\d\d-\d\dT[\d:.]{12}Z)$/;
const KEY = /^[a-z-]+\/[0-9a-f-]{36}\/[^\0]{1,300}$/;

/** Every view that a record can be found in by its state, with its clocks and who may act for whom. */
const TASK_VIEWS = [...RESOURCES.map(({ entity }) => entity), ClockView, DelegationView];

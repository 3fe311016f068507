/** The retention schedule, what is due for disposition by it, and which preservation holds keep it all the same. */
import { calendarFor } from '#calendar';
import type { Settings } from '#commission';
import type { Pool } from '#event-log';
import type { Caller } from '#identity';
import { type Calendar, type Instant, type Profile, type RecordSeries, toInstant } from '#kernel';
import { covers, keptUntil, PreservationHoldView } from '#preservation';
import { Controller, Get, Header, Inject, Req } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { problem } from '../errors/problem.js';
import { CurrentCaller, NeedsToken } from '../identity/current-caller.js';
import { POOL, SETTINGS } from '../tokens.js';
import { DescribeQuery, type Schema } from './docs.js';
import { insightOf } from '#feed';
import { readParameters } from './parameters.js';
import { Views, viewOf } from './views.js';

/** What is due is shown so far, the longest due first. */
const MOST_DUE = 200;

const text = (description: string): Schema => ({ type: 'string', description });
const DUE: Schema = {
  type: 'object',
  required: ['record', 'closedAt', 'keptUntil', 'heldBy', 'positions'],
  properties: {
    record: text('`comments/{id}`.'),
    closedAt: { type: 'string', format: 'date-time' },
    keptUntil: { type: 'string', format: 'date' },
    heldBy: { type: 'array', items: { type: 'string', format: 'uuid' }, description: 'The holds that keep it all the same.' },
    positions: { type: 'array', items: { type: 'integer' }, description: 'Its entries whose data is still there.' },
  },
};
const SERIES: Schema = {
  type: 'object',
  required: ['series', 'title', 'records', 'keep', 'source', 'verified', 'heldBy', 'due'],
  properties: {
    series: text('Its name, as holds cite it.'),
    title: { type: 'string' },
    records: { type: 'array', items: { type: 'string' } },
    keep: { description: '`PERMANENT`, or so many `years` from the last of the events in `after`.' },
    source: text('Where the rule stands.'),
    verified: { type: 'boolean', description: 'Whether a city attorney confirmed it.' },
    heldBy: {
      type: 'array',
      items: { type: 'string', format: 'uuid' },
      description: 'The holds on the whole series, or on everything.',
    },
    due: { type: 'array', items: DUE, description: `What may be disposed of, by an order; at most ${MOST_DUE}.` },
  },
};

interface ClosedRecord {
  readonly record: string;
  readonly closedAt: Instant;
  readonly positions: readonly number[];
  readonly named: readonly string[];
}

@ApiTags('Queries')
@NeedsToken()
@Controller('v1/retention')
export class RetentionController {
  private readonly calendar: Calendar;
  private readonly profile: Profile;

  constructor(
    @Inject(POOL) private readonly pool: Pool,
    @Inject(Views) private readonly views: Views,
    @Inject(SETTINGS) { profile }: Settings,
  ) {
    this.profile = profile;
    this.calendar = calendarFor(profile);
  }

  @Get()
  @Header('cache-control', 'no-store')
  @DescribeQuery(
    {
      id: 'read-retention',
      summary: 'The retention schedule, what is due for disposition by it, and which holds override it.',
      description:
        'For those who work here. Nothing goes by itself: what is due may be named in `order-erasure`, with the ground SCHEDULE.',
    },
    { type: 'object', required: ['items'], properties: { items: { type: 'array', items: SERIES } } },
    { cached: false, forSome: true },
  )
  async read(@Req() request: FastifyRequest, @CurrentCaller() caller: Caller): Promise<object> {
    readParameters(request.query, {});
    if (insightOf(caller) === 'PUBLIC') throw problem('not-for-this-role', 'The schedule is read by those who work here.');
    const holds = await this.views.snapshot([viewOf(PreservationHoldView)], (database) =>
      database.find(PreservationHoldView, { where: { status: 'PLACED' }, order: { placedAt: 'ASC' } }),
    );
    const items = await Promise.all(
      Object.entries(this.profile.retention).map(async ([series, { title, records, keep }]) => ({
        ...{ series, title, records, keep },
        ...this.profile.sources[`retention.${series}`],
        heldBy: holds
          .filter(({ scope }) => scope.kind === 'ALL' || (scope.kind === 'SERIES' && scope.series.includes(series)))
          .map(({ id }) => id),
        due: await this.due({ title, records, keep }, holds),
      })),
    );
    return { items };
  }

  private async due({ records, keep }: RecordSeries, holds: readonly PreservationHoldView[]): Promise<readonly object[]> {
    if (keep === 'PERMANENT') return [];
    const { calendar, profile } = this;
    const today = calendar.dateOf(toInstant(Date.now()));
    const before = calendar.endOfDay(calendar.addMonths(today, -keep.years * 12));
    const { rows } = await this.pool.query<ClosedRecord>(CLOSED, [records, keep.after, before, MOST_DUE]);
    return rows.flatMap(({ record, closedAt, positions, named }) => {
      const until = keptUntil(closedAt, keep.years, calendar);
      if (today <= until) return [];
      const held = holds.filter(({ scope }) => covers(scope, { position: 0, subject: record, mentions: named }, profile));
      return [{ record, closedAt, keptUntil: until, heldBy: held.map(({ id }) => id), positions }];
    });
  }
}

/** Input: kinds of records, the events that close one, by when, how many. Output: those that closed by then and still have data. */
const CLOSED = `
  select closed.stream as record, closed.at as "closedAt", array_agg(l.position order by l.position) as positions,
    array_agg(distinct id[1]) filter (where id is not null) as named
  from (
    select stream, max(occurred_at) as at from events where type = any ($2) and split_part(stream, '/', 1) = any ($1)
    group by stream having max(occurred_at) <= $3
  ) closed
  join events e on e.stream = closed.stream join log l using (global_position)
  join event_data d on d.stream = e.stream and d.version = e.version
  left join erased_entries x on x.stream = e.stream and x.version = e.version
  left join lateral regexp_matches(d.data, '[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}', 'g') id on true
  where x.erasure is null
  group by closed.stream, closed.at order by closed.at, closed.stream limit $4`;

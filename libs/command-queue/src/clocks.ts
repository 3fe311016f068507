/**
 * Clocks: deadlines and appointed instants. They are started and stopped by events, kept in PostgreSQL as a view of the log,
 * and when one is due, its command goes to its record, once, whatever restarts meanwhile.
 */
import { derivedId, failpoint, type LoggedEvent, type Pool, type Projection, sql, type Statement } from '#event-log';
import { HOUR_MS, toInstant } from '#kernel';
import { Column, Entity, Index, PrimaryColumn } from 'typeorm';
import type { Catalog } from './catalog.js';
import type { Doorbell, Ring } from './doorbell.js';
import { acceptFollowUp, followUpOf } from './follow-up.js';
import type { ClockChange } from './lifecycle.js';
import { Loop } from './loop.js';

/** A clock of a record, with what it was computed from. */
@Entity({ name: 'clocks' })
@Index(['wakeAt'], { where: `state = 'RUNNING'` })
@Index(['state', 'dueAt', 'stream', 'kind'])
export class ClockView {
  /** The record: `provisions/{id}`. */
  @PrimaryColumn('text')
  stream!: string;

  @PrimaryColumn('text')
  kind!: string;

  @Column('text')
  state!: 'RUNNING' | 'STOPPED';

  @Column('timestamptz', { name: 'due_at' })
  dueAt!: string;

  /** When its command is sent: `dueAt`, but for a deadline that had passed when it was entered. */
  @Column('timestamptz', { name: 'wake_at' })
  wakeAt!: string;

  @Column('text')
  rule!: string;

  @Column('jsonb')
  inputs!: Record<string, unknown>;

  @Column('text')
  command!: string;

  /** The id of the command that is sent when the clock is due: derived from clock and instant. */
  @Column('uuid', { name: 'command_id' })
  commandId!: string;

  @Column('uuid', { name: 'correlation_id' })
  correlationId!: string;

  /** The event that started it. */
  @Column('uuid', { name: 'started_by' })
  startedBy!: string;
}

/** The view of all clocks, from what the catalog says of each event. */
export function clocksProjection(catalog: Catalog): Projection {
  const on: Record<string, (event: LoggedEvent) => readonly Statement[]> = {};
  for (const [type, { clocks }] of catalog.eventSpecs) {
    if (clocks) on[type] = (event) => statementsOf(event, clocks(event.data));
  }
  return { name: 'clocks', version: 2, entities: [ClockView], on };
}

const clockKey = (stream: string, kind: string, startedBy: string): string => `${stream}/${kind}/${startedBy}`;

/** What tells several clocks of one kind apart is not for an envelope. */
const actorOf = (kind: string): string => `clock:${kind.split(':', 1)[0] ?? ''}`;

const DAY_MS = 24 * HOUR_MS;

function wakeAtOf(event: LoggedEvent, { dueAt, deadline }: Extract<ClockChange, { start: string }>): string {
  return deadline && dueAt < event.recordedAt ? toInstant(Date.parse(event.recordedAt) + DAY_MS) : dueAt;
}

/** What is stopped is stopped by one statement, before anything is started. */
function statementsOf(event: LoggedEvent, changes: readonly ClockChange[]): readonly Statement[] {
  const kinds = changes.flatMap((change) => ('stop' in change ? [change.stop] : []));
  const starts = changes.flatMap((change) => ('start' in change ? [start(event, change)] : []));
  if (kinds.length === 0) return starts;
  return [sql`update clocks set state = 'STOPPED' where stream = ${event.stream} and kind = any (${kinds}::text[])`, ...starts];
}

function start(event: LoggedEvent, change: Extract<ClockChange, { start: string }>): Statement {
  const commandId = derivedId(actorOf(change.start), clockKey(event.stream, change.start, event.id), 0);
  return sql`
    insert into clocks (stream, kind, state, due_at, wake_at, rule, inputs, command, command_id, correlation_id, started_by)
    values (${event.stream}, ${change.start}, 'RUNNING', ${change.dueAt}, ${wakeAtOf(event, change)}, ${change.rule}, ${JSON.stringify(change.inputs)}::jsonb,
      ${change.command}, ${commandId}, ${event.correlationId}, ${event.id})
    on conflict (stream, kind) do update set state = 'RUNNING', due_at = excluded.due_at, wake_at = excluded.wake_at, rule = excluded.rule, inputs = excluded.inputs,
      command = excluded.command, command_id = excluded.command_id, correlation_id = excluded.correlation_id, started_by = excluded.started_by`;
}

const ROUND_MS = 250;
const BATCH = 500;
/** How often it is asked whether a clock was computed with other days than those of now. They change with a start of a process only. */
const RECOMPUTED_EVERY_MS = 10 * 60_000;

/** Sends the commands of clocks that are due. It keeps nothing in memory: after a restart the next round finds what is due. */
export class ClockKeeper {
  private readonly loop: Loop;
  private recomputedAt = -Infinity;

  /** `calendar`: the version of the days of the place; clocks that were computed with another one are computed anew. */
  constructor(
    private readonly pool: Pool,
    private readonly catalog: Catalog,
    private readonly doorbell: Pick<Doorbell, 'ring'>,
    onFault: (error: Error) => void,
    private readonly calendar?: string,
  ) {
    this.loop = new Loop(() => this.round(), ROUND_MS, onFault);
  }

  start(): void {
    this.loop.start();
  }

  stop(): Promise<void> {
    return this.loop.stop();
  }

  async round(): Promise<void> {
    if (this.calendar !== undefined && performance.now() - this.recomputedAt >= RECOMPUTED_EVERY_MS) {
      await this.recompute(this.calendar);
      this.recomputedAt = performance.now();
    }
    await this.sendDue();
  }

  /**
   * Asks the records of clocks that were computed with other days to compute them anew, once for each clock and version of the days: a record
   * that finds nothing changed, or keeps the days that it was begun under, leaves them as they are.
   */
  private async recompute(calendar: string): Promise<void> {
    const commands = new Map(
      this.catalog.lifecycles.flatMap(({ decider, recomputes }) =>
        recomputes ? [[decider.streamType, recomputes] as const] : [],
      ),
    );
    const { rows } = await this.pool.query<ClockView>({
      name: 'clocks-of-other-days',
      text: `select stream, kind, correlation_id as "correlationId", started_by as "startedBy"
             from clocks where state = 'RUNNING' and inputs ->> 'calendar' <> $1 and split_part(stream, '/', 1) = any ($2)`,
      values: [calendar, [...commands.keys()]],
    });
    for (let from = 0; from < rows.length; from += BATCH) {
      const rings: Ring[] = [];
      for (const { stream, kind, correlationId, startedBy } of rows.slice(from, from + BATCH)) {
        const name = commands.get(stream.slice(0, stream.indexOf('/'))) ?? '';
        const { spec } = this.catalog.command(name);
        const body = { [spec.subject]: stream.slice(stream.indexOf('/') + 1) };
        const key = `${clockKey(stream, kind, startedBy)}/${calendar}`;
        const cause = { actor: 'clock:calendar', key, correlationId, causationId: startedBy };
        rings.push(await acceptFollowUp(this.pool, followUpOf(this.catalog, { name, body }, 0, cause)));
      }
      await this.doorbell.ring(rings);
    }
  }

  private async sendDue(): Promise<void> {
    const { rows } = await this.pool.query<ClockView>({
      name: 'clocks-due',
      text: `select stream, kind, due_at as "dueAt", command, correlation_id as "correlationId", started_by as "startedBy"
             from clocks where state = 'RUNNING' and wake_at <= now()
               and not exists (select from commands where commands.id = clocks.command_id)
             order by wake_at limit $1`,
      values: [BATCH],
    });
    const rings: Ring[] = [];
    for (const clock of rows) {
      const { spec } = this.catalog.command(clock.command);
      const body = { [spec.subject]: clock.stream.slice(clock.stream.indexOf('/') + 1) };
      const cause = {
        actor: actorOf(clock.kind),
        key: clockKey(clock.stream, clock.kind, clock.startedBy),
        occurredAt: clock.dueAt,
        correlationId: clock.correlationId,
        causationId: clock.startedBy,
      };
      rings.push(await acceptFollowUp(this.pool, followUpOf(this.catalog, { name: clock.command, body }, 0, cause)));
    }
    if (rings.length > 0) await failpoint('clock-after-accept');
    await this.doorbell.ring(rings);
  }
}

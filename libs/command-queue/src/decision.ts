/**
 * How a command in the ledger becomes events or a refusal: load, read facts, decide, append, settle, in the caller's transaction.
 */
import {
  append,
  type LedgerCommand,
  type NewEvent,
  type Origin,
  type Queryable,
  type RecordedRejection,
  stateOf,
  type StreamHead,
  Streams,
  type UnitOfWork,
} from '#event-log';
import { type Calendar, type Context, NO_SUCH_RECORD, type Profile, Rejection, STALE_VERSION, TIME_IN_THE_FUTURE } from '#kernel';
import type { Catalog } from './catalog.js';
import { takeClaims } from './claims.js';
import { applyEffects, recordIdOf } from './event-effects.js';
import { Facts } from './facts.js';
import type { EventSpec } from './lifecycle.js';

/** What every decision of this commission is made under. */
export interface Jurisdiction {
  readonly calendar: Calendar;
  readonly profile: Profile;
  /** The log's origin, a URI: the `source` of each of its events. */
  readonly source: string;
}

export type Decision = { readonly head: StreamHead; readonly answer: readonly NewEvent[] | Rejection };

/** The type and the version of the entry that records a refusal; neutral, so that the envelope tells nothing. */
export const REFUSED = { type: 'command.refused', schemaVersion: 1, visibility: 'INTERNAL' } as const;

export class Decisions {
  constructor(
    private readonly catalog: Catalog,
    private readonly jurisdiction: Jurisdiction,
  ) {}

  /**
   * The streams besides its own that each command's decision reads, as far as can be told without a lock.
   * What it names is locked; a decision that then reads another one is made again.
   */
  async readsOf(database: Queryable, rows: readonly LedgerCommand[]): Promise<readonly string[]> {
    const reading = rows.filter(({ name }) => this.catalog.command(name).spec.facts);
    if (reading.length === 0) return [];
    const streams = new Streams(database);
    await streams.prefetch(reading.map(({ stream }) => stream));
    const reads = new Set<string>();
    for (const row of reading) {
      const { spec, lifecycle } = this.catalog.command(row.name);
      const state = stateOf(lifecycle.decider, await streams.get(row.stream));
      const facts = new Facts(streams, row.stream);
      await spec.facts?.(facts, this.catalog.domainCommandOf(row).data, state);
      for (const stream of facts.streamsRead) reads.add(stream);
    }
    return [...reads];
  }

  /** Decides without writing anything, on streams that are locked, or that nobody has locked for a dry run. */
  async decide(streams: Streams, row: LedgerCommand): Promise<Decision> {
    const { spec, lifecycle } = this.catalog.command(row.name);
    const own = await streams.get(row.stream);
    const head = own ?? { id: row.stream, version: 0, lastEntryHash: undefined };
    const context = this.contextOf(row);

    if (!row.creates && !own && !spec.knownElsewhere)
      return { head, answer: new Rejection(NO_SUCH_RECORD, `${row.name} names ${row.stream}, of which nothing is recorded.`) };
    if (row.expectedVersion !== null && row.expectedVersion !== head.version)
      return {
        head,
        answer: new Rejection(STALE_VERSION, `${row.stream} is at version ${head.version}, not at ${row.expectedVersion}.`),
      };
    if (context.occurredAt > context.now)
      return { head, answer: new Rejection(TIME_IN_THE_FUTURE, `${context.occurredAt} is later than ${context.now}.`) };

    const state = stateOf(lifecycle.decider, own);
    const command = this.catalog.domainCommandOf(row);
    const facts = spec.facts ? await spec.facts(new Facts(streams, row.stream), command.data, state) : undefined;
    const answer = lifecycle.decider.decide(command, state, context, facts);
    if (answer instanceof Rejection) return { head, answer };
    return { head, answer: answer.map(({ type, data }) => newEvent(type, data, this.catalog.eventSpec(type))) };
  }

  /** Decides a locked command and notes what came of it: its events with their claims, or its refusal, and the result in the ledger. */
  async settle(unit: UnitOfWork, row: LedgerCommand): Promise<void> {
    const { head, answer } = await this.decide(unit, row);
    const refusal = answer instanceof Rejection ? answer : await this.claim(unit.database, row, answer);
    const { source } = this.jurisdiction;
    if (refusal) {
      const { head: own, events, origin } = entryOfRefusal(row, refusal, source);
      unit.append(own, events, origin);
    } else if (!(answer instanceof Rejection)) {
      unit.append(head, answer, originOf(row, source));
      await applyEffects(unit.database, this.catalog, row.stream, answer);
    }
    unit.settle(row.id, refusal && recordedRejection(refusal));
  }

  private claim(database: Queryable, row: LedgerCommand, events: readonly NewEvent[]): Promise<Rejection | undefined> {
    const claims = events.flatMap(({ type, data }) => this.catalog.eventSpec(type).claims?.(data) ?? []);
    return takeClaims(database, row.stream, claims);
  }

  private contextOf(row: LedgerCommand): Context {
    return {
      commandId: row.id,
      subjectId: recordIdOf(row.stream),
      actor: row.actor,
      role: row.role,
      performedBy: row.performedBy,
      now: row.acceptedAt,
      occurredAt: row.occurredAt ?? row.acceptedAt,
      calendar: this.jurisdiction.calendar,
      profile: this.jurisdiction.profile,
    };
  }
}

function newEvent(type: string, data: unknown, spec: EventSpec): NewEvent {
  const visibility = typeof spec.visibility === 'function' ? spec.visibility(data) : spec.visibility;
  return { type, data, schemaVersion: spec.schemaVersion, visibility };
}

type OriginRow = Pick<
  LedgerCommand,
  | 'id'
  | 'stream'
  | 'acceptedAt'
  | 'occurredAt'
  | 'actor'
  | 'role'
  | 'performedBy'
  | 'correlationId'
  | 'causationId'
  | 'traceparent'
>;

function originOf(row: OriginRow, source: string): Origin {
  return {
    source,
    subject: row.stream,
    occurredAt: row.occurredAt ?? row.acceptedAt,
    actor: row.actor,
    actorRole: row.role,
    performedBy: row.performedBy,
    commandId: row.id,
    correlationId: row.correlationId,
    causationId: row.causationId,
    traceparent: row.traceparent ?? undefined,
  };
}

/** A refusal in the form that the ledger keeps and clients see. */
export function recordedRejection({ rule, detail }: Rejection): RecordedRejection {
  return {
    code: rule.code,
    status: rule.status,
    title: rule.sentence,
    detail,
    ...(rule.refusal ? { refusal: rule.refusal } : {}),
    ...(rule.source ? { source: rule.source } : {}),
    ...(rule.remedy ? { remedy: rule.remedy } : {}),
  };
}

type RefusedRow = OriginRow & Pick<LedgerCommand, 'name'>;

interface EntryOfRefusal {
  readonly head: StreamHead;
  readonly events: readonly NewEvent[];
  readonly origin: Origin;
}

/** A refusal is an entry of the log on a stream of its own, so that it neither moves its subject's version nor creates a subject. */
function entryOfRefusal(row: RefusedRow, rejection: Rejection, source: string): EntryOfRefusal {
  const { refusal, ...rule } = recordedRejection(rejection);
  const data = { command: row.name, outcome: 'refused', rule: { ...rule, ...(refusal ? { number: refusal } : {}) } };
  // A refused time is no time: the entry says when the command was accepted, its data what was asked for.
  const occurredAt = row.occurredAt && row.occurredAt <= row.acceptedAt ? row.occurredAt : row.acceptedAt;
  return {
    head: { id: `commands/${row.id}`, version: 0, lastEntryHash: undefined },
    events: [{ ...REFUSED, data }],
    origin: originOf({ ...row, occurredAt }, source),
  };
}

/** Writes the entry of a refusal, in the caller's transaction. */
export async function recordRefusal(database: Queryable, row: RefusedRow, rejection: Rejection, source: string): Promise<void> {
  const { head, events, origin } = entryOfRefusal(row, rejection, source);
  await append(database, head, events, origin);
}

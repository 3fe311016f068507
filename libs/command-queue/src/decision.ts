/**
 * How a command in the ledger becomes events or a refusal: load, read facts, decide, append, settle, in the caller's transaction.
 */
import {
  append,
  type LedgerCommand,
  type LoadedStream,
  loadStreams,
  type NewEvent,
  type Origin,
  type Queryable,
  type RecordedRejection,
  settle,
} from '#event-log';
import {
  type Calendar,
  type Context,
  fold,
  NO_SUCH_RECORD,
  type Profile,
  Rejection,
  STALE_VERSION,
  TIME_IN_THE_FUTURE,
} from '#kernel';
import type { Catalog } from './catalog.js';
import { takeClaims } from './claims.js';
import { Facts, type Reading } from './facts.js';
import type { EventSpec } from './lifecycle.js';

/** What every decision of this commission is made under. */
export interface Jurisdiction {
  readonly calendar: Calendar;
  readonly profile: Profile;
  /** The log's origin, a URI: the `source` of each of its events. */
  readonly source: string;
}

export type Decision = { readonly head: LoadedStream; readonly answer: readonly NewEvent[] | Rejection };

/** The type and the version of the entry that records a refusal; neutral, so that the envelope tells nothing. */
export const REFUSED = { type: 'command.refused', schemaVersion: 1, visibility: 'INTERNAL' } as const;

export class Decisions {
  constructor(
    private readonly catalog: Catalog,
    private readonly jurisdiction: Jurisdiction,
  ) {}

  /**
   * The streams besides its own that a command's decision reads, as far as can be told without a lock.
   * What it names is locked; a decision that then reads another one is made again.
   */
  async readsOf(database: Queryable, row: LedgerCommand): Promise<readonly string[]> {
    const { spec, lifecycle } = this.catalog.command(row.name);
    if (!spec.facts) return [];
    const own = (await loadStreams(database, [row.stream])).get(row.stream);
    const facts = new Facts(database, { locked: undefined });
    await spec.facts(facts, this.catalog.domainCommandOf(row).data, fold(lifecycle.decider, own?.events ?? []));
    return facts.streamsRead;
  }

  /** Decides without writing anything. The caller has locked what `reading.locked` names, or locks nothing for a dry run. */
  async decide(database: Queryable, row: LedgerCommand, reading: Reading): Promise<Decision> {
    const { spec, lifecycle } = this.catalog.command(row.name);
    const own = (await loadStreams(database, [row.stream])).get(row.stream);
    const head = own ?? { id: row.stream, version: 0, lastEntryHash: undefined, events: [] };
    const context = this.contextOf(row);

    if (!row.creates && !own)
      return { head, answer: new Rejection(NO_SUCH_RECORD, `${row.name} names ${row.stream}, of which nothing is recorded.`) };
    if (row.expectedVersion !== null && row.expectedVersion !== head.version)
      return {
        head,
        answer: new Rejection(STALE_VERSION, `${row.stream} is at version ${head.version}, not at ${row.expectedVersion}.`),
      };
    if (context.occurredAt > context.now)
      return { head, answer: new Rejection(TIME_IN_THE_FUTURE, `${context.occurredAt} is later than ${context.now}.`) };

    const state = fold(lifecycle.decider, head.events);
    const command = this.catalog.domainCommandOf(row);
    const facts = spec.facts ? await spec.facts(new Facts(database, reading), command.data, state) : undefined;
    const answer = lifecycle.decider.decide(command, state, context, facts);
    if (answer instanceof Rejection) return { head, answer };
    return { head, answer: answer.map(({ type, data }) => newEvent(type, data, this.catalog.eventSpec(type))) };
  }

  /** Decides a locked command and writes what came of it: its events with their claims, or its refusal, and the result in the ledger. */
  async settle(database: Queryable, row: LedgerCommand, locked: ReadonlySet<string>): Promise<void> {
    const { head, answer } = await this.decide(database, row, { locked });
    const refusal = answer instanceof Rejection ? answer : await this.claim(database, row, answer);
    if (refusal) {
      await recordRefusal(database, row, refusal, this.jurisdiction.source);
    } else if (!(answer instanceof Rejection)) {
      await append(database, head, answer, originOf(row, this.jurisdiction.source));
    }
    await settle(database, row.id, refusal && recordedRejection(refusal));
  }

  private claim(database: Queryable, row: LedgerCommand, events: readonly NewEvent[]): Promise<Rejection | undefined> {
    const claims = events.flatMap(({ type, data }) => this.catalog.eventSpec(type).claims?.(data) ?? []);
    return takeClaims(database, row.stream, claims);
  }

  private contextOf(row: LedgerCommand): Context {
    return {
      commandId: row.id,
      subjectId: row.stream.slice(row.stream.indexOf('/') + 1),
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

/** A refusal is an entry of the log on a stream of its own, so that it neither moves its subject's version nor creates a subject. */
export async function recordRefusal(
  database: Queryable,
  row: OriginRow & Pick<LedgerCommand, 'name'>,
  rejection: Rejection,
  source: string,
): Promise<void> {
  const { refusal, ...rule } = recordedRejection(rejection);
  const data = { command: row.name, outcome: 'refused', rule: { ...rule, ...(refusal ? { number: refusal } : {}) } };
  const head = { id: `commands/${row.id}`, version: 0, lastEntryHash: undefined };
  // A refused time is no time: the entry says when the command was accepted, its data what was asked for.
  const occurredAt = row.occurredAt && row.occurredAt <= row.acceptedAt ? row.occurredAt : row.acceptedAt;
  await append(database, head, [{ ...REFUSED, data }], originOf({ ...row, occurredAt }, source));
}

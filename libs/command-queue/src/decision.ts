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
  type LoadedStream,
  type StreamHead,
  Streams,
  type UnitOfWork,
} from '#event-log';
import {
  ASSERTED_IS_FOR_THE_PAST,
  type Calendar,
  type Context,
  type DomainEvent,
  type Instant,
  lastDayOf,
  NO_SUCH_RECORD,
  type Profile,
  type ProfileVersion,
  Rejection,
  type Rule,
  sourceOf,
  STALE_VERSION,
  TIME_IN_THE_FUTURE,
} from '#kernel';
import { ASSERTED, assertedIn, assertionOf, streamOfAssertion } from './assertion.js';
import { type Catalog, REFUSAL_TYPE } from './catalog.js';
import { takeClaims } from './claims.js';
import { applyEffects, recordIdOf } from './event-effects.js';
import { Facts } from './facts.js';
import type { Acting, CommandSpec, EventSpec, FactReader } from './lifecycle.js';
import { RuleBook, type Rules } from './rule-book.js';

/** What every decision of this commission is made under. */
export interface Jurisdiction extends Rules {
  /** The versions of the rules before the present one, for what was begun under them. */
  readonly earlier?: readonly Rules[];
  /** The log's origin, a URI: the `source` of each of its events. */
  readonly source: string;
  /** The role that a delegation lets a person act in at an instant; undefined where it does not stand. */
  readonly actingUnder: (read: FactReader, id: string, person: string, at: Instant) => Promise<Acting | undefined>;
}

export interface Decision {
  readonly head: StreamHead;
  readonly answer: readonly NewEvent[] | Rejection;
  /** The rules that it was made under. */
  readonly profile: Profile;
  /** Of a step of the past: that, and from what, it was asserted. */
  readonly assertion?: NewEvent;
  /** For whom the sender acted. */
  readonly onBehalfOf?: readonly string[];
}

/** The type and the version of the entry that records a refusal; neutral, so that the envelope tells nothing. */
export const REFUSED = { type: REFUSAL_TYPE, schemaVersion: 1, visibility: 'INTERNAL' } as const;

export const DELEGATION_NOT_IN_FORCE: Rule = {
  code: 'delegation-not-in-force',
  sentence:
    'Whoever acts under a delegation is the one to whom it was granted, in its role, while it and those it was granted under stand.',
  remedy: 'Look at /v1/delegations; have the role delegated anew, or send the command in a role of your own.',
  status: 403,
};

export class Decisions {
  private readonly rules: RuleBook;

  constructor(
    private readonly catalog: Catalog,
    private readonly jurisdiction: Jurisdiction,
  ) {
    this.rules = new RuleBook(jurisdiction);
  }

  /**
   * The streams besides its own that each command's decision reads, as far as can be told without a lock.
   * What it names is locked; a decision that then reads another one is made again.
   */
  async readsOf(database: Queryable, rows: readonly LedgerCommand[]): Promise<readonly string[]> {
    const reading = rows.filter((row) => {
      const { facts, begunUnder } = this.catalog.command(row.name).spec;
      return facts ?? begunUnder ?? actingUnder(row);
    });
    if (reading.length === 0) return [];
    const streams = new Streams(database);
    await streams.prefetch(reading.map(({ stream }) => stream));
    const reads = new Set<string>();
    for (const row of reading) {
      const { spec, lifecycle } = this.catalog.command(row.name);
      const state = this.catalog.stateOf(lifecycle.decider, await streams.get(row.stream));
      const facts = this.factsFor(streams, row.stream);
      const { data } = this.catalog.domainCommandOf(row);
      await this.acting(facts, row);
      await spec.begunUnder?.(facts, data);
      await spec.facts?.(facts, data, state);
      for (const stream of facts.streamsRead) reads.add(stream);
    }
    return [...reads];
  }

  /** The profile that decisions are made under: the present one, or the version that a record was begun under. */
  profileOf(version?: ProfileVersion): Profile {
    return this.rules.of(version).profile;
  }

  get calendar(): Calendar {
    return this.jurisdiction.calendar;
  }

  /** Reads records as a decision would that is made now, without a lock. */
  reading(database: Queryable): FactReader {
    return this.factsFor(new Streams(database), '');
  }

  private factsFor(streams: Streams, own: string): Facts {
    return new Facts(this.catalog, streams, this.rules, own);
  }

  /** Decides without writing anything, on streams that are locked, or that nobody has locked for a dry run. */
  async decide(streams: Streams, row: LedgerCommand): Promise<Decision> {
    const own = await streams.get(row.stream);
    const head = own ?? { id: row.stream, version: 0, lastEntryHash: undefined };
    const read = this.factsFor(streams, row.stream);
    const acting = await this.acting(read, row);
    const { spec, lifecycle } = this.catalog.command(row.name);
    const state = this.catalog.stateOf(lifecycle.decider, own);
    const command = this.catalog.domainCommandOf(row);
    const begunUnder = own ? lifecycle.begunUnder?.(state) : await spec.begunUnder?.(read, command.data);
    const context = this.contextOf(row, acting, begunUnder);
    const refused = refusedSender(row, acting) ?? refusedRecord(row, own, spec) ?? this.stale(row, own) ?? refusedTime(context);
    const facts = refused ? undefined : await spec.facts?.(read, command.data, state);
    const answer = refused ?? lifecycle.decider.decide(command, state, context, facts);
    const events = answer instanceof Rejection ? undefined : this.newEvents(answer);
    const assertion = events && this.assertion(row, events, context);
    return {
      head,
      answer: answer instanceof Rejection ? answer : (events ?? []),
      profile: context.profile,
      ...(assertion ? { assertion } : {}),
      ...(acting ? { onBehalfOf: acting.onBehalfOf } : {}),
    };
  }

  /** Whoever comes second is told what happened since: the events by name, and where its lifecycle has words for it, what they changed. */
  private stale({ name, stream, expectedVersion }: LedgerCommand, own: LoadedStream | undefined): Rejection | undefined {
    const version = own?.version ?? 0;
    if (expectedVersion === null || expectedVersion === version) return undefined;
    const { decider, toldSince } = this.catalog.command(name).lifecycle;
    const stood = own && { ...own, events: own.events.slice(0, expectedVersion) };
    const told =
      toldSince && own && expectedVersion < version
        ? toldSince(this.catalog.stateOf(decider, stood), this.catalog.stateOf(decider, own), stream)
        : undefined;
    const since = [namesSince(own, expectedVersion), told].filter(Boolean).map((each) => `; ${each}`);
    return new Rejection(STALE_VERSION, `${stream} is at version ${version}, not at ${expectedVersion}${since.join('')}.`);
  }

  /** What is asserted is read as what it changed. A step that changed nothing asserts nothing. */
  private assertion(row: LedgerCommand, events: readonly NewEvent[], context: Context): NewEvent | undefined {
    if (!context.asserted || events.length === 0) return undefined;
    return newEvent(ASSERTED, assertionOf(row, events, context, context.asserted), this.catalog.eventSpec(ASSERTED));
  }

  private newEvents(events: readonly DomainEvent[]): readonly NewEvent[] {
    return events.map(({ type, data }) => newEvent(type, data, this.catalog.eventSpec(type)));
  }

  /** Decides a locked command and notes what came of it: its events with their claims, or its refusal, and the result in the ledger. */
  async settle(unit: UnitOfWork, row: LedgerCommand): Promise<void> {
    const { source } = this.jurisdiction;
    const { head, answer, assertion, profile, onBehalfOf } = await this.decide(unit, row);
    const origin = originOf(row, source, onBehalfOf);
    const rejection = answer instanceof Rejection ? answer : await this.claim(unit.database, row, answer);
    const refusal = rejection && recordedRejection(rejection, profile);
    if (refusal) {
      const refused = entryOfRefusal(row, refusal, origin);
      unit.append(refused.head, refused.events, refused.origin);
    } else if (!(answer instanceof Rejection)) {
      unit.append(head, answer, origin);
      if (assertion) unit.append(streamOfAssertion(row.id), [assertion], origin);
      await applyEffects(unit.database, this.catalog, row.stream, answer);
    }
    unit.settle(row.id, refusal);
  }

  private claim(database: Queryable, row: LedgerCommand, events: readonly NewEvent[]): Promise<Rejection | undefined> {
    const claims = events.flatMap(({ type, data }) => this.catalog.eventSpec(type).claims?.(data, recordIdOf(row.stream)) ?? []);
    return takeClaims(database, row.stream, claims);
  }

  /** In which role, and for whom, somebody may act under a delegation, as far as can be told without a lock. */
  actingNow(database: Queryable, delegation: string, person: string): Promise<Acting | undefined> {
    return this.jurisdiction.actingUnder(this.reading(database), delegation, person, new Date().toISOString());
  }

  /** In which role, and for whom, the sender acts; undefined where that is for nobody else, or nothing lets them. */
  private async acting(read: FactReader, row: LedgerCommand): Promise<Acting | undefined> {
    const delegation = actingUnder(row);
    return delegation === undefined ? undefined : this.jurisdiction.actingUnder(read, delegation, row.actor, row.acceptedAt);
  }

  private contextOf(row: LedgerCommand, acting: Acting | undefined, begunUnder: ProfileVersion | undefined): Context {
    const { calendar, profile } = this.rules.of(begunUnder);
    return {
      commandId: row.id,
      subjectId: recordIdOf(row.stream),
      actor: row.actor,
      role: row.role,
      performedBy: row.performedBy,
      ...(acting ? { onBehalfOf: acting.onBehalfOf, actingUnder: { id: actingUnder(row) ?? '', until: acting.until } } : {}),
      now: row.acceptedAt,
      occurredAt: row.occurredAt ?? row.acceptedAt,
      ...assertedIn(row),
      ...{ calendar, profile },
      ...(begunUnder && { begunUnder }),
    };
  }
}

function refusedSender(row: LedgerCommand, acting: Acting | undefined): Rejection | undefined {
  const delegation = actingUnder(row);
  return delegation === undefined || acting?.role === row.role
    ? undefined
    : new Rejection(DELEGATION_NOT_IN_FORCE, `${row.actor} does not act as ${row.role} under delegation ${delegation}.`);
}

function refusedRecord(row: LedgerCommand, own: LoadedStream | undefined, spec: CommandSpec): Rejection | undefined {
  if (!row.creates && !own && !spec.knownElsewhere)
    return new Rejection(NO_SUCH_RECORD, `${row.name} names ${row.stream}, of which nothing is recorded.`);
  return undefined;
}

const MOST_NAMED = 10;

function namesSince(own: LoadedStream | undefined, version: number): string {
  const types = own?.events.slice(version).map(({ type }) => type) ?? [];
  if (types.length === 0) return '';
  const more = types.length > MOST_NAMED ? ` and ${types.length - MOST_NAMED} more` : '';
  return `since then: ${types.slice(0, MOST_NAMED).join(', ')}${more}`;
}

/** What is refused because of when it is said to have happened, before a decider looks at it. */
export function refusedTime({ occurredAt, now, asserted, calendar, profile: { recordsSince } }: Context): Rejection | undefined {
  if (occurredAt > now) return new Rejection(TIME_IN_THE_FUTURE, `${occurredAt} is later than ${now}.`);
  if (!asserted) return undefined;
  const day = asserted.on === undefined ? calendar.dateOf(occurredAt) : lastDayOf(asserted.on);
  return day < recordsSince
    ? undefined
    : new Rejection(ASSERTED_IS_FOR_THE_PAST, `It is said to have happened by ${day}; records are kept since ${recordsSince}.`);
}

/** The delegation that a command says it is sent under. */
function actingUnder({ body }: Pick<LedgerCommand, 'body'>): string | undefined {
  const { actingUnder: delegation } = body;
  return typeof delegation === 'string' ? delegation : undefined;
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

function originOf(row: OriginRow, source: string, onBehalfOf?: readonly string[]): Origin {
  return {
    source,
    subject: row.stream,
    occurredAt: row.occurredAt ?? row.acceptedAt,
    actor: row.actor,
    actorRole: row.role,
    performedBy: row.performedBy,
    ...(onBehalfOf ? { onBehalfOf } : {}),
    commandId: row.id,
    correlationId: row.correlationId,
    causationId: row.causationId,
    traceparent: row.traceparent ?? undefined,
  };
}

/** A refusal in the form that the ledger keeps and clients see; `profile` says where its rule stands. The door's own rules stand nowhere. */
export function recordedRejection({ rule, detail }: Rejection, profile?: Profile): RecordedRejection {
  const source = profile && sourceOf(rule, profile);
  return {
    code: rule.code,
    status: rule.status,
    title: rule.sentence,
    detail,
    ...(rule.refusal ? { refusal: rule.refusal } : {}),
    ...(source ? { source } : {}),
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
function entryOfRefusal(row: RefusedRow, recorded: RecordedRejection, origin: Origin): EntryOfRefusal {
  const { refusal, ...rule } = recorded;
  const data = { command: row.name, outcome: 'refused', rule: { ...rule, ...(refusal ? { number: refusal } : {}) } };
  // A refused time is no time: the entry says when the command was accepted, its data what was asked for.
  const occurredAt = row.occurredAt && row.occurredAt <= row.acceptedAt ? row.occurredAt : row.acceptedAt;
  return {
    head: { id: `commands/${row.id}`, version: 0, lastEntryHash: undefined },
    events: [{ ...REFUSED, data }],
    origin: { ...origin, occurredAt },
  };
}

/** Writes the entry of a refusal, in the caller's transaction. */
export async function recordRefusal(database: Queryable, row: RefusedRow, rejection: Rejection, source: string): Promise<void> {
  const { head, events, origin } = entryOfRefusal(row, recordedRejection(rejection), originOf(row, source));
  await append(database, head, events, origin);
}

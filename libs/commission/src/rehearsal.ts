/**
 * The commission in memory: every lifecycle with its facts, its claims, its reactions and its clocks, and neither queue nor database. It tells
 * what commands would come to, one upon the other, before any of them is sent; that the machinery keeps what is decided is not its matter.
 */
import { calendarFor } from '#calendar';
import {
  ASSERTED,
  assertedIn,
  assertionOf,
  type CatalogCommand,
  type ClockChange,
  type FactReader,
  type Lifecycle,
  refusedTime,
} from '#command-queue';
import {
  type Calendar,
  type Context,
  type Decider,
  type DomainEvent,
  firstDayOf,
  fold,
  type Instant,
  NO_SUCH_RECORD,
  type Profile,
  type ProfileVersion,
  Rejection,
  type Role,
  toInstant,
  UNKNOWN_PERSON,
} from '#kernel';
import { createHash } from 'node:crypto';
import { catalog, reactions } from './contexts.js';

export interface RehearsedCommand {
  readonly name: string;
  /** As a client would send it; its form is not looked at. */
  readonly body: Readonly<Record<string, unknown>>;
  readonly actor: string;
  /** The role that it is sent in; whether it may be is not looked at. */
  readonly role: Role;
  /** The id of the command, and of the record that it makes. */
  readonly newId: string;
}

export interface Rehearsed {
  readonly command: RehearsedCommand;
  readonly stream: string;
  /** The command of a client that it stems from: its own, where it is one. */
  readonly correlation: string;
  readonly answer: readonly DomainEvent[] | Rejection;
}

export interface RehearsedEntry {
  readonly stream: string;
  readonly version: number;
  readonly event: DomainEvent;
  readonly occurredAt: Instant;
  readonly actor: string;
  readonly correlation: string;
}

export interface RehearsalSettings {
  readonly profile: Profile;
  /** When all is sent: later than whatever is told. */
  readonly now: Instant;
  /** Hears of each command, also of what follows by itself, in the order in which they are decided. */
  readonly onSettled?: (rehearsed: Rehearsed) => void;
}

type Folds = Pick<Decider<never, unknown, DomainEvent, never>, 'initial' | 'evolve'>;

interface Clock {
  readonly stream: string;
  readonly command: string;
  readonly dueAt: Instant;
  readonly correlation: string;
}

const followers = Map.groupBy(reactions, ({ on }) => on);
const idIn = (stream: string): string => stream.slice(stream.indexOf('/') + 1);

export class Rehearsal {
  /** Each record's events, as they would be stored and read again. */
  readonly streams = new Map<string, DomainEvent[]>();
  /** The states as they were led on, event by event, as they happened. */
  readonly live = new Map<string, unknown>();
  readonly log: RehearsedEntry[] = [];
  private readonly folded = new Map<Folds, Map<string, { events: number; state: unknown }>>();
  private readonly claims = new Map<string, string>();
  private readonly series = new Map<string, number>();
  private readonly clocks = new Map<string, Clock>();
  private readonly followed = new Map<string, number>();
  private readonly calendar: Calendar;

  constructor(private readonly settings: RehearsalSettings) {
    this.calendar = calendarFor(settings.profile);
  }

  /** Decides a command and all that follows from it, after the clocks that were due by the instant that it tells of. */
  async enter(command: RehearsedCommand): Promise<Rehearsed> {
    const { occurredAt } = this.saidOf(command);
    while (occurredAt !== undefined && (await this.tick(occurredAt))) continue;
    return this.settle(command, command.newId);
  }

  /** The next clock that is due by then gives its command; false where none is. */
  async tick(until: Instant = this.settings.now): Promise<boolean> {
    const [next] = [...this.clocks.entries()]
      .filter(([, { dueAt }]) => dueAt <= until)
      .sort(([, one], [, other]) => (one.dueAt < other.dueAt ? -1 : 1));
    if (!next) return false;
    const [name, { stream, command, dueAt, correlation }] = next;
    this.clocks.delete(name);
    const { spec } = catalog.command(command);
    await this.follow(command, { [spec.subject]: idIn(stream), occurredAt: dueAt }, name, correlation);
    return true;
  }

  /** How a record stands, folded anew from what is stored of it. */
  replayed(stream: string): unknown {
    const { decider } = this.lifecycleOf(stream);
    return fold(decider as never, (this.streams.get(stream) ?? []) as never);
  }

  lifecycleOf(stream: string): Lifecycle {
    const type = stream.slice(0, stream.indexOf('/'));
    const found = catalog.lifecycles.find(({ decider }) => decider.streamType === type);
    if (!found) throw new Error(`There is no lifecycle ${type}.`);
    return found;
  }

  /** Takes in what is recorded of a record already, without what followed from it: that is recorded too. */
  known(stream: string, events: readonly DomainEvent[]): void {
    this.claim(stream, events);
    for (const event of events) this.keep(stream, event);
  }

  private async settle(command: RehearsedCommand, correlation: string): Promise<Rehearsed> {
    const entry = catalog.command(command.name);
    const subject = entry.spec.subject === 'new' ? command.newId : String(command.body[entry.spec.subject]).toLowerCase();
    const stream = `${entry.lifecycle.decider.streamType}/${subject}`;
    const { context, answer } = await this.decide(entry, command, stream);
    const refused = answer instanceof Rejection ? answer : this.claim(stream, answer);
    const rehearsed = { command, stream, correlation, answer: refused ?? answer };
    if (!(answer instanceof Rejection) && !refused) await this.append(stream, answer, context, correlation);
    this.settings.onSettled?.(rehearsed);
    return rehearsed;
  }

  private async decide(
    entry: CatalogCommand,
    command: RehearsedCommand,
    stream: string,
  ): Promise<{ context: Context; answer: readonly DomainEvent[] | Rejection }> {
    const { spec, lifecycle } = entry;
    const { data } = catalog.domainCommandOf(command);
    const begunUnder = await this.versionOf(stream, entry, data);
    const context = this.contextOf(command, stream, begunUnder);
    const isKnown = this.streams.has(stream) || spec.subject === 'new' || spec.knownElsewhere;
    const refused = isKnown
      ? refusedTime(context)
      : new Rejection(NO_SUCH_RECORD, `${command.name} names ${stream}, of which nothing is recorded.`);
    if (refused) return { context, answer: refused };
    const state = this.live.get(stream) ?? lifecycle.decider.initial;
    const facts = await spec.facts?.(this.reader(context.subjectId), data, state);
    return { context, answer: lifecycle.decider.decide({ name: command.name, data }, state, context, facts) };
  }

  private contextOf(command: RehearsedCommand, stream: string, begunUnder: ProfileVersion | undefined): Context {
    const { newId, actor, role, body } = command;
    const { occurredAt = this.settings.now, asserted } = this.saidOf(command);
    const performedBy = body['performedBy'];
    return {
      ...{ commandId: newId, subjectId: idIn(stream), actor, role },
      performedBy: typeof performedBy === 'string' ? performedBy : asserted ? UNKNOWN_PERSON : actor,
      ...{ now: this.settings.now, occurredAt, calendar: this.calendar, profile: this.settings.profile },
      ...(asserted && { asserted }),
      ...(begunUnder && { begunUnder }),
    };
  }

  /** When a body says that it happened, and that it is of the past. */
  private saidOf({ body }: RehearsedCommand): Pick<Context, 'asserted'> & { readonly occurredAt?: Instant } {
    const { asserted } = assertedIn({ body });
    const { occurredAt } = body;
    if (typeof occurredAt === 'string') return { occurredAt: toInstant(occurredAt), ...(asserted && { asserted }) };
    if (asserted?.on === undefined) return asserted ? { asserted } : {};
    return { occurredAt: this.calendar.startOfDay(firstDayOf(asserted.on)), asserted };
  }

  /** The version of the profile that a record keeps, or takes over from what it hangs on. */
  private versionOf(stream: string, { lifecycle, spec }: CatalogCommand, data: unknown) {
    return this.live.has(stream)
      ? lifecycle.begunUnder?.(this.live.get(stream))
      : spec.begunUnder?.(this.reader(idIn(stream)), data);
  }

  private async append(stream: string, events: readonly DomainEvent[], context: Context, correlation: string): Promise<void> {
    const { occurredAt, actor, role, performedBy, commandId } = context;
    for (const event of events) this.keep(stream, event, { occurredAt, actor, correlation });
    this.assert(stream, events, context, { occurredAt, actor, correlation });
    const by = { subjectId: idIn(stream), subject: stream, stream, occurredAt, recordedAt: context.now, commandId };
    for (const event of events) {
      const logged = { ...event, ...by, actor, performedBy, actorRole: role };
      for (const { name, then } of followers.get(event.type) ?? [])
        for (const follows of then(logged as never))
          await this.follow(follows.name, follows.body, `${name} ${stream}`, correlation);
      for (const change of catalog.eventSpec(event.type).clocks?.(event.data) ?? []) this.set(stream, change, correlation);
    }
  }

  private assert(
    stream: string,
    events: readonly DomainEvent[],
    context: Context,
    entry: Pick<RehearsedEntry, 'occurredAt' | 'actor' | 'correlation'>,
  ): void {
    if (!context.asserted || events.length === 0) return;
    const recorded = events.map(({ type, data }) => {
      const { schemaVersion, visibility } = catalog.eventSpec(type);
      return { type, data, schemaVersion, visibility: typeof visibility === 'function' ? visibility(data) : visibility };
    });
    const data = assertionOf({ name: events[0]?.type ?? '', stream }, recorded, context, context.asserted);
    this.keep(`assertions/${context.commandId}`, { type: ASSERTED, data }, entry);
  }

  private keep(stream: string, event: DomainEvent, entry?: Pick<RehearsedEntry, 'occurredAt' | 'actor' | 'correlation'>): void {
    const own = this.streams.get(stream) ?? [];
    this.streams.set(stream, own);
    own.push(JSON.parse(JSON.stringify(event)) as DomainEvent);
    const { decider } = this.lifecycleOf(stream);
    this.live.set(stream, decider.evolve(this.live.get(stream) ?? decider.initial, event));
    if (entry) this.log.push({ stream, version: own.length, event, ...entry });
  }

  private async follow(name: string, body: RehearsedCommand['body'], cause: string, correlation: string): Promise<void> {
    await this.settle({ name, body, actor: 'system', role: 'system', newId: this.idAfter(cause) }, correlation);
  }

  private set(stream: string, change: ClockChange, correlation: string): void {
    if ('stop' in change) this.clocks.delete(`${stream} ${change.stop}`);
    else this.clocks.set(`${stream} ${change.start}`, { stream, command: change.command, dueAt: change.dueAt, correlation });
  }

  /** All or none; the refusal of one that another record holds. */
  private claim(stream: string, events: readonly DomainEvent[]): Rejection | undefined {
    const claims = events.flatMap(({ type, data }) => catalog.eventSpec(type).claims?.(data, idIn(stream)) ?? []);
    for (const { scope, key, rule } of claims) {
      const holder = this.claims.get(`${scope} ${key}`);
      if (holder !== undefined && holder !== stream) return new Rejection(rule, `${scope} ${key} belongs to ${holder}.`);
    }
    for (const { scope, key } of claims) {
      this.claims.set(`${scope} ${key}`, stream);
      if (/^\d+$/.test(key)) this.series.set(scope, Math.max(this.series.get(scope) ?? 0, Number(key)));
    }
    return undefined;
  }

  /** A stream as this decider folds it, which need not be its own: led on from where it was when it was last asked for. */
  private ledOn(decider: Folds, stream: string): unknown {
    const events = this.streams.get(stream);
    if (!events) return undefined;
    const of = this.folded.get(decider) ?? new Map<string, { events: number; state: unknown }>();
    this.folded.set(decider, of);
    const before = of.get(stream) ?? { events: 0, state: decider.initial };
    const state = events.slice(before.events).reduce((led, event) => decider.evolve(led, event), before.state);
    of.set(stream, { events: events.length, state });
    return state;
  }

  private reader(subjectId: string): FactReader {
    return {
      subjectId,
      profile: this.settings.profile,
      state: (decider, id) => Promise.resolve(this.ledOn(decider as never, `${decider.streamType}/${id.toLowerCase()}`) as never),
      nextNumber: (series) => Promise.resolve((this.series.get(series) ?? 0) + 1),
      holders: (scope) =>
        Promise.resolve(
          [...this.claims]
            .filter(([name]) => name.startsWith(`${scope} `))
            .map(([name, stream]) => ({ key: name.slice(scope.length + 1), id: idIn(stream) })),
        ),
      // There is one version of the rules here.
      earlierProfile: () => undefined,
      // Entries have no positions here, so that none is erased, and nothing becomes an incident; one decision is made at a time.
      entry: () => Promise.resolve(undefined),
      beingErased: () => Promise.resolve([]),
      lastOccurred: () => Promise.resolve(undefined),
      alone: () => Promise.resolve(),
      incident: () => Promise.resolve(undefined),
    };
  }

  /** The nth record that follows from a record by a rule has the same id each time. */
  private idAfter(cause: string): string {
    const nth = (this.followed.get(cause) ?? 0) + 1;
    this.followed.set(cause, nth);
    const hex = createHash('sha256').update(`${cause} ${nth}`).digest('hex');
    return `0190ffff-0000-7000-8000-${hex.slice(0, 12)}`;
  }
}

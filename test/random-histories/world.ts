/**
 * The whole domain in memory: every lifecycle with its facts, its claims, its reactions and its clocks, and neither queue nor database. What a
 * random history needs is thousands of worlds; that the machinery keeps what is decided here, other suites show.
 */
import { catalog, reactions } from '#commission';
import type { CatalogCommand, ClockChange, FactReader, FollowingCommand, Lifecycle } from '#command-queue';
import { calendarFor } from '#calendar';
import { losAngeles } from '#jurisdiction';
import {
  type Calendar,
  type Context,
  type Decider,
  type DomainEvent,
  fold,
  type Instant,
  NO_SUCH_RECORD,
  type Profile,
  Rejection,
  type Role,
  TIME_IN_THE_FUTURE,
  toInstant,
} from '#kernel';
import { personNamed } from '#testing';
import { createHash } from 'node:crypto';
import { roleFor } from '../../apps/api/src/door/incoming.js';
import { bodyFaults } from '../../apps/api/src/door/validation.js';

export interface Step {
  /** A person of the cast, or a role; `system` for what follows by itself. */
  readonly as: string;
  readonly command: string;
  readonly body: Readonly<Record<string, unknown>>;
  /** The id that the record gets which the command makes. */
  readonly newId: string;
}

export interface Entry {
  readonly stream: string;
  readonly version: number;
  readonly event: DomainEvent;
  readonly occurredAt: Instant;
  readonly actor: string;
}

export interface Outcome {
  readonly step: Step;
  readonly stream: string;
  /** The events, or the code of the refusal. */
  readonly answer: readonly DomainEvent[] | string;
}

/** Later than all that a history tells. */
export const NOW: Instant = '2026-12-01T00:00:00.000Z';
const byType = Map.groupBy(reactions, ({ on }) => on);

/** Most bodies of a history are those of the case, which every other one has too. */
const wellFormed = new WeakMap<Step['body'], boolean>();
function isWellFormed({ spec }: CatalogCommand, body: Step['body']): boolean {
  const known = wellFormed.get(body) ?? bodyFaults(spec.body, body).length === 0;
  wellFormed.set(body, known);
  return known;
}

type Folds = Pick<Decider<never, unknown, DomainEvent, never>, 'initial' | 'evolve'>;

export class World {
  readonly streams = new Map<string, DomainEvent[]>();
  /** The states as they were led on, event by event, as they happened. */
  readonly live = new Map<string, unknown>();
  readonly log: Entry[] = [];
  readonly outcomes: Outcome[] = [];
  private readonly folded = new Map<Folds, Map<string, { events: number; state: unknown }>>();
  private readonly claims = new Map<string, string>();
  private readonly series = new Map<string, number>();
  private readonly clocks = new Map<string, { readonly stream: string; readonly command: string; readonly dueAt: Instant }>();
  private readonly followed = new Map<string, number>();
  private readonly calendar: Calendar;

  constructor(readonly profile: Profile = losAngeles) {
    this.calendar = calendarFor(profile);
  }

  /** Sends a command and all that follows from it, after the clocks that were due by the instant that it tells of. */
  async enter(step: Step): Promise<Outcome> {
    const { occurredAt } = step.body;
    while (typeof occurredAt === 'string' && (await this.tick(toInstant(occurredAt)))) continue;
    return this.send(step);
  }

  private async send(step: Step): Promise<Outcome> {
    const outcome = await this.decided(step);
    this.outcomes.push(outcome);
    return outcome;
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

  private async decided(step: Step): Promise<Outcome> {
    const command = catalog.find(step.command);
    if (!command) throw new Error(`There is no command ${step.command}.`);
    const person = step.as === 'system' ? { id: 'system', roles: ['system' as Role] } : personNamed(step.as);
    const named = { actingUnder: undefined, role: command.spec.inRole && step.body[command.spec.inRole] };
    const role = roleFor(command, person.roles, { ...named, asserted: false });
    const subject = command.spec.subject === 'new' ? step.newId : String(step.body[command.spec.subject]);
    const stream = `${command.lifecycle.decider.streamType}/${subject}`;
    if (!role) return { step, stream, answer: 'role-not-allowed' };
    if (role !== 'system' && !isWellFormed(command, step.body)) return { step, stream, answer: 'invalid-body' };
    const isKnown = this.streams.has(stream) || command.spec.subject === 'new' || command.spec.knownElsewhere;
    if (!isKnown) return { step, stream, answer: NO_SUCH_RECORD.code };
    const occurredAt = typeof step.body['occurredAt'] === 'string' ? toInstant(step.body['occurredAt']) : NOW;
    if (occurredAt > NOW) return { step, stream, answer: TIME_IN_THE_FUTURE.code };
    const performedBy = (step.body['performedBy'] as string | undefined) ?? person.id;
    const subjectId = stream.slice(stream.indexOf('/') + 1);
    const domain = catalog.domainCommandOf({ name: step.command, body: step.body });
    const state = this.live.get(stream) ?? command.lifecycle.decider.initial;
    const begunUnder = await this.versionOf(stream, command, domain.data);
    const context: Context = {
      ...{ commandId: step.newId, subjectId, actor: person.id, role, performedBy },
      ...{ now: NOW, occurredAt, calendar: this.calendar, profile: this.profile },
      begunUnder,
    };
    const facts = await command.spec.facts?.(this.reader(subjectId), domain.data, state);
    const answer = command.lifecycle.decider.decide(domain, state, context, facts);
    const refused = answer instanceof Rejection ? answer.rule.code : this.claimed(stream, answer);
    if (refused !== undefined || answer instanceof Rejection) return { step, stream, answer: refused ?? '' };
    await this.append(stream, answer, occurredAt, { actor: person.id, role, performedBy });
    return { step, stream, answer };
  }

  /** The version of the profile that a record keeps, or takes over from what it hangs on. */
  private versionOf(stream: string, { lifecycle, spec }: CatalogCommand, data: unknown) {
    return this.live.has(stream)
      ? lifecycle.begunUnder?.(this.live.get(stream))
      : spec.begunUnder?.(this.reader(stream.slice(stream.indexOf('/') + 1)), data);
  }

  private async append(
    stream: string,
    events: readonly DomainEvent[],
    occurredAt: Instant,
    by: { readonly actor: string; readonly role: Role; readonly performedBy: string },
  ): Promise<void> {
    const own = this.streams.get(stream) ?? [];
    this.streams.set(stream, own);
    for (const event of events) {
      // As it is stored and read again.
      own.push(JSON.parse(JSON.stringify(event)) as DomainEvent);
      this.log.push({ stream, version: own.length, event, occurredAt, actor: by.actor });
      const { decider } = this.lifecycleOf(stream);
      this.live.set(stream, decider.evolve(this.live.get(stream) ?? decider.initial, event));
    }
    const subjectId = stream.slice(stream.indexOf('/') + 1);
    for (const event of events) {
      const logged = { ...event, subjectId, subject: stream, stream, occurredAt, recordedAt: NOW, actorRole: by.role, ...by };
      for (const { name, then } of byType.get(event.type) ?? [])
        for (const follows of then(logged as never)) await this.follow(follows, `${name} ${stream}`);
      for (const change of catalog.eventSpec(event.type).clocks?.(event.data) ?? []) this.set(stream, change);
    }
  }

  private async follow({ name, body }: FollowingCommand, cause: string): Promise<void> {
    await this.send({ as: 'system', command: name, body, newId: this.idAfter(cause) });
  }

  /** The next clock that is due by then gives its command; false where none is. */
  async tick(until: Instant = NOW): Promise<boolean> {
    const [next] = [...this.clocks.entries()]
      .filter(([, { dueAt }]) => dueAt <= until)
      .sort(([, one], [, other]) => (one.dueAt < other.dueAt ? -1 : 1));
    if (!next) return false;
    const [name, { stream, command, dueAt }] = next;
    this.clocks.delete(name);
    const { spec } = catalog.command(command);
    const body = { [spec.subject]: stream.slice(stream.indexOf('/') + 1), occurredAt: dueAt };
    await this.follow({ name: command, body }, name);
    return true;
  }

  private set(stream: string, change: ClockChange): void {
    if ('start' in change) this.clocks.set(`${stream} ${change.start}`, { stream, command: change.command, dueAt: change.dueAt });
    else this.clocks.delete(`${stream} ${change.stop}`);
  }

  /** All or none; the code of the refusal of one that another record holds. */
  private claimed(stream: string, events: readonly DomainEvent[]): string | undefined {
    const claims = events.flatMap(({ type, data }) => catalog.eventSpec(type).claims?.(data) ?? []);
    for (const { scope, key, rule } of claims) {
      const holder = this.claims.get(`${scope} ${key}`);
      if (holder !== undefined && holder !== stream) return rule.code;
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
      state: (decider, id) => Promise.resolve(this.ledOn(decider as never, `${decider.streamType}/${id.toLowerCase()}`) as never),
      nextNumber: (series) => Promise.resolve((this.series.get(series) ?? 0) + 1),
      holders: (scope) =>
        Promise.resolve(
          [...this.claims]
            .filter(([name]) => name.startsWith(`${scope} `))
            .map(([name, stream]) => ({ key: name.slice(scope.length + 1), id: stream.slice(stream.indexOf('/') + 1) })),
        ),
      // A world has its rules in one version.
      earlierProfile: () => undefined,
      // No history corrects an entry or ends an incident.
      entry: () => Promise.resolve(undefined),
      incident: () => Promise.resolve(undefined),
    };
  }

  /** The nth record that follows from a record by a rule has the same id in every world. */
  private idAfter(cause: string): string {
    const nth = (this.followed.get(cause) ?? 0) + 1;
    this.followed.set(cause, nth);
    const hex = createHash('sha256').update(`${cause} ${nth}`).digest('hex');
    return `0190ffff-0000-7000-8000-${hex.slice(0, 12)}`;
  }
}

import type { Incident, Queryable, Visibility } from '#event-log';
import type { Decider, DomainCommand, DomainEvent, Instant, Profile, ProfileVersion, Role, Rule, Transition } from '#kernel';
import type { CommandBody } from './command-body.js';

/** Reads what a decision needs from outside its stream. Every stream read here is locked until the decision commits. */
export interface FactReader {
  /** The id of the record that decides. */
  readonly subjectId: string;
  /** The present rules. */
  readonly profile: Profile;
  /** The state of another stream, or undefined where nothing was ever recorded on it. */
  state<State>(
    decider: Pick<Decider<never, State, never, never>, 'streamType' | 'initial' | 'evolve'>,
    id: string,
  ): Promise<State | undefined>;
  /** The next free number of a series such as `bpc/26`; gaps stay, reuse is refused by the claim on it. */
  nextNumber(series: string): Promise<number>;
  /** The keys that are taken in a scope, each with the id of the record that holds it; complete where their takers read this stream. */
  holders(scope: string): Promise<readonly { readonly key: string; readonly id: string }[]>;
  /** The rules of that version; undefined where it is the present one, or none. Throws where this installation has no such version. */
  earlierProfile(version: ProfileVersion | undefined): Profile | undefined;
  /** An entry of the log by its position. */
  entry(position: number): Promise<RecordedEntry | undefined>;
  /** The entries whose erasure was ordered and is not carried out yet; complete where who orders one and who asks are {@link alone} on one key. */
  beingErased(): Promise<readonly RecordedEntry[]>;
  /** When the last event of these types happened on a stream; undefined where none did. */
  lastOccurred(stream: string, types: readonly string[]): Promise<Instant | undefined>;
  /**
   * From here on this decision is the only one of all that ask for the same key, until it has committed: what the others committed before is seen
   * by what is read after. For records that do not know each other and yet must not come to be at the same moment.
   */
  alone(key: string): Promise<void>;
  /** The incident that the command is about. It is not locked: the effect of the decision fails where it has changed since. */
  incident(): Promise<Incident | undefined>;
}

/** An entry of the log, for a correction of it, its erasure, or a hold on it. */
export interface RecordedEntry {
  readonly position: number;
  readonly type: string;
  readonly stream: string;
  /** The record that it is about: its stream, but of a refusal the target. */
  readonly subject: string;
  readonly actor: string;
  /** The actor, who performed it, and for whom. */
  readonly people: readonly string[];
  /** Whether its data can be erased: no decision needs it. */
  readonly erasable: boolean;
  /** Whether an erasure names it. */
  readonly erased: boolean;
  readonly actorRole: Role;
  readonly visibility: Visibility;
  /** Null where it was erased. */
  readonly data: unknown;
}

/** One command of a lifecycle as its clients, the guard, the documentation and the queue know it. */
export interface CommandSpec<Data = unknown, State = unknown, Facts = unknown> {
  /** The body's class: validated by class-validator at the door, and the class that the CommandBus dispatches on. */
  readonly body: new () => CommandBody;
  /** One sentence for the reader of the API. */
  readonly summary: string;
  /** `new` where the command creates its record, else the field of the body that holds the record's id. */
  readonly subject: string;
  /** The one table of who may send what: the guard and the OpenAPI descriptions read it here. `system` alone: never over HTTP. */
  readonly roles: readonly Role[];
  /** The field of the body that names the role which the command is sent in, where it is the sender who has to say so. */
  readonly inRole?: string;
  /** The states that the command is valid in; `none` for a new record. */
  readonly states: readonly string[];
  /** The rules that can refuse it, beside state, version and time. */
  readonly rules: readonly Rule[];
  /** Adds what the pure domain cannot compute, such as a text's hash. */
  readonly prepare?: (data: Data) => Data;
  /** The record exists outside the log, as an incident does: the command may be the first on its stream, and its facts tell of the record. */
  readonly knownElsewhere?: true;
  /** Of a new record: the version of the profile that what it hangs on was begun under. Runs as `facts` does. */
  readonly begunUnder?: (read: FactReader, data: Data) => Promise<ProfileVersion | undefined>;
  /** Reads what the decision needs from outside its stream. Runs twice: to learn what to lock, then under lock. */
  readonly facts?: (read: FactReader, data: Data, state: State) => Promise<Facts>;
}

/** In which role, and for whom, somebody acts under a delegation. */
export interface Acting {
  readonly role: Role;
  /** The one who granted it, then the one whom that one acted for, and so on. */
  readonly onBehalfOf: readonly string[];
  /** The first instant at which that ends. */
  readonly until: Instant;
}

/** A key that at most one record may hold, taken in the transaction of the event that names it. */
export interface Claim {
  /** What the key is unique in: `order/SPECIAL_ORDER/2026`. Where it is also a number series, `key` is that number. */
  readonly scope: string;
  readonly key: string;
  /** The refusal when another record holds the key. */
  readonly rule: Rule;
}

/** A deadline or an appointed instant that an event starts or stops. */
export type ClockChange =
  | {
      /** Its kind, one of a record; what may follow a colon tells several of a kind apart and is shown in no envelope. */
      readonly start: string;
      readonly dueAt: Instant;
      /** The rule in words, and where it stands. */
      readonly rule: string;
      /** What the instant was computed from. */
      readonly inputs: Readonly<Record<string, unknown>>;
      /** The command sent to the clock's own record when the instant has come. */
      readonly command: string;
      /**
       * A deadline, not an appointed instant: one that had passed when it was entered is announced a day after it was entered at the
       * earliest, so that whoever enters the past can enter what met it.
       */
      readonly deadline?: true;
    }
  | { readonly stop: string };

export interface EventSpec<Data = unknown> {
  /** Of the form that is stored now. */
  readonly schemaVersion: number;
  /** Brings old data to the present form: the first from version 1 to 2, the next from 2 to 3. What is stored stays as it is. */
  readonly lifts?: readonly ((data: never) => unknown)[];
  readonly visibility: Visibility | ((data: Data) => Visibility);
  /**
   * The data can lawfully be erased, for no decision needs it: a fold goes on as if the event had not been. Such an event has no claim, no clock,
   * no effect and no reaction, which would keep or repeat what it says, and each view that digests it says what is left of it.
   */
  readonly erasable?: true;
  /** `id` is that of its record. */
  readonly claims?: (data: Data, id: string) => readonly Claim[];
  readonly clocks?: (data: Data) => readonly ClockChange[];
  /**
   * What the event does to the machinery itself, in the transaction of its append and so exactly once; not in a dry run. `id` is that of its
   * record. Throws {@link VersionConflict} where it finds other things than the decision saw: the command is then decided again.
   */
  readonly effect?: (database: Queryable, data: Data, id: string) => Promise<void>;
}

/** A decider with everything that the machinery has to know about its commands and events. */
export interface Lifecycle {
  readonly decider: Decider<DomainCommand, unknown, DomainEvent, unknown>;
  /** The version of the profile that the record is decided under, where it keeps one; else it is the present one. */
  readonly begunUnder?: (state: unknown) => ProfileVersion | undefined;
  /**
   * What happened to the record between two of its states, in a clause, where more can be said than the names of the events: for whoever
   * had the earlier one in mind. `stream` is the record's.
   */
  readonly toldSince?: (before: unknown, now: unknown, stream: string) => string | undefined;
  /** The states of the record, and what leads from one to another. */
  readonly transitions: Readonly<Record<string, Transition>>;
  /** State machines of what the record holds, by the name of the thing: the items of a meeting, the tracks of a draft. */
  readonly parts: Readonly<Record<string, Readonly<Record<string, Transition>>>>;
  /** Its steps can be asserted of the past. */
  readonly past?: true;
  /** The command that computes its running clocks anew, sent where the days of the place have changed since. It names the record alone. */
  readonly recomputes?: string;
  readonly commands: Readonly<Record<string, CommandSpec>>;
  readonly events: Readonly<Record<string, EventSpec>>;
}

/** What a lifecycle says of a command; the states that it is valid in stand in its table of transitions. */
type Described<Data, State, Facts> = Omit<CommandSpec<Data, State, Facts>, 'states'>;

/** Checks that every command and every event of a decider has its specification, and nothing else has. */
export function defineLifecycle<Command extends DomainCommand, State, Event extends DomainEvent, Facts>({
  transitions,
  parts = {},
  begunUnder,
  toldSince,
  ...lifecycle
}: {
  decider: Decider<Command, State, Event, Facts>;
  begunUnder?: (state: State) => ProfileVersion | undefined;
  toldSince?: (before: State, now: State, stream: string) => string | undefined;
  transitions: Readonly<Record<Command['name'], Transition>>;
  parts?: Lifecycle['parts'];
  past?: true;
  recomputes?: NoInfer<Command['name']>;
  commands: { readonly [Name in Command['name']]: Described<Extract<Command, { name: Name }>['data'], State, NoInfer<Facts>> };
  events: { readonly [Type in Event['type']]: EventSpec<Extract<Event, { type: Type }>['data']> };
}): Lifecycle {
  const table: Readonly<Record<string, Transition>> = transitions;
  const described = lifecycle.commands as unknown as Readonly<Record<string, Omit<CommandSpec, 'states'>>>;
  const commands = Object.entries(described).map(([name, spec]) => [name, { ...spec, states: table[name]?.from }] as const);
  return {
    ...lifecycle,
    ...(begunUnder && { begunUnder: begunUnder as (state: unknown) => ProfileVersion | undefined }),
    ...(toldSince && { toldSince: toldSince as NonNullable<Lifecycle['toldSince']> }),
    transitions: table,
    parts,
    commands: Object.fromEntries(commands),
  };
}

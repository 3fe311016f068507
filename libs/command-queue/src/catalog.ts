import type { Folding, LedgerCommand, LoadedStream, LoggedEvent, Projection, StoredEvent } from '#event-log';
import { type DomainCommand, fold } from '#kernel';
import { plainToInstance } from 'class-transformer';
import type { CommandBody } from './command-body.js';
import type { CommandSpec, EventSpec, Lifecycle } from './lifecycle.js';

/** A command with the lifecycle that decides it. */
export interface CatalogCommand {
  readonly name: string;
  readonly lifecycle: Lifecycle;
  readonly spec: CommandSpec;
}

/** Of the entry that records a refusal: no lifecycle writes it, and nothing is ever decided on its stream. */
export const REFUSAL_TYPE = 'command.refused';

/** The fields that every body may hold beside its command's own. */
const COMMON_FIELDS: ReadonlySet<string> = new Set([
  'occurredAt',
  'performedBy',
  'actingUnder',
  'asserted',
  'expectedVersion',
] satisfies (keyof CommandBody)[]);

/** Every command and event of the product by its name: the codec between what is stored and what is decided. */
export class Catalog {
  private readonly byName = new Map<string, CatalogCommand>();
  private readonly byEventType = new Map<string, EventSpec>();

  /** Throws where two lifecycles share a stream type, a command's name, a body's class or an event's type. */
  constructor(readonly lifecycles: readonly Lifecycle[]) {
    const streamTypes = new Set<string>();
    const bodies = new Set<unknown>();
    for (const lifecycle of lifecycles) {
      const { streamType } = lifecycle.decider;
      if (streamTypes.has(streamType)) throw new Error(`Two lifecycles write streams of type ${streamType}.`);
      streamTypes.add(streamType);
      for (const [name, spec] of Object.entries(lifecycle.commands)) {
        if (this.byName.has(name)) throw new Error(`Two lifecycles take the command ${name}.`);
        if (bodies.has(spec.body))
          throw new Error(`The body of ${name} is the body of another command too: the bus could not tell them apart.`);
        bodies.add(spec.body);
        this.byName.set(name, { name, lifecycle, spec });
      }
      for (const [type, spec] of Object.entries(lifecycle.events)) {
        if (this.byEventType.has(type)) throw new Error(`Two lifecycles write events of type ${type}.`);
        const { schemaVersion, lifts = [] } = spec;
        if (lifts.length !== schemaVersion - 1)
          throw new Error(
            `${type} is stored in version ${schemaVersion} and has ${lifts.length} lifts: one leads to each version from 2 on.`,
          );
        this.byEventType.set(type, spec);
      }
    }
  }

  get commands(): readonly CatalogCommand[] {
    return [...this.byName.values()];
  }

  get eventSpecs(): ReadonlyMap<string, EventSpec> {
    return this.byEventType;
  }

  find(name: string): CatalogCommand | undefined {
    return this.byName.get(name);
  }

  /** The command of this name; throws where there is none, which a start-up check has excluded for all that is stored. */
  command(name: string): CatalogCommand {
    const command = this.byName.get(name);
    if (!command)
      throw new Error(`There is no command ${name}: the program is older than the ledger, or a lifecycle is missing.`);
    return command;
  }

  eventSpec(type: string): EventSpec {
    const spec = this.byEventType.get(type);
    if (!spec) throw new Error(`There is no event ${type} in the catalog.`);
    return spec;
  }

  /** Whether the data of events of this type can be erased. */
  isErasable(type: string): boolean {
    return type === REFUSAL_TYPE || this.byEventType.get(type)?.erasable === true;
  }

  /** The data of an event, in the form that is stored now. Erased data stays null. */
  lift({ type, schemaVersion, data }: StoredEvent): unknown {
    const spec = this.byEventType.get(type);
    // No lifecycle writes the entry of a refusal; it has had one form.
    if (data === null || !spec) return data;
    const { schemaVersion: present, lifts = [] } = spec;
    if (schemaVersion > present)
      throw new Error(
        `${type} is stored in version ${schemaVersion}, of which this program knows ${present}: it is older than the log.`,
      );
    return lifts.slice(schemaVersion - 1).reduce<unknown>((form, lift) => lift(form as never), data);
  }

  /** The state of a stream that was loaded; without the events whose data was erased. */
  stateOf<State>(decider: Folding<State>, stream: LoadedStream | undefined): State {
    const stored = stream?.events ?? [];
    // Nearly always each event has its present form, and is taken as it is: this is done for every command.
    const events = stored.every((event) => this.isPresent(event))
      ? stored
      : stored.filter((event) => !this.isErased(event)).map((event) => ({ type: event.type, data: this.lift(event) }));
    return fold(decider, events as unknown as readonly never[]);
  }

  private isPresent({ type, schemaVersion, data }: StoredEvent): boolean {
    return data !== null && this.byEventType.get(type)?.schemaVersion === schemaVersion;
  }

  private isErased({ type, data }: StoredEvent): boolean {
    if (data !== null) return false;
    if (this.isErasable(type)) return true;
    throw new Error(`The data of a ${type} event is missing, and no decision goes on without it.`);
  }

  /** A view whose handlers are given every event in its present form. */
  lifted(projection: Projection): Projection {
    const on = Object.entries(projection.on).map(
      ([type, handle]) => [type, (event: LoggedEvent) => handle({ ...event, data: this.lift(event) } as never)] as const,
    );
    return { ...projection, on: Object.fromEntries(on) };
  }

  /** The record that a stored or incoming body is about: `drafts/{id}`; for a new record under `newId`. */
  streamOf(command: CatalogCommand, body: Readonly<Record<string, unknown>>, newId: string): string {
    const { subject } = command.spec;
    const id = subject === 'new' ? newId : body[subject];
    if (typeof id !== 'string') throw new Error(`The body of ${command.name} lacks its subject, ${subject}.`);
    return `${command.lifecycle.decider.streamType}/${id.toLowerCase()}`;
  }

  /** Rebuilds the class that the CommandBus dispatches on: a plain object from a queue would find no handler. */
  instanceOf(row: Pick<LedgerCommand, 'name' | 'body'>): CommandBody {
    return plainToInstance(this.command(row.name).spec.body, row.body);
  }

  /** The pure command: the body without the fields that say where, when and by whom. */
  domainCommandOf(row: Pick<LedgerCommand, 'name' | 'body'>): DomainCommand {
    const { spec } = this.command(row.name);
    const data: unknown = Object.fromEntries(
      Object.entries(row.body).filter(([field]) => field !== spec.subject && !COMMON_FIELDS.has(field)),
    );
    return { name: row.name, data: spec.prepare ? spec.prepare(data) : data };
  }
}

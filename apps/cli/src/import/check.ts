/** The check of a file as a whole: its form by the city's door, its rules in memory, one line upon the other. Nothing is sent to be kept. */
import { catalog, Rehearsal, type Rehearsed } from '#commission';
import { cloudEventType, storedType } from '#event-log';
import { type DomainEvent, type Profile, Rejection } from '#kernel';
import { type City, detailOf, type FoundEvent } from './city.js';
import { type CommandLine, type Fault, type FindLine, type Line, resolved, type UseLine } from './file.js';

const AT_ONCE = 200;

/** An id that no record has: whoever looks at a form sees an id in it. */
const standIn = (line: number): string => `0190bbbb-0000-7000-8000-${String(line).padStart(12, '0')}`;
const lineOf = (standing: string): number => Number(standing.slice(standing.lastIndexOf('-') + 1));

export interface Checked {
  /** Every fault that can be told before anything is entered. */
  readonly faults: readonly Fault[];
  /** By line: what has followed from earlier lines when this one is decided, by the earlier line, in entries of the log. */
  readonly waits: ReadonlyMap<number, ReadonlyMap<number, number>>;
}

export async function check(lines: readonly Line[], city: City, profile: Profile): Promise<Checked> {
  const unknown = lines.flatMap(unknownIn);
  const faults = unknown.length > 0 ? unknown : await faultsOfForm(lines, city);
  return faults.length > 0 ? { faults, waits: new Map() } : new Checker(city, profile).check(lines);
}

/** What is no word of this commission. */
function unknownIn(line: Line): readonly Fault[] {
  if (line.kind === 'command' && !catalog.find(line.command))
    return [{ line: line.line, detail: `there is no command ${line.command}` }];
  if (line.kind === 'find' && !catalog.eventSpecs.has(line.find))
    return [{ line: line.line, detail: `there is no event ${line.find}` }];
  return [];
}

/** What the door says of each command by itself: its form, and whether the sender may send it. Its rules are looked at below. */
async function faultsOfForm(lines: readonly Line[], city: City): Promise<readonly Fault[]> {
  const commands = lines.filter((line) => line.kind === 'command');
  const faults: Fault[] = [];
  for (let from = 0; from < commands.length; from += AT_ONCE) {
    const some = commands.slice(from, from + AT_ONCE);
    const asked = some.map(({ command: name, body }) => ({ name, body: resolved(body, () => standIn(0)) }));
    const answers = await city.rehearse(asked);
    for (const [at, { status, body }] of answers.entries())
      if (status === 400 || status === 413 || body['code'] === 'role-not-allowed')
        faults.push({ line: some[at]?.line ?? 0, detail: detailOf(body) });
  }
  return faults;
}

class Checker {
  private readonly ids = new Map<string, string>();
  private readonly commands = new Map<string, string>();
  private readonly rehearsed: Rehearsed[] = [];
  private readonly rehearsal: Rehearsal;
  private readonly waits = new Map<number, ReadonlyMap<number, number>>();
  /** The entries of each line, by its stand-in, as far as the log was looked at. */
  private readonly entries = new Map<string, number>();
  private looked = 0;
  /** What followed from the line before at once. */
  private readonly unawaited = new Map<number, number>();

  constructor(
    private readonly city: City,
    profile: Profile,
  ) {
    const now = new Date().toISOString();
    this.rehearsal = new Rehearsal({ profile, now, onSettled: (each) => void this.rehearsed.push(each) });
  }

  /** The first fault of each record: what comes after it in the record rests on it. */
  async check(lines: readonly Line[]): Promise<Checked> {
    const faults = new Map<string, Fault>();
    for (const line of lines.filter(({ kind }) => kind === 'use')) await this.use(line as UseLine, faults);
    for (const line of lines) {
      if (line.kind === 'use' || faults.has(line.record)) continue;
      const detail = line.kind === 'command' ? await this.enter(line) : this.find(line);
      if (detail !== undefined) faults.set(line.record, { line: line.line, detail });
    }
    return { faults: [...faults.values()].sort((one, other) => one.line - other.line), waits: this.waits };
  }

  /** Reactions and clocks answer in their own time: a line that comes after what they did waits for it. */
  private noteWaits(line: number): void {
    const followed = new Map<number, number>();
    for (const { correlation } of this.rehearsal.log.slice(this.looked)) {
      const count = (this.entries.get(correlation) ?? 0) + 1;
      this.entries.set(correlation, count);
      if (correlation !== standIn(line)) followed.set(lineOf(correlation), count);
    }
    this.looked = this.rehearsal.log.length;
    for (const [root, count] of this.unawaited) followed.set(root, Math.max(count, followed.get(root) ?? 0));
    this.unawaited.clear();
    const own = this.entries.get(standIn(line));
    if (own !== undefined) this.unawaited.set(line, own);
    if (followed.size > 0) this.waits.set(line, followed);
  }

  private async use({ use, as, record, line }: UseLine, faults: Map<string, Fault>): Promise<void> {
    const events = await this.city.eventsOf(use);
    const own = events.filter(({ stream }) => stream === use);
    if (own.length === 0) faults.set(record, { line, detail: `nothing is recorded of ${use}` });
    else if (own.some(({ withheld }) => withheld !== undefined))
      faults.set(record, {
        line,
        detail: `${use} holds what is withheld from ${this.city.sender}: its rules cannot be looked at`,
      });
    else this.rehearsal.known(use, own.map(asStored));
    this.ids.set(as, use.slice(use.indexOf('/') + 1));
  }

  /** What refuses the line, or what follows from it. */
  private async enter({ line, command, body, as }: CommandLine): Promise<string | undefined> {
    const missing = this.missing(body);
    if (missing) return missing;
    const { spec, lifecycle } = catalog.command(command);
    const role = body['asserted'] === undefined ? (spec.roles.find((each) => each !== 'system') ?? 'public') : 'commission-staff';
    const before = this.rehearsed.length;
    const sent = { name: command, body: resolved(body, (name) => this.ids.get(name) ?? ''), actor: this.city.sender, role };
    const { stream } = await this.rehearsal.enter({ ...sent, newId: standIn(line) });
    this.noteWaits(line);
    const refused = this.rehearsed.slice(before).find(({ answer }) => answer instanceof Rejection);
    if (refused?.answer instanceof Rejection) {
      const { rule, detail } = refused.answer;
      const what = refused.command.name === command ? '' : `${refused.command.name}, which follows from it: `;
      return `${what}${rule.code}: ${detail}`;
    }
    if (as !== undefined) {
      this.ids.set(as, stream.slice(lifecycle.decider.streamType.length + 1));
      this.commands.set(as, standIn(line));
    }
    return undefined;
  }

  private find({ find, after, as }: FindLine): string | undefined {
    const correlation = this.commands.get(after);
    const found = this.rehearsal.log.find((entry) => entry.event.type === find && entry.correlation === correlation);
    if (!found) return `no ${find} follows from the line that ${after} names`;
    this.ids.set(as, found.stream.slice(found.stream.indexOf('/') + 1));
    return undefined;
  }

  /** A name whose line, of another record, was refused. */
  private missing(body: CommandLine['body']): string | undefined {
    let missing: string | undefined;
    resolved(body, (name) => {
      if (!this.ids.has(name)) missing = `rests on $${name}, whose line has a fault`;
      return '';
    });
    return missing;
  }
}

function asStored({ type: named, data }: FoundEvent): DomainEvent {
  const type = storedType(named) ?? named;
  const schemaVersion = Number(named.slice(named.lastIndexOf('.v') + 2));
  return { type, data: catalog.lift({ type, schemaVersion, data }) };
}

/** As the feed names an event of this type in its present form. */
export const feedType = (type: string): string => cloudEventType(type, catalog.eventSpec(type).schemaVersion);

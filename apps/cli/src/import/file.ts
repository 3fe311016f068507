/** A file of the past: JSON Lines, read as a whole before anything is done with it. */
import { createHash } from 'node:crypto';
import { CliError } from '../command.js';

export type Body = Readonly<Record<string, unknown>>;

/** Each line belongs to one record of the past; a record stops at its first refusal. */
interface OfARecord {
  readonly line: number;
  readonly record: string;
}

/** `{"record", "command", "body", "as"?, "note"?}`: a command; `as` names what it makes or changes for the lines after it. */
export interface CommandLine extends OfARecord {
  readonly kind: 'command';
  readonly command: string;
  readonly body: Body;
  readonly as?: string;
  /** For people; a changed note makes it another line, which is sent anew. */
  readonly note?: string;
}

/** `{"record", "find", "after", "as"}`: what followed by itself from the command of a line before, told by the type of its event. */
export interface FindLine extends OfARecord {
  readonly kind: 'find';
  readonly find: string;
  readonly after: string;
  readonly as: string;
}

/** `{"record", "use", "as"}`: a record that is there already, `protocols/{id}`. */
export interface UseLine extends OfARecord {
  readonly kind: 'use';
  readonly use: string;
  readonly as: string;
}

export type Line = CommandLine | FindLine | UseLine;

export interface Fault {
  readonly line: number;
  readonly detail: string;
}

const FORMS = {
  command: { must: ['record', 'command', 'body'], may: ['as', 'note'] },
  find: { must: ['record', 'find', 'after', 'as'], may: [] },
  use: { must: ['record', 'use', 'as'], may: [] },
} as const;
const NAME = /^[a-z][\w-]{0,99}$/i;
const REFERENCE = /^\$([a-z][\w-]{0,99})$/i;
const RECORD = /^[a-z-]+\/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** The lines of a file. Throws a {@link CliError} with every fault of its form. */
export function readLines(text: string): readonly Line[] {
  const lines: Line[] = [];
  const faults: Fault[] = [];
  const names = new Map<string, Line>();
  for (const [at, raw] of text.split('\n').entries()) {
    if (raw.trim() === '') continue;
    const read = readLine(raw, at + 1);
    if ('detail' in read) faults.push(read);
    else {
      faults.push(...faultsOfNames(read, names));
      if (read.as !== undefined) names.set(read.as, read);
      lines.push(read);
    }
  }
  if (lines.length === 0 && faults.length === 0) throw new CliError('The file holds no line.');
  if (faults.length > 0) throw new CliError(['The file is not one of commands; nothing was sent.', ...told(faults)].join('\n'));
  return lines;
}

const MOST_TOLD = 50;

export function told(faults: readonly Fault[]): string[] {
  const more = faults.length > MOST_TOLD ? [`  and ${faults.length - MOST_TOLD} more`] : [];
  return [...faults.slice(0, MOST_TOLD).map(({ line, detail }) => `  line ${line}: ${detail}`), ...more];
}

function readLine(raw: string, line: number): Line | Fault {
  let value: unknown;
  try {
    value = JSON.parse(raw);
  } catch (error) {
    return { line, detail: `is not JSON: ${(error as Error).message}` };
  }
  if (!isObject(value)) return { line, detail: 'must be an object' };
  const kind = (['command', 'find', 'use'] as const).find((each) => value[each] !== undefined);
  if (!kind) return { line, detail: 'must hold "command", "find" or "use"' };
  const { must, may } = FORMS[kind];
  const known: readonly string[] = [...must, ...may];
  for (const field of Object.keys(value))
    if (!known.includes(field)) return { line, detail: `holds "${field}", which no such line does` };
  for (const field of known) {
    const given = value[field];
    if (given === undefined && (may as readonly string[]).includes(field)) continue;
    if (field === 'body' ? !isObject(given) : typeof given !== 'string' || given === '')
      return { line, detail: `needs "${field}", ${field === 'body' ? 'an object' : 'a text'}` };
  }
  if (value['as'] !== undefined && !NAME.test(value['as'] as string)) return { line, detail: '"as" must be a word' };
  if (kind === 'use' && !RECORD.test(value['use'] as string)) return { line, detail: '"use" must name a record: protocols/{id}' };
  return { line, kind, ...value } as unknown as Line;
}

function faultsOfNames(read: Line, names: ReadonlyMap<string, Line>): Fault[] {
  const { line } = read;
  const taken = read.as === undefined ? undefined : names.get(read.as);
  const faults = taken ? [{ line, detail: `gives the name ${read.as} again, which line ${taken.line} gave` }] : [];
  for (const name of namesIn(read))
    if (!names.has(name)) faults.push({ line, detail: `uses $${name}, which no line before it names` });
  if (read.kind === 'find' && names.get(read.after)?.kind !== 'command' && names.has(read.after))
    faults.push({ line, detail: `"after" must name the line of a command; ${read.after} is none` });
  return faults;
}

/** The names of lines before that a line rests on. */
export function namesIn(line: Line): readonly string[] {
  if (line.kind === 'use') return [];
  if (line.kind === 'find') return [line.after];
  const names: string[] = [];
  replaced(line.body, (name) => (names.push(name), name));
  return [...new Set(names)];
}

/** A body in which each `"$name"` stands for the id that it names; `"$$x"` is the text `$x`. */
export function resolved(body: Body, idOf: (name: string) => string): Body {
  return replaced(body, idOf) as Body;
}

function replaced(value: unknown, idOf: (name: string) => string): unknown {
  if (typeof value === 'string') {
    const name = REFERENCE.exec(value)?.[1];
    return name === undefined ? value.replace(/^\$\$/, '$') : idOf(name);
  }
  if (Array.isArray(value)) return value.map((each) => replaced(each, idOf));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([field, each]) => [field, replaced(each, idOf)]));
}

const isObject = (value: unknown): value is Body => typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Idempotency keys by what the lines say: a file that is sent again, whole or with more lines, sends nothing twice. A line that stands twice
 * in its record is two steps.
 */
export class Keys {
  private readonly used = new Map<string, number>();

  keyOf({ record, command, note }: CommandLine, body: Body): string {
    const text = JSON.stringify([record, command, sorted(body), note ?? null]);
    const digest = createHash('sha256').update(text).digest('hex');
    const nth = (this.used.get(digest) ?? 0) + 1;
    this.used.set(digest, nth);
    return `import/${digest}${nth === 1 ? '' : `/${nth}`}`;
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([field, each]) => [field, sorted(each)]),
  );
}

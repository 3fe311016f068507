/** Query parameters: each is known by name and has one meaning; what is unknown, given twice or out of bounds is refused by its name. */
import { applyDecorators } from '@nestjs/common';
import { ApiQuery } from '@nestjs/swagger';
import { type Instant, type PlainDate, toInstant } from '#kernel';
import { problem } from '../errors/problem.js';

type Schema = Readonly<Record<string, unknown>>;

export interface Parameter<Value> {
  readonly about: string;
  readonly schema: Schema;
  /** What it has to be, to complete a sentence that begins with its name. */
  readonly must: string;
  /** The value of the text; undefined where it is none. */
  readonly read: (text: string) => Value | undefined;
}

type Parameters = Readonly<Record<string, Parameter<unknown>>>;
export type Values<Known extends Parameters> = { readonly [Name in keyof Known]?: NonNullable<ReturnType<Known[Name]['read']>> };

export const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d{1,9})?(Z|[+-]\d{2}:\d{2})$/;
const LONGEST = 500;

export function words(about: string, longest = LONGEST): Parameter<string> {
  const read = (text: string) => (text.length > 0 && text.length <= longest && !text.includes('\0') ? text : undefined);
  return { about, schema: { type: 'string', maxLength: longest }, must: `be text of 1 to ${longest} characters`, read };
}

export function recordId(about: string): Parameter<string> {
  const read = (text: string) => (UUID.test(text) ? text.toLowerCase() : undefined);
  return { about, schema: { type: 'string', format: 'uuid' }, must: 'be the id of a record, a UUID', read };
}

export function whole(least: number, most: number, about: string, fallback?: number): Parameter<number> {
  const schema = { type: 'integer', minimum: least, maximum: most, ...(fallback === undefined ? {} : { default: fallback }) };
  const read = (text: string) => {
    const number = /^\d{1,16}$/.test(text) ? Number(text) : NaN;
    return number >= least && number <= most ? number : undefined;
  };
  return { about, schema, must: `be a whole number from ${least} to ${most}`, read };
}

export function flag(about: string): Parameter<boolean> {
  const read = (text: string) => (text === 'true' ? true : text === 'false' ? false : undefined);
  return { about, schema: { type: 'boolean' }, must: 'be true or false', read };
}

export function oneOf<Word extends string>(list: readonly Word[], about: string): Parameter<Word> {
  const read = (text: string) => list.find((word) => word === text);
  return { about, schema: { type: 'string', enum: [...list] }, must: `be one of ${list.join(', ')}`, read };
}

/** One of several words, or what another parameter takes. */
export function either<Word extends string, Value>(
  list: readonly Word[],
  other: Parameter<Value>,
  about: string,
): Parameter<Word | Value> {
  const wordOf = (text: string) => list.find((word) => word === text);
  return {
    about,
    schema: { anyOf: [{ type: 'string', enum: [...list] }, other.schema] },
    must: `be ${list.join(', ')}, or ${other.must.replace(/^be /, '')}`,
    read: (text) => wordOf(text) ?? other.read(text),
  };
}

export interface Day {
  readonly day: PlainDate;
}

/** A local date, or an instant. */
export function dayOrInstant(about: string): Parameter<Day | Instant> {
  const at = instant(about);
  return {
    about,
    schema: { anyOf: [{ type: 'string', format: 'date' }, at.schema] },
    must: `be a day of the years 1000 to 9998, 2026-03-10, or ${at.must.replace(/^be /, '')}`,
    read: (text) => (isDay(text) ? { day: text } : at.read(text)),
  };
}

/** Whatever its local time is, its first and its last instant are of four-digit years too. */
function isDay(text: string): boolean {
  if (!/^[1-9]\d{3}-\d{2}-\d{2}$/.test(text) || text.startsWith('9999')) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

export function instant(about: string): Parameter<Instant> {
  const read = (text: string) => {
    if (!RFC_3339.test(text) || Number.isNaN(Date.parse(text))) return undefined;
    const value = toInstant(text);
    // A year that PostgreSQL lacks, or RFC 3339 in UTC.
    return /^(?!0000)\d{4}-/.test(value) ? value : undefined;
  };
  const must =
    'be an RFC 3339 instant with its offset, of the years 1 to 9999, 2026-03-10T09:30:00Z (a plus sign is sent as %2B)';
  return { about, schema: { type: 'string', format: 'date-time' }, must, read };
}

/** The values of a query string. Throws a problem that names the parameter at fault. */
export function readParameters<Known extends Parameters>(query: unknown, known: Known): Values<Known> {
  const values: Record<string, unknown> = {};
  for (const [name, text] of Object.entries((query ?? {}) as Record<string, unknown>)) {
    const parameter = Object.hasOwn(known, name) ? known[name] : undefined;
    if (!parameter) throw refused(name, `is not a parameter of this query; ${Object.keys(known).join(', ') || 'it takes none'}`);
    if (typeof text !== 'string') throw refused(name, 'is given more than once');
    values[name] = parameter.read(text);
    if (values[name] === undefined) throw refused(name, `must ${parameter.must}`);
  }
  return values as Values<Known>;
}

function refused(name: string, fault: string): Error {
  // What is not a name of ours is somebody else's text: it is shown as far as a name goes.
  const shown = /^[\w.-]{1,64}$/.test(name) ? name : 'A parameter';
  return problem('invalid-parameter', `${shown} ${fault}.`);
}

/** The parameters in OpenAPI; without those that are `required` the query has no meaning. */
export function ApiParameters<Known extends Parameters>(
  known: Known,
  ...required: readonly (keyof Known)[]
): MethodDecorator & ClassDecorator {
  return applyDecorators(
    ...Object.entries(known).map(([name, { about, schema }]) =>
      ApiQuery({ name, required: required.includes(name), description: about, schema }),
    ),
  );
}

export const MOST_ITEMS = 200;

/** A cursor holds what its list is sorted by: a title of 500 characters of three bytes each, in Base64. */
const LONGEST_CURSOR = 3_000;

/** The parameters of every list. */
export const PAGING = {
  limit: whole(1, MOST_ITEMS, 'The most items to answer with.', 50),
  after: words('Where the page before ended, as the `next` of its `Link` header says; opaque.', LONGEST_CURSOR),
};

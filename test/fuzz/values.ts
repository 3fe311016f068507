/** Bodies and parameters that are right in form, from their schemas. */
import { type Chance, isPlain } from './chance.js';
import type { Contract, Schema } from './contract.js';
import type { Records } from './records.js';

/** Where in a body a value stands, and what may stand there. */
export interface Place {
  readonly at: readonly (string | number)[];
  readonly schema: Schema;
}

const FEW = 3;
const DAY_MS = 86_400_000;
const WORDS = 'board order draft review directive provision notice officer public record vote report text step synthetic'.split(
  ' ',
);

/** What people write in texts that is right and is seldom thought of. */
const LIVELY = [
  'Ω≈ç√∫',
  'עברית',
  'العربية',
  '日本語',
  'Ñandú',
  'a\u0301',
  '👩‍👩‍👧‍👦',
  '\u202Eright to left',
  'line\nline',
  '\t',
  '<b>&amp;</b>',
  '‘’',
];

export class Values {
  private readonly texts: readonly string[];

  constructor(
    readonly chance: Chance,
    readonly contract: Contract,
    readonly records: Records,
  ) {
    this.texts = chance.texts.filter((text) => isPlain(text));
  }

  /** A value of this schema; `name` is the field's. */
  valid(given: Schema, name = ''): unknown {
    const schema = this.contract.resolve(given);
    const { chance } = this;
    if (schema.enum) return chance.pick(schema.enum);
    if (schema.anyOf) return this.valid(chance.pick(schema.anyOf), name);
    switch (schema.type) {
      case 'object':
        return this.object(schema);
      case 'array':
        return this.list(schema, name);
      case 'integer':
      case 'number':
        return this.whole(schema);
      case 'boolean':
        return chance.odds(0.5);
      case 'string':
      case undefined:
      default:
        return this.text(schema, name);
    }
  }

  /** Every place in a value of this schema, from the top. */
  places(given: Schema, value: unknown, at: readonly (string | number)[] = []): Place[] {
    const schema = this.contract.resolve(given);
    const here = { at, schema };
    if (Array.isArray(value))
      return [here, ...value.flatMap((each, index) => this.places(schema.items ?? {}, each, [...at, index]))];
    if (typeof value !== 'object' || value === null) return [here];
    return [
      here,
      ...Object.entries(value).flatMap(([name, each]) => this.places(schema.properties?.[name] ?? {}, each, [...at, name])),
    ];
  }

  private object({ properties = {}, required = [] }: Schema): Record<string, unknown> {
    const names = Object.keys(properties).filter((name) => required.includes(name) || this.chance.odds(shareOf(name)));
    return Object.fromEntries(names.map((name) => [name, this.valid(properties[name] ?? {}, name)]));
  }

  private list({ items = {}, minItems = 0, maxItems = FEW, uniqueItems = false }: Schema, name: string): unknown[] {
    const length = this.chance.whole(minItems, Math.min(maxItems, minItems + FEW));
    const list = Array.from({ length }, () => this.valid(items, name));
    return uniqueItems ? [...new Set(list)] : list;
  }

  private whole({ minimum = 0, maximum = 1_000 }: Schema): number {
    return this.chance.whole(minimum, this.chance.odds(0.8) ? Math.min(maximum, minimum + 10) : maximum);
  }

  private text({ format, pattern, minLength = 0, maxLength = 100 }: Schema, name: string): string {
    const { chance } = this;
    if (format === 'uuid') return this.records.idFor(name);
    if (format === 'date') return this.instant().slice(0, 10);
    if (format === 'partial-date') return this.instant().slice(0, chance.pick([4, 7, 10]));
    if (format === 'date-time') return chance.odds(0.7) ? this.instant() : `${this.instant().slice(0, 19)}-08:00`;
    if (pattern !== undefined) return chance.textOf(pattern, maxLength);
    const text = chance.odds(0.15) ? chance.pick(this.texts) : chance.odds(0.15) ? chance.pick(LIVELY) : this.sentence();
    const cut = Array.from(text)
      .slice(0, Math.max(1, Math.floor(maxLength / 2)))
      .join('');
    return cut.length >= minLength ? cut : cut.padEnd(minLength, 'x');
  }

  sentence(): string {
    return Array.from({ length: this.chance.whole(1, 5) }, () => this.chance.pick(WORDS)).join(' ');
  }

  /** Between a year ago and a year from now, mostly past. */
  private instant(): string {
    const days = this.chance.odds(0.85) ? -this.chance.whole(0, 300) : this.chance.whole(0, 300);
    return new Date(BASE_MS + days * DAY_MS + this.chance.whole(0, DAY_MS - 1)).toISOString();
  }
}

/** Instants are made around a fixed one, so that a seed makes the same ones on every day. */
const BASE_MS = Date.parse('2026-06-01T00:00:00Z');

/** How often a field that may be left out is there; those that every command has would refuse most of them. */
function shareOf(name: string): number {
  // Of the past only commission staff enter anything, and not of every record: it is sent by itself (claims.ts).
  if (name === 'asserted') return 0;
  if (name === 'expectedVersion' || name === 'actingUnder') return 0.03;
  if (name === 'occurredAt' || name === 'performedBy') return 0.15;
  return 0.5;
}

/** A copy of the value with `replacement` at this place; undefined takes the place away. */
export function replaced(value: unknown, at: readonly (string | number)[], replacement: unknown): unknown {
  const [first, ...rest] = at;
  if (first === undefined) return replacement;
  if (Array.isArray(value)) {
    const copy: unknown[] = [...(value as unknown[])];
    copy[Number(first)] = replaced(copy[Number(first)], rest, replacement);
    return copy;
  }
  return { ...(value as object), [first]: replaced((value as Record<string, unknown>)[first], rest, replacement) };
}

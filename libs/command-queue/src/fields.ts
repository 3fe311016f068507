/**
 * The fields of command bodies: each decorator validates and describes at once, so that what OpenAPI says is what the door checks.
 */
import { firstDayOf } from '#kernel';
import { applyDecorators } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  ArrayUnique,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsObject,
  IsOptional,
  IsString,
  IsUUID,
  Length,
  Matches,
  Max,
  Min,
  ValidateBy,
  ValidateNested,
} from 'class-validator';

interface FieldOptions {
  /** For the reader of the API; says units and the source of a rule. */
  readonly about?: string;
  readonly optional?: boolean;
}

function field(options: FieldOptions, schema: ApiPropertyOptions, ...checks: PropertyDecorator[]): PropertyDecorator {
  const described = { ...schema, required: !options.optional, ...(options.about ? { description: options.about } : {}) };
  return applyDecorators(ApiProperty(described as ApiPropertyOptions), ...(options.optional ? [IsOptional()] : []), ...checks);
}

/** Text of 1 to `longest` characters (UTF-16 code units). */
export function Text(longest: number, options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: String, minLength: 1, maxLength: longest }, IsString(), Length(1, longest));
}

const LONGEST_SHAPE = 200;

/** Text of a fixed shape. */
export function Shaped(pattern: RegExp, example: string, options: FieldOptions = {}): PropertyDecorator {
  return field(
    options,
    { type: String, pattern: pattern.source, maxLength: LONGEST_SHAPE, example },
    IsString(),
    Length(1, LONGEST_SHAPE),
    Matches(pattern, { message: `$property must look like ${example}` }),
  );
}

/** A list of texts of a fixed shape, each once. */
export function ShapedTexts(
  pattern: RegExp,
  example: string,
  options: FieldOptions & { atLeast?: number; atMost?: number } = {},
): PropertyDecorator {
  const { atLeast = 1, atMost = 100 } = options;
  const items = { type: 'string', pattern: pattern.source, maxLength: LONGEST_SHAPE, example };
  return field(
    options,
    { type: 'array', items, minItems: atLeast, maxItems: atMost, uniqueItems: true },
    IsArray(),
    ArrayMinSize(atLeast),
    ArrayMaxSize(atMost),
    ArrayUnique(),
    IsString({ each: true }),
    Length(1, LONGEST_SHAPE, { each: true }),
    Matches(pattern, { each: true, message: `each of $property must look like ${example}` }),
  );
}

/** The id of a record (UUID). */
export function RecordId(options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: String, format: 'uuid' }, IsUUID());
}

export function RecordIds(options: FieldOptions & { atLeast?: number; atMost?: number } = {}): PropertyDecorator {
  const { atLeast = 1, atMost = 100 } = options;
  return field(
    options,
    { type: 'array', items: { type: 'string', format: 'uuid' }, minItems: atLeast, maxItems: atMost },
    IsArray(),
    ArrayMinSize(atLeast),
    ArrayMaxSize(atMost),
    IsUUID(undefined, { each: true }),
  );
}

/** `YYYY-MM-DD`, a day that exists. */
export function DateField(options: FieldOptions = {}): PropertyDecorator {
  return field(
    options,
    { type: String, format: 'date' },
    ValidateBy({
      name: 'isPlainDate',
      validator: { validate: isPlainDate, defaultMessage: (args) => `${args?.property ?? 'value'} must be a date, YYYY-MM-DD` },
    }),
  );
}

function isPlainDate(value: unknown): boolean {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}$/.test(value)) return false;
  const day = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(day.getTime()) && day.toISOString().startsWith(value);
}

/** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`: a year, a month or a day that exists, as far as it is known. */
export function PartialDateField(options: FieldOptions = {}): PropertyDecorator {
  return field(
    options,
    { type: String, format: 'partial-date', pattern: PARTIAL_DATE.source, maxLength: 10, example: '2022-02' },
    ValidateBy({
      name: 'isPartialDate',
      validator: {
        validate: (value) => typeof value === 'string' && PARTIAL_DATE.test(value) && isPlainDate(firstDayOf(value)),
        defaultMessage: (args) => `${args?.property ?? 'value'} must be a year, a month or a day, YYYY, YYYY-MM or YYYY-MM-DD`,
      },
    }),
  );
}

const PARTIAL_DATE = /^[1-9]\d{3}(-\d{2}){0,2}$/;

/** An RFC 3339 instant with its offset; stored in UTC. */
export function InstantField(options: FieldOptions = {}): PropertyDecorator {
  return field(
    options,
    { type: String, format: 'date-time' },
    ValidateBy({
      name: 'isInstant',
      validator: {
        validate: isInstant,
        defaultMessage: (args) =>
          `${args?.property ?? 'value'} must be an RFC 3339 instant with its offset, 2026-03-10T09:30:00-07:00`,
      },
    }),
  );
}

const RFC_3339 = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)$/;

function isInstant(value: unknown): boolean {
  const match = typeof value === 'string' ? RFC_3339.exec(value) : null;
  return match !== null && isPlainDate(match[1]);
}

export function OneOf(values: readonly string[], options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: String, enum: [...values] }, IsIn(values));
}

/** Some of these values, each once. */
export function Subset(values: readonly string[], options: FieldOptions = {}): PropertyDecorator {
  return field(
    options,
    { type: 'array', items: { type: 'string', enum: [...values] }, minItems: 1, maxItems: values.length, uniqueItems: true },
    IsArray(),
    ArrayMinSize(1),
    ArrayMaxSize(values.length),
    ArrayUnique(),
    IsIn(values, { each: true }),
  );
}

/** A whole number within bounds. */
export function Whole(least: number, most: number, options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: 'integer', minimum: least, maximum: most }, IsInt(), Min(least), Max(most));
}

/** A list of whole numbers within bounds, each once. */
export function Wholes(
  least: number,
  most: number,
  options: FieldOptions & { atLeast?: number; atMost?: number } = {},
): PropertyDecorator {
  const { atLeast = 1, atMost = 100 } = options;
  return field(
    options,
    {
      type: 'array',
      items: { type: 'integer', minimum: least, maximum: most },
      minItems: atLeast,
      maxItems: atMost,
      uniqueItems: true,
    },
    IsArray(),
    ArrayMinSize(atLeast),
    ArrayMaxSize(atMost),
    ArrayUnique(),
    IsInt({ each: true }),
    Min(least, { each: true }),
    Max(most, { each: true }),
  );
}

/** Texts of a fixed shape, each once. */
export function ShapedList(
  pattern: RegExp,
  example: string,
  options: FieldOptions & { atMost?: number } = {},
): PropertyDecorator {
  const { atMost = 100 } = options;
  const items = { type: 'string', pattern: pattern.source, maxLength: LONGEST_SHAPE };
  return field(
    options,
    { type: 'array', items, minItems: 1, maxItems: atMost, uniqueItems: true, example: [example] },
    IsArray(),
    ArrayMinSize(1),
    ArrayMaxSize(atMost),
    ArrayUnique(),
    IsString({ each: true }),
    Length(1, LONGEST_SHAPE, { each: true }),
    Matches(pattern, { each: true, message: `each of $property must look like ${example}` }),
  );
}

export function Flag(options: FieldOptions = {}): PropertyDecorator {
  return field(options, { type: Boolean }, IsBoolean());
}

/** @nestjs/swagger asks a function for a class only where the function is called `type`; another one it takes for the class itself. */
const describedBy = (part: () => new () => object): { type: () => new () => object } => ({ type: () => part() });

/** One nested object. */
export function Part(type: () => new () => object, options: FieldOptions = {}): PropertyDecorator {
  // ValidateNested alone passes over a part that is not there.
  return field(options, describedBy(type), IsObject(), ValidateNested(), Type(type));
}

/** A list of nested objects. */
export function Parts(
  type: () => new () => object,
  options: FieldOptions & { atLeast?: number; atMost?: number } = {},
): PropertyDecorator {
  const { atLeast = 1, atMost = 100 } = options;
  return field(
    options,
    { ...describedBy(type), isArray: true, minItems: atLeast, maxItems: atMost },
    IsArray(),
    ArrayMinSize(atLeast),
    ArrayMaxSize(atMost),
    // A list within the list would be passed over, too.
    IsObject({ each: true }),
    ValidateNested({ each: true }),
    Type(type),
  );
}

/** A list of short texts. */
export function Texts(longest: number, options: FieldOptions & { atLeast?: number; atMost?: number } = {}): PropertyDecorator {
  const { atLeast = 1, atMost = 100 } = options;
  return field(
    options,
    { type: 'array', items: { type: 'string', minLength: 1, maxLength: longest }, minItems: atLeast, maxItems: atMost },
    IsArray(),
    ArrayMinSize(atLeast),
    ArrayMaxSize(atMost),
    IsString({ each: true }),
    Length(1, longest, { each: true }),
  );
}

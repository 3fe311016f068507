import type { CommandBody } from '#command-queue';
import { plainToInstance } from 'class-transformer';
import { validateSync, type ValidationError } from 'class-validator';
import type { FieldFault } from '../errors/problem.js';

type Json = Readonly<Record<string, unknown>>;

/** Enough to mend a body by; a body of nothing but faults gets no answer of its own size. */
const MOST_FAULTS = 50;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const below = (pointer: string, part: string | number): string =>
  `${pointer}/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`;

/** What is wrong with a command's body, each fault by its JSON pointer; empty where the body is as its class describes it. */
export function bodyFaults(type: new () => CommandBody, body: unknown): FieldFault[] {
  if (!isObject(body)) return [{ pointer: '', detail: 'must be a JSON object' }];
  const empty = nulls('', body);
  if (empty.length > 0) return empty.slice(0, MOST_FAULTS);
  const instance = plainToInstance(type, body);
  const errors = validateSync(instance, {
    whitelist: true,
    forbidNonWhitelisted: true,
    forbidUnknownValues: true,
    stopAtFirstError: true,
  });
  const faults = errors.flatMap((error) => faultsOf('', error));
  return (faults.length > 0 ? faults : dropped('', body, instance)).slice(0, MOST_FAULTS);
}

function faultsOf(parent: string, { property, constraints = {}, children = [] }: ValidationError): FieldFault[] {
  const pointer = below(parent, property);
  const own = Object.entries(constraints).map(([rule, message]) => ({
    pointer,
    detail: rule === 'whitelistValidation' ? UNKNOWN : message,
  }));
  return [...own, ...children.flatMap((child) => faultsOf(pointer, child))];
}

const UNKNOWN = 'is not a field of this command';

/** The validators take null for absent, and an entry of a list that is null for no entry; a decision would not. */
function nulls(pointer: string, value: unknown): FieldFault[] {
  if (value === null) return [{ pointer, detail: 'must not be null; leave the field out instead' }];
  if (typeof value !== 'object') return [];
  return Object.entries(value).flatMap(([name, part]) => nulls(below(pointer, name), part));
}

/** Fields that class-transformer passes over in silence because every object has something of that name, such as `toString`. */
function dropped(pointer: string, sent: unknown, taken: unknown): FieldFault[] {
  if (typeof sent !== 'object' || sent === null || typeof taken !== 'object' || taken === null) return [];
  return Object.entries(sent).flatMap(([name, part]) =>
    Object.hasOwn(taken, name)
      ? dropped(below(pointer, name), part, (taken as Json)[name])
      : [{ pointer: below(pointer, name), detail: UNKNOWN }],
  );
}

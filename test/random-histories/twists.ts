/** Random histories: the case with some of its steps left out, doubled, moved, sent by others or at other times, changed, or joined by new ones. */
import { PERSONS } from '#testing';
import fc from 'fast-check';
import type { Extra } from './extras.js';
import type { Step } from './world.js';

export interface Twist {
  readonly kind: 'drop' | 'double' | 'move' | 'as' | 'time' | 'field' | 'insert';
  /** Where, of the whole list, and which of what can be chosen there: from 0 to 1. */
  readonly at: number;
  readonly pick: number;
  readonly also: number;
}

const share = fc.noBias(fc.nat(9_999)).map((nth) => nth / 10_000);
const KINDS = ['drop', 'double', 'move', 'as', 'time', 'field'] as const;
/** With new steps so many times as often as any other twist: the case itself knows a third of the commands only. */
const twist = (inserts: number) => {
  const others = KINDS.map((each) => ({ weight: 1, arbitrary: fc.constant(each) }));
  const kind = fc.oneof({ weight: inserts, arbitrary: fc.constant('insert' as const) }, ...others);
  return fc.record({ kind, at: share, pick: share, also: share });
};
/** Few, which leave most of the case as it is, or many. */
export const twists = fc.oneof(
  fc.array(twist(2), { minLength: 1, maxLength: 5, size: 'max' }),
  fc.array(twist(30), { minLength: 1, maxLength: 60, size: 'max' }),
);

const SHIFTS_HOURS = [-72, -24, -1, 1, 24, 72, 24 * 30];

export function twisted(steps: readonly Step[], extras: readonly (readonly Extra[])[], by: readonly Twist[]): readonly Step[] {
  let made = 0;
  const newId = (): string => `0190bbbb-0000-7000-8000-${String(++made).padStart(12, '0')}`;
  return by.reduce((list, twist) => apply(list, twist, extras, newId), [...steps]);
}

function apply(
  list: readonly Step[],
  { kind: what, at, pick, also }: Twist,
  extras: readonly (readonly Extra[])[],
  newId: () => string,
): Step[] {
  const place = Math.floor(at * list.length);
  const step = list[place];
  if (!step) return [...list];
  const rest = list.toSpliced(place, 1);
  switch (what) {
    case 'drop':
      return rest;
    case 'double':
      return list.toSpliced(place + Math.floor(pick * 5), 0, { ...step, newId: newId() });
    case 'move':
      return rest.toSpliced(Math.floor(pick * rest.length), 0, step);
    case 'as':
      return list.toSpliced(place, 1, { ...step, as: of(PERSONS, pick).id });
    case 'time':
      return list.toSpliced(place, 1, later(step, of(SHIFTS_HOURS, pick)));
    case 'field':
      return list.toSpliced(place, 1, { ...step, body: changed(step.body, list, pick, also) });
    case 'insert':
      return list.toSpliced(place, 0, extra(step, of(of(extras, pick), (also * 7) % 1), also, newId()));
  }
}

const of = <Value>(values: readonly Value[], share: number): Value => {
  const value = values[Math.floor(share * values.length)];
  if (value === undefined) throw new Error('Nothing to choose from.');
  return value;
};

/** A command that the case does not know, of somebody who may send it, at the time of the step that it comes before. */
function extra(before: Step, { as, command, body }: Extra, also: number, newId: string): Step {
  return { as, command, newId, body: { ...body(also), occurredAt: before.body['occurredAt'] } };
}

/** The same step, told of another time. */
export function later(step: Step, hours: number): Step {
  const at = Date.parse(String(step.body['occurredAt'])) + hours * 3_600_000;
  return { ...step, body: { ...step.body, occurredAt: new Date(at).toISOString() } };
}

/** One field takes the value that a field of the same name has in another step, or one beside its own. */
function changed(body: Step['body'], list: readonly Step[], pick: number, also: number): Step['body'] {
  const fields = Object.keys(body).filter((field) => field !== 'occurredAt');
  if (fields.length === 0) return body;
  const field = of(fields, pick);
  const others = list.flatMap(({ body: other }) => (other[field] === undefined ? [] : [other[field]]));
  const value = body[field];
  if (Array.isArray(value) && value.length > 1) return { ...body, [field]: value.toSpliced(Math.floor(also * value.length), 1) };
  if (typeof value === 'number') return { ...body, [field]: value + (also < 0.5 ? 1 : -1) };
  if (typeof value === 'boolean') return { ...body, [field]: !value };
  return others.length === 0 ? body : { ...body, [field]: of(others, also) };
}

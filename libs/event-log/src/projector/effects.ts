import { createHash } from 'node:crypto';
import type { Client, Queryable } from '../database.js';
import { ERASURE_ORDERED } from '../erasures.js';
import { isSessionLost } from '../faults.js';
import type { LoggedEvent } from '../logged-event.js';
import type { Projection, Statement } from '../projection.js';
import { IndigestibleEvent, readPositions } from './log-reader.js';

/** What an event does to a view. */
export interface Effect {
  readonly position: number;
  readonly statement: Statement;
}

/** The types of the events that change these views: of a view that holds what can be erased, the orders of erasures too. */
export function typesOf(projections: readonly Projection[]): string[] {
  return [
    ...new Set(
      projections.flatMap(({ on, erased = {} }) => [...Object.keys(on), ...Object.keys(erased).map(() => ERASURE_ORDERED)]),
    ),
  ];
}

/** An event as views come to it: in its own place, or where an order behind it takes its data away. */
export interface Coming {
  readonly position: number;
  readonly event: LoggedEvent;
}

/** What views come to with these events: behind each order of an erasure the entries that it names, without their data. */
export async function comingWith(database: Queryable, events: readonly LoggedEvent[]): Promise<Coming[]> {
  const coming: Coming[] = [];
  for (const event of events) {
    const { position, type, data } = event;
    coming.push({ position, event });
    if (type !== ERASURE_ORDERED) continue;
    const { positions } = data as { positions: readonly number[] };
    for (const named of await readPositions(database, positions)) coming.push({ position, event: named });
  }
  return coming;
}

/** Asks the handlers, event by event. Throws {@link IndigestibleEvent} for the first that throws. */
export function effectsOf(projections: readonly Projection[], coming: readonly Coming[]): Effect[] {
  const effects: Effect[] = [];
  for (const each of coming) {
    for (const projection of projections) {
      for (const statement of digest(projection, each)) effects.push({ position: each.position, statement });
    }
  }
  return effects;
}

function digest({ on, erased = {} }: Projection, { position, event }: Coming): readonly Statement[] {
  const handlers = event.data === null && Object.hasOwn(erased, event.type) ? erased : on;
  const handler = Object.hasOwn(handlers, event.type) ? handlers[event.type] : undefined;
  if (!handler) return [];
  try {
    return [handler(event as never)].flat();
  } catch (error) {
    throw new IndigestibleEvent(position, error);
  }
}

/**
 * Runs the statements in their order, within the transaction that is open. Throws {@link IndigestibleEvent} for the first one
 * refused, and the session's own error where it broke.
 * On a session with `pipeline` they are sent without waiting for each other, at an eighth of the time;
 * any other session takes one at a time.
 */
export async function apply(client: Pick<Client, 'query' | 'pipeline'>, effects: readonly Effect[]): Promise<void> {
  const answers: Promise<unknown>[] = [];
  for (const { position, statement } of effects) {
    const { text, values } = statement;
    const answer = client.query({ name: nameOf(text), text, values: [...values] }).catch((error: unknown) => {
      throw isSessionLost(error) ? error : new IndigestibleEvent(position, error);
    });
    answers.push(answer);
    if (!client.pipeline) await answer;
  }
  // The first refusal makes all later ones; every answer is in before the transaction is ended.
  const refused = (await Promise.allSettled(answers)).find(({ status }) => status === 'rejected');
  if (refused?.status === 'rejected') throw refused.reason;
}

const names = new Map<string, string>();

/** Handlers' texts are few and fixed, so each is prepared once a session. */
function nameOf(text: string): string {
  let name = names.get(text);
  if (name === undefined) names.set(text, (name = `view-${createHash('sha256').update(text).digest('hex').slice(0, 32)}`));
  return name;
}

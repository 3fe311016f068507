import { createHash } from 'node:crypto';
import type { Client } from '../database.js';
import { isSessionLost } from '../faults.js';
import type { LoggedEvent } from '../logged-event.js';
import type { Projection, Statement } from '../projection.js';
import { IndigestibleEvent } from './log-reader.js';

/** What an event does to a view. */
export interface Effect {
  readonly position: number;
  readonly statement: Statement;
}

/** The types of the events that change these views. */
export function typesOf(projections: readonly Projection[]): string[] {
  return [...new Set(projections.flatMap(({ on }) => Object.keys(on)))];
}

/** Asks the handlers, event by event. Throws {@link IndigestibleEvent} for the first that throws. */
export function effectsOf(projections: readonly Projection[], events: readonly LoggedEvent[]): Effect[] {
  const effects: Effect[] = [];
  for (const event of events) {
    for (const projection of projections) {
      for (const statement of digest(projection, event)) effects.push({ position: event.position, statement });
    }
  }
  return effects;
}

function digest({ on }: Projection, event: LoggedEvent): readonly Statement[] {
  const handler = Object.hasOwn(on, event.type) ? on[event.type] : undefined;
  if (!handler) return [];
  try {
    return [handler(event as never)].flat();
  } catch (error) {
    throw new IndigestibleEvent(event.position, error);
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

/**
 * The commands that nobody sends: the api enters who reads what is privileged, and the answer to the reader does not name that command. Such a
 * row is explained by what it says: it is the system's own, of a person who holds a token, and of entries that are privileged.
 */
import { PERSONS } from '#testing';
import type { System } from './system.js';

export interface Reading {
  readonly id: string;
  readonly role: string;
  readonly reader: string;
  /** `3-7 12` */
  readonly positions: string;
}

const READERS: ReadonlySet<string> = new Set(PERSONS.map(({ id }) => id));

/** Whether a reading could have been noted in this log; `privileged` are the positions of its privileged entries. */
export function isExplained({ role, reader, positions }: Reading, privileged: ReadonlySet<number>): boolean {
  const named = positions.split(' ').flatMap(positionsOf);
  return role === 'system' && READERS.has(reader) && named.length > 0 && named.every((position) => privileged.has(position));
}

function positionsOf(range: string): number[] {
  const [, first, last = first] = /^(\d+)(?:-(\d+))?$/.exec(range) ?? [];
  if (first === undefined) return [NaN];
  return Array.from({ length: Number(last) - Number(first) + 1 }, (_, at) => Number(first) + at);
}

/** The ids of the readings behind this row of the ledger that the log explains. */
export async function explainedReadings({ query }: System, since: number): Promise<ReadonlySet<string>> {
  const readings = await query<Reading>(
    `select id, role, body->>'reader' as reader, body->>'positions' as positions from commands
     where seq > $1 and name = 'note-privileged-reading' and body ? 'positions'`,
    [since],
  );
  const privileged = await query<{ position: string }>(
    `select l.position from log l join events e using (global_position) where e.visibility = 'PRIVILEGED'`,
  );
  const positions = new Set(privileged.map(({ position }) => Number(position)));
  return new Set(readings.filter((reading) => isExplained(reading, positions)).map(({ id }) => id));
}

import { COMMAND_STATUSES, type CommandStatus } from '#event-log';
import type { Stage } from './stage.js';

/** A command as it stands in the ledger, with the events that it has caused. */
export interface Outcome {
  readonly id: string;
  readonly name: string;
  readonly stream: string;
  readonly text: string | null;
  readonly status: CommandStatus;
  readonly attempts: number;
  readonly events: readonly { readonly type: string; readonly stream: string; readonly version: number }[];
}

/** The commands of these streams, in the order of the ledger. */
export async function outcomesOf({ owner }: Stage, streams: readonly string[]): Promise<Outcome[]> {
  const { rows } = await owner.query<Omit<Outcome, 'status'> & { status: number }>({
    name: 'outcomes',
    text: `select c.id, c.name, c.stream, c.body ->> 'text' as text, c.status, c.attempts,
             coalesce((select jsonb_agg(jsonb_build_object('type', e.type, 'stream', e.stream, 'version', e.version)) from events e where e.command_id = c.id), '[]') as events
           from commands c where c.stream = any ($1) order by c.seq`,
    values: [streams],
  });
  return rows.map((row) => ({ ...row, status: COMMAND_STATUSES[row.status] ?? 'accepted' }));
}

/**
 * What is wrong with the outcomes on one notebook with so much room, given in the order in which they have to have been decided: each
 * follows from those before it, so a command that was settled twice, out of its turn or on an old state shows.
 */
export function faultsOf(outcomes: readonly Outcome[], room: number): string[] {
  let version = 0;
  return outcomes.flatMap(({ id, name, stream, status, events }) => {
    const fits = name === 'open-notebook' || (version > 0 && version - 1 < room);
    const expected = fits ? ['succeeded', stream, ++version] : ['rejected', `commands/${id}`, 1];
    const seen = [status, ...events.flatMap((event) => [event.stream, event.version])];
    const right = seen.length === expected.length && seen.every((each, at) => each === expected[at]);
    return right ? [] : [`${name} ${id} is [${seen.join(', ')}], and by the order of the ledger [${expected.join(', ')}]`];
  });
}

/**
 * I7: a webhook sent every position that it asks for, each under an id of its own that stays the same, and took no receiver past an entry of a
 * record that it had not taken. What should have been sent the log says, and not the product's account of its deliveries.
 */
import type { Queryable } from '#event-log';
import type { Violation } from './judge.js';
import type { Arrival, Received } from './receiver.js';

const SHOWN = 5;

interface Entry {
  readonly position: number;
  readonly event: string;
  readonly subject: string;
}

/** What this webhook should have sent by now: nothing may be under way. */
export async function judgeWebhook(owner: Queryable, received: Received): Promise<Violation[]> {
  const { webhook, arrivals, faults } = received;
  const asked = await askedFor(owner, received);
  const found = [
    ...faults.slice(0, SHOWN).map((what) => violationOf(webhook, `was sent what no receiver takes: ${what}`)),
    ...(await stillActive(owner, webhook)),
    ...strangers(webhook, asked, arrivals).slice(0, SHOWN),
    ...otherIds(webhook, arrivals).slice(0, SHOWN),
    ...lost(webhook, asked, arrivals).slice(0, SHOWN),
    ...outOfOrder(webhook, asked, arrivals).slice(0, SHOWN),
  ];
  return found;
}

function violationOf(webhook: string, what: string, position?: number): Violation {
  return {
    invariant: 'I7',
    what: `a receiver of webhook ${webhook} ${what}`,
    ...(position === undefined ? {} : { positions: [position, position] as const }),
  };
}

async function askedFor(owner: Queryable, { webhook, asked: { subjects } }: Received): Promise<Map<number, Entry>> {
  const { rows } = await owner.query<Entry>(
    `select l.position, e.id as event, e.subject from log l join events e using (global_position)
     where l.position > (select min(position) from log join events using (global_position) where stream = $1)
       and ($2::text[] is null or e.subject = any ($2) or split_part(e.subject, '/', 1) = any ($2)) order by 1`,
    [`webhooks/${webhook}`, subjects ?? null],
  );
  return new Map(rows.map(({ position, ...rest }) => [Number(position), { position: Number(position), ...rest }]));
}

async function stillActive(owner: Queryable, webhook: string): Promise<Violation[]> {
  const { rows } = await owner.query<{ status: string }>('select status from views.webhooks where id = $1', [webhook]);
  const status = rows[0]?.status;
  return status === 'ACTIVE' ? [] : [violationOf(webhook, `is sent nothing more: its webhook is ${status ?? 'not there'}`)];
}

function strangers(webhook: string, asked: ReadonlyMap<number, Entry>, arrivals: readonly Arrival[]): Violation[] {
  return arrivals.flatMap(({ position, event, subject }) => {
    const entry = asked.get(position);
    if (!entry) return violationOf(webhook, `was sent position ${position}, which it did not ask for`, position);
    return entry.event === event && entry.subject === subject
      ? []
      : violationOf(
          webhook,
          `was sent ${event} about ${subject} as position ${position}, and the log has ${entry.event}`,
          position,
        );
  });
}

function otherIds(webhook: string, arrivals: readonly Arrival[]): Violation[] {
  const idAt = new Map<number, string>();
  const positionOf = new Map<string, number>();
  return arrivals.flatMap(({ id, position }) => {
    const [before, elsewhere] = [idAt.get(position) ?? id, positionOf.get(id) ?? position];
    idAt.set(position, before);
    positionOf.set(id, elsewhere);
    if (before !== id)
      return violationOf(webhook, `was sent position ${position} as ${before} first, and as ${id} later`, position);
    return elsewhere === position
      ? []
      : violationOf(webhook, `was sent positions ${elsewhere} and ${position} under one id, ${id}`, position);
  });
}

/** The turn in which each position was first taken. */
function takenOf(arrivals: readonly Arrival[]): Map<number, number> {
  const taken = new Map<number, number>();
  for (const { position, takenTurn = Infinity } of arrivals)
    taken.set(position, Math.min(takenTurn, taken.get(position) ?? Infinity));
  return taken;
}

function lost(webhook: string, asked: ReadonlyMap<number, Entry>, arrivals: readonly Arrival[]): Violation[] {
  const taken = takenOf(arrivals);
  return [...asked.values()]
    .filter(({ position }) => (taken.get(position) ?? Infinity) === Infinity)
    .map(({ position, subject }) => violationOf(webhook, `never took position ${position}, about ${subject}`, position));
}

/** Whatever is sent finds the entries before it on its record taken; what comes again finds the same. */
function outOfOrder(webhook: string, asked: ReadonlyMap<number, Entry>, arrivals: readonly Arrival[]): Violation[] {
  const taken = takenOf(arrivals);
  /** By position: the entry before it on its record, and the turn in which that and all before it were taken. */
  const before = new Map<number, { readonly position: number; readonly turn: number }>();
  for (const own of Map.groupBy(asked.values(), ({ subject }) => subject).values()) {
    let turn = 0;
    for (const [at, { position }] of own.entries()) {
      const previous = own[at - 1];
      if (previous) turn = Math.max(turn, taken.get(previous.position) ?? Infinity);
      if (previous) before.set(position, { position: previous.position, turn });
    }
  }
  return arrivals.flatMap(({ position, subject, turn }) => {
    const previous = before.get(position);
    return previous === undefined || previous.turn < turn
      ? []
      : violationOf(webhook, `was sent position ${position} about ${subject} before it had taken ${previous.position}`, position);
  });
}

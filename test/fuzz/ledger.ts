/** What the run left in ledger, log and views, held against what was answered: each row has its answer, and each answer its row. */
import type { Fault } from './judge.js';
import { explainedReadings } from './readings.js';
import type { System } from './system.js';

/** What the senders were told. */
export interface Told {
  /** Commands that were taken or refused with a record, by id, and how that was said. */
  readonly records: ReadonlyMap<string, 'taken' | 'succeeded' | 'refused'>;
  /** Ids that were answered as those of an earlier command. */
  readonly replayed: ReadonlySet<string>;
  /** Keys of commands whose sender did not wait for an answer. */
  readonly unheard: ReadonlySet<string>;
  /** The commands that somebody sent who got no answer: a refusal at the door keeps neither key nor body to know it by. */
  readonly unanswered: ReadonlySet<string>;
}

export interface Balance {
  readonly rows: number;
  readonly events: number;
  /** Commands of reactions and clocks, which follow from others. */
  readonly followUps: number;
  readonly succeeded: number;
  readonly refused: number;
  readonly faults: readonly Fault[];
}

interface Row {
  readonly id: string;
  readonly name: string;
  readonly status: number;
  readonly role: string;
  readonly correlation: string;
  readonly key: string | null;
  readonly fault: string | null;
  readonly body: string;
  readonly events: number;
  readonly refusals: number;
  readonly unplaced: number;
}

const SUCCEEDED = 1;
const REFUSED = 2;
const STATUS_OF = { succeeded: [SUCCEEDED], refused: [REFUSED], taken: [SUCCEEDED, REFUSED] } as const;
const SHOWN = 400;

const ROWS = `
  select c.id, c.name, c.status, c.role, c.correlation_id as correlation, c.idempotency_key as key, c.fault, left(c.body::text, ${SHOWN}) as body,
    count(e.id)::int as events, (count(e.id) filter (where e.type = 'command.refused' and e.stream = 'commands/' || c.id))::int as refusals,
    (count(e.id) filter (where l.position is null))::int as unplaced
  from commands c left join events e on e.command_id = c.id left join log l using (global_position)
  where c.seq > $1 group by c.id`;

/** The newest row of the ledger: what comes behind it is the run's. */
export async function endOfLedger({ query }: System): Promise<number> {
  const [row] = await query<{ seq: string | number | null }>('select max(seq) as seq from commands');
  return Number(row?.seq ?? 0);
}

/** Waits until everything in the ledger is settled and numbered. False: it was not within this time. */
export async function isSettled({ query }: System, withinMs: number): Promise<boolean> {
  for (const end = Date.now() + withinMs; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 100))) {
    const [open] = await query<{ open: number }>(
      `select ((select count(*) from commands where status = 0) + (select count(*) from events left join log l using (global_position) where l.position is null))::int as open`,
    );
    if (open?.open === 0) return true;
  }
  return false;
}

export async function balanceOf(system: System, since: number, told: Told): Promise<Balance> {
  const rows = await system.query<Row>(ROWS, [since]);
  const before = await system.query<{ id: string }>('select id from commands where seq <= $1', [since]);
  const known = new Set([...before, ...rows].map(({ id }) => id));
  const readings = await explainedReadings(system, since);
  const faults = [
    ...rows.flatMap((row) => faultOfRow(row, told, known, readings)),
    ...[...told.records.keys(), ...told.replayed].flatMap((id) =>
      known.has(id) ? [] : [{ rule: 'an answer without its row', seen: id }],
    ),
    ...(await faultsOfLog(system)),
    ...(await faultsOfViews(system)),
  ];
  return {
    rows: rows.length,
    events: rows.reduce((sum, { events }) => sum + events, 0),
    followUps: rows.filter(({ role }) => role === 'system').length,
    succeeded: rows.filter(({ status }) => status === SUCCEEDED).length,
    refused: rows.filter(({ status }) => status === REFUSED).length,
    faults,
  };
}

/** Whether whoever sent a command got no answer to it, and so cannot say that it is there. */
function wentUnheard({ key, name, status, body }: Row, { unheard, unanswered }: Told): boolean {
  return key === null ? status === REFUSED && body === '{}' && unanswered.has(name) : unheard.has(key);
}

function faultOfRow(row: Row, told: Told, known: ReadonlySet<string>, readings: ReadonlySet<string>): Fault[] {
  const { id, name, status, role, correlation, fault, body, events, refusals, unplaced } = row;
  const seen = `${name} ${id}, status ${status}: ${body}`;
  const said = told.records.get(id);
  const follows = role === 'system' && correlation !== id && known.has(correlation);
  if (status !== SUCCEEDED && status !== REFUSED)
    return [{ rule: status === 3 ? 'incident' : 'not settled', seen: `${seen} ${fault ?? ''}` }];
  const answered = said !== undefined || follows || readings.has(id) || wentUnheard(row, told);
  if (!answered) return [{ rule: 'a row without its answer', seen }];
  if (said !== undefined && !(STATUS_OF[said] as readonly number[]).includes(status))
    return [{ rule: `answered ${said}, and is not`, seen }];
  if (unplaced > 0) return [{ rule: 'an event without its position', seen }];
  // What follows from an event may find that nothing is left to do.
  const right = status === SUCCEEDED ? (events >= 1 || follows) && refusals === 0 : events === 1 && refusals === 1;
  return right ? [] : [{ rule: 'a result without its events', seen: `${events} events, ${refusals} refusals: ${seen}` }];
}

/** Events of no command; positions with a gap. */
async function faultsOfLog({ query }: System): Promise<Fault[]> {
  const [found] = await query<{ orphans: number; gaps: number; events: number }>(`
    select (select count(*) from events e where not exists (select from commands c where c.id = e.command_id))::int as orphans,
      (select coalesce(max(position), 0) - count(*) from log)::int as gaps, (select count(*) from events)::int as events`);
  if (!found) return [];
  return [
    ...(found.orphans > 0 ? [{ rule: 'an event of no command', seen: `${found.orphans} of ${found.events}` }] : []),
    ...(found.gaps !== 0 ? [{ rule: 'a gap in the log', seen: `${found.gaps} positions` }] : []),
  ];
}

const VIEWS_CATCH_UP_MS = 30_000;

/** A view or a reaction that stopped at an event. */
async function faultsOfViews({ query }: System): Promise<Fault[]> {
  const behind = () =>
    query<{ consumer: string; position: string }>(
      'select consumer, position from checkpoints where position < (select max(position) from log) order by consumer',
    );
  for (const end = Date.now() + VIEWS_CATCH_UP_MS; ; await new Promise((resolve) => setTimeout(resolve, 200))) {
    const found = await behind();
    if (found.length === 0) return [];
    if (Date.now() > end)
      return found.map(({ consumer, position }) => ({ rule: 'a view that stopped', seen: `${consumer} at ${position}` }));
  }
}

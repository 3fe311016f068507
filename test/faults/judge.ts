/**
 * The judge: reads ledger, log, views, checkpoints and event tables straight from PostgreSQL, sets what clients were told beside them,
 * and names whatever contradicts the invariants. It trusts none of the product's own accounts.
 *
 *   I1 each 202 reaches a terminal state · I2 a command's events exist exactly once, and match its result · I3 a stream's versions are
 *   contiguous and its chain whole · I4 positions are dense, each event has one, each stream comes in its order, and so every consumer saw
 *   it · I5 a view is the fold of the log · I6, I7 in judge-log.ts, judge-webhooks.ts · ORDER a client's A then B on one record are never settled as B, A
 */
import { projections, reactions } from '#commission';
import { derivedId, type LoggedEvent, type Queryable, readLog, rebuildView } from '#event-log';
import type { Seen } from './consumers.js';
import type { History, Operation } from './history.js';

export type Invariant = 'I1' | 'I2' | 'I3' | 'I4' | 'I5' | 'I6' | 'I7' | 'ORDER' | 'BITE';

export interface Violation {
  readonly invariant: Invariant;
  readonly what: string;
  /** Whose rows show it. */
  readonly commands?: readonly string[];
  readonly streams?: readonly string[];
  readonly positions?: readonly [number, number];
}

interface Check {
  readonly invariant: Invariant;
  readonly what: string;
  /** Output: `command`, `stream`, `position`, `detail`, whichever apply. */
  readonly text: string;
}

interface Finding {
  readonly command?: string;
  readonly stream?: string;
  readonly position?: number;
  readonly detail?: string;
}

/** Findings of one kind that are shown; one is enough to be wrong. */
const SHOWN = 5;

const CHECKS: readonly Check[] = [
  {
    invariant: 'I1',
    what: 'an accepted command was never settled',
    text: `select id as command, stream, 'attempts ' || attempts || ', due ' || due_at || coalesce(', ' || fault, '') as detail from commands where status = 0 order by seq`,
  },
  {
    invariant: 'I2',
    what: 'a command that succeeded has left no event',
    text: `select c.id as command, c.stream, c.name as detail from commands c
           where c.status = 1 and c.role <> 'system' and not exists (select from events e where e.command_id = c.id) order by c.seq`,
  },
  {
    invariant: 'I2',
    what: 'a command that is not settled has left an event',
    text: `select distinct c.id as command, c.stream, c.name as detail from commands c join events e on e.command_id = c.id where c.status in (0, 3)`,
  },
  {
    invariant: 'I2',
    what: 'a refused command has not left just its refusal',
    text: `select c.id as command, c.stream, count(e.*) || ' events' as detail from commands c left join events e on e.command_id = c.id
           where c.status = 2 group by c.id having count(e.*) <> 1 or bool_or(e.type <> 'command.refused' or e.stream <> 'commands/' || c.id)`,
  },
  {
    invariant: 'I2',
    what: "a command's events are there twice, or on two streams",
    // A clock that comes late tells several steps of an escalation at once: each is another one.
    text: `select e.command_id as command, min(e.stream) as stream, string_agg(e.type || ' ' || e.version, ', ') as detail
           from events e left join event_data d on d.stream = e.stream and d.version = e.version
           group by e.command_id
           having count(*) > count(distinct case e.type when 'provision.escalated' then e.type || d.data else e.type end)
             or count(distinct e.stream) > 1`,
  },
  {
    invariant: 'I2',
    what: 'an event stems from no command of the ledger',
    text: `select e.command_id as command, e.stream, e.type as detail from events e where not exists (select from commands c where c.id = e.command_id)`,
  },
  {
    invariant: 'I2',
    what: 'an event does not say what its command said',
    text: `select c.id as command, c.stream, substring(c.body::text from 'mk-[0-9]+-[0-9]+') || ' is missing' as detail
           from commands c join events e on e.command_id = c.id join event_data d on d.stream = e.stream and d.version = e.version
           where c.status = 1 and c.body::text ~ 'mk-[0-9]+-[0-9]+' group by c.id
           having not bool_or(d.data ~ (substring(c.body::text from 'mk-[0-9]+-[0-9]+') || '\\M'))`,
  },
  {
    invariant: 'I3',
    what: 'versions of a stream are not contiguous from 1',
    text: `select stream, 'has ' || count(*) || ' events up to version ' || max(version) as detail from events group by stream
           having min(version) <> 1 or max(version) <> count(*)`,
  },
  {
    invariant: 'I3',
    what: 'a stream and its last event do not agree',
    text: `select coalesce(s.id, e.stream) as stream, 'stream at ' || coalesce(s.version, 0) || ', events up to ' || coalesce(e.version, 0) as detail
           from streams s full join (select distinct on (stream) stream, version, entry from events order by stream, version desc) e on e.stream = s.id
           where s.version is distinct from e.version or s.last_entry_hash is distinct from sha256(e.entry)`,
  },
  {
    invariant: 'I3',
    what: 'an entry does not name the one before it on its stream',
    text: `select stream, 'version ' || version as detail from (
             select stream, version, convert_from(entry, 'UTF8')::json ->> 'streamprev' as names,
               coalesce(encode(sha256(lag(entry) over (partition by stream order by version)), 'hex'), repeat('0', 64)) as before from events
           ) chain where names is distinct from before`,
  },
  {
    invariant: 'I3',
    what: 'the data of an event are not those that its entry was sealed with',
    text: `select e.stream, 'version ' || e.version as detail from events e left join event_data d on d.stream = e.stream and d.version = e.version
           where encode(sha256(d.salt || convert_to(d.data, 'UTF8')), 'hex') is distinct from convert_from(e.entry, 'UTF8')::json ->> 'datahash'`,
  },
  {
    invariant: 'I4',
    what: 'positions are not dense from 1',
    text: `select position, 'follows ' || before as detail from (select position, lag(position, 1, 0::bigint) over (order by position) as before from log) l
           where position <> before + 1`,
  },
  {
    invariant: 'I4',
    what: 'an event has no position',
    text: `select e.command_id as command, e.stream, 'version ' || e.version as detail from events e
           where not exists (select from log l where l.global_position = e.global_position) order by e.global_position`,
  },
  {
    invariant: 'I4',
    what: 'a position has no event',
    text: `select l.position, 'global position ' || l.global_position as detail from log l
           where not exists (select from events e where e.global_position = l.global_position)`,
  },
  {
    invariant: 'I4',
    what: 'a stream comes out of its order in the log',
    text: `select stream, position, 'version ' || version || ' comes after ' || before as detail from (
             select e.stream, e.version, l.position, lag(e.version, 1, 0) over (partition by e.stream order by l.position) as before
             from log l join events e using (global_position)
           ) l where version <> before + 1`,
  },
];

export interface Evidence {
  /** With the owner's rights; `search_path` is `promulgate`. */
  readonly owner: Queryable;
  readonly history?: History;
  readonly consumers?: readonly Seen[];
  /** Commands that a fault was meant to turn into incidents. */
  readonly expectedIncidents?: ReadonlySet<string>;
}

/** I1 to I4 and the order of each client's commands. */
export async function judge({ owner, history, consumers = [], expectedIncidents = new Set() }: Evidence): Promise<Violation[]> {
  const found: Violation[] = [];
  for (const { invariant, what, text } of CHECKS) {
    const { rows } = await owner.query<Finding>(`${text} limit ${SHOWN}`);
    for (const row of rows) found.push(violationOf(invariant, what, row));
  }
  found.push(...(await unexpectedIncidents(owner, expectedIncidents)), ...(await judgeFollowUps(owner)));
  if (history) found.push(...(await judgeHistory(owner, history)));
  for (const consumer of consumers) found.push(...(await judgeConsumer(owner, consumer)));
  return found;
}

function violationOf(invariant: Invariant, what: string, { command, stream, position, detail }: Finding): Violation {
  return {
    invariant,
    what: `${what}${detail === undefined ? '' : `: ${detail}`}`,
    ...(command ? { commands: [command] } : {}),
    ...(stream ? { streams: [stream] } : {}),
    ...(position === undefined ? {} : { positions: [Number(position), Number(position)] as const }),
  };
}

async function unexpectedIncidents(owner: Queryable, expected: ReadonlySet<string>): Promise<Violation[]> {
  const { rows } = await owner.query<{ command: string; stream: string; detail: string }>(
    `select id as command, stream, name || ', attempts ' || attempts || ': ' || fault as detail from commands where status = 3 order by seq`,
  );
  return rows
    .filter(({ command }) => !expected.has(command))
    .map((row) => violationOf('I1', 'a command became an incident that was none', row));
}

/** What the reactions and the clocks should have written into the ledger, once each. */
async function judgeFollowUps(owner: Queryable): Promise<Violation[]> {
  const found: Violation[] = [];
  const expected = new Map<string, string>();
  for (let after = 0; ;) {
    const types = reactions.map(({ on }) => on);
    const events = await readLog(owner, after, 2_000, { types });
    for (const event of events)
      for (const reaction of reactions.filter(({ on }) => on === event.type))
        for (const ordinal of reaction.then(event as LoggedEvent<never, never>).keys())
          expected.set(
            derivedId(`reaction:${reaction.name}`, event.id, ordinal),
            `${reaction.name} of position ${event.position}`,
          );
    const last = events.at(-1);
    if (!last || events.length < 2_000) break;
    after = last.position;
  }
  const { rows } = await owner.query<{ id: string }>(`select id from commands where actor like 'reaction:%'`);
  const written = new Set(rows.map(({ id }) => id));
  for (const [id, why] of expected)
    if (!written.has(id)) found.push({ invariant: 'I2', what: `a reaction sent nothing: ${why}`, commands: [id] });
  for (const id of written)
    if (!expected.has(id)) found.push({ invariant: 'I2', what: 'a reaction sent what follows from no event', commands: [id] });
  const { rows: clocks } = await owner.query<Finding>(
    `select stream, kind || ' was due at ' || wake_at as detail from views.clocks
     where state = 'RUNNING' and wake_at < now() - interval '10 s' and not exists (select from commands where id = clocks.command_id) limit ${SHOWN}`,
  );
  return [...found.slice(0, SHOWN), ...clocks.map((row) => violationOf('I2', 'a clock that was due sent nothing', row))];
}

interface LedgerRow {
  readonly id: string;
  readonly stream: string;
  readonly key: string | null;
  readonly status: number;
  readonly settled: string;
  readonly first: number | null;
  readonly last: number | null;
}

async function judgeHistory(owner: Queryable, history: History): Promise<Violation[]> {
  const found: Violation[] = history.contradictions.map(({ what, operation }) => ({
    invariant: 'I2',
    what: `${operation.name} under the key ${operation.key}: ${what}`,
    commands: [...new Set(operation.ids)],
  }));
  const { rows } = await owner.query<LedgerRow>(
    `select c.id, c.stream, c.idempotency_key as key, c.status, to_char(c.settled_at, 'YYYY-MM-DD HH24:MI:SS.US') as settled, p.first, p.last from commands c
     left join (select command_id, min(position) as first, max(position) as last from events e join log l using (global_position) group by 1) p on p.command_id = c.id`,
  );
  const byId = new Map(rows.map((row) => [row.id, row]));
  const answered: { operation: Operation; row: LedgerRow }[] = [];
  for (const operation of history.operations) {
    const ids = [...new Set(operation.ids)];
    if (ids.length > 1) found.push({ invariant: 'I2', what: `one key, ${ids.length} answers: ${operation.key}`, commands: ids });
    const [id] = ids;
    if (id === undefined) continue;
    const row = byId.get(id);
    if (!row)
      found.push({
        invariant: 'I1',
        what: `the ledger has lost what was answered with ${operation.status} (${operation.name})`,
        commands: [id],
      });
    else if (!operation.refusedAtDoor && row.key !== operation.key)
      found.push({
        invariant: 'I2',
        what: `the key ${operation.key} was answered with the command of ${String(row.key)}`,
        commands: [id],
      });
    else if (!operation.refusedAtDoor) answered.push({ operation, row });
  }
  return [...found, ...outOfOrder(answered)];
}

/** Whoever was answered before another one asked, on the same record, is settled before it, and its events come first. */
function outOfOrder(answered: readonly { operation: Operation; row: LedgerRow }[]): Violation[] {
  const found: Violation[] = [];
  for (const [stream, all] of Map.groupBy(answered, ({ row }) => row.stream)) {
    const settled = all.filter(({ row }) => row.status === 1 || row.status === 2);
    for (const later of settled)
      for (const earlier of settled) {
        if ((earlier.operation.answeredAt ?? Infinity) >= later.operation.sentAt) continue;
        const swapped =
          earlier.row.settled > later.row.settled ||
          (earlier.row.last !== null && later.row.first !== null && earlier.row.last > later.row.first);
        if (swapped)
          found.push({
            invariant: 'ORDER',
            what: `${earlier.operation.name} was answered before ${later.operation.name} was sent, and was settled after it`,
            commands: [earlier.row.id, later.row.id],
            streams: [stream],
          });
      }
  }
  return found.slice(0, SHOWN);
}

async function judgeConsumer(owner: Queryable, { by, seen, faults }: Seen): Promise<Violation[]> {
  const found: Violation[] = faults.map((what) => ({ invariant: 'I4', what: `a consumer of ${by} saw a gap: ${what}` }));
  const { rows } = await owner.query<{ position: number; id: string }>(
    'select position, id from log join events using (global_position) order by position',
  );
  for (const { position, id } of rows) {
    const told = seen[Number(position) - 1];
    if (told === undefined || told === id) continue;
    const at = Number(position);
    found.push({
      invariant: 'I4',
      what: `a consumer of ${by} saw ${told} at position ${at}, and the log has ${id}`,
      positions: [at, at],
    });
  }
  if (seen.length > rows.length)
    found.push({ invariant: 'I4', what: `a consumer of ${by} saw ${seen.length} positions, and the log has ${rows.length}` });
  return found.slice(0, SHOWN);
}

const TABLES = `select tablename::text as name, obj_description(format('views.%I', tablename)::regclass, 'pg_class') as consumer
  from pg_tables where schemaname = 'views' order by 1`;

/**
 * I5: takes down every view's rows, has each view rebuilt from the log, and compares. Nothing may be written meanwhile. The views that are
 * served afterwards are the rebuilt ones.
 */
export async function judgeViews(owner: Queryable, ownerUrl: string): Promise<Violation[]> {
  const found: Violation[] = [];
  const { rows: behind } = await owner.query<{ consumer: string; position: number; head: number }>(
    `select consumer, position, head from checkpoints, (select coalesce(max(position), 0) as head from log) l where position <> head`,
  );
  for (const { consumer, position, head } of behind)
    found.push({ invariant: 'I5', what: `${consumer} stands at ${position}, and the log ends at ${head}` });
  const before = await rowsOfViews(owner);
  for (const batch of chunksOf(projections, 4)) await Promise.all(batch.map((projection) => rebuildView(ownerUrl, projection)));
  const after = await rowsOfViews(owner);
  for (const [table, rebuilt] of after) {
    const live = before.get(table) ?? new Set();
    const extra = [...live].filter((row) => !rebuilt.has(row));
    const missing = [...rebuilt].filter((row) => !live.has(row));
    if (extra.length + missing.length === 0) continue;
    const shown = [...extra.slice(0, 2).map((row) => `live ${row}`), ...missing.slice(0, 2).map((row) => `from the log ${row}`)];
    found.push({
      invariant: 'I5',
      what: `views.${table} is not the fold of the log: ${extra.length} rows too many, ${missing.length} missing. ${shown.join(' | ').slice(0, 900)}`,
    });
  }
  return found;
}

async function rowsOfViews(owner: Queryable): Promise<Map<string, Set<string>>> {
  const { rows: tables } = await owner.query<{ name: string }>(TABLES);
  const contents = new Map<string, Set<string>>();
  for (const { name } of tables) {
    const { rows } = await owner.query<{ row: string }>(`select t::text as row from views."${name}" t`);
    contents.set(name, new Set(rows.map(({ row }) => row)));
  }
  return contents;
}

function chunksOf<Item>(items: readonly Item[], size: number): Item[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, nth) => items.slice(nth * size, (nth + 1) * size));
}

/** The rows that show a violation, as few as there are: ledger, events with their positions, what clients were told. */
export async function historyOf(owner: Queryable, violation: Violation, history?: History): Promise<string[]> {
  const { commands = [], streams = [], positions } = violation;
  const lines: string[] = [];
  const print = (title: string, rows: readonly object[]) => rows.forEach((row) => lines.push(`${title} ${JSON.stringify(row)}`));
  const { rows: ledger } = await owner.query<object>(
    `select seq, id, name, stream, status, attempts, idempotency_key, accepted_at, rung_at, due_at, settled_at, fault from commands
     where id = any ($1) or (cardinality($1::uuid[]) = 0 and stream = any ($2)) order by seq limit 12`,
    [commands, streams],
  );
  print('ledger', ledger);
  const { rows: events } = await owner.query<object>(
    `select l.position, e.global_position, e.stream, e.version, e.type, e.command_id, e.recorded_at from events e left join log l using (global_position)
     where e.command_id = any ($1) or e.stream = any ($2) or l.position between $3 - 2 and $4 + 2 order by e.global_position limit 16`,
    [commands, streams, positions?.[0] ?? -9, positions?.[1] ?? -9],
  );
  print('entry', events);
  if (history && commands.length > 0)
    print('client', history.operations.filter(({ ids }) => ids.some((id) => commands.includes(id))).slice(0, 8));
  return lines;
}

import { countOpenIncidents, type IncidentKind, type Queryable } from '#event-log';

/** How far the sequencer is behind what was appended. */
export interface SequencerLag {
  /** Numbers of events beyond the highest in the log; rolled-back ones are among them. */
  readonly behind: number;
  /** Age of the first event beyond the log's end; 0 where there is none. */
  readonly behindSeconds: number;
}

/** What is still to be done. */
export interface Backlog extends SequencerLag {
  /** Commands that are taken and not settled. */
  readonly due: number;
  /** Of these, the due ones that nobody rang for, or so long ago that the ring was lost or not answered. */
  readonly unrung: number;
  /** For how long the oldest of them has been due. */
  readonly unrungSeconds: number;
  /** Open incidents. */
  readonly incidents: Readonly<Record<IncidentKind, number>>;
  /** Entries that views and reactions were led past, and lack. */
  readonly skipped: number;
}

/** The api's own ring is not noted, so that the reconciler rings once within this time; after that it rings every ten seconds. */
const UNRUNG_AFTER = `interval '5 seconds'`;
const RUNG_LONG_AGO = `interval '20 seconds'`;

/** Two look-ups at the ends of two indexes and one at the first number between: cheap however long the log is. */
const LAG = `
  coalesce(newest.number, 0) - least(coalesce(placed.number, 0), coalesce(newest.number, 0)) as behind,
  coalesce((select greatest(0, extract(epoch from clock_timestamp() - recorded_at)) from events
    where global_position > coalesce(placed.number, 0) order by global_position limit 1), 0)::float8 as "behindSeconds"`;
const ENDS = `(select max(global_position) as number from events) newest, (select max(global_position) as number from log) placed`;

export async function sequencerLagOf(database: Queryable): Promise<SequencerLag> {
  const { rows } = await database.query<SequencerLag>({ name: 'sequencer-lag', text: `select ${LAG} from ${ENDS}` });
  return rows[0] ?? { behind: 0, behindSeconds: 0 };
}

export async function backlogOf(database: Queryable): Promise<Backlog> {
  const { rows } = await database.query<Omit<Backlog, 'incidents'>>({
    name: 'backlog',
    text: `select ledger.*, (select count(*) from skipped_positions)::int as skipped, ${LAG}
           from ${ENDS}, (
             select count(*)::int as due, count(*) filter (where late)::int as unrung,
               coalesce(extract(epoch from clock_timestamp() - min(due_at) filter (where late)), 0)::float8 as "unrungSeconds"
             from (
               select due_at, due_at < clock_timestamp() - ${UNRUNG_AFTER}
                 and (rung_at is null or rung_at < clock_timestamp() - ${RUNG_LONG_AGO}) as late
               from commands where status = 0
             ) unsettled
           ) ledger`,
  });
  const [row] = rows;
  if (!row) throw new Error('PostgreSQL answers nothing where it should count.');
  return { ...row, incidents: await countOpenIncidents(database) };
}

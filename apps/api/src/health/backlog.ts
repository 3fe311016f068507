import type { Queryable } from '#event-log';

/** How far the sequencer is behind what was appended. */
export interface SequencerLag {
  /** Numbers of events beyond the highest in the log; rolled-back ones are among them. */
  readonly behind: number;
  /** Age of the first event beyond the log's end; 0 where there is none. */
  readonly behindSeconds: number;
}

/** What is still to be done. */
export interface Backlog extends SequencerLag {
  readonly due: number;
  readonly incidents: number;
}

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
  const { rows } = await database.query<Backlog>({
    name: 'backlog',
    text: `select (select count(*) from commands where status = 0) as due,
             (select count(*) from commands where status = 3) as incidents, ${LAG}
           from ${ENDS}`,
  });
  return rows[0] ?? { due: 0, incidents: 0, behind: 0, behindSeconds: 0 };
}

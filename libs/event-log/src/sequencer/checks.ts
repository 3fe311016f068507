import { ERASER_ROLE, type Queryable } from '../database.js';

const ROLE = 'promulgate_app';
const APPEND_ONLY = ['events', 'event_data', 'log', 'tile_roots'];
const SEQUENCE = 'promulgate.events_global_position_seq';

interface Found {
  readonly cache: string;
  readonly increment: string;
  readonly cycles: boolean;
  readonly may_draw: boolean;
  readonly may_set: boolean;
  readonly prepared: string;
}

/**
 * What the sequencer relies on and the database could be set up otherwise: answers a sentence, with its remedy, for each thing amiss.
 * Draws one number, to see that a drawn number is covered by a lock; it is passed over like that of any rollback.
 */
export async function checkDatabase(database: Queryable): Promise<string[]> {
  const { rows } = await database.query<Found>(SETTINGS, [SEQUENCE, ROLE]);
  const [found] = rows;
  if (!found) return [`The sequence ${SEQUENCE} or the role ${ROLE} does not exist: run the migrations.`];
  const faults = [...sequenceFaults(found), ...(await rightsFaults(database)), ...(await eraserFaults(database))];
  if (found.prepared !== '0') {
    faults.push(
      'A prepared transaction changes the name that it holds its locks under: set max_prepared_transactions to 0 and restart PostgreSQL.',
    );
  }
  if (found.may_draw && !(await drawIsLocked(database))) {
    faults.push(
      'nextval keeps no lock on its sequence in this server, so that a number passed over could not be told from a late one: use PostgreSQL.',
    );
  }
  return faults;
}

function sequenceFaults({ cache, increment, cycles, may_draw, may_set }: Found): string[] {
  const faults: string[] = [];
  if (cache !== '1') faults.push(`Sessions keep numbers of ${SEQUENCE} in store: alter sequence ${SEQUENCE} cache 1.`);
  if (increment !== '1' || cycles)
    faults.push(`Numbers of ${SEQUENCE} must rise by one: alter sequence ${SEQUENCE} increment 1 no cycle.`);
  if (!may_draw) faults.push(`${ROLE} cannot append: grant usage on sequence ${SEQUENCE} to ${ROLE}.`);
  if (may_set) faults.push(`${ROLE} could set numbers back: revoke update on sequence ${SEQUENCE} from ${ROLE}, public.`);
  return faults;
}

async function rightsFaults(database: Queryable): Promise<string[]> {
  const { rows } = await database.query<{ name: string; right: string }>(RIGHTS, [ROLE, APPEND_ONLY]);
  return rows.map(
    ({ name, right }) =>
      `${ROLE} may ${right} on ${name}, which is only ever added to: revoke ${right} on promulgate.${name} from ${ROLE}, public.`,
  );
}

/** What the application has no right to do itself, its logins can take a role for. */
async function eraserFaults(database: Queryable): Promise<string[]> {
  const { rows } = await database.query<{ login: string; may_erase: boolean; may_rewrite: boolean }>(
    `select session_user as login, pg_has_role(session_user, '${ERASER_ROLE}', 'set') as may_erase,
       has_column_privilege('${ROLE}', 'promulgate.commands', 'body', 'update') as may_rewrite`,
  );
  const [found] = rows;
  const faults: string[] = [];
  if (found?.may_erase === false)
    faults.push(
      `${found.login} may not take the role ${ERASER_ROLE}, so that no erasure could be carried out: grant ${ERASER_ROLE} to ${found.login} with inherit false, set true.`,
    );
  if (found?.may_rewrite)
    faults.push(
      `${ROLE} may rewrite the bodies of commands: revoke update on promulgate.commands from ${ROLE}, public, and migrate.`,
    );
  return faults;
}

async function drawIsLocked(database: Queryable): Promise<boolean> {
  const { rows } = await database.query<{ locked: boolean }>(DRAW, [SEQUENCE]);
  return rows[0]?.locked === true;
}

const SETTINGS = `
  select seqcache::text as cache, seqincrement::text as increment, seqcycle as cycles, current_setting('max_prepared_transactions') as prepared,
    has_sequence_privilege($2, seqrelid, 'USAGE') as may_draw, has_sequence_privilege($2, seqrelid, 'UPDATE') as may_set
  from pg_sequence
  where seqrelid = to_regclass($1) and exists (select from pg_roles where rolname = $2)`;

const RIGHTS = `
  select name, right_held as right
  from unnest($2::text[]) as name
  cross join unnest(array['update', 'delete', 'truncate']) as right_held
  where has_table_privilege($1, 'promulgate.' || name, right_held)
    or right_held = 'update' and has_any_column_privilege($1, 'promulgate.' || name, right_held)
  order by 1, 2`;

// The lock is looked for in a row that exists only once the number is drawn.
const DRAW = `
  with drawn as materialized (select nextval(to_regclass($1)) as number)
  select exists (
    select from pg_locks
    where locktype = 'relation' and relation = to_regclass($1) and pid = pg_backend_pid() and mode <> 'AccessShareLock' and number is not null
  ) as locked
  from drawn`;

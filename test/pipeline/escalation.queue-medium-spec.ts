/**
 * A deadline with its escalation through whole workers, while the clock of PostgreSQL is the test's: each step is told when its day has come,
 * and the breach once, however often workers start anew and whatever the queue forgets.
 */
import { losAngeles } from '#jurisdiction';
import pg from 'pg';
import { eventually } from '../support/workshop.js';
import { openTestbed, type Testbed } from '../support/testbed.js';

const DAY_MS = 86_400_000;

/** Found before PostgreSQL's own by whoever comes with the test's address. */
const CLOCK = `
  create schema test_time;
  create table test_time.ahead (by interval not null);
  insert into test_time.ahead values ('0');
  create function test_time.clock_timestamp() returns timestamptz language sql volatile as
    'select pg_catalog.clock_timestamp() + by from test_time.ahead';
  create function test_time.now() returns timestamptz language sql volatile as
    'select pg_catalog.now() + by from test_time.ahead';
  grant usage on schema test_time to promulgate_app;
  grant select on test_time.ahead to promulgate_app`;

const SESSION = '-c role=promulgate_app -c search_path=test_time,promulgate,views,pg_catalog -c timezone=UTC -c lock_timeout=1s';

describe('The escalation of a deadline', () => {
  let bed: Testbed;
  let owner: pg.Client;
  let databaseUrl: string;

  beforeEach(async () => {
    bed = await openTestbed();
    owner = new pg.Client({ connectionString: bed.ownerUrl, options: '-c search_path=promulgate,views' });
    await owner.connect();
    await owner.query(CLOCK);
    const url = new URL(bed.ownerUrl);
    url.searchParams.set('options', SESSION);
    databaseUrl = url.href;
  }, 60_000);
  afterEach(async () => {
    await owner.end();
    await bed.close();
  }, 30_000);

  const worker = () => bed.startWorker({ databaseUrl });
  const daysPass = (days: number) => owner.query('update test_time.ahead set by = by + make_interval(days => $1)', [days]);

  async function done(name: string, body: Record<string, unknown>): Promise<string> {
    const { id, subjectId } = await bed.send(name, body);
    expect(await bed.settled([id])).toMatchObject([{ name, status: 'succeeded' }]);
    return subjectId;
  }

  /** What was announced of a provision, in its order. */
  async function announced(provisionId: string): Promise<string[]> {
    const { rows } = await owner.query<{ type: string; tells: string | null }>(
      `select e.type, d.data::json ->> 'tells' as tells from events e join event_data d using (stream, version)
       where e.stream = $1 and e.type in ('provision.overdue', 'provision.escalated') order by e.version`,
      [`provisions/${provisionId}`],
    );
    return rows.map(({ type, tells }) => tells ?? type);
  }

  const until = (provisionId: string, ...expected: readonly string[]) =>
    eventually(async () => {
      const found = await announced(provisionId);
      return found.length >= expected.length ? found : undefined;
    }).then((found) => expect(found).toEqual(expected));

  it('tells each step on its day and the breach once, over restarts, two workers and an emptied queue', async () => {
    const signedOn = new Date(Date.now() - DAY_MS).toISOString().slice(0, 10);
    const first = await worker();
    const directiveId = await done('register-directive', { number: 1, label: 'synthetic', issuedBy: 'synthetic', signedOn });
    const text = { key: '1', verb: 'DIRECT', addressee: 'All departments', text: 'synthetic', dueInDays: 14 };
    const provisionId = await done('add-provision', { directiveId, ...text });
    const setClocks = async () => {
      const { rowCount } = await owner.query(`select from clocks where stream = $1 and state = 'RUNNING'`, [
        `provisions/${provisionId}`,
      ]);
      return rowCount === 2 ? true : undefined;
    };
    await eventually(setClocks);

    await daysPass(4);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(await announced(provisionId)).toEqual([]);

    await daysPass(4);
    await until(provisionId, 'OWNER');
    await first.close();

    // Nobody is there on the last day, nor when it is over; whoever comes then tells both steps and the breach.
    await daysPass(10);
    await bed.redis?.flushdb();
    const all = ['OWNER', 'EXECUTIVE_DIRECTOR', 'MAYOR_LIAISON', 'provision.overdue'];
    const late = await Promise.all([worker(), worker()]);
    await eventually(async () => ((await announced(provisionId)).length >= all.length ? true : undefined));
    await Promise.all(late.map((each) => each.close()));

    await bed.redis?.flushdb();
    await worker();
    await daysPass(30);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    expect([...(await announced(provisionId))].sort()).toEqual([...all].sort());
    const { rows } = await owner.query<{ name: string; sent: number }>(
      `select name, count(*)::int as sent from commands where stream = $1 and role = 'system' group by name order by name`,
      [`provisions/${provisionId}`],
    );
    expect(rows).toEqual([
      { name: 'announce-provision-overdue', sent: 1 },
      { name: 'escalate-provision', sent: 2 },
    ]);
  }, 120_000);
});

describe('A deadline whose days have changed since it was computed', () => {
  it('is computed anew when a worker starts, once, with an entry of the instant before and the one now', async () => {
    const bed = await openTestbed();
    const owner = new pg.Client({ connectionString: bed.ownerUrl, options: '-c search_path=promulgate,views' });
    await owner.connect();
    try {
      const before = await bed.startWorker();
      const send = async (name: string, body: Record<string, unknown>): Promise<string> => {
        const { id, subjectId } = await bed.send(name, body);
        expect(await bed.settled([id])).toMatchObject([{ status: 'succeeded' }]);
        return subjectId;
      };
      const signedOn = '2026-11-10';
      const directiveId = await send('register-directive', { number: 1, label: 'synthetic', issuedBy: 'synthetic', signedOn });
      const text = { key: '1', verb: 'DIRECT', addressee: 'All departments', text: 'synthetic', dueInDays: 3_000 };
      const provisionId = await send('add-provision', { directiveId, ...text });
      const clockOf = async () => {
        const { rows } = await owner.query<{ dueAt: string; calendar: string }>(
          `select to_char(due_at at time zone 'utc', 'HH24:MI') as "dueAt", inputs ->> 'calendar' as calendar
           from clocks where stream = $1 and kind = 'provision-due' and state = 'RUNNING'`,
          [`provisions/${provisionId}`],
        );
        return rows[0];
      };
      await eventually(clockOf);
      await before.close();

      // As if the place had moved its clocks, in the version of its rules that follows.
      const moved = { profile: { ...losAngeles, version: 2, timeZone: 'America/Denver' }, earlierProfiles: [losAngeles] };
      const after = await bed.startWorker(moved);
      const anew = await eventually(async () => {
        const clock = await clockOf();
        return clock?.calendar.startsWith('America/Denver') ? clock : undefined;
      });
      expect(['05:59', '06:59']).toContain(anew.dueAt);
      await after.close();
      await bed.startWorker(moved);
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      const { rows } = await owner.query<{ data: { was: object; because: string; clock: object } }>(
        `select d.data::json as data from events e join event_data d using (stream, version)
         where e.stream = $1 and e.type = 'provision.deadline-recomputed'`,
        [`provisions/${provisionId}`],
      );
      expect(rows).toMatchObject([
        {
          data: {
            because: 'CALENDAR',
            was: { calendar: expect.stringContaining('America/Los_Angeles') as string },
            clock: { calendar: expect.stringContaining('America/Denver') as string },
          },
        },
      ]);
    } finally {
      await owner.end();
      await bed.close();
    }
  }, 120_000);
});

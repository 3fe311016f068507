/** The judge of the fault run is shown what it must find: each violation is planted with the superuser's rights, and must be named. */
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { openTestbed, type Testbed } from '../support/testbed.js';
import type { Seen } from './consumers.js';
import { History } from './history.js';
import { historyOf, judge, judgeViews, type Violation } from './judge.js';
import { judgeWebhook } from './judge-webhooks.js';
import type { Arrival } from './receiver.js';

let bed: Testbed;
let owner: pg.Pool;
/** Each test plants in a transaction of its own, which nobody else sees and which is rolled back. */
let planter: pg.PoolClient;
let authorityId: string;
let commands: string[];
let webhook: string;

const order = (source: string) => ({
  ...{ authorityId, scope: 'federal officers', status: 'ENJOINED', source },
  ...{ orderedOn: '2026-02-09', effectiveOn: '2026-02-19' },
});

/** An authority with three orders, a second one, and an order that is refused. */
beforeAll(async () => {
  bed = await openTestbed();
  owner = new pg.Pool({ connectionString: bed.ownerUrl, options: '-c search_path=promulgate' });
  await bed.startWorker();
  const hook = await bed.send('register-webhook', { url: 'https://receiver.example/hooks' });
  await bed.settled([hook.id]);
  webhook = hook.subjectId;
  const entered = await bed.send(
    'register-authority',
    { citation: 'SB mk-1-1', title: 'Facial coverings' },
    { idempotencyKey: 'mk-1-1' },
  );
  authorityId = entered.subjectId;
  commands = [entered.id];
  for (const mark of ['mk-1-2', 'mk-1-3', 'mk-1-4'])
    commands.push((await bed.send('record-legal-status', order(mark), { idempotencyKey: mark })).id);
  commands.push((await bed.send('register-authority', { citation: 'SB mk-1-5', title: 'Identification' })).id);
  commands.push((await bed.send('record-legal-status', { ...order('mk-1-6'), effectiveOn: '2026-02-01' })).id);
  await bed.settled(commands);
  const behind = 'select count(*)::int as left from checkpoints where position < (select max(position) from log)';
  while ((await owner.query<{ left: number }>(behind)).rows[0]?.left !== 0) await sleep(20);
}, 120_000);
afterAll(async () => {
  await owner.end();
  await bed.close();
}, 60_000);

beforeEach(async () => {
  planter = await owner.connect();
  await planter.query('begin');
});
afterEach(async () => {
  await planter.query('rollback');
  planter.release();
});

const found = (violations: readonly Violation[]) => violations.map(({ invariant, what }) => `${invariant} ${what}`);
const verdict = async (history?: History, consumer?: Seen) =>
  judge({ owner: planter, ...(history ? { history } : {}), ...(consumer ? { consumers: [consumer] } : {}) });
const nth = (at: number): string => commands[at] ?? '';

describe('The judge of a fault run', () => {
  it('finds nothing in a history that is whole', async () => {
    expect(found(await verdict())).toEqual([]);
    // The views are put in each other's place: nobody may be reading them.
    await planter.query('rollback');
    expect(found(await judgeViews(owner, bed.ownerUrl))).toEqual([]);
  }, 60_000);

  it.each([
    {
      planted: 'an event is deleted',
      statement: `delete from events where command_id = $1`,
      names:
        /I2 a command that succeeded has left no event.*I3 versions of a stream are not contiguous.*I4 a position has no event/s,
    },
    {
      planted: 'an event is there twice',
      statement: `insert into events (stream, version, id, type, schema_version, subject, actor, command_id, correlation_id, occurred_at, recorded_at, visibility, entry)
        select stream, 99, gen_random_uuid(), type, schema_version, subject, actor, command_id, correlation_id, occurred_at, recorded_at, visibility, entry from events where command_id = $1`,
      names: /I2 a command's events are there twice.*I3 versions of a stream.*I4 an event has no position/s,
    },
    {
      planted: 'data are rewritten',
      statement: `update event_data d set data = replace(data, 'mk-1-3', 'mk-1-9') from events e where e.command_id = $1 and d.stream = e.stream and d.version = e.version`,
      names: /I2 an event does not say what its command said.*I3 the data of an event are not those/s,
    },
    {
      planted: 'a result is taken back',
      statement: 'update commands set status = 0, settled_at = null where id = $1',
      names: /I1 an accepted command was never settled.*I2 a command that is not settled has left an event/s,
    },
  ])(
    'names it where $planted',
    async ({ statement, names }) => {
      await planter.query(statement, [nth(2)]);
      const violations = await verdict();
      expect(found(violations).join('\n')).toMatch(names);
      const [first] = violations;
      if (!first) throw new Error('There is no violation to show.');
      expect((await historyOf(planter, first)).join('\n')).toMatch(/^(ledger|entry) /);
    },
    60_000,
  );

  it('names it where two positions are swapped', async () => {
    await swap(nth(2));
    expect(found(await verdict()).join('\n')).toMatch(/I4 a stream comes out of its order/);
  }, 60_000);

  it('names a view that is not the fold of the log', async () => {
    await owner.query(`update views.authorities set title = 'Something else' where id = $1`, [authorityId]);
    expect(found(await judgeViews(owner, bed.ownerUrl)).join('\n')).toMatch(
      /I5 views\.authorities is not the fold of the log: 1 rows too many, 1 missing/,
    );
  }, 60_000);

  it('names what a client was told and the ledger does not hold, two answers to one key, and an order turned round', async () => {
    const history = new History();
    const told = (key: string, ids: string[], sentAt: number, answeredAt: number) =>
      Object.assign(history.begin('client', 'record-legal-status', key, `authorities/${authorityId}`), {
        ids,
        sentAt,
        answeredAt,
      });
    told('lost', ['01990000-0000-7000-8000-000000000001'], 1, 2);
    told('mk-1-2', [nth(1), nth(2)], 1, 2);
    // By the ledger mk-1-3 came first; this client was answered for mk-1-4 before it sent mk-1-3.
    told('mk-1-4', [nth(3)], 3, 4);
    told('mk-1-3', [nth(2)], 5, 6);
    const all = found(await verdict(history)).join('\n');
    expect(all).toMatch(/I1 the ledger has lost what was answered/);
    expect(all).toMatch(/I2 one key, 2 answers: mk-1-2/);
    expect(all).toMatch(/ORDER record-legal-status was answered before record-legal-status was sent/);
  }, 60_000);

  it('names an incident that nobody meant, and knows those that were', async () => {
    const id = nth(0);
    await planter.query(`update commands set status = 3, fault = 'broke' where id = $1`, [id]);
    expect(found(await judge({ owner: planter })).join('\n')).toMatch(/I1 a command became an incident that was none/);
    expect(found(await judge({ owner: planter, expectedIncidents: new Set([id]) })).join('\n')).not.toMatch(/that was none/);
  }, 60_000);

  it('names a consumer that was told something else than the log says', async () => {
    const consumer = {
      by: '/v1/events/stream',
      seen: ['01990000-0000-7000-8000-000000000009'],
      faults: ['After position 1 came 3.'],
    };
    const all = found(await verdict(undefined, consumer)).join('\n');
    expect(all).toMatch(/I4 a consumer of \/v1\/events\/stream saw a gap: After position 1 came 3/);
    expect(all).toMatch(/I4 a consumer of \/v1\/events\/stream saw .* at position 1/);
  }, 60_000);
});

describe('The judge of webhooks', () => {
  const asked = { subjects: ['authorities'] };

  /** What a receiver is sent of the authorities where nothing goes wrong: each entry is sent and taken, and only then the next one. */
  async function delivered(): Promise<Arrival[]> {
    const { rows } = await planter.query<{ position: string; event: string; subject: string }>(
      `select position, id as event, subject from log join events using (global_position) where split_part(subject, '/', 1) = 'authorities' order by 1`,
    );
    return rows.map(({ position, ...rest }, at) => ({
      ...{ ...rest, id: `${webhook}_${position}`, position: Number(position), at },
      ...{ turn: 2 * at + 1, takenTurn: 2 * at + 2 },
    }));
  }
  const judged = async (arrivals: readonly Arrival[], faults: readonly string[] = []) =>
    found(await judgeWebhook(planter, { webhook, asked, arrivals, faults }));
  /** The one at this place, which a test is to change. */
  const one = (arrivals: readonly Arrival[], at: number): Arrival => {
    const arrival = arrivals[at];
    if (!arrival) throw new Error(`There is no arrival ${at}.`);
    return arrival;
  };

  it('finds nothing where all has come, be it more than once', async () => {
    const arrivals = await delivered();
    expect(arrivals.length).toBeGreaterThan(4);
    const again = arrivals.map((arrival) => ({ ...arrival, turn: 100 + arrival.turn, takenTurn: 100 + arrival.turn + 1 }));
    const refusedFirst = { ...one(arrivals, 0), turn: 0 };
    delete (refusedFirst as { takenTurn?: number }).takenTurn;
    expect(await judged([refusedFirst, ...arrivals, ...again])).toEqual([]);
  });

  it('names a delivery that was lost, or was never taken', async () => {
    const arrivals = await delivered();
    const last = arrivals.length - 1;
    const { takenTurn: _taken, ...refused } = one(arrivals, last);
    const names = [expect.stringContaining(`I7 a receiver of webhook ${webhook} never took position ${refused.position}`)];
    expect(await judged(arrivals.slice(0, last))).toEqual(names);
    expect(await judged(arrivals.with(last, refused))).toEqual(names);
  });

  it('names one that was sent before the one before it on its record was taken', async () => {
    const arrivals = await delivered();
    const own = arrivals.filter(({ subject }) => subject === `authorities/${authorityId}`);
    const [second, third] = [one(own, 1), one(own, 2)];
    const names = [
      expect.stringMatching(new RegExp(`was sent position ${third.position} about .* before it had taken ${second.position}`)),
    ];
    expect(await judged(arrivals.with(arrivals.indexOf(third), { ...third, turn: second.turn + 0.5 }))).toEqual(names);
  });

  it('names another id on redelivery, and one id of two positions', async () => {
    const arrivals = await delivered();
    const again = { ...one(arrivals, 1), turn: 100, takenTurn: 101 };
    expect(await judged([...arrivals, { ...again, id: 'another' }])).toEqual([expect.stringContaining('as another later')]);
    const { id } = one(arrivals, 0);
    expect(await judged(arrivals.with(1, { ...one(arrivals, 1), id }))).toEqual([expect.stringContaining(`under one id, ${id}`)]);
  });

  it('names what was not asked for, what is not what the log says, and what no receiver takes', async () => {
    const arrivals = await delivered();
    const stranger = { ...one(arrivals, 0), position: 1, id: `${webhook}_1` };
    expect(await judged([...arrivals, stranger])).toEqual([
      expect.stringContaining('was sent position 1, which it did not ask for'),
    ]);
    const other = one(arrivals, 1).event;
    expect(await judged(arrivals.with(0, { ...one(arrivals, 0), event: other }))).toEqual([
      expect.stringContaining(`was sent ${other} about`),
    ]);
    expect(await judged(arrivals, ['The signature does not fit'])).toEqual([
      expect.stringContaining('The signature does not fit'),
    ]);
  });

  it('names a webhook that was disabled', async () => {
    await planter.query(`update views.webhooks set status = 'DISABLED' where id = $1`, [webhook]);
    expect(await judged(await delivered())).toEqual([expect.stringContaining('is sent nothing more: its webhook is DISABLED')]);
  });
});

/** The positions of this command's event and of its stream's second one change places. */
async function swap(command: string): Promise<void> {
  const { rows } = await planter.query<{ position: string; number: string }>(
    `select l.position, l.global_position as number from log l join events e using (global_position)
     where e.command_id = $1 or (e.stream = $2 and e.version = 2) order by l.position`,
    [command, `authorities/${authorityId}`],
  );
  const [one, other] = rows;
  if (!one || !other) throw new Error('There are not two positions to swap.');
  await planter.query('delete from log where position in ($1, $2)', [one.position, other.position]);
  await planter.query(
    `insert into log select position, global_position, sha256('\\x00'::bytea || entry)
     from unnest(array[$1, $3]::bigint[], array[$2, $4]::bigint[]) as swapped (position, global_position) join events using (global_position)`,
    [one.position, other.number, other.position, one.number],
  );
}

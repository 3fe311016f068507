/**
 * Scripted interleavings, the same ones for the sequencer and for ways that look right and are not.
 * What each of those does wrong is stated exactly: it fails by the script, not by chance.
 */
import type pg from 'pg';
import { Leader } from './leader.js';
import {
  eventually,
  FLAWLESS,
  judge,
  orderOfLog,
  rootOfEntries,
  rootOfTree,
  type Session,
  specDatabase,
  type SpecDatabase,
  type Verdict,
} from './spec-database.js';

/** A way to follow the events: each step looks once. */
interface Reader {
  readonly order: readonly number[];
  step(): Promise<void>;
}
type NewReader = (client: pg.Client, limit: number) => Reader;

/** Resumes behind the highest number that it saw. */
const byPosition: NewReader = (client, limit) => {
  const order: number[] = [];
  let cursor = 0;
  return {
    order,
    step: async () => {
      const numbers = await numbersOf(
        client,
        'select global_position as n from events where global_position > $1 order by 1 limit $2',
        [cursor, limit],
      );
      order.push(...numbers);
      cursor = numbers.at(-1) ?? cursor;
    },
  };
};

/** The same, but only takes what is older than every transaction that is still running. */
const byPositionBelowXmin: NewReader = (client, limit) => {
  const order: number[] = [];
  let cursor = 0;
  return {
    order,
    step: async () => {
      const numbers = await numbersOf(
        client,
        `select global_position as n from events
         where global_position > $1 and xmin::text::xid8 < pg_snapshot_xmin(pg_current_snapshot()) order by 1 limit $2`,
        [cursor, limit],
      );
      order.push(...numbers);
      cursor = numbers.at(-1) ?? cursor;
    },
  };
};

/** Orders and resumes by transaction, then number; only takes what is older than every transaction that is still running. */
const byXid: NewReader = (client, limit) => {
  const order: number[] = [];
  let cursor = ['0', '0'];
  return {
    order,
    step: async () => {
      const { rows } = await client.query<{ xid: string; n: string }>(
        `select xmin::text as xid, global_position::text as n from events
         where xmin::text::xid8 < pg_snapshot_xmin(pg_current_snapshot()) and (xmin::text::xid8, global_position) > ($1::text::xid8, $2::bigint)
         order by xmin::text::xid8, global_position limit $3`,
        [...cursor, limit],
      );
      order.push(...rows.map(({ n }) => Number(n)));
      const last = rows.at(-1);
      if (last) cursor = [last.xid, last.n];
    },
  };
};

/** Remembers holes and looks at the lock as the sequencer does, but gives holes up after whichever take comes next. */
const givesUpWhenCutShort: NewReader = (client, limit) => {
  const order: number[] = [];
  const holes = new Map<number, 'open' | 'last look'>();
  let high = 0;
  return {
    order,
    step: async () => {
      const numbers = await numbersOf(
        client,
        'select global_position as n from events where global_position > $1 or global_position = any ($2::bigint[]) order by 1 limit $3',
        [high, [...holes.keys()], limit],
      );
      order.push(...numbers);
      for (const [hole, phase] of holes) if (phase === 'last look') holes.delete(hole);
      for (const number of numbers) {
        holes.delete(number);
        for (let hole = high + 1; hole < number; hole++) holes.set(hole, 'open');
        high = Math.max(high, number);
      }
      const held = await numbersOf(
        client,
        `select 1 as n from pg_locks where relation = 'events_global_position_seq'::regclass`,
        [],
      );
      if (held.length === 0) for (const hole of holes.keys()) holes.set(hole, 'last look');
    },
  };
};

async function numbersOf(client: pg.Client, text: string, values: unknown[]): Promise<number[]> {
  const { rows } = await client.query<{ n: string }>(text, values);
  return rows.map(({ n }) => Number(n));
}

interface Scene {
  readonly a: Session;
  readonly b: Session;
  readonly look: () => Promise<void>;
}
type Script = (scene: Scene) => Promise<void>;

let database: SpecDatabase;
let owner: pg.Client;
beforeAll(async () => {
  database = await specDatabase();
  owner = database.owner;
});
afterAll(() => database.close());
beforeEach(() => database.clear());

async function follow(script: Script, newReader: NewReader, limit: number): Promise<Verdict> {
  const reader = newReader((await database.session()).client, limit);
  const look = async () => {
    await othersHaveEnded();
    await reader.step();
  };
  await script({ a: await database.session(), b: await database.session(), look });
  for (let step = 0; step < 8; step++) await look();
  return judge(owner, reader.order);
}

/** A transaction in any database of the server holds back who goes by the oldest one: here only this script's may. */
async function othersHaveEnded(): Promise<void> {
  const { rows } = await owner.query<{ oldest: string }>(`
    select coalesce(min(backend_xid::text::xid8), pg_snapshot_xmax(pg_current_snapshot()))::text as oldest
    from pg_stat_activity where datname = current_database()`);
  await eventually('the transactions of other databases have ended', 20_000, async () => {
    const { rows: now } = await owner.query<{ passed: boolean }>(
      'select pg_snapshot_xmin(pg_current_snapshot()) >= $1::text::xid8 as passed',
      [rows[0]?.oldest],
    );
    return now[0]?.passed === true;
  });
}

async function sequence(script: Script, limit: number): Promise<Verdict> {
  const leader = new Leader((await database.session()).client, limit);
  await leader.load();
  const look = async () => {
    await leader.take();
    await leader.lookAtLock();
  };
  await script({ a: await database.session(), b: await database.session(), look });
  for (let step = 0; step < 8; step++) await look();
  expect(leader.holes).toBe(0);
  expect(await rootOfTree(owner)).toEqual(await rootOfEntries(owner));
  return judge(owner, await orderOfLog(owner));
}

describe('transactions that overlap and commit out of order', () => {
  const script: Script = async ({ a, b, look }) => {
    await a.begin();
    await a.append('slow');
    await b.append('quick');
    await look();
    await a.commit();
  };

  it('lose the slower one to a cursor by position', async () => {
    expect(await follow(script, byPosition, 10)).toEqual({ ...FLAWLESS, lost: ['slow 1'] });
  });

  it('are all placed by the sequencer', async () => {
    expect(await sequence(script, 10)).toEqual(FLAWLESS);
  });
});

describe('transactions that take their xid in one order and their numbers in the other', () => {
  const script: Script = async ({ a, b, look }) => {
    await a.begin();
    await a.takeXid();
    await b.begin();
    await b.append('slow');
    await a.append('quick');
    await a.commit();
    await look();
    await b.commit();
  };

  it('lose the slower one to a cursor by position, although it waits for the oldest transaction', async () => {
    expect(await follow(script, byPositionBelowXmin, 10)).toEqual({ ...FLAWLESS, lost: ['slow 1'] });
  });

  it('are all placed by the sequencer', async () => {
    expect(await sequence(script, 10)).toEqual(FLAWLESS);
  });
});

describe('a fence that takes its xid early, and appends later than who came after it', () => {
  const script: Script = async ({ a, b, look }) => {
    await a.begin();
    await a.takeXid();
    await b.append('minutes', 1);
    await a.append('minutes', 2);
    await a.commit();
    await look();
  };

  it('is inverted by a reader that orders by xid', async () => {
    expect(await follow(script, byXid, 10)).toEqual({ ...FLAWLESS, inverted: ['minutes 2'] });
  });

  it('is placed in its order by the sequencer', async () => {
    expect(await sequence(script, 10)).toEqual(FLAWLESS);
  });
});

describe('numbers that are rolled back', () => {
  const script: Script = async ({ a, b, look }) => {
    await a.begin();
    await a.append('dropped');
    await b.append('kept', 1);
    await look();
    await a.rollback();
    await b.append('kept', 2);
  };

  it('are given up by the sequencer, which settles all up to the last event', async () => {
    expect(await sequence(script, 10)).toEqual(FLAWLESS);
    expect(await orderOfLog(owner)).toEqual([2, 3]);
  });
});

describe('a transaction of 12,000 events that commits below one already placed', () => {
  const script: Script = async ({ a, b, look }) => {
    await a.begin();
    await a.append('bulk', 1, 12_000);
    await b.append('quick');
    await look();
    await a.commit();
    await look();
  };

  it('loses what lies above the limit to a reader that gives up holes although the limit cut its take short', async () => {
    const { lost } = await follow(script, givesUpWhenCutShort, 5_000);
    expect(lost).toHaveLength(2_000);
    expect([lost[0], lost.at(-1)]).toEqual(['bulk 10001', 'bulk 12000']);
  });

  it('is placed whole by the sequencer', async () => {
    expect(await sequence(script, 5_000)).toEqual(FLAWLESS);
  });
});

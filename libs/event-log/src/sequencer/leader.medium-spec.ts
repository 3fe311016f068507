/** One leader, or two, step by step: what happens between a take, a look at the lock and the next take is chosen here. */
import type pg from 'pg';
import { Leader } from './leader.js';
import {
  FLAWLESS,
  judge,
  orderOfLog,
  rootOfEntries,
  rootOfTree,
  type Session,
  specDatabase,
  type SpecDatabase,
} from './spec-database.js';

let database: SpecDatabase;
let owner: pg.Client;
beforeAll(async () => {
  database = await specDatabase();
  owner = database.owner;
});
afterAll(() => database.close());

async function newLeader(limit = 5_000): Promise<Leader> {
  const leader = new Leader((await database.session()).client, limit);
  await leader.load();
  return leader;
}

let a: Session;
let b: Session;
beforeEach(async () => {
  await database.clear();
  a = await database.session();
  b = await database.session();
});
// Whatever a test has made of the log, the tree is the one over its entries.
afterEach(async () => {
  expect(await rootOfTree(owner)).toEqual(await rootOfEntries(owner));
});
const verdict = async () => judge(owner, await orderOfLog(owner));

it('a number passed over is not given up while somebody who may have drawn it has not ended', async () => {
  const leader = await newLeader();
  await a.begin();
  await a.append('slow');
  await b.append('quick');
  for (let turn = 0; turn < 3; turn++) {
    await leader.take();
    await leader.lookAtLock();
  }
  expect(leader.holes).toBe(1);
  await a.commit();
  await leader.take();
  expect(await verdict()).toEqual(FLAWLESS);
});

it('a transaction commits after a take and before the look at the lock: one more take finds its event', async () => {
  const leader = await newLeader();
  await a.begin();
  await a.append('slow');
  await b.append('quick');
  await leader.take();
  await a.commit();
  await leader.lookAtLock();
  await leader.take();
  expect(await verdict()).toEqual(FLAWLESS);
});

it('who draws later does not hold back a number passed over, nor does who only reads the sequence', async () => {
  const leader = await newLeader();
  await a.begin();
  await a.append('dropped');
  await b.append('quick', 1);
  await leader.take();
  await owner.query('begin');
  await owner.query('select last_value from events_global_position_seq');
  await leader.lookAtLock();
  await a.rollback();
  await b.begin();
  await b.append('quick', 2);
  await leader.lookAtLock();
  await leader.take();
  await owner.query('rollback');
  expect(leader.holes).toBe(0);
});

it('a number passed over and what follows from it become visible at once, and are placed in their order', async () => {
  const leader = await newLeader(2);
  await a.begin();
  await a.append('minutes', 1);
  await b.append('quick');
  await leader.take();
  await a.commit();
  await b.append('minutes', 2, 2);
  await leader.take();
  await leader.take();
  expect(await orderOfLog(owner)).toEqual([2, 1, 3, 4]);
});

it('a hole first seen by a take that the limit cut short is kept like any other', async () => {
  const leader = await newLeader(3);
  await a.begin();
  await a.append('slow');
  await b.append('quick', 1, 8);
  await leader.take();
  await leader.lookAtLock();
  await a.commit();
  await leader.lookAtLock();
  for (let turn = 0; turn < 4; turn++) await leader.take();
  expect(await verdict()).toEqual(FLAWLESS);
});

it('takes that the limit cuts short, one after the other, still give up what lies below them', async () => {
  const leader = await newLeader(3);
  await a.begin();
  await a.append('dropped', 1, 100);
  await a.rollback();
  await b.append('quick', 1, 30);
  await leader.take();
  expect(leader.holes).toBe(100);
  await leader.lookAtLock();
  await leader.take();
  expect(leader.holes).toBe(0);
});

it.each([
  ['and what was settled was persisted', true],
  ['and nothing was persisted', false],
])('a leader ends with holes open, %s: the next one finds them all', async (_, persisted) => {
  const first = await newLeader();
  await a.begin();
  await a.append('dropped', 1, 5);
  await a.rollback();
  await b.append('quick', 1);
  for (let turn = 0; turn < 2; turn++) {
    await first.take();
    await first.lookAtLock();
  }
  await first.take();
  await a.begin();
  await a.append('slow', 1, 3);
  await b.append('quick', 2);
  await first.take();
  if (persisted) await first.persist();
  await a.commit();
  const second = await newLeader();
  expect([second.position, second.high, second.holes]).toEqual([2, 10, persisted ? 3 : 8]);
  await second.take();
  await second.lookAtLock();
  await second.take();
  expect(second.holes).toBe(0);
  expect(await orderOfLog(owner)).toEqual([6, 10, 7, 8, 9]);
});

it('a take persists how far all is settled, and not further', async () => {
  const persisted = async () =>
    (await owner.query<{ high: number; low: number }>('select high::int, low::int from sequencer')).rows;
  const nextDue = () => new Promise((resolve) => setTimeout(resolve, 1_050));
  const leader = await newLeader();
  await b.append('quick', 1, 3);
  await a.begin();
  await a.append('slow');
  await b.append('quick', 4);
  await leader.take();
  await nextDue();
  await leader.take();
  expect(await persisted()).toEqual([{ high: 5, low: 3 }]);
  await a.commit();
  await leader.take();
  await nextDue();
  await leader.take();
  expect(await persisted()).toEqual([{ high: 5, low: 5 }]);
});

it('two leaders at once do not fork the log: who comes second places nothing, loads anew and goes on', async () => {
  const one = await newLeader();
  const other = await newLeader();
  await a.append('quick', 1);
  expect(await one.take()).toEqual({ placed: 1, cutShort: false });
  await a.append('quick', 2);
  expect((await other.take()).lostTo?.message).toMatch(/log/);
  expect(await other.take()).toEqual({ placed: 1, cutShort: false });
  await a.append('quick', 3);
  expect((await one.take()).lostTo).toBeInstanceOf(Error);
  expect(await one.take()).toEqual({ placed: 1, cutShort: false });
  expect(await orderOfLog(owner)).toEqual([1, 2, 3]);
});

it('two leaders place the same hole: it is placed once', async () => {
  const one = await newLeader();
  await a.begin();
  await a.append('slow');
  await b.append('quick');
  await one.take();
  const other = await newLeader();
  await a.commit();
  await other.take();
  await one.lookAtLock();
  expect((await one.take()).lostTo).toBeInstanceOf(Error);
  await one.take();
  expect([one.position, one.holes]).toEqual([2, 0]);
  expect(await orderOfLog(owner)).toEqual([2, 1]);
});

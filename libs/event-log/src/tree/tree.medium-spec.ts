/** The tree as the sequencer keeps it: what its leaders write, one after the other or at once, is the tree over the entries. */
import type pg from 'pg';
import { consistencyProof, inclusionProof, leafHash, readFrontier, verifyConsistency, verifyInclusion } from '#tlog';
import { migrate } from '../migrate.js';
import { Leader } from '../sequencer/leader.js';
import { rootOfEntries, rootOfTree, type Session, specDatabase, type SpecDatabase } from '../sequencer/spec-database.js';
import { resumeTree, TreeDamaged } from './resume-tree.js';
import { readEntries, TileStore, treeSize } from './tile-store.js';

let database: SpecDatabase;
let owner: pg.Client;
let writer: Session;
beforeAll(async () => {
  database = await specDatabase();
  owner = database.owner;
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.clear();
  writer = await database.session();
});

async function newLeader(limit = 5_000): Promise<Leader> {
  const leader = new Leader((await database.session()).client, limit);
  await leader.load();
  return leader;
}
const takeAll = async (leader: Leader) => {
  while ((await leader.take()).cutShort);
};
/** The leader's, the kept one and that of the entries are one tree. */
async function expectOneTree(leader: Leader, size: number): Promise<void> {
  const kept = await rootOfTree(owner);
  expect(kept).toEqual({ size, root: leader.tree.root().toString('hex') });
  expect(kept).toEqual(await rootOfEntries(owner));
}

it('grows with the log, whatever its takes place', async () => {
  const leader = await newLeader(300);
  await expectOneTree(leader, 0);
  let size = 0;
  for (const count of [1, 254, 1, 1, 700, 90]) {
    await writer.append('minutes', size + 1, count);
    await takeAll(leader);
    size += count;
    await expectOneTree(leader, size);
  }
});

it('keeps one root for 256 leaves, and one for 256 of those', async () => {
  await writer.append('minutes', 1, 65_800);
  const leader = await newLeader();
  await takeAll(leader);
  const { rows } = await owner.query('select level, count(*)::int as roots from tile_roots group by level order by level');
  expect(rows).toEqual([
    { level: 1, roots: 257 },
    { level: 2, roots: 1 },
  ]);
  await expectOneTree(leader, 65_800);
  expect((await resumeTree(owner, 65_800)).root()).toEqual(leader.tree.root());
}, 60_000);

it('proves its entries, and that it was only added to', async () => {
  const leader = await newLeader();
  await writer.append('minutes', 1, 300);
  await takeAll(leader);
  const before = { size: 300, root: leader.tree.root() };
  await writer.append('minutes', 301, 800);
  await takeAll(leader);
  const now = { size: await treeSize(owner), root: leader.tree.root() };
  const tiles = new TileStore(owner);
  const [entry = Buffer.alloc(0)] = await readEntries(owner, 299, 1);
  expect(entry.toString()).toBe('minutes 300');
  verifyInclusion(leafHash(entry), 299, now, await inclusionProof(tiles, 299, 1_100));
  verifyInclusion(leafHash(entry), 299, before, await inclusionProof(tiles, 299, 300));
  verifyConsistency(before, now, await consistencyProof(tiles, 300, 1_100));
  expect((await readFrontier(tiles, 300)).root()).toEqual(before.root);
});

it('is taken up by the next leader where the last one left it', async () => {
  const first = await newLeader();
  await writer.append('minutes', 1, 600);
  await takeAll(first);
  const second = await newLeader();
  expect(second.tree.root()).toEqual(first.tree.root());
  await writer.append('minutes', 601, 500);
  await takeAll(second);
  await expectOneTree(second, 1_100);
});

it('does not fork under two leaders: who comes second takes it up anew', async () => {
  const one = await newLeader();
  const other = await newLeader();
  let size = 0;
  for (const [quick, slow] of [
    [one, other],
    [other, one],
    [one, other],
  ] as const) {
    await writer.append('minutes', size + 1, 256);
    await takeAll(quick);
    size += 256;
    await writer.append('minutes', size + 1, 1);
    expect((await slow.take()).lostTo).toBeInstanceOf(Error);
    await takeAll(slow);
    size += 1;
    await expectOneTree(slow, size);
  }
});

describe('A leader that dies', () => {
  const dying = async (at: 'before' | 'after'): Promise<Leader> => {
    const { client } = await database.session();
    const query = client.query.bind(client) as (...args: unknown[]) => Promise<unknown>;
    Object.assign(client, {
      query: async (...args: [{ name?: string }]) => {
        const isPlacing = args[0].name === 'sequencer-place';
        if (isPlacing && at === 'before') throw new Error('Died.');
        const answer = await query(...args);
        if (isPlacing) throw new Error('Died.');
        return answer;
      },
    });
    const leader = new Leader(client, 5_000);
    await leader.load();
    return leader;
  };

  it.each([
    ['before', 0],
    ['after', 600],
  ] as const)('%s it has placed what it saw leaves log and tree together', async (at, placed) => {
    await writer.append('minutes', 1, 600);
    await expect((await dying(at)).take()).rejects.toThrow('Died.');
    expect((await rootOfTree(owner)).size).toBe(placed);
    expect(await rootOfTree(owner)).toEqual(await rootOfEntries(owner));
    const next = await newLeader();
    await writer.append('minutes', 601, 10);
    await takeAll(next);
    await expectOneTree(next, 610);
  });
});

describe('A log that is older than its tree', () => {
  it('gets its leaves by the migration and its roots from the first leader', async () => {
    await writer.append('minutes', 1, 20_000);
    await takeAll(await newLeader());
    const before = await rootOfTree(owner);
    await owner.query('drop table tile_roots; alter table log drop column leaf_hash');
    await owner.query(`delete from public.migrations where name like 'Tree%'`);
    expect(await migrate(database.url)).toEqual(['Tree1700000000007']);
    const leader = await newLeader();
    expect(await rootOfTree(owner)).toEqual(before);
    await writer.append('minutes', 20_001, 10);
    await takeAll(leader);
    await expectOneTree(leader, 20_010);
  }, 60_000);

  it('gets them from two leaders at once', async () => {
    await writer.append('minutes', 1, 1_000);
    await takeAll(await newLeader());
    await owner.query('truncate tile_roots');
    const [one, other] = await Promise.all([newLeader(), newLeader()]);
    expect(one.tree.root()).toEqual(other.tree.root());
    await expectOneTree(one, 1_000);
  });
});

describe('A leader refuses', () => {
  beforeEach(async () => {
    await writer.append('minutes', 1, 1_000);
    await takeAll(await newLeader());
  });

  it.each([
    ['a root that is gone', 'delete from tile_roots where number = 1'],
    ['the last entries gone', 'delete from log where position > 700'],
    ['an entry gone from the middle', 'delete from log where position = 900'],
    ['a root of a level that is not reached', `insert into tile_roots values (2, 0, sha256(''))`],
    ['a root in place of a level', 'update tile_roots set level = 2'],
  ])('%s', async (_what, damage) => {
    await owner.query(damage);
    await expect(newLeader()).rejects.toThrow(TreeDamaged);
  });
});

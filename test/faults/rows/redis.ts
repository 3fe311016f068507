/** The queue's Redis: emptied, killed, away, full. Commands go on being taken meanwhile, and all is queued again soon after its return. */
import { Redis } from 'ioredis';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Fault, type Outcome, type Scene, timing } from '../scene.js';
import type { Violation } from '../judge.js';

const QUEUED_AGAIN_MS = 10_000;
const LATEST_MS = 60_000;

interface Tally {
  readonly queued: number[];
  readonly settled: number[];
  taken: number;
  readonly unavailable: string[];
}

/** The fault, `wanted` times; after each, how long until whatever was under way at its return is queued again, and settled. */
async function over(scene: Scene, wanted: number, fault: (scene: Scene) => Promise<void>): Promise<Outcome> {
  const { stage, load, history, chance, say } = scene;
  load.start();
  await sleep(500);
  const tally: Tally = { queued: [], settled: [], taken: 0, unavailable: [] };
  for (let count = 1; count <= wanted; count++) {
    history.takeCounts();
    await fault(scene);
    const back = performance.now();
    for (const [status, times] of history.takeCounts()) {
      if (status === 202 || status === 200) tally.taken += times;
      if (status >= 500) tally.unavailable.push(`${times} × ${status}`);
    }
    const under = await stage.owner.query<{ id: string; at: string }>(
      'select id, clock_timestamp()::text as at from commands where status = 0',
    );
    const ids = under.rows.map(({ id }) => id);
    const queued = noneLeft(scene, ids, 'rung_at is null or rung_at < $2::timestamptz', under.rows[0]?.at ?? 'now');
    const settled = noneLeft(scene, ids, 'true or $2::timestamptz is null', 'now');
    tally.queued.push((await queued) - back);
    tally.settled.push((await settled) - back);
    if (count % 20 === 0 || scene.quick) say(`${count} of ${wanted}`);
    await sleep(chance.whole(50, 400));
  }
  await load.stop();
  const violations: Violation[] =
    tally.taken > 0 ? [] : [{ invariant: 'I1', what: 'no command was taken while Redis was away: a 202 needs PostgreSQL only' }];
  return {
    count: wanted,
    figures: [
      timing('what was under way queued again after its return', tally.queued, QUEUED_AGAIN_MS),
      timing('settled', tally.settled),
      { what: 'commands taken meanwhile', value: String(tally.taken), met: tally.taken > 0 },
      { what: 'answered 5xx meanwhile', value: tally.unavailable.join(', ') || 'none', met: tally.unavailable.length === 0 },
    ],
    violations,
  };
}

/** When no command of these is under way any more of which a condition holds. */
async function noneLeft({ stage }: Scene, ids: readonly string[], condition: string, value: string): Promise<number> {
  for (const end = performance.now() + LATEST_MS; performance.now() < end; await sleep(25)) {
    const { rows } = await stage.owner.query<{ left: string }>(
      `select count(*) as left from commands where status = 0 and id = any ($1) and (${condition})`,
      [ids, value],
    );
    if (Number(rows[0]?.left) === 0) break;
  }
  return performance.now();
}

async function told(url: string, ...command: [string, ...string[]]): Promise<unknown> {
  const redis = new Redis(url, { lazyConnect: true, maxRetriesPerRequest: 1 });
  redis.on('error', () => undefined);
  try {
    await redis.connect();
    return await redis.call(...command);
  } finally {
    redis.disconnect();
  }
}

async function flush({ stage, chance }: Scene): Promise<void> {
  // Several times in a row: an emptied queue that is just being filled again is emptied too.
  for (let times = chance.whole(1, 3); times > 0; times--) {
    await sleep(chance.whole(50, 300));
    await told(stage.redis.url, 'FLUSHALL');
  }
}

async function away(scene: Scene, ms: number): Promise<void> {
  const { stage } = scene;
  await stage.redis.kill();
  await sleep(ms);
  await stage.redis.begin();
  stage.leadToRedis();
}

async function full({ stage, quick }: Scene): Promise<void> {
  await told(stage.redis.url, 'CONFIG', 'SET', 'maxmemory', '1mb');
  await sleep(quick ? 2_000 : 4_000);
  await told(stage.redis.url, 'CONFIG', 'SET', 'maxmemory', '0');
}

export const redis: readonly Fault[] = [
  { name: 'redis-flushed', title: 'Redis FLUSHALL', full: 100, quick: 5, run: (scene, count) => over(scene, count, flush) },
  {
    name: 'redis-killed',
    title: 'Redis kill -9, back at once',
    full: 100,
    quick: 3,
    run: (scene, count) => over(scene, count, (at) => away(at, 100)),
  },
  {
    name: 'redis-away',
    title: 'Redis down for 60 s (quick: 6 s)',
    full: 20,
    quick: 1,
    run: (scene, count) => over(scene, count, (at) => away(at, at.quick ? 6_000 : 60_000)),
  },
  { name: 'redis-full', title: 'Redis out of memory', full: 20, quick: 1, run: (scene, count) => over(scene, count, full) },
];

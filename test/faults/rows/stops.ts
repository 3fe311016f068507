/** Workers that are stopped in the middle of their work for longer than the queue's lock, and go on as if nothing had happened. */
import type { Failpoint } from '#event-log';
import { setTimeout as sleep } from 'node:timers/promises';
import { bitten, type Fault, type Outcome, type Scene, streamsOf, timing } from '../scene.js';

/** The lock of a ring lasts 5 s, and stalled rings are looked for every 1.5 s. */
const STOPPED_MS = 9_000;
const BITE_MS = 10_000;
/** As many as are stopped at the same time; those that are left do their work. */
const TOGETHER = 4;
const PLACES: readonly Failpoint[] = [
  'worker-before-decision',
  'worker-before-commit',
  'worker-after-commit',
  'view-before-commit',
];

async function stopWorkers(scene: Scene, wanted: number): Promise<Outcome> {
  const { stage, load, chance, say } = scene;
  await stage.fill({ worker: TOGETHER });
  load.start();
  let count = 0;
  const taken: number[] = [];
  for (let misses = 0; count < wanted && misses < 4;) {
    const victims = stage.ready('worker').slice(0, Math.min(TOGETHER, wanted - count));
    const stopped = await Promise.all(
      victims.map(async (victim) => {
        await sleep(chance.whole(0, 400));
        const bite = stage.bite((member) => member === victim, BITE_MS);
        victim.arm({ place: chance.of(PLACES), action: 'stop' });
        const found = await bite;
        if (!found) victim.disarm();
        return found;
      }),
    );
    await sleep(STOPPED_MS);
    for (const victim of victims) victim.signal('SIGCONT');
    const found = stopped.filter((bite) => bite !== undefined);
    count += found.length;
    misses = found.length === 0 ? misses + 1 : 0;
    taken.push(...(await settledAfter(scene, found)));
    if (scene.quick || count % 20 === 0) say(`${count} of ${wanted}`);
    // What a resumed worker does last is part of the fault: it commits too late, or not at all.
    await sleep(500);
  }
  await load.stop();
  return { count, figures: [timing('settled by another one', taken, 15_000)], violations: bitten(count, wanted) };
}

async function settledAfter(
  { stage }: Scene,
  bites: readonly { readonly at: number; readonly about: string }[],
): Promise<number[]> {
  const { rows } = await stage.owner.query<{ delay: string }>(
    `select extract(epoch from c.settled_at) * 1000 - k.at as delay from unnest($1::float8[], $2::text[]) as k (at, stream)
     join commands c on c.stream = k.stream and extract(epoch from c.accepted_at) * 1000 <= k.at and extract(epoch from c.settled_at) * 1000 > k.at`,
    streamsOf(bites),
  );
  return rows.map(({ delay }) => Number(delay));
}

export const stops: readonly Fault[] = [
  {
    name: 'worker-stopped',
    title: 'worker SIGSTOP past its lock, then resumed',
    full: 100,
    quick: 2,
    run: stopWorkers,
  },
];

/** Processes that are killed at a named place, each as soon as the one before is replaced. */
import type { Failpoint } from '#event-log';
import type { App } from '../member.js';
import { SPARES } from '../stage.js';
import { bitten, type Fault, type Figure, type Outcome, type Scene, streamsOf, timing } from '../scene.js';

/** A place that nothing comes to within this time is tried again; so many times in a row, and it is given up. */
const BITE_MS = 30_000;
const MISSES = 4;
const REDELIVERED_MS = 15_000;

interface Killed {
  readonly at: number;
  readonly about: string;
}

interface Place {
  readonly app: App;
  readonly place: Failpoint;
  readonly full: number;
  readonly quick: number;
  readonly title: string;
  /** Only one of the workers comes there. */
  readonly leaderOnly?: true;
  /** Of what comes after the kill; of commands where it is left out. */
  readonly figures?: (scene: Scene, killed: readonly Killed[]) => Figure[];
}

const PLACES: readonly Place[] = [
  { app: 'api', place: 'api-before-insert', full: 250, quick: 2, title: 'api killed before the ledger’s insert' },
  { app: 'api', place: 'api-after-insert', full: 250, quick: 2, title: 'api killed after the insert, before the ring' },
  { app: 'api', place: 'api-after-ring', full: 250, quick: 2, title: 'api killed after the ring was sent' },
  { app: 'worker', place: 'worker-before-commit', full: 250, quick: 2, title: 'worker killed before COMMIT' },
  {
    app: 'worker',
    place: 'worker-after-commit',
    full: 250,
    quick: 2,
    title: 'worker killed after COMMIT, before the queue hears of it',
  },
  { app: 'worker', place: 'sequencer-after-take', full: 50, quick: 1, title: 'leader killed after a take', leaderOnly: true },
  { app: 'worker', place: 'view-before-commit', full: 50, quick: 1, title: 'worker killed before a view’s COMMIT' },
  { app: 'worker', place: 'reaction-before-commit', full: 50, quick: 1, title: 'worker killed before a reaction’s COMMIT' },
  {
    app: 'worker',
    place: 'clock-after-accept',
    full: 50,
    quick: 1,
    title: 'worker killed after a clock’s command was taken, before its ring',
  },
  {
    app: 'worker',
    place: 'webhook-after-send',
    full: 50,
    quick: 1,
    title: 'worker killed after a webhook’s receiver has answered, before the delivery is on record',
    leaderOnly: true,
    figures: sentAgain,
  },
];

/** `afterwards`: what is looked at after each kill, before the next one. */
export async function killAt(
  scene: Scene,
  { app, place, leaderOnly, figures }: Pick<Place, 'app' | 'place' | 'leaderOnly' | 'figures'>,
  count: number,
  afterwards?: () => Promise<void>,
): Promise<Outcome> {
  const { stage, load, say } = scene;
  await stage.fill({ [app]: SPARES });
  // Less than usual: what the load takes of the processors, those that are started in the place of the killed ones wait for.
  load.start({ clients: 4, pauseMs: 100, ...(place === 'clock-after-accept' ? { weights: { draft: 6 } } : {}) });
  const killed: Killed[] = [];
  const least = app === 'api' ? 2 : 3;
  for (let misses = 0; killed.length < count && misses < MISSES;) {
    if (!(await stage.enough(app, least))) break;
    const targets = leaderOnly ? stage.ready(app) : stage.ready(app).slice(0, 1);
    const bite = stage.bite((_, { place: here }) => here === place, BITE_MS);
    for (const member of targets) member.arm({ place, action: 'kill' });
    const found = await bite;
    for (const member of targets) member.disarm();
    if (!found) {
      misses++;
      continue;
    }
    misses = 0;
    killed.push({ at: found.at, about: found.about });
    if (killed.length % 25 === 0 || scene.quick) say(`${killed.length} of ${count}`);
    void stage.fill({ [app]: SPARES });
    await afterwards?.();
  }
  await load.stop();
  const found = figures ? figures(scene, killed) : await redelivery(scene, killed);
  return { count: killed.length, figures: found, violations: bitten(killed.length, count) };
}

/** From each kill until what its receiver had been sent last about that record came again. */
function sentAgain({ hooks }: Scene, killed: readonly Killed[]): Figure[] {
  const delays = killed.flatMap(({ at, about }) => {
    const again = hooks.flatMap(({ arrivals }) => {
      const own = arrivals.filter(({ subject }) => subject === about);
      const last = own.findLast((arrival) => arrival.at <= at);
      const next = own.find((arrival) => arrival.at > at && arrival.position === last?.position);
      return next ? [next.at - at] : [];
    });
    return again.length > 0 ? [Math.min(...again)] : [];
  });
  return [timing('sent again after the kill', delays, REDELIVERED_MS)];
}

/**
 * From each kill until what was under way at its place was taken up again: the commands of that stream are settled, or whoever took them up was
 * killed there too, from where on it is the next kill's time.
 */
async function redelivery(scene: Scene, killed: readonly Killed[]): Promise<Figure[]> {
  const { rows } = await scene.stage.owner.query<{ delay: number; settling: number }>(
    `with kills as (select at, stream, lead(at) over (partition by stream order by at) as next from unnest($1::float8[], $2::text[]) as k (at, stream))
     select least(settled.at, coalesce(k.next, settled.at)) - k.at as delay, settled.at - k.at as settling
     from kills k
     join commands c on c.stream = k.stream and extract(epoch from c.accepted_at) * 1000 <= k.at and (c.settled_at is null or extract(epoch from c.settled_at) * 1000 > k.at)
     cross join lateral (select extract(epoch from coalesce(c.settled_at, clock_timestamp()))::float8 * 1000 as at) settled`,
    streamsOf(killed),
  );
  if (rows.length === 0) return [];
  return [
    timing(
      'taken up again after the kill',
      rows.map(({ delay }) => Number(delay)),
      REDELIVERED_MS,
    ),
    timing(
      'settled, however often it was killed',
      rows.map(({ settling }) => Number(settling)),
    ),
  ];
}

export const kills: readonly Fault[] = PLACES.map((place) => ({
  name: `kill-${place.place}`,
  title: place.title,
  full: place.full,
  quick: place.quick,
  run: (scene, count) => killAt(scene, place, count),
}));

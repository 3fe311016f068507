/** The network between the processes and their servers: slow, silent, cut. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Weather } from '../proxy.js';
import { type Fault, type Outcome, type Scene, timing } from '../scene.js';

/** The product's own limits: 5 s until a session is given up, 5 s for a ring's lock. */
const SILENT_MS = 6_000;

type Side = 'postgres' | 'redis';

function bad(side: Side, weather: Weather, lastsMs: (scene: Scene) => number) {
  return async (scene: Scene, wanted: number): Promise<Outcome> => {
    const { stage, load, chance, say } = scene;
    load.start();
    for (let count = 1; count <= wanted; count++) {
      // One of each kind at a time: the others carry on.
      const members = [chance.of(stage.ready('worker')), chance.of(stage.ready('api'))];
      for (const member of members) member[side].become(weather);
      await sleep(lastsMs(scene));
      for (const member of members) {
        member[side].become({});
        // What was silent has lost bytes: such a connection never comes to itself again.
        if (weather.silent) member[side].cut();
      }
      await sleep(300);
      if (scene.quick || count % 10 === 0) say(`${count} of ${wanted}`);
    }
    await load.stop();
    return { count: wanted, figures: [] };
  };
}

async function cuts(scene: Scene, wanted: number): Promise<Outcome> {
  const { stage, load, history, chance } = scene;
  load.start();
  const resumed: number[] = [];
  let cut = 0;
  for (let count = 1; count <= wanted; count++) {
    for (const member of [...stage.ready('worker'), ...stage.ready('api')])
      for (const side of ['postgres', 'redis'] as const) cut += member[side].cut(0.5, chance.next);
    const began = performance.now();
    await Promise.race([history.nextTaken(), sleep(20_000)]);
    resumed.push(performance.now() - began);
    await sleep(chance.whole(50, 500));
  }
  await load.stop();
  return { count: wanted, figures: [timing('commands taken again', resumed), { what: 'connections cut', value: String(cut) }] };
}

const name = { postgres: 'PostgreSQL', redis: 'Redis' } as const;
const sides: readonly Side[] = ['postgres', 'redis'];

export const network: readonly Fault[] = [
  { name: 'network-cut', title: 'half of all connections to PostgreSQL and Redis cut', full: 50, quick: 5, run: cuts },
  ...sides.map((side): Fault => ({
    name: `network-slow-${side}`,
    title: `the way to ${name[side]} 50 ms slow, each direction`,
    full: 10,
    quick: 1,
    run: bad(side, { delayMs: 50 }, () => 3_000),
  })),
  ...sides.map((side): Fault => ({
    name: `network-silent-${side}`,
    title: `connections to ${name[side]} half-open`,
    full: 10,
    quick: 1,
    run: bad(side, { silent: true }, () => SILENT_MS),
  })),
];

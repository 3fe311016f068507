/** Clocks that jump: those of one worker and one api, an hour ahead or back, while PostgreSQL's goes on. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Fault, type Outcome, type Scene, timing } from '../scene.js';

const HOUR_MS = 3_600_000;

async function jumps(scene: Scene, wanted: number): Promise<Outcome> {
  const { stage, load, chance, quick, say } = scene;
  load.start();
  const took: number[] = [];
  for (let count = 1; count <= wanted; count++) {
    const offset = count % 2 === 0 ? HOUR_MS : -HOUR_MS;
    const jumpers = [chance.of(stage.ready('worker')), chance.of(stage.ready('api'))];
    const since = Date.now();
    for (const member of jumpers) member.clock(offset);
    await sleep(quick ? 6_000 : 12_000);
    for (const member of jumpers) member.clock(0);
    await sleep(500);
    const { rows } = await stage.owner.query<{ took: string }>(
      `select extract(epoch from coalesce(settled_at, clock_timestamp()) - accepted_at) * 1000 as took from commands
       where extract(epoch from accepted_at) * 1000 > $1 and (settled_at is not null or due_at <= clock_timestamp())`,
      [since],
    );
    took.push(...rows.map((row) => Number(row.took)));
    if (quick || count % 10 === 0) say(`${count} of ${wanted}`);
  }
  await load.stop();
  return { count: wanted, figures: [timing('commands took meanwhile', took)] };
}

export const clocks: readonly Fault[] = [
  { name: 'clock-jumps', title: 'the clocks of a worker and an api jump ± 1 h', full: 20, quick: 1, run: jumps },
];

/** Whoever numbers the log: killed, stopped, and joined by a second one that holds itself for the leader. */
import pg from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { Leader } from '../../../libs/event-log/src/sequencer/leader.js';
import type { Member } from '../member.js';
import { bitten, type Fault, type Outcome, type Scene, timing } from '../scene.js';
import { SPARES } from '../stage.js';

const TAKEOVER_MS = 5_000;
const PATIENCE_MS = 30_000;
/** Two leaders meet by chance, some times a second or once in many, as the machine has it: as long as they are given, they do meet. */
const RACES_MS = 240_000;

/** From now until events get positions again, that were written after now. */
async function untilNumbered({ stage }: Scene): Promise<number> {
  const began = performance.now();
  const { rows } = await stage.owner.query<{ high: string }>('select coalesce(max(global_position), 0) as high from events');
  const high = Number(rows[0]?.high);
  for (const end = began + PATIENCE_MS; performance.now() < end; await sleep(20)) {
    const log = await stage.owner.query<{ high: string }>('select coalesce(max(global_position), 0) as high from log');
    if (Number(log.rows[0]?.high) > high) break;
  }
  return performance.now() - began;
}

/** What is done to the leader, and what after the log has gone on without it. */
interface Fall {
  readonly fell: (leader: Member) => Promise<void> | void;
  readonly after: (scene: Scene, leader: Member) => Promise<void> | void;
  readonly spares: number;
}

const killed: Fall = {
  fell: (leader) => leader.kill(),
  after: ({ stage }) => void stage.fill({ worker: SPARES }),
  spares: SPARES,
};
/** It comes back while the other one leads. */
const stopped: Fall = {
  fell: (leader) => leader.signal('SIGSTOP'),
  after: async (_, leader) => {
    leader.signal('SIGCONT');
    await sleep(200);
  },
  spares: 0,
};

const takeover =
  ({ fell, after, spares }: Fall) =>
  async (scene: Scene, wanted: number): Promise<Outcome> => {
    const { stage, load, say } = scene;
    await stage.fill({ worker: spares });
    load.start();
    const taken: number[] = [];
    while (taken.length < wanted) {
      if (!(await stage.enough('worker', 3))) break;
      const leader = await stage.leader(PATIENCE_MS);
      if (!leader) break;
      await fell(leader);
      taken.push(await untilNumbered(scene));
      await after(scene, leader);
      if (taken.length % 25 === 0 || scene.quick) say(`${taken.length} of ${wanted}`);
    }
    await load.stop();
    return {
      count: taken.length,
      figures: [timing('numbered by another one', taken, TAKEOVER_MS)],
      violations: bitten(taken.length, wanted),
    };
  };

/**
 * A second leader without the lock, on a session of its own: it takes what the real one takes. Counted is each race that it lost. It rests as
 * long as the real one now and then: one that never rests is always first, and the real one loses every race.
 */
async function two(scene: Scene, wanted: number): Promise<Outcome> {
  const { stage, load, chance } = scene;
  load.start({ clients: 8, pauseMs: 20 });
  const session = new pg.Client({
    connectionString: stage.postgres.url(),
    options: '-c role=promulgate_app -c search_path=promulgate',
  });
  session.on('error', () => undefined);
  await session.connect();
  let [placed, lost] = [0, 0];
  try {
    const second = new Leader(session, 5_000);
    await second.load();
    for (const end = Date.now() + RACES_MS; lost < wanted && Date.now() < end;) {
      const take = await second.take();
      placed += take.placed;
      if (take.lostTo) lost++;
      else if (second.wantsLook) await second.lookAtLock();
      await sleep(chance.whole(2, 40));
    }
  } finally {
    await session.end();
  }
  await load.stop();
  return {
    count: lost,
    figures: [{ what: 'positions given by the second leader', value: String(placed), met: placed > 0 }],
    violations: bitten(lost, wanted),
  };
}

export const sequencer: readonly Fault[] = [
  { name: 'leader-killed', title: 'the sequencer’s process killed', full: 200, quick: 3, run: takeover(killed) },
  { name: 'leader-stopped', title: 'the sequencer’s process SIGSTOP, then resumed', full: 50, quick: 1, run: takeover(stopped) },
  { name: 'leaders-two', title: 'two leaders at once', full: 50, quick: 5, run: two },
];

/** The same thing many times: a key sent by fifty clients at once, a command rung for a hundred times. One effect, one answer. */
import { Queue } from 'bullmq';
import { bitten, type Fault, type Outcome, type Scene } from '../scene.js';
import type { Violation } from '../judge.js';
import { race } from '../load.js';

const CLIENTS = 50;
const RINGS = 100;
const TOGETHER = 4;

async function races(scene: Scene, wanted: number): Promise<Outcome> {
  const { load, history, say } = scene;
  load.start({ clients: 2, pauseMs: 300 });
  const violations: Violation[] = [];
  let count = 0;
  const racer = async (): Promise<void> => {
    while (count < wanted) {
      count++;
      const operation = await race(load.client(), history, load.mark(), CLIENTS);
      if (operation.ids.length < CLIENTS)
        violations.push({
          invariant: 'I2',
          what: `${CLIENTS - operation.ids.length} of ${CLIENTS} senders of the key ${operation.key} got no answer`,
        });
      if (count % 500 === 0) say(`${count} of ${wanted}`);
    }
  };
  await Promise.all(Array.from({ length: TOGETHER }, racer));
  await load.stop();
  return { count, figures: [{ what: 'clients a key', value: String(CLIENTS) }], violations };
}

async function deliveries(scene: Scene, wanted: number): Promise<Outcome> {
  const { stage, load, say } = scene;
  const client = load.client();
  const url = new URL(stage.redis.url);
  const queue = new Queue('streams', { prefix: '{promulgate}', connection: { host: url.hostname, port: Number(url.port) } });
  load.start({ clients: 2, pauseMs: 300 });
  let count = 0;
  try {
    const deliverer = async (): Promise<void> => {
      while (count < wanted) {
        count++;
        const mark = load.mark();
        const body = { citation: `SB ${mark}`, title: 'Rung for often' };
        const { ids, stream } = await client.send({ role: 'city-attorney', command: 'register-authority', key: mark, body });
        const [commandId] = ids;
        if (commandId === undefined || stream === undefined) continue;
        await queue.addBulk(
          Array.from({ length: RINGS }, (_, nth) => ({
            name: 'ring',
            data: { commandId, stream },
            opts: { jobId: `again-${nth}-${commandId}`, removeOnComplete: true, removeOnFail: true },
          })),
        );
        while ((await queue.getWaitingCount()) > 4_000) await new Promise((resolve) => setTimeout(resolve, 50));
        if (count % 500 === 0) say(`${count} of ${wanted}`);
      }
    };
    await Promise.all(Array.from({ length: TOGETHER }, deliverer));
    while ((await queue.getWaitingCount()) + (await queue.getActiveCount()) > 50)
      await new Promise((resolve) => setTimeout(resolve, 50));
  } finally {
    await queue.close();
  }
  await load.stop();
  return { count, figures: [{ what: 'deliveries a command', value: String(RINGS) }], violations: bitten(count, wanted) };
}

export const doubles: readonly Fault[] = [
  { name: 'key-raced', title: 'one key raced by 50 clients', full: 5_000, quick: 40, run: races },
  { name: 'delivered-often', title: 'one command delivered 100 times', full: 5_000, quick: 60, run: deliveries },
];

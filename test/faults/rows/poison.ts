/** What cannot be digested: commands that break or kill whoever decides them, events that a view cannot take. Others must not notice. */
import { accept, newId } from '#event-log';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Violation } from '../judge.js';
import { bitten, type Fault, type Outcome, quantile, type Scene, timing } from '../scene.js';

const INCIDENT_MS = 120_000;
/** Long enough for five tries, which the workers share: then it is an incident. */
const VIEW_POISONED_MS = 6_000;
const MENDED_MS = 15_000;

interface Poisoned {
  readonly id: string;
  readonly stream: string;
}

/** Commands whose streams are armed before they are sent: they are the first on a record that is made for them. */
async function poison(scene: Scene, wanted: number, action: 'throw' | 'kill'): Promise<Outcome> {
  const { stage, load, expectedIncidents } = scene;
  const client = load.client();
  if (action === 'kill') await stage.fill({ worker: 3 });
  load.start({ clients: 4 });
  const began = performance.now();
  const poisoned: Poisoned[] = [];
  for (let count = 0; count < wanted; count++) poisoned.push(await prepared(scene, client));
  const arms = poisoned.map(
    ({ stream }) => ({ place: 'worker-before-decision', action, match: stream, times: 1_000_000 }) as const,
  );
  stage.standing = arms;
  for (const worker of stage.alive('worker')) for (const arm of arms) worker.arm(arm);
  const sent = await Promise.all(
    poisoned.map(({ id, stream }) =>
      client.send({
        role: 'city-attorney',
        command: 'record-legal-status',
        key: load.mark(),
        stream,
        body: {
          ...{ authorityId: id, scope: 'federal officers', status: 'ENJOINED', source: `order ${load.mark()}` },
          ...{ orderedOn: '2026-02-09', effectiveOn: '2026-02-19' },
        },
      }),
    ),
  );
  const ids = sent.flatMap(({ ids: [id] }) => id ?? []);
  for (const id of ids) expectedIncidents.add(id);
  // A kill has to be noticed, and answered for again, five times over: the quick run begins at the last but one.
  if (action === 'kill' && scene.quick) await stage.owner.query('update commands set attempts = 4 where id = any ($1)', [ids]);
  const stop = action === 'kill' ? replacing(scene) : () => undefined;
  const failed = await untilFailed(scene, ids);
  stop();
  stage.disarm();
  await load.stop();
  return {
    count: failed,
    figures: [await othersMeanwhile(scene, began, ids)],
    violations: bitten(failed, wanted).map((violation) => ({ ...violation, invariant: 'I1', commands: ids.slice(0, 3) })),
  };
}

async function prepared({ load }: Scene, client: ReturnType<Scene['load']['client']>): Promise<Poisoned> {
  const mark = load.mark();
  const body = { citation: `SB ${mark}`, title: 'To be poisoned' };
  const made = await client.send({ role: 'city-attorney', command: 'register-authority', key: mark, body, waitSeconds: 20 });
  const stream = made.stream ?? '';
  return { id: stream.slice(stream.indexOf('/') + 1), stream };
}

/** Replaces the workers that the poison kills, until told to stop. */
function replacing({ stage }: Scene): () => void {
  const timer = setInterval(() => void stage.fill({ worker: 3 }), 250);
  return () => clearInterval(timer);
}

async function untilFailed({ stage, quick }: Scene, ids: readonly string[]): Promise<number> {
  let failed = 0;
  for (const end = Date.now() + INCIDENT_MS * (quick ? 1 : 5); Date.now() < end; await sleep(100)) {
    const { rows } = await stage.owner.query<{ failed: string }>(
      'select count(*) as failed from commands where status = 3 and id = any ($1)',
      [ids],
    );
    failed = Number(rows[0]?.failed);
    if (failed === ids.length) break;
  }
  return failed;
}

/** How long everybody else's commands took meanwhile, from their acceptance to their end. */
async function othersMeanwhile({ stage }: Scene, began: number, ids: readonly string[]) {
  const since = Date.now() - (performance.now() - began);
  const { rows } = await stage.owner.query<{ took: string }>(
    `select extract(epoch from settled_at - accepted_at) * 1000 as took from commands
     where extract(epoch from accepted_at) * 1000 > $1 and settled_at is not null and not (id = any ($2))`,
    [since, ids],
  );
  return timing(
    'other commands took',
    rows.map(({ took }) => Number(took)),
  );
}

/** A view whose table the application may not write for a while. The others go on; it does as soon as it may. */
async function poisonedView(scene: Scene, wanted: number): Promise<Outcome> {
  const { stage, load, chance, say } = scene;
  load.start();
  const mended: number[] = [];
  const lags: number[] = [];
  const violations: Violation[] = [];
  let [bit, incidents] = [0, 0];
  for (let count = 1; count <= wanted; count++) {
    const table = chance.of(['authorities', 'provisions', 'directives']);
    await stage.owner.query(`revoke insert, update on views.${table} from promulgate_app`);
    await sleep(VIEW_POISONED_MS);
    const { rows } = await stage.owner.query<{ consumer: string; behind: number }>(
      'select consumer, (select max(position) from log) - position as behind from checkpoints',
    );
    const own = rows.find(({ consumer }) => consumer === `view:${table}`);
    if (Number(own?.behind) > 0) bit++;
    lags.push(...rows.filter(({ consumer }) => consumer !== `view:${table}`).map(({ behind }) => Number(behind)));
    if (await isIncident(scene, `view:${table}`)) incidents++;
    const poisonedTo = await head(scene);
    await stage.owner.query(`grant insert, update on views.${table} to promulgate_app`);
    await replayed(scene, `view:${table}`);
    mended.push(await untilAt(scene, `view:${table}`, poisonedTo));
    if (await isIncident(scene, `view:${table}`))
      violations.push({
        invariant: 'I1',
        what: `the incident of view:${table} is still open although it has caught up with position ${poisonedTo}`,
      });
    if (scene.quick || count % 10 === 0) say(`${count} of ${wanted}`);
  }
  await load.stop();
  const worst = quantile(lags, 1);
  return {
    count: bit,
    figures: [
      timing('the view had caught up after it was mended', mended, MENDED_MS),
      { what: 'the other views and reactions behind the log meanwhile, at most', value: `${worst} positions`, met: worst < 500 },
      {
        what: 'became an incident, which was ended when the view went on',
        value: `${incidents} of ${bit}`,
        met: incidents === bit,
      },
    ],
    violations: [...bitten(bit, wanted), ...violations],
  };
}

async function isIncident({ stage }: Scene, consumer: string): Promise<boolean> {
  const { rows } = await stage.owner.query(`select from incidents where consumer = $1 and state = 'OPEN'`, [consumer]);
  return rows.length > 0;
}

/** What an operator does who has mended the cause; left alone, the view is tried once a minute. */
async function replayed({ stage }: Scene, consumer: string): Promise<void> {
  const { rows } = await stage.owner.query<{ id: string }>(`select id from incidents where consumer = $1 and state = 'OPEN'`, [
    consumer,
  ]);
  for (const { id: incidentId } of rows) {
    const id = newId();
    const command = { id, name: 'replay-incident', stream: `incidents/${incidentId}`, creates: false };
    const sender = {
      actor: 'cli:faults',
      performedBy: 'cli:faults',
      role: 'administrator',
      correlationId: id,
      causationId: id,
    } as const;
    await accept(stage.owner, { ...command, ...sender, body: { incidentId, reason: 'mended' } }, undefined);
  }
}

async function head({ stage }: Scene): Promise<number> {
  const { rows } = await stage.owner.query<{ head: string }>('select coalesce(max(position), 0) as head from log');
  return Number(rows[0]?.head);
}

async function untilAt({ stage }: Scene, consumer: string, position: number): Promise<number> {
  const began = performance.now();
  for (const end = began + 60_000; performance.now() < end; await sleep(25)) {
    const { rows } = await stage.owner.query<{ position: string }>('select position from checkpoints where consumer = $1', [
      consumer,
    ]);
    if (Number(rows[0]?.position) >= position) break;
  }
  return performance.now() - began;
}

export const poisons: readonly Fault[] = [
  {
    name: 'poison-command-throws',
    title: 'a command whose decision breaks each time',
    full: 40,
    quick: 4,
    run: (scene, count) => poison(scene, count, 'throw'),
  },
  {
    name: 'poison-command-kills',
    title: 'a command whose decision kills its process each time',
    full: 10,
    quick: 1,
    run: (scene, count) => poison(scene, count, 'kill'),
  },
  { name: 'poison-event', title: 'a view that cannot digest an event for a while', full: 50, quick: 2, run: poisonedView },
];

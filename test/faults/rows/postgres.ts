/** PostgreSQL: crashed and recovered under load, its sessions ended by the dozen, its answers lost, its disk full, its cluster moved. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { type App } from '../member.js';
import { bitten, type Fault, type Outcome, type Scene, timing } from '../scene.js';

const RESUMED_MS = 5_000;
const PATIENCE_MS = 30_000;

/** From now to the next command that is taken. */
async function untilTaken({ history }: Scene): Promise<number> {
  const began = performance.now();
  await Promise.race([history.nextTaken(), sleep(PATIENCE_MS)]);
  return performance.now() - began;
}

async function restarts(scene: Scene, wanted: number): Promise<Outcome> {
  const { stage, load, chance, say } = scene;
  load.start();
  const resumed: number[] = [];
  for (let count = 1; count <= wanted; count++) {
    await sleep(chance.whole(300, 1_200));
    await stage.postgres.halt('SIGQUIT');
    await stage.postgres.begin();
    stage.leadToPostgres();
    resumed.push(await untilTaken(scene));
    if (scene.quick || count % 10 === 0) say(`${count} of ${wanted}`);
  }
  await load.stop();
  return { count: wanted, figures: [timing('commands taken again after PostgreSQL accepts', resumed, RESUMED_MS)] };
}

async function storms(scene: Scene, wanted: number): Promise<Outcome> {
  const { stage, load, chance } = scene;
  load.start();
  const resumed: number[] = [];
  let ended = 0;
  for (let count = 1; count <= wanted; count++) {
    await sleep(chance.whole(200, 800));
    for (let gusts = chance.whole(1, 4); gusts > 0; gusts--) {
      const { rows } = await stage.owner.query<{ ended: string }>(
        `select count(*) as ended from (
           select pg_terminate_backend(pid) from pg_stat_activity where usename <> 'postgres' and datname = 'promulgate' and pid <> pg_backend_pid()
         ) s`,
      );
      ended += Number(rows[0]?.ended);
      await sleep(chance.whole(0, 150));
    }
    resumed.push(await untilTaken(scene));
  }
  await load.stop();
  return {
    count: wanted,
    figures: [timing('commands taken again', resumed, RESUMED_MS), { what: 'sessions ended', value: String(ended) }],
    violations: bitten(ended > 0 ? wanted : 0, wanted),
  };
}

/** What a session of each app sends in a transaction that takes or settles a command: names and texts of its statements. */
const COMMITS: Readonly<Record<App, RegExp>> = { api: /accept|insert into commands/, worker: /settle|update commands/ };

function lostReplies(app: App) {
  return async (scene: Scene, wanted: number): Promise<Outcome> => {
    const { stage, load, chance, say } = scene;
    load.start();
    let count = 0;
    for (let misses = 0; count < wanted && misses < 4;) {
      const member = chance.of(stage.ready(app));
      const lost = new Promise<boolean>((resolve) => {
        const timer = setTimeout(() => resolve(false), 10_000);
        member.postgres.loseReply({
          after: COMMITS[app],
          onLost: () => {
            clearTimeout(timer);
            resolve(true);
          },
        });
      });
      if (await lost) {
        count++;
        misses = 0;
        if (count % 50 === 0) say(`${count} of ${wanted}`);
      } else {
        member.postgres.loseReply(undefined);
        misses++;
      }
    }
    await load.stop();
    return { count, figures: [], violations: bitten(count, wanted) };
  };
}

async function restores(scene: Scene, wanted: number): Promise<Outcome> {
  const { stage, load, chance } = scene;
  const resumed: number[] = [];
  for (let count = 1; count <= wanted; count++) {
    load.start();
    await sleep(chance.whole(500, 1_500));
    const old = stage.postgres.place;
    const copy = join(stage.postgres.folder, `restored-${count}-${Date.now()}`);
    await stage.postgres.halt('SIGINT');
    stage.postgres.copyTo(copy);
    await stage.postgres.moveTo(copy);
    stage.leadToPostgres();
    resumed.push(await untilTaken(scene));
    await load.stop();
    rmSync(old, { recursive: true, force: true });
  }
  return {
    count: wanted,
    figures: [timing('commands taken again on the new cluster', resumed, RESUMED_MS)],
    note: 'a cold copy of the cluster; cursors resume. Where a tail is lost: `npm run restores`',
  };
}

const ROOM_MB = 96;

/** The cluster on a small file system of its own, which a ballast fills to the last byte under load. */
async function fullDisk(scene: Scene, wanted: number): Promise<Outcome> {
  const { stage, load, say } = scene;
  const { postgres } = stage;
  const small = join(postgres.folder, 'small');
  mkdirSync(small, { recursive: true });
  await postgres.halt('SIGINT');
  const usedMb = Number(execFileSync('du', ['-sm', postgres.place], { encoding: 'utf8' }).split('\t')[0]);
  const back = postgres.place;
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${usedMb + ROOM_MB}m,mode=0711`, 'promulgate-faults', small]);
  } catch {
    await postgres.begin();
    stage.leadToPostgres();
    return {
      count: 0,
      figures: [],
      note: 'not done: a small file system can be mounted by root only',
      violations: bitten(0, wanted),
    };
  }
  let count = 0;
  const resumed: number[] = [];
  try {
    postgres.copyTo(join(small, 'data'));
    await postgres.moveTo(join(small, 'data'));
    stage.leadToPostgres();
    load.start({ clients: 8, pauseMs: 10 });
    while (count < wanted) {
      await sleep(500);
      if (!(await fillUp(scene, small))) break;
      rmSync(join(small, 'ballast'), { force: true });
      // A server that could not write its log has ended itself.
      if (!(await answers(scene))) {
        await postgres.halt('SIGQUIT');
        await postgres.begin();
        stage.leadToPostgres();
      }
      resumed.push(await untilTaken(scene));
      count++;
      if (scene.quick) say(`${count} of ${wanted}`);
    }
    await load.stop();
  } finally {
    await postgres.halt('SIGINT');
    rmSync(back, { recursive: true, force: true });
    postgres.copyTo(back);
    await postgres.moveTo(back);
    stage.leadToPostgres();
    execFileSync('umount', [small]);
  }
  return {
    count,
    figures: [timing('commands taken again once there is room', resumed, RESUMED_MS)],
    violations: bitten(count, wanted),
  };
}

/** Fills the file system until PostgreSQL says that it is full, or is gone. False: it never said so. */
async function fillUp({ stage }: Scene, small: string): Promise<boolean> {
  const { bavail, bsize } = statfsSync(small);
  const pieces = Math.floor((bavail * bsize) / 65_536);
  try {
    writeFileSync(join(small, 'ballast'), Buffer.alloc(pieces * 65_536));
  } catch {
    // Somebody else wrote meanwhile: all the better.
  }
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await sleep(50)) {
    const full = await stage.owner
      .query('create table public.filler as select repeat(md5(n::text), 20) as text from generate_series(1, 20000) n')
      .then(
        () => false,
        (error: unknown) => (error as { code?: string }).code === '53100' || !(error as { code?: string }).code,
      );
    await stage.owner.query('drop table if exists public.filler').catch(() => undefined);
    if (full) {
      await sleep(1_000);
      return true;
    }
  }
  return false;
}

async function answers({ stage }: Scene): Promise<boolean> {
  for (let tries = 0; tries < 20; tries++, await sleep(100))
    if (
      await stage.owner.query('select 1').then(
        () => true,
        () => false,
      )
    )
      return true;
  return false;
}

/** A transaction that stays open, elsewhere and here, with a snapshot, an xid and a number of the log's sequence. */
async function longTransactions(scene: Scene, wanted: number): Promise<Outcome> {
  const { stage, load } = scene;
  // The gauge is read anew every ten seconds, and shows an age from its second look on.
  const heldMs = scene.quick ? 3_000 : 22_000;
  load.start();
  const behind: number[] = [];
  let seen = 0;
  for (let count = 1; count <= wanted; count++) {
    const open = ['somebody_else', 'promulgate'].map((database) =>
      stage.postgres.as(database, async (client) => {
        await client.query('begin isolation level repeatable read');
        await client.query('select pg_current_xact_id()');
        if (database === 'promulgate') await client.query("select nextval('promulgate.events_global_position_seq')");
        await sleep(heldMs);
        await client.query('rollback');
      }),
    );
    let oldest = 0;
    for (const end = Date.now() + heldMs - 300; Date.now() < end; await sleep(100)) {
      behind.push(await lag(scene));
      oldest = Math.max(oldest, await oldestTransaction(scene));
    }
    if (oldest > 0) seen++;
    await Promise.all(open);
  }
  await load.stop();
  return {
    count: wanted,
    figures: [
      timing('the log behind the events meanwhile', behind, 1_000),
      ...(scene.quick
        ? []
        : [{ what: 'shown by the gauge that the alarm is set on', value: `${seen} of ${wanted}`, met: seen === wanted }]),
    ],
  };
}

/** Seconds that an api says the oldest transaction has been open; 0 where it does not say. */
async function oldestTransaction({ stage }: Scene): Promise<number> {
  const { body = '' } = (await stage.ready('api')[0]?.read('/metrics')) ?? {};
  return Number(/^promulgate_oldest_xmin_seconds(?:\{[^}]*\})? ([\d.e+-]+)$/m.exec(body)?.[1] ?? 0);
}

/** The age of the oldest event without a position, ms. */
async function lag({ stage }: Scene): Promise<number> {
  const { rows } = await stage.owner.query<{ lag: string | null }>(
    `select extract(epoch from clock_timestamp() - min(c.settled_at)) * 1000 as lag from events e join commands c on c.id = e.command_id
     where e.global_position > (select coalesce(max(global_position), 0) from log) - 1000
       and not exists (select from log l where l.global_position = e.global_position)`,
  );
  return Number(rows[0]?.lag ?? 0);
}

export const postgres: readonly Fault[] = [
  { name: 'postgres-restarted', title: 'PostgreSQL immediate restart under load', full: 50, quick: 2, run: restarts },
  { name: 'sessions-terminated', title: 'storms of pg_terminate_backend', full: 50, quick: 4, run: storms },
  {
    name: 'reply-lost-accept',
    title: 'COMMIT of the api’s accept done, its reply lost',
    full: 500,
    quick: 25,
    run: lostReplies('api'),
  },
  {
    name: 'reply-lost-settle',
    title: 'COMMIT of the worker’s settle done, its reply lost',
    full: 500,
    quick: 25,
    run: lostReplies('worker'),
  },
  { name: 'restored', title: 'cluster copied and gone on with elsewhere', full: 10, quick: 1, run: restores },
  {
    name: 'long-transaction',
    title: 'a transaction left open, in another database and in this one',
    full: 10,
    quick: 1,
    run: longTransactions,
  },
  { name: 'disk-full', title: 'the disk of the cluster full', full: 10, quick: 1, run: fullDisk },
];

/**
 * Deadlines that come due together while what keeps clocks is in trouble. Provisions whose deadline is long over are entered, and the instants
 * at which their clocks wake are brought forward; each breach, and each step of the escalation, must be announced exactly once.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { Redis } from 'ioredis';
import type { Violation } from '../judge.js';
import { bitten, type Fault, type Outcome, type Scene, timing } from '../scene.js';

/** Deadlines that come due at once. */
const TOGETHER = 20;
const ANNOUNCED_MS = 60_000;
const SHOWN = 5;
/** A day long gone and a deadline of fifteen days from it: all its steps are over as well. */
const SIGNED_ON = '2026-02-10';
const DUE_IN_DAYS = 15;

interface Entered {
  readonly streams: readonly string[];
  /** What a provision's escalation has to tell. */
  readonly steps: number;
}

/** Provisions that are overdue; their clocks run, and sleep for a day, as of everything that is entered late. */
async function enterOverdue({ stage, load }: Scene): Promise<Entered> {
  const client = load.client();
  const send = (command: string, body: Record<string, unknown>) =>
    client.send({ role: 'mayor-liaison', command, key: load.mark(), body });
  const particulars = { number: 1, label: `ED ${load.mark()}`, issuedBy: 'Mayor', signedOn: SIGNED_ON };
  const { stream = '' } = await send('register-directive', particulars);
  const directiveId = stream.slice(stream.indexOf('/') + 1);
  // It is taken, and not yet decided: what names it before it is there is refused.
  await until(async () => (await stage.owner.query('select from events where stream = $1 limit 1', [stream])).rows[0] as unknown);
  const entered = await Promise.all(
    Array.from({ length: TOGETHER }, (_, nth) => {
      const text = { addressee: 'All departments', text: `Provision ${load.mark()}`, dueInDays: DUE_IN_DAYS };
      return send('add-provision', { directiveId, key: String(nth + 1), verb: 'DIRECT', ...text });
    }),
  );
  const streams = entered.flatMap((each) => each.stream ?? []);
  const steps = await until(async () => {
    const { rows } = await stage.owner.query<{ steps: number }>(
      `select jsonb_array_length(due.inputs -> 'steps') as steps
       from views.clocks due join views.clocks escalation using (stream)
       where stream = any ($1) and due.kind = 'provision-due' and escalation.kind = 'provision-escalation'`,
      [streams],
    );
    return rows.length === TOGETHER ? rows[0]?.steps : undefined;
  });
  if (steps === undefined) throw new Error(`The clocks of ${TOGETHER} provisions did not start.`);
  return { streams, steps };
}

async function until<Found>(look: () => Promise<Found | undefined>): Promise<Found | undefined> {
  for (const end = performance.now() + ANNOUNCED_MS; performance.now() < end; await sleep(25)) {
    const found = await look();
    if (found !== undefined) return found;
  }
  return undefined;
}

/** Lets the clocks of these wake now; answers with what puts the view back as its events have it. */
async function bringForward({ stage }: Scene, streams: readonly string[]): Promise<() => Promise<void>> {
  const { rows } = await stage.owner.query<{ stream: string; kind: string; startedBy: string; wakeAt: string }>(
    `with before as (select stream, kind, started_by, wake_at from views.clocks where stream = any ($1) and state = 'RUNNING')
     update views.clocks now set wake_at = clock_timestamp()
     from before where now.stream = before.stream and now.kind = before.kind
     returning before.stream, before.kind, before.started_by as "startedBy", before.wake_at::text as "wakeAt"`,
    [streams],
  );
  return async () => {
    for (const { stream, kind, startedBy, wakeAt } of rows)
      await stage.owner.query(
        'update views.clocks set wake_at = $4::timestamptz where stream = $1 and kind = $2 and started_by = $3',
        [stream, kind, startedBy, wakeAt],
      );
  };
}

interface Announced {
  readonly stream: string;
  readonly overdue: number;
  readonly escalated: number;
  readonly sent: number;
}

async function announced({ stage }: Scene, streams: readonly string[]): Promise<readonly Announced[]> {
  const { rows } = await stage.owner.query<Announced>(
    `select s.stream,
            (select count(*)::int from events e where e.stream = s.stream and e.type = 'provision.overdue') as overdue,
            (select count(*)::int from events e where e.stream = s.stream and e.type = 'provision.escalated') as escalated,
            (select count(*)::int from commands c where c.stream = s.stream
               and c.name in ('announce-provision-overdue', 'escalate-provision')) as sent
     from unnest($1::text[]) as s (stream)`,
    [streams],
  );
  return rows;
}

/** The deadlines come due in the middle of `trouble`, which says how often it bit; then all is judged. */
async function under(
  scene: Scene,
  wanted: number,
  trouble: (scene: Scene, comeDue: () => Promise<void>) => Promise<number>,
): Promise<Outcome> {
  const took: number[] = [];
  const violations: Violation[] = [];
  let count = 0;
  for (let round = 0; round < wanted; round++) {
    const { streams, steps } = await enterOverdue(scene);
    let putBack: (() => Promise<void>) | undefined;
    let since = performance.now();
    const bit = await trouble(scene, async () => {
      putBack = await bringForward(scene, streams);
      since = performance.now();
    });
    if (bit > 0) count++;
    const all = await until(async () => {
      const rows = await announced(scene, streams);
      return rows.every(({ overdue, escalated }) => overdue >= 1 && escalated >= steps) ? true : undefined;
    });
    if (all) took.push(performance.now() - since);
    // Whoever would announce it once more has had the time to.
    await sleep(1_000);
    const wrong = (await announced(scene, streams)).filter(
      ({ overdue, escalated, sent }) => overdue !== 1 || escalated !== steps || sent !== 2,
    );
    for (const { stream, overdue, escalated, sent } of wrong.slice(0, SHOWN))
      violations.push({
        invariant: 'I2',
        what: `${stream}: its breach was announced ${overdue} times, and ${escalated} of ${steps} steps were told, by ${sent} commands`,
      });
    await putBack?.();
    if (scene.quick || (round + 1) % 10 === 0) scene.say(`${round + 1} of ${wanted}`);
  }
  return {
    count,
    figures: [timing(`${TOGETHER} breaches and their escalations announced`, took)],
    violations: [...violations, ...bitten(count, wanted)],
  };
}

/**
 * Every scheduler has found the same clocks due before any of them has written a command: writing waits for a lock until all of them wait.
 * Nothing else writes meanwhile.
 */
async function together({ stage }: Scene, comeDue: () => Promise<void>): Promise<number> {
  const schedulers = stage.ready('worker').length;
  const holder = await stage.owner.connect();
  try {
    await holder.query('begin');
    await holder.query('lock table commands in exclusive mode');
    await comeDue();
    const waiting = await until(async () => {
      const { rows } = await stage.owner.query<{ waiting: number }>(
        `select count(distinct l.pid)::int as waiting from pg_locks l join pg_stat_activity a using (pid)
         where l.relation = 'commands'::regclass and not l.granted and a.query ilike '%insert into commands%'`,
      );
      return (rows[0]?.waiting ?? 0) >= schedulers ? rows[0]?.waiting : undefined;
    });
    return schedulers > 1 && waiting !== undefined ? 1 : 0;
  } finally {
    await holder.query('commit');
    holder.release();
  }
}

/** Redis is emptied again and again while the clocks come due and their commands wait to be rung for. */
async function flushed({ stage, chance }: Scene, comeDue: () => Promise<void>): Promise<number> {
  const redis = new Redis(stage.redis.url, { maxRetriesPerRequest: 1 });
  try {
    await comeDue();
    let emptied = 0;
    for (const end = performance.now() + 1_500; performance.now() < end; await sleep(chance.whole(5, 40))) {
      await redis.flushall();
      emptied++;
    }
    return emptied;
  } finally {
    redis.disconnect();
  }
}

export const deadlines: readonly Fault[] = [
  {
    name: 'clocks-found-by-all',
    title: 'every worker finds the same deadlines due before any of them writes a command',
    full: 50,
    quick: 1,
    run: (scene, count) => under(scene, count, together),
  },
  {
    name: 'clocks-redis-flushed',
    title: 'Redis FLUSHALL over and over while deadlines come due',
    full: 50,
    quick: 1,
    run: (scene, count) => under(scene, count, flushed),
  },
];

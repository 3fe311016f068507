import { connect, createServer, type Server, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import { Sequencer, type SequencerOptions } from './sequencer.js';
import { eventually, FLAWLESS, judge, orderOfLog, type Session, specDatabase, type SpecDatabase } from './spec-database.js';

let database: SpecDatabase;
let owner: pg.Client;
let faults: Error[];
let running: Sequencer[];
const lines: Line[] = [];
beforeAll(async () => {
  database = await specDatabase();
  owner = database.owner;
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.clear();
  faults = [];
  running = [];
});
afterEach(async () => {
  // A frozen line would hold up whoever is stopped behind it.
  await Promise.all(lines.splice(0).map((line) => line.close()));
  await Promise.all(running.map((sequencer) => sequencer.stop()));
});

function sequencer(options: Partial<SequencerOptions> = {}): Sequencer {
  const made = new Sequencer({ url: database.url, onFault: (fault) => faults.push(fault), ...options });
  running.push(made);
  made.start();
  return made;
}

const count = async (table: 'events' | 'log') => {
  const { rows } = await owner.query<{ n: number }>(`select count(*)::int as n from ${table}`);
  return rows[0]?.n ?? 0;
};
const allPlaced = (ms = 10_000) =>
  eventually('every committed event has a position', ms, async () => (await count('log')) === (await count('events')));
const isPlaced = async (stream: string, version: number) => {
  const { rows } = await owner.query('select from log join events using (global_position) where stream = $1 and version = $2', [
    stream,
    version,
  ]);
  return rows.length === 1;
};
const sessionsOf = async (name: string) => {
  const { rows } = await owner.query<{ pid: number }>(
    'select pid from pg_stat_activity where application_name = $1 and datname = current_database()',
    [name],
  );
  return rows;
};
const verdict = async () => judge(owner, await orderOfLog(owner));
const leads = (one: Sequencer) => eventually('it leads', 5_000, () => one.status().leader);
const noHoles = (one: Sequencer) => eventually('no number is open', 5_000, () => one.status().holes === 0);

/** The same numbers from 0 to 1 in each run: an adversary that can be met again. */
function adversary(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** Appends like a worker with a fence, but dawdles, rolls back, draws without an xid and writes in bulk more often than any worker. */
async function disturb(session: Session, chance: () => number, until: () => boolean): Promise<void> {
  while (!until()) {
    const stream = `stream ${Math.floor(chance() * 4)}`;
    const bulk = chance() < 0.02 ? 700 : 1;
    const early = chance() < 0.7;
    await session.begin();
    if (early) await session.takeXid();
    else await session.client.query(`select nextval('events_global_position_seq')`);
    if (chance() < 0.1) await sleep(chance() * 25);
    await session.append(stream, await session.nextVersion(stream, bulk), bulk);
    if (chance() < 0.1) await sleep(chance() * 10);
    if (chance() < 0.1) await session.rollback();
    else await session.commit();
  }
}

async function writersFor(ms: number, writers: number, seed: number): Promise<void> {
  const end = performance.now() + ms;
  const sessions = await Promise.all(Array.from({ length: writers }, () => database.session()));
  await Promise.all(sessions.map((session, at) => disturb(session, adversary(seed + at), () => performance.now() > end)));
}

describe('one sequencer', () => {
  it('tells the last position, and how it stands', async () => {
    const told: number[] = [];
    const one = sequencer({ onAdvance: (position) => told.push(position) });
    await leads(one);
    const a = await database.session();
    await a.append('minutes', 1, 3);
    one.wake();
    await eventually('it tells', 1_000, () => told.at(-1) === 3);
    expect(one.status()).toMatchObject({ leader: true, position: 3, high: 3, holes: 0, oldestHoleMs: 0 });
    await eventually('it has caught up', 1_000, () => (one.status().lagMs ?? Infinity) < 100);
    await one.stop();
    expect(one.status()).toEqual({ leader: false, position: 0, high: 0, holes: 0, oldestHoleMs: 0 });
    expect((await owner.query('select high::int, low::int from sequencer')).rows).toEqual([{ high: 3, low: 3 }]);
    expect(faults).toEqual([]);
  });

  it('places a transaction of 12,000 events that commits late, and gives up one that is rolled back', async () => {
    const one = sequencer();
    const [a, b, c] = [await database.session(), await database.session(), await database.session()];
    await a.begin();
    await a.append('bulk', 1, 12_000);
    await b.begin();
    await b.append('dropped', 1, 12_000);
    await c.append('quick');
    await eventually('the holes are seen', 2_000, () => one.status().holes === 24_000);
    expect(one.status().oldestHoleMs).toBeGreaterThanOrEqual(0);
    await a.commit();
    await b.rollback();
    await allPlaced();
    await noHoles(one);
    expect(await verdict()).toEqual(FLAWLESS);
    expect(await count('log')).toBe(12_001);
  });

  it.each([
    ['an xid', (session: Session) => session.takeXid(), 0],
    ['the lock on the sequence', (session: Session) => session.append('left open'), 10_001],
  ])(
    'beside a transaction left open that holds %s: places all, with 10,000 single numbers rolled back',
    async (_, hold, heldBack) => {
      const one = sequencer();
      const open = await database.session();
      await open.begin();
      await hold(open);
      const a = await database.session();
      await owner.query(`
      do $$ begin
        for version in 1..10000 loop
          perform nextval('events_global_position_seq');
          insert into events (stream, version, id, type, schema_version, subject, actor, command_id, correlation_id, occurred_at, recorded_at, visibility, entry)
          values ('every other', version, gen_random_uuid(), 'note.made', 1, '', '', gen_random_uuid(), gen_random_uuid(), now(), now(), 'PUBLIC', '');
        end loop;
      end $$`);
      await allPlaced();
      await a.begin();
      await a.append('dropped', 1, 10_000);
      await a.rollback();
      const started = performance.now();
      for (let version = 1; version <= 20; version++) {
        await a.append('quick', version);
        await allPlaced(1_000);
      }
      expect(performance.now() - started).toBeLessThan(5_000);
      await eventually('what can be settled is', 2_000, () => one.status().holes === (heldBack && heldBack + 10_000));
      await open.commit();
      await allPlaced();
      await noHoles(one);
      expect(await verdict()).toEqual(FLAWLESS);
    },
  );

  it('under writers that dawdle, roll back, take their xid early and write in bulk: nothing lost, doubled or inverted', async () => {
    const one = sequencer({ batch: 100 });
    const open = await database.session();
    await open.begin();
    await open.takeXid();
    await writersFor(3_000, 8, 20_260_310);
    await allPlaced();
    await noHoles(one);
    expect(await verdict()).toEqual(FLAWLESS);
    expect(await count('log')).toBeGreaterThan(500);
    expect(faults).toEqual([]);
  });

  it('looks at once when it is woken, also after a long quiet', async () => {
    const one = sequencer();
    await leads(one);
    await sleep(300);
    const lags: number[] = [];
    for (let look = 0; look < 100; look++) {
      one.wake();
      await sleep(3);
      lags.push(one.status().lagMs ?? Infinity);
    }
    // Unwoken it looks every 50 ms, and half of these would be above 25.
    expect(lags.sort((a, b) => a - b)[50]).toBeLessThan(15);
  });

  it('reports what a listener throws, and goes on in the same session', async () => {
    const one = sequencer({
      onAdvance: () => {
        throw new Error('the listener is broken');
      },
    });
    await leads(one);
    const session = await sessionsOf('promulgate-sequencer');
    const a = await database.session();
    await a.append('minutes', 1);
    await allPlaced();
    await a.append('minutes', 2);
    await allPlaced();
    expect(faults.map(({ message }) => message)).toEqual(['the listener is broken', 'the listener is broken']);
    expect(await sessionsOf('promulgate-sequencer')).toEqual(session);
  });

  it('reports a fault of the database and goes on when it is mended', async () => {
    sequencer();
    const a = await database.session();
    await owner.query('revoke insert on log from promulgate_app');
    await a.append('minutes');
    await eventually('it is told', 2_000, () => faults.some(({ message }) => message.includes('permission denied')));
    await sleep(500);
    expect(faults.length).toBeLessThan(8);
    await owner.query('grant insert on log to promulgate_app');
    await allPlaced(3_000);
  });
});

describe('two sequencers', () => {
  const end = (name: string) =>
    owner.query(
      'select pg_terminate_backend(pid) from pg_stat_activity where application_name = $1 and datname = current_database()',
      [name],
    );

  it('one leads; when it stops, the other takes over', async () => {
    const one = sequencer();
    await leads(one);
    const other = sequencer();
    await sleep(700);
    expect(other.status().leader).toBe(false);
    await one.stop();
    await leads(other);
    expect(faults).toEqual([]);
  });

  it('the leader is killed again and again under load: the other takes over within 5 s, positions stay dense', async () => {
    const one = sequencer({ name: 'one' });
    await leads(one);
    const other = sequencer({ name: 'other' });
    const load = writersFor(2_500, 4, 7);
    const a = await database.session();
    for (let kill = 1; kill <= 5; kill++) {
      await sleep(300);
      await end(one.status().leader ? 'promulgate-one' : 'promulgate-other');
      await a.append('after a kill', kill);
      await eventually('somebody places what came after', 5_000, () => isPlaced('after a kill', kill));
    }
    await load;
    await allPlaced();
    await eventually('no number is open', 5_000, () => one.status().holes + other.status().holes === 0);
    expect(await verdict()).toEqual(FLAWLESS);
    expect(faults.length).toBeGreaterThanOrEqual(5);
  });

  it('the leader is stopped without closing its session: the other takes over within 5 s, and the first stands by when it goes on', async () => {
    const line = await freezableLine(database.url);
    lines.push(line);
    const one = sequencer({ name: 'one', url: line.url });
    await leads(one);
    const other = sequencer({ name: 'other' });
    const a = await database.session();
    await a.append('minutes', 1);
    await allPlaced();
    line.freeze();
    await a.append('minutes', 2);
    await leads(other);
    await allPlaced();
    line.thaw();
    await eventually('the first knows that it does not lead', 5_000, () => !one.status().leader);
    await a.append('minutes', 3);
    await allPlaced();
    expect(await verdict()).toEqual(FLAWLESS);
    expect(other.status()).toMatchObject({ leader: true, position: 3 });
  });
});

interface Line {
  readonly url: string;
  freeze(): void;
  thaw(): void;
  close(): Promise<void>;
}

/** A way to the database that can be halted with its connections open, as a stopped process does. */
async function freezableLine(target: string): Promise<Line> {
  const sockets = new Set<Socket>();
  const { hostname, port } = new URL(target);
  const server: Server = createServer((near) => {
    const far = connect(Number(port), hostname);
    near.pipe(far).pipe(near);
    for (const socket of [near, far]) {
      sockets.add(socket.setNoDelay(true));
      socket.on('error', () => undefined).on('close', () => sockets.delete(socket));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = new URL(target);
  const address = server.address();
  url.host = `127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  return {
    url: url.href,
    freeze: () => sockets.forEach((socket) => socket.pause()),
    thaw: () => sockets.forEach((socket) => socket.resume()),
    close: async () => {
      sockets.forEach((socket) => socket.destroy());
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

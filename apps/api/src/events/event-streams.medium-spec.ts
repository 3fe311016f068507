import { append, applicationPool, migrate, newId, type Pool, type Queryable, type StreamHead } from '#event-log';
import { freshDatabase, type TestDatabase } from '#testing';
import pg from 'pg';
import type { Readable } from 'node:stream';
import { EventStreams, type Following } from './event-streams.js';
import { LogWatch } from './log-watch.js';

const HEARTBEAT_MS = 60;
const STALLED_MS = 200;
/** More than what a connection's buffers hold. */
const LARGE = 'x'.repeat(50_000);

let database: TestDatabase;
let pool: Pool;
let owner: pg.Client;
let head: StreamHead = { id: 'drafts/1', version: 0, lastEntryHash: undefined };

beforeAll(async () => {
  database = await freshDatabase(process.env['TEST_POSTGRES_URL'] ?? '');
  await migrate(database.url);
  pool = applicationPool(database.url, 4, 'streams-spec');
  owner = new pg.Client({ connectionString: database.url, options: '-c search_path=promulgate' });
  await owner.connect();
}, 60_000);
afterAll(async () => {
  await owner.end();
  await pool.end();
  await database.drop();
}, 30_000);

/** One event after the other, each at once with its position. */
async function add(count: number, text = 'short', type = 'draft.opened'): Promise<void> {
  const event = { type, schemaVersion: 1, visibility: 'PUBLIC', data: { text } } as const;
  const command = newId();
  await append(
    pool,
    head,
    Array.from({ length: count }, () => event),
    {
      ...{ source: 'urn:promulgate:test', subject: head.id, occurredAt: '2026-03-02T09:00:00.000Z', actor: 'staff-1' },
      ...{
        actorRole: 'commission-staff',
        performedBy: 'staff-1',
        commandId: command,
        correlationId: command,
        causationId: command,
      },
      traceparent: undefined,
    },
  );
  const { rows } = await owner.query<{ hash: Buffer }>('select last_entry_hash as hash from streams where id = $1', [head.id]);
  head = { id: head.id, version: head.version + count, lastEntryHash: rows[0]?.hash };
  await owner.query(`insert into log (position, global_position, leaf_hash)
    select (select coalesce(max(position), 0) from log) + row_number() over (order by global_position), global_position,
      sha256('\\x00'::bytea || entry)
    from events where not exists (select from log l where l.global_position = events.global_position)`);
}

/** Counts the pages that are read. */
function counted(): { readonly database: Queryable; pages: number } {
  const counter = {
    pages: 0,
    database: {
      query: (...args: Parameters<Pool['query']>) => {
        if (JSON.stringify(args[0]).includes('event-feed')) counter.pages++;
        return pool.query(...args);
      },
    } as unknown as Queryable,
  };
  return counter;
}

function streamsOn(database: Queryable): { readonly streams: EventStreams; readonly log: LogWatch } {
  const log = new LogWatch(database);
  return { log, streams: new EventStreams(database, log, HEARTBEAT_MS, STALLED_MS) };
}

const following = (over: Partial<Following> = {}): Following => ({
  after: 0,
  question: { filter: {}, insight: 'PUBLIC', roles: ['public'] },
  admitted: () => Promise.resolve(true),
  onPage: () => Promise.resolve(),
  ...over,
});

/** The chunks of a stream as far as they came; it goes on being read. */
function read(stream: Readable): string[] {
  const chunks: string[] = [];
  stream.on('data', (chunk: string) => chunks.push(chunk)).on('error', () => undefined);
  return chunks;
}

async function until(holds: () => boolean): Promise<void> {
  for (const end = Date.now() + 10_000; !holds(); await new Promise((resolve) => setTimeout(resolve, 10)))
    if (Date.now() > end) throw new Error(`It does not come to hold: ${holds.toString()}`);
}
const cursors = (chunks: readonly string[]): string[] => chunks.flatMap((chunk) => /^id: (\d+)$/m.exec(chunk)?.[1] ?? []);

beforeEach(async () => {
  await owner.query('truncate events, event_data, streams, log restart identity');
  head = { id: 'drafts/1', version: 0, lastEntryHash: undefined };
});

it('a heartbeat moves the cursor of a reader whose filter lets nothing through', async () => {
  const { streams } = streamsOn(pool);
  const gone = new AbortController();
  await add(3);
  const chunks = read(
    streams.follow(following({ question: { ...following().question, filter: { outcome: 'refused' } } }), gone.signal),
  );
  await until(() => chunks.length >= 3);
  expect(chunks.slice(0, 2)).toEqual(['retry: 1000\n\n', ': nothing new\nid: 3\n\n']);
  gone.abort();
});

it('a reader whose token has ended is let go at the next heartbeat', async () => {
  const { streams } = streamsOn(pool);
  let admitted = true;
  await add(1);
  const stream = streams.follow(following({ admitted: () => Promise.resolve(admitted) }), new AbortController().signal);
  const chunks = read(stream);
  await until(() => chunks.length >= 3);
  expect(streams.following).toBe(1);
  admitted = false;
  await until(() => stream.closed);
  expect([stream.readableEnded, streams.following]).toEqual([true, 0]);
});

it('a reader whose token has ended is let go too while the log never rests', async () => {
  const { streams } = streamsOn(pool);
  const stream = streams.follow(following({ admitted: () => Promise.resolve(false) }), new AbortController().signal);
  const chunks = read(stream);
  for (const end = Date.now() + 10_000; !stream.closed && Date.now() < end;) await add(1);
  expect(stream.closed).toBe(true);
  expect(chunks.filter((chunk) => chunk.startsWith(': nothing new'))).toEqual([]);
});

it('readers who stand at the same place with the same rights share what is read', async () => {
  const counter = counted();
  const { streams } = streamsOn(counter.database);
  const gone = new AbortController();
  const readers = Array.from({ length: 300 }, () => read(streams.follow(following(), gone.signal)));
  await until(() => streams.following === 300);
  for (let time = 1; time <= 3; time++) {
    await add(2);
    await until(() => readers.every((chunks) => cursors(chunks).at(-1) === String(2 * time)));
  }
  for (const chunks of readers)
    expect(cursors(chunks.filter((chunk) => chunk.includes('data: ')))).toEqual(['1', '2', '3', '4', '5', '6']);
  expect(counter.pages).toBeLessThan(30);
  gone.abort();
  await until(() => streams.following === 0);
});

it('a reader that takes slowly is asked for no more than its page, and gets all of it in the end', async () => {
  const counter = counted();
  const { streams } = streamsOn(counter.database);
  const gone = new AbortController();
  await add(40, LARGE);
  const stream = streams.follow(following(), gone.signal);
  const taken: string[] = [];
  for (const end = Date.now() + STALLED_MS; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 20))) {
    const chunk = stream.read() as string | null;
    if (chunk !== null) taken.push(chunk);
  }
  expect(taken.length).toBeLessThan(20);
  // 256 kB hold five of them: what it did not take was not read either.
  expect(counter.pages).toBeLessThanOrEqual(1 + taken.length / 5 + 1);
  const chunks = read(stream);
  await until(() => cursors([...taken, ...chunks]).at(-1) === '40');
  expect(cursors([...taken, ...chunks].filter((chunk) => chunk.includes('data: ')))).toEqual(
    Array.from({ length: 40 }, (_, at) => String(at + 1)),
  );
  gone.abort();
});

it('a reader that takes nothing any more is let go', async () => {
  const { streams } = streamsOn(pool);
  await add(3);
  const stream = streams.follow(following(), new AbortController().signal);
  stream.read();
  await until(() => stream.destroyed);
  expect(streams.following).toBe(0);
});

it('who waits for nothing to be added is not taken for one who takes nothing', async () => {
  const { streams } = streamsOn(pool);
  const gone = new AbortController();
  const stream = streams.follow(following(), gone.signal);
  const chunks = read(stream);
  await new Promise((resolve) => setTimeout(resolve, STALLED_MS * 3));
  expect([stream.destroyed, chunks.length > 4]).toEqual([false, true]);
  gone.abort();
  await until(() => stream.closed);
});

it('the end of the process lets everybody go', async () => {
  const { streams, log } = streamsOn(pool);
  const stream = streams.follow(following(), new AbortController().signal);
  read(stream);
  log.beforeApplicationShutdown();
  await until(() => stream.closed);
  expect([stream.readableEnded, streams.following, streams.hasRoom]).toEqual([true, 0, false]);
});

it('a database that is away ends a reader’s connection, which comes back', async () => {
  let away = false;
  const broken = {
    query: (...args: Parameters<Pool['query']>) =>
      away && JSON.stringify(args[0]).includes('event-feed') ? Promise.reject(new Error('away')) : pool.query(...args),
  } as unknown as Queryable;
  const { streams } = streamsOn(broken);
  const stream = streams.follow(following(), new AbortController().signal);
  const chunks = read(stream);
  await until(() => chunks.length > 0);
  away = true;
  await add(1);
  await until(() => stream.destroyed);
  expect([cursors(chunks.filter((chunk) => chunk.includes('data: '))), streams.following]).toEqual([[], 0]);
});

it('what cannot be noted as read is not given', async () => {
  const { streams } = streamsOn(pool);
  await add(2);
  const stream = streams.follow(following({ onPage: () => Promise.reject(new Error('away')) }), new AbortController().signal);
  const chunks = read(stream);
  await until(() => stream.destroyed);
  expect(chunks).toEqual(['retry: 1000\n\n']);
});

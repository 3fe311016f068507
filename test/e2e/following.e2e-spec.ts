/** The log as server-sent events: nothing is missed and nothing comes twice, whoever goes and comes back, and however many follow. */
import { createParser } from 'eventsource-parser';
import { get as httpGet, type IncomingMessage } from 'node:http';
import { startApi } from './api.js';
import { clientOfTheSuite } from './client.js';

const client = clientOfTheSuite();
const MANY = 1_000;
const AT_ONCE = 100;

interface Follower {
  readonly positions: number[];
  readonly events: string[];
  readonly response: IncomingMessage;
  /** The reader's cursor, as a browser keeps it. */
  cursor(): string;
  ended(): boolean;
  leave(): void;
}

/** Follows as a browser does: by a parser that is not ours. */
async function follow(query = '', headers: Record<string, string> = {}, url = client.api.url): Promise<Follower> {
  const [positions, events]: [number[], string[]] = [[], []];
  let [cursor, ended] = [headers['last-event-id'] ?? '', false];
  const parser = createParser({
    onEvent: ({ id, data }) => {
      positions.push(Number(id));
      events.push(data);
      cursor = id ?? cursor;
    },
  });
  const request = httpGet(new URL(`/v1/events/stream${query}`, url), { headers, agent: false });
  request.on('error', () => undefined);
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request.once('response', resolve).once('error', reject);
  });
  expect(response.statusCode).toBe(200);
  response.setEncoding('utf8');
  response.on('data', (chunk: string) => parser.feed(chunk)).on('error', () => undefined);
  response.once('close', () => (ended = true));
  return { positions, events, response, cursor: () => cursor, ended: () => ended, leave: () => void request.destroy() };
}

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 30_000; !(await holds()); await new Promise((resolve) => setTimeout(resolve, 20)))
    if (Date.now() > end) throw new Error(`It does not come about: ${what}.`);
}

const head = async (): Promise<number> =>
  Number((await client.api.query('select coalesce(max(position), 0) as head from log'))[0]?.['head']);

async function add(count: number): Promise<number> {
  const before = await head();
  const sent = await Promise.all(
    Array.from({ length: count }, (_, at) =>
      client.api.testbed.send('register-authority', { citation: `Synthetic ${at}`, title: 'Act' }),
    ),
  );
  await client.api.testbed.settled(sent.map(({ id }) => id));
  let last = 0;
  await until('all have their positions', async () => (last = await head()) === before + count);
  return last;
}

const upTo = (last: number): number[] => Array.from({ length: last }, (_, at) => at + 1);

beforeAll(() => client.api.testbed.startWorker(), 60_000);

it('a reader is given what there is, then what is added, as the pages of the log have it', async () => {
  const before = await add(5);
  const follower = await follow();
  expect(follower.response.headers).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache',
    'x-accel-buffering': 'no',
  });
  await until('what there was has come', () => follower.positions.length === before);
  const last = await add(3);
  await until('what was added has come', () => follower.positions.length === last);
  expect(follower.positions).toEqual(upTo(last));
  const page = (await (await client.send('/v1/events?limit=200', { method: 'GET' })).json()) as unknown[];
  expect(follower.events.map((event) => JSON.parse(event) as unknown)).toEqual(page);
  follower.leave();
}, 60_000);

it('a reader that goes at any moment and comes back with its cursor sees every position once', async () => {
  const began = await head();
  const adding = add(60);
  const seen: number[] = [];
  let [cursor, last] = ['0', Infinity];
  void adding.then((position) => (last = position));
  for (let times = 0; seen.length < last; times++) {
    const follower = await follow('', { 'last-event-id': cursor });
    const enough = 1 + ((times * 7) % 11);
    await until(
      'something came, or all has',
      () => follower.positions.length >= enough || seen.length + follower.positions.length >= last,
    );
    follower.leave();
    await until('it is gone', () => follower.ended());
    seen.push(...follower.positions);
    cursor = follower.cursor();
  }
  expect(last).toBeGreaterThanOrEqual(began + 60);
  expect(seen).toEqual(upTo(last));
}, 60_000);

it('a filter lets through what it says; the cursor may also be given as `after`, and the header goes before', async () => {
  const last = await head();
  const refused = await client.register({ as: 'oversight' });
  expect(refused.status).toBe(403);
  const follower = await follow(`?outcome=refused&after=${last}`);
  await until('the refusal has come', () => follower.positions.length === 1);
  expect(JSON.parse(follower.events[0] ?? '')).toMatchObject({ type: 'gov.commission.command.refused.v1', position: last + 1 });
  follower.leave();
  const other = await follow('?after=0', { 'last-event-id': String(last) });
  await until('it has come', () => other.positions.length > 0);
  expect(other.positions).toEqual([last + 1]);
  other.leave();
}, 60_000);

it.each(['-1', '1.5', 'x', '9'.repeat(16)])('a cursor %s is none', async (cursor) => {
  const response = await client.send('/v1/events/stream', { method: 'GET', headers: { 'last-event-id': cursor } });
  await client.problemOf(response, 400, 'invalid-header');
});

it(`${MANY} readers follow one api, and take nobody’s place`, async () => {
  const last = await head();
  // Of one who is known: without a token so many would be too many from one address.
  const headers = { authorization: `Bearer ${await client.api.issuer.tokenFor('oversight')}` };
  const followers: Follower[] = [];
  // More at once than the system keeps waiting for a process to take them, it turns away.
  while (followers.length < MANY)
    followers.push(...(await Promise.all(Array.from({ length: AT_ONCE }, () => follow(`?after=${last}`, headers)))));
  const end = await add(20);
  await until('all have all', () => followers.every(({ positions }) => positions.at(-1) === end));
  for (const { positions } of followers) expect(positions).toEqual(upTo(end).slice(last));
  expect((await client.send('/v1/directives', { method: 'GET' })).status).toBe(200);
  for (const follower of followers) follower.leave();
  await until('all are gone', () => followers.every((follower) => follower.ended()));
}, 120_000);

it('the end of the process ends what is followed, in order', async () => {
  const other = await startApi();
  const follower = await follow('', {}, other.url);
  let error: unknown;
  follower.response.once('error', (fault) => (error = fault));
  await other.close();
  await until('it has ended', () => follower.ended());
  expect([follower.response.complete, error]).toEqual([true, undefined]);
}, 60_000);

import { ReactionRunner } from '#command-queue';
import type { Client, Pool } from '#event-log';
import pg from 'pg';
import { notebooks, whenANoteIsAddedIndexIt } from '../support/notebooks.js';
import { eventually, openWorkshop, type Workshop } from '../support/workshop.js';

const NOTES = 60;

describe('A reaction', () => {
  let workshop: Workshop;
  let runners: ReactionRunner[];

  beforeEach(async () => {
    workshop = await openWorkshop();
    runners = [];
  }, 60_000);
  afterEach(async () => {
    await stopAll();
    await workshop.close();
  }, 30_000);

  function run(pool: Pool, onFault: (error: Error) => void = () => undefined): void {
    const runner = new ReactionRunner(pool, notebooks, [whenANoteIsAddedIndexIt], workshop.doorbell, onFault);
    runners.push(runner);
    runner.start();
  }
  const stopAll = () => Promise.all(runners.splice(0).map((runner) => runner.stop()));

  async function addNotes(count: number): Promise<string> {
    const notebookId = await workshop.notebook();
    const rows = [];
    for (let nth = 1; nth <= count; nth++) rows.push(await workshop.put('add-note', { notebookId, text: `note ${nth}` }));
    await workshop.settler().answer(`notebooks/${notebookId}`, undefined);
    await workshop.settled(rows.map(({ id }) => id));
    return notebookId;
  }

  /** The commands that the reaction issued, by what they index, once it has come to the end of the log. */
  async function issued(): Promise<string[]> {
    await eventually(async () => {
      const { rowCount } = await workshop.pool.query(
        `select from checkpoints where consumer like 'reaction:%' and position = (select max(position) from log)`,
      );
      return rowCount === 1 ? true : undefined;
    });
    return (await commands()).map(({ text }) => text).sort();
  }

  async function commands(): Promise<{ id: string; text: string; actor: string }[]> {
    const { rows } = await workshop.pool.query<{ id: string; text: string; actor: string }>(
      `select id, body ->> 'text' as text, actor from commands where name = 'index-note' order by seq`,
    );
    return rows;
  }

  const allOnce = Array.from({ length: NOTES }, (_, index) => `note ${index + 1}`).sort();

  it('that two workers follow at once issues each command once', async () => {
    run(workshop.pool);
    run(workshop.pool);
    const notebookId = await addNotes(NOTES);
    expect(await issued()).toEqual(allOnce);
    const rows = await commands();
    expect(new Set(rows.map(({ actor }) => actor))).toEqual(new Set(['reaction:when-a-note-is-added-index-it']));
    await stopAll();
    await workshop.settler().answer(`notebooks/${notebookId}`, undefined);
    await workshop.settled(rows.map(({ id }) => id));
    const { rows: effects } = await workshop.pool.query(
      `select count(*)::int as events from events where type = 'notebook.note-indexed'`,
    );
    expect(effects).toEqual([{ events: NOTES }]);
  }, 60_000);

  it('whose worker dies between the ledger and its place in the log has issued nothing, and the next one issues all of it', async () => {
    await addNotes(NOTES);
    let died = false;
    run(dyingAt(workshop, /update checkpoints/), () => (died = true));
    await eventually(() => Promise.resolve(died || undefined));
    await stopAll();
    expect(await commands()).toEqual([]);
    run(workshop.pool);
    expect(await issued()).toEqual(allOnce);
  }, 60_000);

  it('that is led over the same events again issues nothing twice', async () => {
    await addNotes(NOTES);
    run(workshop.pool);
    await issued();
    await stopAll();
    const before = await commands();
    await workshop.pool.query(`update checkpoints set position = 0 where consumer like 'reaction:%'`);
    run(workshop.pool);
    expect(await issued()).toEqual(allOnce);
    expect(await commands()).toEqual(before);
  }, 60_000);
});

/** Sessions of this pool are cut off, as those of a killed process are, before they come to such a statement. */
function dyingAt({ pool, ownerUrl }: Workshop, statement: RegExp): Pool {
  const connect = async (): Promise<Client> => {
    const client = await pool.connect();
    const query = async (text: unknown, values: unknown[]): Promise<unknown> => {
      if (typeof text === 'string' && statement.test(text)) await cutOff(ownerUrl, client);
      return client.query(text as string, values);
    };
    return new Proxy(client, { get: (target, key) => (key === 'query' ? query : bound(target, key)) });
  };
  return new Proxy(pool, { get: (target, key) => (key === 'connect' ? connect : bound(target, key)) });
}

async function cutOff(ownerUrl: string, session: Client): Promise<void> {
  const { rows } = await session.query<{ pid: number }>('select pg_backend_pid() as pid');
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  await owner.query('select pg_terminate_backend($1, 5000)', [rows[0]?.pid]);
  await owner.end();
}

function bound(target: object, key: string | symbol): unknown {
  const value: unknown = Reflect.get(target, key);
  return typeof value === 'function' ? (value.bind(target) as unknown) : value;
}

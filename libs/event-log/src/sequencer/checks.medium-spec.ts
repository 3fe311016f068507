import type pg from 'pg';
import { checkDatabase } from './checks.js';
import { Sequencer } from './sequencer.js';
import { eventually, type Session, specDatabase, type SpecDatabase } from './spec-database.js';

let database: SpecDatabase;
let owner: pg.Client;
let application: Session;
beforeAll(async () => {
  database = await specDatabase();
  owner = database.owner;
  application = await database.session();
});
afterAll(() => database.close());

/** What is found in a database changed so, in a transaction that is undone. */
async function faultsAfter(statement: string): Promise<string[]> {
  await owner.query('begin');
  try {
    await owner.query(statement);
    return await checkDatabase(owner);
  } finally {
    await owner.query('rollback');
  }
}

it('a migrated database is as it should be', async () => {
  expect(await checkDatabase(application.client)).toEqual([]);
  expect(await checkDatabase(owner)).toEqual([]);
});

it.each([
  ['alter sequence events_global_position_seq cache 10', 'alter sequence promulgate.events_global_position_seq cache 1'],
  ['alter sequence events_global_position_seq increment 2', 'increment 1 no cycle'],
  ['alter sequence events_global_position_seq cycle', 'increment 1 no cycle'],
  ['revoke usage on sequence events_global_position_seq from promulgate_app', 'grant usage on sequence'],
  ['grant update on sequence events_global_position_seq to promulgate_app', 'revoke update on sequence'],
  ['grant update on events to promulgate_app', 'revoke update on promulgate.events'],
  ['grant update (type) on events to promulgate_app', 'revoke update on promulgate.events'],
  ['grant delete on event_data to public', 'revoke delete on promulgate.event_data'],
  ['grant truncate on log to promulgate_app', 'revoke truncate on promulgate.log'],
  ['grant update (body) on commands to promulgate_app', 'revoke update on promulgate.commands'],
  ['grant update (hash) on tile_roots to promulgate_app', 'revoke update on promulgate.tile_roots'],
  ['drop table events cascade; drop table event_data, log', 'run the migrations'],
])('%s: is found, with its remedy', async (statement, remedy) => {
  expect(await faultsAfter(statement)).toEqual([expect.stringContaining(remedy)]);
});

// What takes a restart, or another server, to be otherwise: here its name is answered by something else.
it.each([
  [
    'prepared transactions',
    `create function public.current_setting(text) returns text language sql as $$ select '64' $$`,
    'set max_prepared_transactions to 0',
  ],
  [
    'a server that keeps no lock on a sequence',
    'create view public.pg_locks as select * from pg_catalog.pg_locks where false',
    'nextval keeps no lock',
  ],
])('%s: is found', async (_, statement, sentence) => {
  expect(await faultsAfter(`${statement}; set local search_path to public, pg_catalog`)).toEqual([
    expect.stringContaining(sentence),
  ]);
});

it('the number that the check draws is given up like any other', async () => {
  await owner.query('truncate events, log, tile_roots restart identity');
  const sequencer = new Sequencer({ url: database.url, onFault: () => undefined });
  sequencer.start();
  await checkDatabase(application.client);
  await application.append('minutes');
  await eventually('the event is placed and no number is open', 5_000, () => {
    const { high, holes } = sequencer.status();
    return high === 2 && holes === 0;
  });
  await sequencer.stop();
});

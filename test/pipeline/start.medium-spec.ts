import { catalog } from '#commission';
import {
  Catalog,
  checkHandlers,
  checkReactions,
  commandHandlersFor,
  CommandBody,
  defineReaction,
  migrateDoorbell,
} from '#command-queue';
import { migrate } from '#event-log';
import { freshDatabase } from '#testing';
import { authorityLifecycle, type AuthorityEvent } from '#authorities';
import type { ModulesContainer } from '@nestjs/core';
import { CommandHandler } from '@nestjs/cqrs';
import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { StartRefused } from '#service';
import { createWorker } from '../../apps/worker/src/create-worker.js';
import { openTestbed, type Testbed } from '../support/testbed.js';

class Unheard extends CommandBody {}
@CommandHandler(Unheard)
class UnheardHandler {
  execute(): Promise<void> {
    return Promise.resolve();
  }
}

/** The handlers of a process as Nest holds them. */
function processWith(...handlers: readonly object[]): ModulesContainer {
  const providers = new Map(handlers.map((instance, at) => [at, { instance }]));
  return new Map([['module', { providers }]]) as unknown as ModulesContainer;
}

const handlersOf = (): object[] =>
  commandHandlersFor(authorityLifecycle).map((provider) =>
    (provider as { useFactory: (decisions: unknown) => object }).useFactory({}),
  );

describe('A process', () => {
  const authorities = new Catalog([authorityLifecycle]);

  it('starts with one handler for each command', () => {
    expect(checkHandlers(authorities, processWith(...handlersOf()))).toEqual([]);
  });

  it('does not start with a command that nobody handles', () => {
    expect(checkHandlers(authorities, processWith(...handlersOf().slice(1)))).toEqual([
      expect.stringContaining('register-authority has no handler'),
    ]);
  });

  it('does not start with a command that two handle', () => {
    expect(checkHandlers(authorities, processWith(...handlersOf(), ...handlersOf().slice(0, 1)))).toEqual([
      expect.stringContaining('register-authority has 2 handlers'),
    ]);
  });

  it('does not start with a handler whose command no codec can rebuild', () => {
    expect(checkHandlers(authorities, processWith(...handlersOf(), new UnheardHandler()))).toEqual([
      expect.stringContaining('Unheard, for which there is no codec'),
    ]);
  });

  it('does not start with a reaction on an event that is never written', () => {
    const reaction = defineReaction<AuthorityEvent, 'authority.registered'>({
      name: 'when-nothing-happens',
      on: 'authority.unheard-of' as 'authority.registered',
      then: () => [],
    });
    expect(checkReactions(catalog, [reaction])).toEqual([expect.stringContaining('authority.unheard-of')]);
  });

  it('does not start with two lifecycles for one command', () => {
    expect(() => new Catalog([authorityLifecycle, authorityLifecycle])).toThrow('Two lifecycles');
  });
});

describe('A migration', () => {
  it('runs again after the queue was used, also where the owner of the database is no superuser', async () => {
    const database = await freshDatabase(process.env['TEST_POSTGRES_URL'] ?? '');
    const superuser = new pg.Client({ connectionString: database.url });
    await superuser.connect();
    const login = `owner_${randomUUID().replaceAll('-', '')}`;
    await superuser.query(`create role ${login} login createrole password 'synthetic'`);
    await superuser.query(`alter database ${new URL(database.url).pathname.slice(1)} owner to ${login}`);
    await superuser.query(`grant all on schema public to ${login}`);
    const owner = new URL(database.url);
    owner.username = login;
    owner.password = 'synthetic';
    await migrate(owner.href);
    await migrateDoorbell(owner.href);
    // BullMQ makes one for each queue when it first rings, with the application's rights.
    await superuser.query('set role promulgate_app; create sequence bullmq.bullmq_jid_of_a_queue; reset role');
    await expect(migrateDoorbell(owner.href)).resolves.toBeUndefined();
    await expect(migrate(owner.href)).resolves.toEqual([]);
    await superuser.query(`alter database ${new URL(database.url).pathname.slice(1)} owner to current_user`);
    await superuser.query(`reassign owned by ${login} to current_user`);
    await superuser.query(`drop owned by ${login}`);
    await superuser.query(`drop role ${login}`);
    await superuser.end();
    await database.drop();
  }, 60_000);
});

describe('A worker', () => {
  let bed: Testbed;

  beforeAll(async () => {
    bed = await openTestbed();
  }, 60_000);
  afterAll(() => bed.close(), 30_000);

  const refusalOf = async (databaseUrl: string): Promise<string> => {
    const start = createWorker({ ...bed.settings, databaseUrl });
    return start.then(
      async (worker) => {
        await worker.close();
        return 'started';
      },
      (error: unknown) => (error instanceof StartRefused ? error.message : String(error)),
    );
  };

  it('does not start on a database with a pending migration', async () => {
    const database = await freshDatabase(process.env['TEST_POSTGRES_URL'] ?? '');
    expect(await refusalOf(database.url)).toContain('npm run cli -- migrate');
    await database.drop();
  }, 30_000);

  it('does not start without its views', async () => {
    const database = await freshDatabase(process.env['TEST_POSTGRES_URL'] ?? '');
    await migrate(database.url);
    expect(await refusalOf(database.url)).toContain('The view authorities');
    await database.drop();
  }, 30_000);

  it('does not start where the application could change what has happened', async () => {
    const owner = new pg.Client({ connectionString: bed.ownerUrl });
    await owner.connect();
    await owner.query('grant update on promulgate.events to promulgate_app');
    expect(await refusalOf(bed.ownerUrl)).toMatch(/UPDATE/i);
    await owner.query('revoke update on promulgate.events from promulgate_app');
    await owner.end();
    expect(await refusalOf(bed.ownerUrl)).toBe('started');
  }, 30_000);
});

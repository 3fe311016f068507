/** The machinery in single parts, on a database and a queue of its own and with the lifecycle of notebooks: for tests that stand between the parts. */
import {
  clocksProjection,
  type Decisions,
  Doorbell,
  DoorbellAnswerer,
  type DoorbellSettings,
  prepareDatabase,
  Reconciler,
  type SettlerSettings,
  StreamSettler,
} from '#command-queue';
import {
  accept,
  applicationPool,
  type CommandReport,
  type IncomingCommand,
  type LedgerCommand,
  newId,
  type Pool,
  Sequencer,
  ViewProjector,
} from '#event-log';
import { freshDatabase } from '#testing';
import { Redis } from 'ioredis';
import { openNotebookBus } from './notebook-bus.js';
import { notebooks, whenANoteIsAddedIndexIt } from './notebooks.js';
import { doorbellSettings, settled } from './testbed.js';

type Fault = Parameters<ConstructorParameters<typeof StreamSettler>[5]>[0];

export interface Workshop {
  readonly ownerUrl: string;
  readonly pool: Pool;
  readonly doorbell: Doorbell;
  readonly decisions: Decisions;
  /** Puts a command into the ledger and rings for nobody. */
  put(name: string, body: Record<string, unknown>, options?: Partial<IncomingCommand>): Promise<LedgerCommand>;
  settler(settings?: SettlerSettings, onFault?: (fault: Fault) => void): StreamSettler;
  /** Takes a command through to its end without the queue. */
  perform(name: string, body: Record<string, unknown>): Promise<LedgerCommand>;
  /** Starts what answers rings, and what rings again. */
  answerWith(settler: StreamSettler): Promise<void>;
  settled(ids: readonly string[], withinMs?: number): Promise<CommandReport[]>;
  /** A new notebook; answers its id. */
  notebook(room?: number): Promise<string>;
  close(): Promise<void>;
}

/** The log is numbered and the clocks' view kept from the start. */
export async function openWorkshop(): Promise<Workshop> {
  const server = process.env['TEST_POSTGRES_URL'];
  if (!server) throw new Error('TEST_POSTGRES_URL is not set: run these tests with npm test.');
  const database = await freshDatabase(server);
  const ownerUrl = database.url;
  const projections = [clocksProjection(notebooks)];
  await prepareDatabase(ownerUrl, { projections, reactions: [whenANoteIsAddedIndexIt] });

  const ringing = doorbellSettings(ownerUrl);
  await emptied(ringing);
  const faultless = (): void => undefined;
  const pool = applicationPool(ownerUrl, 20, 'workshop');
  const doorbell = new Doorbell(ringing, faultless);
  const projector = new ViewProjector({ pool, projections });
  const sequencer = new Sequencer({ url: ownerUrl, onAdvance: () => projector.wake(), onFault: faultless });
  sequencer.start();
  projector.start();

  const { bus, decisions, close: closeBus } = await openNotebookBus();
  const closing: (() => Promise<void>)[] = [];

  const workshop: Workshop = {
    ownerUrl,
    pool,
    doorbell,
    decisions,
    put: (name, body, options) => put(pool, name, body, options),
    settler: (settings = { attempts: 5, backoffMs: 1_000 }, onFault = faultless) =>
      new StreamSettler(pool, bus, notebooks, decisions, settings, onFault),
    perform: async (name, body) => {
      const row = await workshop.put(name, body);
      await workshop.settler().answer(row.stream, undefined);
      await workshop.settled([row.id]);
      return row;
    },
    answerWith: async (settler) => {
      const answerer = new DoorbellAnswerer(ringing, 8, (stream, redelivered) => settler.answer(stream, redelivered), faultless);
      const reconciler = new Reconciler(pool, doorbell, faultless);
      closing.push(async () => {
        await reconciler.stop();
        await answerer.close();
      });
      await answerer.ready();
      reconciler.start();
    },
    settled: (ids, withinMs = 20_000) => settled(pool, ids, withinMs),
    notebook: async (room = 1_000) => idOf((await workshop.perform('open-notebook', { room })).stream),
    close: async () => {
      for (const close of closing) await close();
      await Promise.all([projector.stop(), sequencer.stop(), closeBus()]);
      await doorbell.close();
      await pool.end();
      await database.drop();
    },
  };
  return workshop;
}

const idOf = (stream: string): string => stream.slice(stream.indexOf('/') + 1);

async function emptied(ringing: DoorbellSettings): Promise<void> {
  if (ringing.kind !== 'redis') return;
  const redis = new Redis(ringing.url);
  await redis.flushdb();
  redis.disconnect();
}

async function put(
  pool: Pool,
  name: string,
  body: Record<string, unknown>,
  options: Partial<IncomingCommand> = {},
): Promise<LedgerCommand> {
  const id = newId();
  const command = notebooks.command(name);
  const row: IncomingCommand = {
    id,
    name,
    stream: notebooks.streamOf(command, body, newId()),
    creates: command.spec.subject === 'new',
    body,
    actor: 'tester',
    role: command.spec.roles[0] ?? 'system',
    performedBy: 'tester',
    correlationId: id,
    causationId: id,
    ...options,
  };
  const acceptance = await accept(pool, row, undefined);
  if (acceptance.outcome !== 'accepted') throw new Error(`The ledger did not take ${name}.`);
  const { acceptedAt } = acceptance;
  const { expectedVersion = null, occurredAt = null, traceparent = null } = row;
  return { ...row, expectedVersion, occurredAt, traceparent, acceptedAt, dueAt: acceptedAt, attempts: 0 };
}

/** Looks again and again until `find` answers something. */
export async function eventually<Found>(find: () => Promise<Found | undefined>, withinMs = 10_000): Promise<Found> {
  for (const end = Date.now() + withinMs; Date.now() < end; await new Promise((resolve) => setTimeout(resolve, 20))) {
    const found = await find();
    if (found !== undefined) return found;
  }
  throw new Error(`It did not come about within ${withinMs} ms.`);
}

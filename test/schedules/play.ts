/** One schedule of the pipeline: doors, workers and reconcilers as actors around one ledger and one queue, with two notebooks to write in. */
import { Reconciler, StreamSettler, type SettlerSettings } from '#command-queue';
import { accept, type IncomingCommand, newId } from '#event-log';
import fc from 'fast-check';
import { AsyncLocalStorage } from 'node:async_hooks';
import type { NotebookBus } from '../support/notebook-bus.js';
import { notebooks } from '../support/notebooks.js';
import { Bell, type Delivery } from './bell.js';
import { History, type Share } from './shares.js';
import { Actor, type Stage } from './stage.js';

/** A ring this old counts as lost. */
export const STALE_MS = 10_000;
const NOTEBOOKS = 2;

type Fault = Parameters<ConstructorParameters<typeof StreamSettler>[5]>[0];

export interface Setting {
  readonly stage: Stage;
  readonly bus: NotebookBus;
  readonly retry: SettlerSettings;
  /** How many notes a notebook takes: few, and what is decided depends on the order. */
  readonly room: number;
}

/** Who acts now: a decision that ends its process has to know which. */
export const acting = new AsyncLocalStorage<Actor>();

export class Play {
  readonly bell = new Bell();
  readonly streams = Array.from({ length: NOTEBOOKS }, () => `notebooks/${newId()}`);
  /** The commands whose sender was answered. */
  readonly promised = new Set<string>();
  /** What was sent, whether or not its sender was answered. */
  readonly sent: IncomingCommand[] = [];
  readonly faults: Fault[] = [];
  private readonly acting = new Map<Actor, Promise<void>>();
  private readonly broken: Error[] = [];
  private actors = 0;

  constructor(
    readonly setting: Setting,
    readonly history: History,
    private readonly scheduler: fc.Scheduler,
  ) {}

  get alive(): readonly Actor[] {
    return [...this.acting.keys()];
  }

  /** Somebody begins to act; what becomes of it is up to the schedule. */
  begin(kind: string, work: (actor: Actor) => Promise<void>): void {
    const actor = new Actor(`${kind} ${++this.actors}`, this.setting.stage, this.history, this.scheduler);
    this.acting.set(actor, this.act(actor, work));
  }

  async kill(nth: number): Promise<void> {
    const actor = this.alive[nth % this.alive.length];
    if (!actor) return;
    this.acting.delete(actor);
    await actor.kill();
  }

  /** Waits until everybody has done what it began. */
  async ended(): Promise<void> {
    while (this.acting.size > 0) await this.scheduler.waitFor(Promise.race([...this.acting.values()]));
    if (this.broken[0]) throw this.broken[0];
  }

  /** One after the other, with nobody in between: how a history is brought to its end. */
  async alone(kind: string, work: (actor: Actor) => Promise<void>): Promise<void> {
    const actor = new Actor(`${kind} ${++this.actors}`, this.setting.stage, this.history, undefined);
    await Promise.race([acting.run(actor, () => work(actor)), actor.gone]);
  }

  /** What is sent to a notebook: the first time that it be opened, then a note. */
  command(notebook: number, text: string): IncomingCommand {
    const stream = this.streams[notebook] ?? '';
    const opens = !this.sent.some((each) => each.stream === stream);
    const id = newId();
    const command: IncomingCommand = {
      id,
      name: opens ? 'open-notebook' : 'add-note',
      stream,
      creates: opens,
      body: opens ? { room: this.setting.room } : { notebookId: stream.slice(stream.indexOf('/') + 1), text },
      actor: 'tester',
      role: 'commission-staff',
      performedBy: 'tester',
      idempotencyKey: id,
      fingerprint: Buffer.from(id),
      correlationId: id,
      causationId: id,
    };
    this.sent.push(command);
    return command;
  }

  /** The door takes a command, rings where it is to, and answers its sender. */
  async accept(actor: Actor, command: IncomingCommand, rings: boolean): Promise<void> {
    const front = this.bell.frontFor(actor);
    const taken = await accept(actor.pool, command, rings ? await front.epoch() : undefined);
    if (taken.outcome === 'key-reused') throw new Error('The ledger takes a repeated command for another one.');
    if (rings) await front.ring([{ commandId: taken.id, stream: taken.stream }]);
    this.promised.add(taken.id);
  }

  async reconcile(actor: Actor): Promise<void> {
    await new Reconciler(actor.pool, this.bell.frontFor(actor), () => undefined).round();
  }

  /** A worker answers a ring; when it dies over it, the ring comes again. */
  async answer(actor: Actor, delivery: Delivery): Promise<void> {
    const { bus, retry } = this.setting;
    const onFault = (fault: Fault) => this.faults.push(fault);
    const settler = new StreamSettler(actor.pool, bus.bus, notebooks, bus.decisions, retry, onFault);
    void actor.gone.then(() => this.bell.comesAgain(delivery, true));
    try {
      await settler.answer(delivery.ring.stream, delivery.again ? delivery.ring.commandId : undefined);
      this.bell.answered(delivery);
    } catch (fault) {
      this.bell.comesAgain(delivery, false);
      throw fault;
    }
  }

  /** Leaves nothing behind that the next schedule would meet. */
  async close(): Promise<void> {
    for (const actor of this.alive) await actor.kill();
    await this.setting.stage.owner.query('delete from commands where status in (0, 3); delete from clocks');
  }

  private async act(actor: Actor, work: (actor: Actor) => Promise<void>): Promise<void> {
    try {
      await Promise.race([acting.run(actor, () => work(actor)), actor.gone]);
    } catch (fault) {
      this.broken.push(fault instanceof Error ? fault : new Error(String(fault)));
    } finally {
      this.acting.delete(actor);
    }
  }
}

export type Step = fc.AsyncCommand<Play, Play>;

/** A step of the schedule itself: its words in a counterexample, when it can be taken, and what it does. */
export function step(words: string, possible: (play: Play) => boolean, take: (play: Play) => Promise<void> | void): Step {
  return {
    check: (play) => possible(play as Play),
    run: async (play) => {
      play.history.note(words);
      await take(play);
    },
    toString: () => words,
  };
}

/** Plays schedules of at most so many of these steps, each brought to its end and judged by `end`, which is told one thing more that is left to chance. */
export async function playAll(
  { parameters }: Share,
  setting: Setting,
  { steps, most }: { readonly steps: readonly fc.Arbitrary<Step>[]; readonly most: number },
  end: (play: Play, chance: boolean) => Promise<void>,
): Promise<void> {
  const scheduler = fc.scheduler({ act: setting.stage.act });
  const commands = fc.commands([...steps], { maxCommands: most, size: 'max' });
  const schedule = fc.asyncProperty(scheduler, commands, fc.boolean(), async (chosen, taken, chance) => {
    const history = new History();
    const play = new Play(setting, history, chosen);
    await history.toldBy(async () => {
      try {
        await fc.scheduledModelRun(chosen, () => ({ model: play, real: play }), taken);
        await end(play, chance);
      } finally {
        await play.close();
      }
    });
  });
  await fc.assert(schedule, parameters);
}

import { catalog, projections, reactions, type Settings } from '#commission';
import {
  checkHandlers,
  checkReactions,
  ClockKeeper,
  Decisions,
  DEFAULT_SETTLER,
  Doorbell,
  DoorbellAnswerer,
  ReactionRunner,
  Reconciler,
  StreamSettler,
} from '#command-queue';
import { applicationPool, checkDatabase, checkViews, pendingMigrations, type Pool, Sequencer, ViewProjector } from '#event-log';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import { PinoLogger } from 'nestjs-pino';

export const SETTINGS = Symbol('settings');

/** Rings answered at the same time; they share transactions, so this bounds a batch and not the database sessions. */
const CONCURRENCY = 50;
/** The settler's sessions, and those of the projector, the reactions, the clocks and the reconciler. */
const POOL_SIZE = 12;

/** The process must not run as it is; the message says, a line each, what is wrong and what to do. */
export class StartRefused extends Error {
  override readonly name = 'StartRefused';
}

/** Everything a worker does, started in the order in which data flows and stopped against it. */
@Injectable()
export class Shift implements OnApplicationShutdown {
  private readonly pool: Pool;
  private readonly doorbell: Doorbell;
  readonly sequencer: Sequencer;
  readonly projector: ViewProjector;
  private readonly reactionRunner: ReactionRunner;
  private readonly clockKeeper: ClockKeeper;
  private readonly reconciler: Reconciler;
  private answerer: DoorbellAnswerer | undefined;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(CommandBus) private readonly bus: CommandBus,
    @Inject(Decisions) private readonly decisions: Decisions,
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
    @Inject(PinoLogger) private readonly logger: PinoLogger,
  ) {
    const { databaseUrl, doorbell } = settings;
    this.pool = applicationPool(databaseUrl, POOL_SIZE, 'worker');
    this.doorbell = new Doorbell(doorbell, this.fault('doorbell'));
    this.projector = new ViewProjector({ pool: this.pool, projections, onFault: this.fault('projector') });
    this.reactionRunner = new ReactionRunner(this.pool, catalog, reactions, this.doorbell, this.fault('reactions'));
    this.clockKeeper = new ClockKeeper(this.pool, catalog, this.doorbell, this.fault('clocks'));
    this.reconciler = new Reconciler(this.pool, this.doorbell, this.fault('reconciler'));
    this.sequencer = new Sequencer({
      url: databaseUrl,
      onFault: this.fault('sequencer'),
      onAdvance: () => {
        this.projector.wake();
        this.reactionRunner.wake();
      },
    });
  }

  /** Checks that this process may run, and starts. Called once all of Nest stands: before that the bus knows no handler. */
  async start(): Promise<void> {
    const faults = await this.faults();
    if (faults.length > 0) throw new StartRefused(faults.join('\n'));
    this.sequencer.start();
    this.projector.start();
    this.reactionRunner.start();
    this.clockKeeper.start();
    const settler = new StreamSettler(this.pool, this.bus, catalog, this.decisions, DEFAULT_SETTLER, (fault) => {
      this.logger.error(
        { command: fault.command, commandId: fault.id, attempts: fault.attempts, err: fault.error },
        'a command could not be decided',
      );
    });
    const answer = async (stream: string, redelivered: string | undefined): Promise<void> => {
      await settler.answer(stream, redelivered);
      this.sequencer.wake();
    };
    this.answerer = new DoorbellAnswerer(this.settings.doorbell, CONCURRENCY, answer, this.fault('doorbell'));
    this.reconciler.start();
  }

  /** What keeps this process from running, a sentence each. A database that lacks migrations is not asked anything else. */
  private async faults(): Promise<string[]> {
    const wiring = [...checkHandlers(catalog, this.modules), ...checkReactions(catalog, reactions)];
    const pending = await pendingMigrations(this.pool);
    if (pending.length > 0) return [...wiring, ...pending];
    return [...wiring, ...(await checkDatabase(this.pool)), ...(await checkViews(this.pool, projections))];
  }

  /** What has been taken is finished, nothing new is taken; what is left in the ledger another worker settles. */
  async onApplicationShutdown(): Promise<void> {
    await this.reconciler.stop();
    await this.answerer?.close();
    await Promise.all([this.clockKeeper.stop(), this.reactionRunner.stop(), this.projector.stop(), this.sequencer.stop()]);
    await this.doorbell.close();
    await this.pool.end();
  }

  /** PostgreSQL answers within its time limits. */
  async databaseAnswers(): Promise<boolean> {
    return this.pool.query('select 1').then(
      () => true,
      () => false,
    );
  }

  private fault(part: string): (error: Error) => void {
    return (error) => this.logger.error({ part, err: error }, 'a part of the worker met a fault and goes on');
  }
}

import { calendarFor } from '#calendar';
import { catalog, projections, reactions, type Settings } from '#commission';
import {
  checkHandlers,
  checkReactions,
  ClockKeeper,
  Decisions,
  DEFAULT_SETTLER,
  Doorbell,
  DoorbellAnswerer,
  Eraser,
  ReactionRunner,
  Reconciler,
  StreamSettler,
} from '#command-queue';
import {
  applicationPool,
  checkDatabase,
  checkViews,
  ERASER_ROLE,
  isDatabaseAway,
  isDatabaseBusy,
  pendingMigrations,
  type Pool,
  Sequencer,
  Sessions,
  ViewProjector,
} from '#event-log';
import { checkProfiles, keepRules } from '#requests';
import { FaultLog, Pulse, Start, type StartRefused } from '#service';
import { WebhookDispatcher } from '#webhooks';
import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { ModulesContainer } from '@nestjs/core';
import { CommandBus } from '@nestjs/cqrs';
import { PinoLogger } from 'nestjs-pino';
import { LogSigning } from './log-signing.js';

export const SETTINGS = Symbol('settings');

/** Rings answered at the same time; they share transactions, so this bounds a batch and not the database sessions. */
const CONCURRENCY = 50;
/** The settler's sessions, and those of the projector, the reactions, the clocks and the reconciler. */
const POOL_SIZE = 12;

/** Of the probe's own session: what keeps silent for so long is away, and a probe must not hang for longer. */
const PATIENCE_MS = 2_000;
/** Later than that, so that silence is told from a refusal. */
const GIVEN_UP_MS = PATIENCE_MS + 1_000;

/** Everything a worker does, started in the order in which data flows and stopped against it. */
@Injectable()
export class Shift implements OnApplicationShutdown {
  private readonly sessions = new Sessions();
  private readonly pool: Pool;
  private readonly probePool: Pool;
  private readonly erasingPool: Pool;
  private readonly doorbell: Doorbell;
  private readonly faultLog: FaultLog;
  private readonly beginning: Start;
  readonly postgres: Pulse;
  readonly queue: Pulse;
  readonly sequencer: Sequencer;
  /** Absent where there is no key to sign with. */
  readonly signing: LogSigning | undefined;
  readonly projector: ViewProjector;
  private readonly reactionRunner: ReactionRunner;
  private readonly clockKeeper: ClockKeeper;
  private readonly reconciler: Reconciler;
  /** Absent where the operator has given no key for webhooks. */
  readonly webhooks: WebhookDispatcher | undefined;
  private readonly eraser: Eraser;
  private answerer: DoorbellAnswerer | undefined;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(CommandBus) private readonly bus: CommandBus,
    @Inject(Decisions) private readonly decisions: Decisions,
    @Inject(ModulesContainer) private readonly modules: ModulesContainer,
    @Inject(PinoLogger) private readonly logger: PinoLogger,
  ) {
    const { databaseUrl, doorbell } = settings;
    this.faultLog = new FaultLog(logger);
    this.pool = applicationPool(databaseUrl, POOL_SIZE, 'worker', { sessions: this.sessions });
    this.probePool = applicationPool(databaseUrl, 1, 'worker-pulse', { statementMs: PATIENCE_MS, connectMs: GIVEN_UP_MS });
    this.doorbell = new Doorbell(doorbell, this.fault('doorbell'));
    this.projector = new ViewProjector({ pool: this.pool, projections, onFault: this.fault('projector') });
    this.reactionRunner = new ReactionRunner(this.pool, catalog, reactions, this.doorbell, this.fault('reactions'));
    const { version } = calendarFor(settings.profile);
    this.clockKeeper = new ClockKeeper(this.pool, catalog, this.doorbell, this.fault('clocks'), version);
    this.reconciler = new Reconciler(this.pool, this.doorbell, this.fault('reconciler'));
    this.erasingPool = applicationPool(databaseUrl, 1, 'worker-eraser', { sessions: this.sessions, role: ERASER_ROLE });
    this.eraser = new Eraser(this.pool, this.erasingPool, catalog, this.doorbell, this.fault('eraser'));
    this.sequencer = new Sequencer({
      url: databaseUrl,
      onFault: this.fault('sequencer'),
      onAdvance: () => {
        this.projector.wake();
        this.reactionRunner.wake();
        this.webhooks?.wake();
      },
    });
    this.webhooks = this.dispatcher();
    this.signing = this.logSigning();
    this.postgres = this.pulse('postgres', async () => void (await this.probePool.query('select 1')));
    this.queue = this.pulse('queue', async () => {
      if ((await this.doorbell.epoch()) === undefined) throw new Error('The queue does not answer; commands are kept.');
    });
    this.beginning = new Start({
      check: () => this.faults(),
      isAway: (error) => isDatabaseAway(error) || isDatabaseBusy(error),
      onWaiting: (error) => this.faultLog.fault('postgres', error, 'postgres does not answer'),
      onFit: () => this.work(),
    });
  }

  /** Whether the database was found as it should be, and the work has begun. */
  get working(): boolean {
    return this.beginning.fit;
  }

  /** Resolves where PostgreSQL answers after the start and is not as it should be. */
  get refused(): Promise<StartRefused> {
    return this.beginning.refused;
  }

  /**
   * Checks that this process may run, and starts; where PostgreSQL does not answer yet, it starts once that does. Throws StartRefused.
   * Called once all of Nest stands: before that the bus knows no handler.
   */
  async start(): Promise<void> {
    this.postgres.start();
    this.queue.start();
    await this.beginning.begin();
  }

  private work(): void {
    this.eraser.start();
    this.sequencer.start();
    this.signing?.start();
    this.projector.start();
    this.reactionRunner.start();
    this.clockKeeper.start();
    if (this.webhooks) this.webhooks.start();
    else this.logger.info({}, 'WEBHOOK_KEY is not set: no webhook is sent');
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
    const pending = await pendingMigrations(this.probePool);
    if (pending.length > 0) return [...wiring, ...pending];
    const database = [...(await checkDatabase(this.probePool)), ...(await checkViews(this.probePool, projections))];
    if (database.length > 0) return [...wiring, ...database];
    const { profile, earlierProfiles } = this.settings;
    // Asked of a view, which has to be there.
    const rules = await checkProfiles(this.probePool, [profile, ...earlierProfiles]);
    if (rules.length === 0) await keepRules(this.probePool, [profile, ...earlierProfiles]);
    return [...wiring, ...rules];
  }

  /** What has been taken is finished, nothing new is taken; what is left in the ledger another worker settles. */
  async onApplicationShutdown(): Promise<void> {
    this.beginning.stop();
    // From the beginning: it waits for others, which may take as long as everything else together.
    const sent = this.webhooks?.stop();
    await this.reconciler.stop();
    await this.answerer?.close();
    await this.signing?.stop();
    await sent;
    await Promise.all([
      this.eraser.stop(),
      this.clockKeeper.stop(),
      this.reactionRunner.stop(),
      this.projector.stop(),
      this.sequencer.stop(),
    ]);
    await this.doorbell.close();
    this.postgres.stop();
    this.queue.stop();
    await Promise.all([this.pool.end(), this.probePool.end(), this.erasingPool.end()]);
  }

  /** Breaks the statements under way: what is being settled is rolled back, and settled by another worker or at the next start. */
  cut(): void {
    this.sessions.cut();
  }

  private dispatcher(): WebhookDispatcher | undefined {
    const { webhooks, databaseUrl } = this.settings;
    if (!webhooks) return undefined;
    const { key, allowPrivate } = webhooks;
    const { pool, doorbell } = this;
    const onFault = this.fault('webhooks');
    return new WebhookDispatcher({ pool, databaseUrl, catalog, doorbell, key, sender: { allowPrivate }, onFault });
  }

  private logSigning(): LogSigning | undefined {
    const { signing, logOrigin } = this.settings;
    if (!signing) {
      this.logger.warn('the log is not signed: no key is set (LOG_KEY_FILE), so that nobody can prove that it was not changed');
      return undefined;
    }
    return new LogSigning({
      settings: signing,
      origin: logOrigin,
      pool: this.pool,
      sequencer: () => this.sequencer.status(),
      onFault: this.fault('signing'),
      onWitnessFault: this.fault('witnesses'),
    });
  }

  private fault(part: string): (error: Error) => void {
    return this.faultLog.of(part);
  }

  private pulse(part: string, ask: () => Promise<void>): Pulse {
    return new Pulse({
      ask,
      onAway: (error) => this.faultLog.fault(part, error, `${part} does not answer`),
      onBack: (ms) => this.faultLog.over(part, `${part} answers again`, ms),
      ...(part === 'postgres' ? { onSilence: () => this.sessions.cut() } : {}),
    });
  }
}

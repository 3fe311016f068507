import { catalog, jurisdictionOf, type Settings } from '#commission';
import { Catalog, Decisions, Doorbell } from '#command-queue';
import { applicationPool, type Pool, Sessions } from '#event-log';
import { TokenVerifier } from '#identity';
import { FaultLog } from '#service';
import { type DynamicModule, Module, type Provider, type Type } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, Reflector } from '@nestjs/core';
import { LoggerModule, PinoLogger } from 'nestjs-pino';
import { DocsController } from './docs/docs.controller.js';
import { OpenApi } from './docs/open-api.js';
import { BatchController } from './door/batch.controller.js';
import { commandsController, CommandStatusController } from './door/commands.controller.js';
import { Door } from './door/door.js';
import { LedgerWriter } from './door/ledger-writer.js';
import { SettledWatch } from './door/settled-watch.js';
import { ProblemFilter } from './errors/problem.filter.js';
import { ProblemsController } from './errors/problems.controller.js';
import { eventControllers, eventProviders, EventStreams } from './events/index.js';
import { exportControllers, exportProviders } from './exports/index.js';
import { HealthController } from './health/health.controller.js';
import { Metrics } from './health/metrics.js';
import { Parts } from './health/parts.js';
import { type Bounds, Gate } from './http/gate.js';
import { RouteTable } from './http/route-table.js';
import { AdmissionGuard, type Limits } from './identity/admission.guard.js';
import { RateWindow } from './identity/rate-window.js';
import { logControllers } from './log/index.js';
import { loggerParams } from './logging.js';
import { queryControllers, queryProviders } from './queries/index.js';
import { Resources } from './resources.js';
import { POOL, SETTINGS } from './tokens.js';

/** Database sessions of this process; a request holds one for milliseconds. */
const POOL_SIZE = 16;
/** As the read models have it: a question that takes longer is one that the log has no index for. */
const STATEMENT_MS = 10_000;
/** A request that finds no session within this time is better told so. */
const CONNECT_MS = 2_000;

/** The parts that only read: queries, the feed of events, what verifies the log. Each brings its controllers and what they are built with. */
const readControllers: Type[] = [...queryControllers, ...eventControllers, ...logControllers, ...exportControllers];
const readProviders: Provider[] = [...queryProviders, ...eventProviders, ...exportProviders];

@Module({})
export class ApiModule {
  static with(settings: Settings, limits: Limits, bounds: Bounds): DynamicModule {
    return {
      module: ApiModule,
      imports: [LoggerModule.forRoot(loggerParams(settings.logLevel))],
      controllers: [
        commandsController(catalog),
        BatchController,
        CommandStatusController,
        ProblemsController,
        DocsController,
        HealthController,
        ...readControllers,
      ],
      providers: [...machinery(settings), ...door(settings), ...edge(limits), ...gate(bounds), ...readProviders],
    };
  }
}

/** What reads and writes share. */
function machinery(settings: Settings): Provider[] {
  return [
    { provide: SETTINGS, useValue: settings },
    { provide: Catalog, useValue: catalog },
    { provide: Decisions, useValue: new Decisions(catalog, jurisdictionOf(settings)) },
    { provide: Sessions, useValue: new Sessions() },
    {
      provide: POOL,
      useFactory: (sessions: Sessions) =>
        applicationPool(settings.databaseUrl, POOL_SIZE, 'api', { sessions, statementMs: STATEMENT_MS, connectMs: CONNECT_MS }),
      inject: [Sessions],
    },
    { provide: FaultLog, useFactory: (logger: PinoLogger) => new FaultLog(logger), inject: [PinoLogger] },
    {
      provide: Doorbell,
      useFactory: (faults: FaultLog) => new Doorbell(settings.doorbell, faults.of('doorbell')),
      inject: [FaultLog],
    },
    {
      provide: Parts,
      useFactory: (sessions: Sessions, doorbell: Doorbell, verifier: TokenVerifier, faults: FaultLog) =>
        new Parts({ settings, sessions, doorbell, verifier, faults }),
      inject: [Sessions, Doorbell, TokenVerifier, FaultLog],
    },
    {
      provide: Resources,
      useFactory: (pool: Pool, sessions: Sessions, doorbell: Doorbell, parts: Parts) =>
        new Resources({ pool, sessions, doorbell, parts }),
      inject: [POOL, Sessions, Doorbell, Parts],
    },
    { provide: Metrics, useFactory: (pool: Pool) => new Metrics(pool), inject: [POOL] },
    OpenApi,
    RouteTable,
  ];
}

function door(settings: Settings): Provider[] {
  return [
    { provide: SettledWatch, useFactory: (pool: Pool) => new SettledWatch(pool), inject: [POOL] },
    {
      provide: LedgerWriter,
      useFactory: (pool: Pool, doorbell: Doorbell) => new LedgerWriter(pool, doorbell),
      inject: [POOL, Doorbell],
    },
    {
      provide: Door,
      useFactory: (pool: Pool, decisions: Decisions, writer: LedgerWriter, watch: SettledWatch) =>
        new Door({ pool, catalog, decisions, writer, watch }, settings),
      inject: [POOL, Decisions, LedgerWriter, SettledWatch],
    },
  ];
}

/** What every request passes: who sends it and how often, and how it is told what went wrong. */
function edge(limits: Limits): Provider[] {
  return [
    {
      provide: TokenVerifier,
      useFactory: ({ issuer, audience, profile: { roleClaims } }: Settings) =>
        new TokenVerifier({ issuer, audience, roleClaims }),
      inject: [SETTINGS],
    },
    {
      provide: APP_GUARD,
      useFactory: (verifier: TokenVerifier, reflector: Reflector) =>
        new AdmissionGuard(verifier, limits, new RateWindow(), reflector),
      inject: [TokenVerifier, Reflector],
    },
    {
      provide: APP_FILTER,
      useFactory: (routes: RouteTable, logger: PinoLogger, faults: FaultLog) => new ProblemFilter(routes, logger, faults),
      inject: [RouteTable, PinoLogger, FaultLog],
    },
  ];
}

/** What every request passes before anything is done for it. */
function gate(bounds: Bounds): Provider[] {
  return [
    {
      provide: Gate,
      useFactory: (parts: Parts, watch: SettledWatch, streams: EventStreams, metrics: Metrics) =>
        new Gate(bounds, {
          work: (withinMs) => parts.work(withinMs),
          ledger: parts.ledger,
          waiting: () => watch.waiting + streams.following,
          onTurnedAway: (reason) => metrics.countTurnedAway(reason),
        }),
      inject: [Parts, SettledWatch, EventStreams, Metrics],
    },
  ];
}

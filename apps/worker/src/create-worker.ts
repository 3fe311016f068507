import { contextModules, type Settings } from '#commission';
import { Module, type DynamicModule } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CqrsModule } from '@nestjs/cqrs';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Logger, LoggerModule } from 'nestjs-pino';
import { HealthController } from './health.controller.js';
import { MachineryModule } from './machinery.module.js';
import { SETTINGS, Shift } from './shift.js';

@Module({})
class WorkerModule {
  static with(settings: Settings): DynamicModule {
    return {
      module: WorkerModule,
      imports: [
        LoggerModule.forRoot({ pinoHttp: { level: settings.logLevel, autoLogging: false } }),
        CqrsModule.forRoot(),
        MachineryModule.with(settings),
        ...contextModules,
      ],
      controllers: [HealthController],
      providers: [{ provide: SETTINGS, useValue: settings }, Shift],
    };
  }
}

/**
 * A worker, started: it answers the doorbell, numbers the log, keeps the views, the reactions and the clocks, as soon as PostgreSQL
 * answers. Rejects with StartRefused.
 */
export async function createWorker(settings: Settings): Promise<NestFastifyApplication> {
  const app = await NestFactory.create<NestFastifyApplication>(WorkerModule.with(settings), new FastifyAdapter(), {
    bufferLogs: true,
    abortOnError: false,
  });
  app.useLogger(app.get(Logger));
  await app.init();
  try {
    await app.get(Shift).start();
  } catch (error) {
    await app.close();
    throw error;
  }
  return app;
}

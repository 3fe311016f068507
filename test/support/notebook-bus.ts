/** Nest's command bus with the handlers of notebooks: what a worker decides with. */
import { jurisdictionOf } from '#commission';
import { losAngeles } from '#jurisdiction';
import { Catalog, commandHandlersFor, Decisions } from '#command-queue';
import { incidentLifecycle } from '#incidents';
import { Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { CommandBus, CqrsModule } from '@nestjs/cqrs';
import { notebookLifecycle, notebooks } from './notebooks.js';

export interface NotebookBus {
  readonly bus: CommandBus;
  readonly decisions: Decisions;
  readonly close: () => Promise<void>;
}

@Module({})
class NotebookModule {}

export async function openNotebookBus(): Promise<NotebookBus> {
  const decisions = new Decisions(notebooks, jurisdictionOf({ profile: losAngeles, source: 'urn:promulgate:test' }));
  const context = {
    module: NotebookModule,
    imports: [CqrsModule.forRoot()],
    providers: [
      { provide: Catalog, useValue: notebooks },
      { provide: Decisions, useValue: decisions },
      ...commandHandlersFor(notebookLifecycle, incidentLifecycle),
    ],
  };
  const nest = await NestFactory.createApplicationContext(context, { logger: false, abortOnError: false });
  return { bus: nest.get(CommandBus), decisions, close: () => nest.close() };
}

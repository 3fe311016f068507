import { commandHandlersFor } from '#command-queue';
import { Module } from '@nestjs/common';
import { incidentLifecycle } from './incidents.wire.js';

@Module({ providers: commandHandlersFor(incidentLifecycle) })
export class IncidentsModule {}

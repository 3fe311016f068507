import { commandHandlersFor } from '#command-queue';
import { Module } from '@nestjs/common';
import { reportBackLifecycle } from './report-backs.wire.js';

@Module({ providers: commandHandlersFor(reportBackLifecycle) })
export class ReportBacksModule {}

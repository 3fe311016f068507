import { commandHandlersFor } from '#command-queue';
import { Module } from '@nestjs/common';
import { boardReportLifecycle } from './board-reports.wire.js';
import { requestLifecycle } from './requests.wire.js';

@Module({ providers: commandHandlersFor(boardReportLifecycle, requestLifecycle) })
export class RequestsModule {}

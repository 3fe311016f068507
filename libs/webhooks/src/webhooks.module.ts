import { commandHandlersFor } from '#command-queue';
import { Module } from '@nestjs/common';
import { webhookLifecycle } from './webhooks.wire.js';

@Module({ providers: commandHandlersFor(webhookLifecycle) })
export class WebhooksModule {}
